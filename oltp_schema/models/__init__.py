"""The tables of the `oltp` schema, one module per Stripe object.

A column has Stripe's field name, with `_id` on a reference; a nested field is joined to its path (`card.brand` is
`card_brand`). A nested object that holds more than the fields lifted out of it is also kept whole, as jsonb, under its
own name. A field that moved between API versions has one column, with the older place in a comment beside it. Money is
in minor units of the row's `currency`. On an unresolved row every column but `id` and `row_state` is empty.
"""

from oltp_schema.models.charge import Charge
from oltp_schema.models.customer import Customer
from oltp_schema.models.invoice import Invoice
from oltp_schema.models.invoice_payment import InvoicePayment
from oltp_schema.models.line_item import InvoiceLineItem
from oltp_schema.models.payment_intent import PaymentIntent
from oltp_schema.models.payment_method import PaymentMethod
from oltp_schema.models.price import Price
from oltp_schema.models.product import Product
from oltp_schema.models.subscription import Subscription
from oltp_schema.models.subscription_item import SubscriptionItem

__all__ = [
    "Charge",
    "Customer",
    "Invoice",
    "InvoiceLineItem",
    "InvoicePayment",
    "PaymentIntent",
    "PaymentMethod",
    "Price",
    "Product",
    "Subscription",
    "SubscriptionItem",
]
