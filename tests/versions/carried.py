"""What API versions do not carry: where the rows of one account differ from those of 2026-10-28.endive, and how.

Columns are named as `object.column`; docs/versions.md says why. `test_one_account.py` holds these lists to exactly what
is found.
"""

from collections.abc import Callable, Mapping
from typing import Any

BASIL = "2025-03-31.basil"

NOT_YET: Mapping[str, str] = {  # NULL before the version
    "2026-09-30.endive": """
        invoice.status_details_uncollectible_reason subscription.status_details_paused_transitioned_at
    """,
    "2026-07-29.dahlia": "refund.customer_id refund.payment_method_id",
    "2026-05-27.dahlia": "invoice.amount_paid_off_stripe subscription.billing_schedules",
    "2025-12-15.clover": "line_item.subtotal",
    "2025-06-30.basil": "subscription.billing_mode subscription.billing_mode_type",
    BASIL: "invoice.amount_overpaid invoice.parent_type invoice_payment.created",
    "2025-01-27.acacia": "charge.outcome_advice_code",
    "2024-12-18.acacia": "charge.outcome_network_decline_code",
    "2024-09-30.acacia": "invoice.total_pretax_credit_amounts line_item.pretax_credit_amounts",
    "2024-06-20": "invoice.automatically_finalizes_at",
    "2024-04-10": "payment_method.allow_redisplay subscription.invoice_settings",
    "2023-10-16": """
        invoice.issuer_type refund.destination_details refund.destination_details_type subscription.discounts
        subscription_item.discounts
    """,
    "2023-08-16": "product.marketing_features",
    "2022-11-15": """
        invoice.amount_shipping invoice.effective_at invoice.subscription_details_metadata
        invoice_tax.taxability_reason invoice_tax.taxable_amount
        invoice_line_item_tax.taxability_reason invoice_line_item_tax.taxable_amount
        subscription.cancellation_details_feedback subscription.cancellation_details_reason
        subscription.trial_settings_end_behavior_missing_payment_method
    """,
    "2020-08-27": """
        charge.amount_captured customer.cash_balance customer.invoice_credit_balance
        customer.tax customer.tax_automatic_tax customer.tax_location_country
        invoice.automatic_tax invoice.automatic_tax_enabled invoice.paid_out_of_band invoice.payment_settings
        invoice.subtotal_excluding_tax invoice.total_excluding_tax
        line_item.amount_excluding_tax line_item.proration_details line_item.unit_amount_excluding_tax
        payment_intent.amount_details product.default_price_id product.tax_code_id
        subscription.automatic_tax subscription.automatic_tax_enabled
        subscription.payment_settings
    """,
    "2020-03-02": """
        charge.calculated_statement_descriptor customer.next_invoice_sequence
        invoice.discounts line_item.discounts
    """,
}

LESS: Mapping[str, str] = {  # JSON that lacks fields before the version
    "2026-09-30.endive": "charge.payment_method_details payment_intent.last_payment_error",
    "2026-06-24.dahlia": "subscription.invoice_settings",
    "2025-04-30.basil": "charge.billing_details invoice.automatic_tax payment_method.billing_details",
    "2025-01-27.acacia": "charge.outcome",
    "2024-12-18.acacia": "payment_method.card subscription.automatic_tax",
    "2024-10-28.acacia": "invoice.default_tax_rates subscription.default_tax_rates",
    "2020-08-27": "customer.invoice_settings payment_intent.payment_method_options payment_method.sepa_debit",
}

NO_LONGER: Mapping[str, str] = {  # NULL from the version on
    BASIL: """
        charge.invoice_id invoice.charge_id invoice.paid_out_of_band payment_intent.invoice_id
        line_item.amount_excluding_tax line_item.tax_rates line_item.unit_amount_excluding_tax
    """,
}

Row = dict[str, Any]
Content = Mapping[str, list[Row]]


def _are_named_only(old: Content, missing: list[Row]) -> bool:
    """Prices before there were prices: what names them is known, and nothing of them but their id."""
    named = {row["price_id"] for name in ("subscription_item", "line_item") for row in old[name]} - {None}
    return {(row["id"], row["row_state"]) for row in old["price"]} == {(name, "unresolved") for name in named}


# Types of which rows are missing before the version: which ones.
ROWS: Mapping[str, tuple[str, Callable[[Content, list[Row]], bool]]] = {
    "price": ("2020-03-02", _are_named_only),
    "invoice_discount_amount": ("2020-03-02", lambda old, _: not old["invoice_discount_amount"]),
    "invoice_line_item_discount_amount": (
        "2020-03-02",
        lambda old, _: not old["invoice_line_item_discount_amount"],
    ),
    "invoice_tax": ("2019-03-14", lambda old, _: not old["invoice_tax"]),
    "invoice_line_item_tax": ("2019-03-14", lambda old, _: not old["invoice_line_item_tax"]),
}


# Columns that say it otherwise before the version: how the older row and the newer one go together.
OTHERWISE: Mapping[str, Mapping[str, Callable[[Row, Row], bool]]] = {
    BASIL: {
        "line_item.proration_details": lambda old, new: (
            not any((old["proration_details"] or {}).values()) and new["proration_details"] is None
        ),
        # Of the price, which for tiers has none, where the newer one is of the line.
        "line_item.unit_amount_decimal": lambda old, new: old["price_id"] == new["price_id"],
        "invoice_payment.id": lambda old, new: old["id"] == f"{new['invoice_id']}:{new['payment_intent_id']}",
        "invoice_payment.derived": lambda old, new: old["derived"] and not new["derived"],
    },
}


def differing(version: str) -> dict[str, str]:
    """The columns of a version's rows that differ from the newest: `not yet`, `less`, `no longer`, `otherwise`."""
    not_yet, less, no_longer = (_after(version, columns) for columns in (NOT_YET, LESS, NO_LONGER))
    otherwise = {column for since, columns in OTHERWISE.items() if version < since for column in columns}
    return (
        dict.fromkeys(less | otherwise, "otherwise")
        | dict.fromkeys(less, "less")
        | dict.fromkeys(not_yet - no_longer, "not yet")
        | dict.fromkeys(no_longer - not_yet, "no longer")
    )


def relation(version: str, column: str) -> Callable[[Row, Row], bool]:
    """How a row of a version and the newest one go together in a column that differs."""
    _, _, name = column.partition(".")
    relations: dict[str, Callable[[Row, Row], bool]] = {
        "not yet": lambda old, new: old[name] is None,
        "less": lambda old, new: _within(old[name], new[name]),
        "no longer": lambda old, new: new[name] is None,
    }
    how = differing(version)[column]
    return relations.get(how) or next(columns[column] for columns in OTHERWISE.values() if column in columns)


def _after(version: str, lists: Mapping[str, str]) -> set[str]:
    return {column for since, columns in lists.items() if version < since for column in columns.split()}


def _within(less: Any, more: Any) -> bool:
    if isinstance(less, dict) and isinstance(more, dict):
        return all(name in more and _within(value, more[name]) for name, value in less.items())
    if isinstance(less, list) and isinstance(more, list):
        return len(less) == len(more) and all(map(_within, less, more))
    return bool(less == more)
