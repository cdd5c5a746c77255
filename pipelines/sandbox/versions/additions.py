"""The fields that each version added: older versions do not document them, so they are left out there.

Read off the difference between Stripe's specifications of consecutive versions (github.com/stripe/openapi up to
2023-08-16, the types of stripe-python from 2023-10-16 on), for the fields that the sandbox's objects have. Stripe
itself lets some of these leak into older versions; the sandbox does not, so that a reader of an old version meets the
old shape alone. A dot goes into a field, ``[]`` into each element of a list.
"""

from functools import cache
from typing import Any

CARD = "payment_method_details.card."

ADDED: dict[str, dict[str, str]] = {
    "2026-09-30.endive": {
        "charge": f"{CARD}electronic_commerce_indicator",
        "invoice": "status_details",
        "payment_intent": "payment_record",
        "product": "tax_details",
        "subscription": "status_details trial_settings.end_behavior.billing_cycle_anchor",
        "subscription_item": "current_trial",
    },
    "2026-08-26.dahlia": {"subscription": "cancellation_details.feedback_option"},
    "2026-07-29.dahlia": {
        "payment_intent": "allowed_payment_method_types",
        "refund": "customer customer_account payment_method",
    },
    "2026-06-24.dahlia": {
        "subscription": "invoice_settings.custom_fields invoice_settings.description invoice_settings.footer"
    },
    "2026-05-27.dahlia": {"invoice": "amount_paid_off_stripe", "subscription": "billing_schedules"},
    "2026-04-22.dahlia": {"payment_intent": "managed_payments", "subscription": "managed_payments"},
    "2026-03-25.dahlia": {"line_item": "quantity_decimal"},
    "2025-12-15.clover": {
        "customer": "customer_account",
        "invoice": "customer_account",
        "line_item": "subtotal",
        "payment_intent": "customer_account",
        "payment_method": "customer_account",
        "subscription": "customer_account",
    },
    "2025-09-30.clover": {"subscription": "billing_mode.flexible"},
    "2025-08-27.basil": {"payment_intent": "excluded_payment_method_types"},
    "2025-06-30.basil": {"subscription": "billing_mode"},
    "2025-05-28.basil": {
        "balance_transaction": "balance_type",
        "subscription": "billing_thresholds",
        "subscription_item": "billing_thresholds",
    },
    "2025-04-30.basil": {
        "charge": "billing_details.tax_id",
        "invoice": "automatic_tax.provider",
        "payment_method": "billing_details.tax_id",
    },
    "2025-03-31.basil": {
        "invoice": "amount_overpaid parent total_taxes",
        "line_item": "parent pricing taxes",
        "subscription_item": "current_period_end current_period_start",
    },
    "2025-01-27.acacia": {"charge": "outcome.advice_code"},
    "2024-12-18.acacia": {
        "charge": "outcome.network_advice_code outcome.network_decline_code"
        f" {CARD}network_transaction_id {CARD}regulated_status",
        "invoice": "automatic_tax.disabled_reason",
        "payment_method": "card.regulated_status",
        "subscription": "automatic_tax.disabled_reason",
    },
    "2024-10-28.acacia": {"tax_rate": "flat_amount rate_type"},
    "2024-09-30.acacia": {"invoice": "total_pretax_credit_amounts", "line_item": "pretax_credit_amounts"},
    "2024-06-20": {"charge": f"{CARD}authorization_code", "invoice": "automatically_finalizes_at"},
    "2024-04-10": {
        "payment_method": "allow_redisplay",
        "product": "marketing_features",
        "subscription": "invoice_settings",
    },
    "2023-10-16": {
        "account": "business_profile.annual_revenue business_profile.estimated_worker_count",
        "charge": f"{CARD}amount_authorized {CARD}extended_authorization {CARD}incremental_authorization"
        f" {CARD}multicapture {CARD}overcapture",
        "invoice": "automatic_tax.liability issuer rendering",
        "line_item": "invoice",
        "payment_intent": "payment_method_configuration_details",
        "payment_method": "card.display_brand",
        "plan": "meter",
        "price": "recurring.meter",
        "refund": "destination_details",
        "subscription": "automatic_tax.liability billing_cycle_anchor_config discounts",
        "subscription_item": "discounts",
        "tax_rate": "jurisdiction_level",
    },
    "2023-08-16": {"product": "features"},
    "2022-11-15": {
        "charge": f"{CARD}network_token",
        "invoice": "amount_shipping effective_at shipping_cost shipping_details subscription_details"
        " total_tax_amounts[].taxability_reason total_tax_amounts[].taxable_amount",
        "line_item": "tax_amounts[].taxability_reason tax_amounts[].taxable_amount",
        "payment_intent": "latest_charge",
        "subscription": "cancellation_details trial_settings",
        "tax_rate": "effective_percentage",
    },
    "2022-08-01": {"invoice": "from_invoice latest_revision", "subscription": "on_behalf_of"},
    "2020-08-27": {
        "account": "capabilities.sepa_debit_payments settings.card_payments.statement_descriptor_prefix_kana"
        " settings.card_payments.statement_descriptor_prefix_kanji",
        "charge": f"amount_captured failure_balance_transaction {CARD}mandate radar_options",
        "customer": "default_currency invoice_settings.rendering_options test_clock",
        "invoice": "account_tax_ids application automatic_tax last_finalization_error on_behalf_of paid_out_of_band"
        " payment_settings quote rendering_options subtotal_excluding_tax test_clock total_excluding_tax",
        "line_item": "amount_excluding_tax proration_details unit_amount_excluding_tax",
        "payment_intent": "amount_details automatic_payment_methods payment_method_options.card.mandate_options"
        " processing",
        "payment_method": "sepa_debit.generated_from",
        "price": "custom_unit_amount tax_behavior",
        "product": "default_price tax_code",
        "subscription": "application automatic_tax currency description payment_settings test_clock",
        "tax_rate": "country state tax_type",
    },
    "2020-03-02": {
        "account": "settings.branding.secondary_color",
        "charge": "calculated_statement_descriptor",
        "customer": "next_invoice_sequence",
        "invoice": "discounts total_discount_amounts transfer_data",
        "line_item": "discount_amounts discounts price",
        "payment_intent": "payment_method_options.card.network",
        "payment_method": "card.networks",
        "subscription": "pause_collection transfer_data",
        "subscription_item": "price",
    },
    "2019-12-03": {
        "balance_transaction": "reporting_category",
        "charge": f"{CARD}network",
        "subscription": "pending_update",
    },
    "2019-11-05": {"charge": "disputed", "refund": "payment_intent"},
    "2019-10-17": {
        "charge": f"{CARD}installments",
        "payment_intent": "payment_method_options.card.installments",
        "subscription": "invoice_customer_balance_settings next_pending_invoice_item_invoice"
        " pending_invoice_item_interval",
    },
    "2019-09-09": {"charge": "payment_method_details.sepa_debit.mandate"},
    "2019-08-14": {
        "plan": "amount_decimal tiers[].flat_amount_decimal tiers[].unit_amount_decimal",
        "subscription": "cancel_at schedule",
    },
    "2019-05-16": {
        "charge": "statement_descriptor_suffix",
        "customer": "balance",
        "invoice": "collection_method",
        "line_item": "unified_proration",
        "payment_intent": "payment_method_options setup_future_usage statement_descriptor_suffix",
        "subscription": "collection_method pending_setup_intent",
    },
    "2019-03-14": {
        "account": "settings.payments.statement_descriptor_kana settings.payments.statement_descriptor_kanji",
        "charge": "billing_details payment_method payment_method_details",
        "customer": "address invoice_settings.default_payment_method name phone preferred_locales tax_exempt tax_ids",
        "invoice": "account_country account_name customer_address customer_email customer_name customer_phone"
        " customer_shipping customer_tax_exempt customer_tax_ids default_payment_method default_tax_rates"
        " payment_intent post_payment_credit_notes_amount pre_payment_credit_notes_amount total_tax_amounts",
        "line_item": "tax_amounts tax_rates",
        "payment_intent": "invoice last_payment_error.payment_method payment_method",
        "subscription": "default_payment_method default_tax_rates start_date",
        "subscription_item": "tax_rates",
    },
}

