"""Fields that moved: of each, one object as an older version renders it and as a newer one does.

Both are the same whole document but for what moved. `apart` names the columns, as `table.column`, in which the rows
differ because one shape does not say it, or says it in JSON of another form; all others are equal, and those that
`fills` names have their value from what moved.
"""

from tests.transforms.pairs.accounts import OF_ACCOUNTS
from tests.transforms.pairs.credit_notes import OF_CREDIT_NOTES
from tests.transforms.pairs.customers import OF_CUSTOMERS
from tests.transforms.pairs.invoice_lines import OF_INVOICE_ITEMS, OF_LINES
from tests.transforms.pairs.invoices import OF_INVOICES
from tests.transforms.pairs.pair import Document, Pair
from tests.transforms.pairs.payments import OF_PAYMENTS
from tests.transforms.pairs.schedules import OF_SCHEDULES
from tests.transforms.pairs.subscriptions import OF_SUBSCRIPTIONS

__all__ = ["PAIRS", "WITHOUT_A_COLUMN", "Document", "Pair"]

PAIRS = [
    *(*OF_ACCOUNTS, *OF_CUSTOMERS, *OF_INVOICES, *OF_LINES, *OF_INVOICE_ITEMS, *OF_CREDIT_NOTES),
    *(*OF_SUBSCRIPTIONS, *OF_SCHEDULES, *OF_PAYMENTS),
]

# Fields of older versions that no column has: nothing came in their place, or a part of `accounts.settings`.
WITHOUT_A_COLUMN = {
    "account": "application_icon application_logo application_name application_url business_logo business_primary_color"
    " debit_negative_balances decline_charge_on keys payout_schedule payout_statement_descriptor verification",
    "charge": "order",
    "customer": "business_vat_id tax_info tax_info_verification",
    "invoice": "hosted_invoice_payment_pending",
    "invoiceitem": "unified_proration",
    "line_item": "unified_proration",
    "payment_intent": "return_url",
    "product": "attributes caption deactivate_on skus",
    "subscription": "invoice_customer_balance_settings",
}