# Fields of ``ADDED`` that only took the place of others, or came back: what they say, older versions say as well.
MOVED: dict[str, frozenset[str]] = {
    "account": frozenset({"capabilities.transfers"}),
    "customer": frozenset({"balance", "default_currency"}),
    "invoice": frozenset({"collection_method", "parent", "rendering", "total_taxes"}),
    "line_item": frozenset({"invoice", "parent", "price", "pricing", "taxes"}),
    "payment_intent": frozenset({"latest_charge"}),
    "product": frozenset({"marketing_features"}),
    "subscription": frozenset({"billing_thresholds", "collection_method", "start_date"}),
    "subscription_item": frozenset({"billing_thresholds", "current_period_end", "current_period_start", "price"}),
}


def lost_before(version: str) -> dict[str, tuple[str, ...]]:
    """What a version added that the one before it cannot say at all: fields by type of object."""
    found = {
        kind: [each for each in fields.split() if each not in MOVED.get(kind, ())]
        for kind, fields in ADDED.get(version, {}).items()
    }
    return {kind: tuple(fields) for kind, fields in found.items() if fields}


@cache
def not_carried(kind: str, version: str) -> frozenset[str]:
    """The fields of an object that a version cannot say, in no other place either, because a later one added them."""
    return frozenset(field for since in ADDED if since > version for field in lost_before(since).get(kind, ()))


def drop(document: Any, field: str) -> None:
    """Take a field out of a document, wherever it is there."""
    step, _, rest = field.partition(".")
    if step.endswith("[]"):
        for element in document.get(step[:-2]) or ():
            drop(element, rest)
    elif not rest:
        document.pop(step, None)
    elif document.get(step) is not None:
        drop(document[step], rest)
