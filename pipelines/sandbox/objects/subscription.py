"""Subscriptions."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.discount import one_discount
from pipelines.sandbox.objects.subscription_item import thresholds
from pipelines.sandbox.objects.traits import Filter, SandboxType, VersionChange, same

STATUS = Filter(
    "$.status",
    "word",
    {"all": (), "ended": ("canceled", "incomplete_expired")}
    | {
        status: (status,)
        for status in (
            *("active", "canceled", "incomplete", "incomplete_expired", "past_due", "paused", "trialing", "unpaid"),
        )
    },
)


def new_subscription(object_id: str, now: int, customer: Document, currency: str, **given: Any) -> Document:
    """A subscription whose items are still to be added."""
    return {
        "id": object_id,
        "object": "subscription",
        "application": None,
        "application_fee_percent": None,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": now,
        "billing_cycle_anchor_config": None,
        "billing_mode": {"flexible": {"proration_discounts": "included"}, "type": "flexible"},
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {"comment": None, "feedback": None, "feedback_option": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": now,
        "currency": currency,
        "customer": customer["id"],
        "customer_account": None,
        "days_until_due": None,
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "ended_at": None,
        "invoice_settings": {
            "account_tax_ids": None,
            "custom_fields": None,
            "description": None,
            "footer": None,
            "issuer": {"type": "self"},
        },
        "items": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/subscription_items?subscription={object_id}",
        },
        "latest_invoice": None,
        "livemode": False,
        "managed_payments": None,
        "metadata": {},
        "next_pending_invoice_item_invoice": None,
        "on_behalf_of": None,
        "pause_collection": None,
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "pending_invoice_item_interval": None,
        "pending_setup_intent": None,
        "pending_update": None,
        "plan": None,
        "quantity": None,
        "schedule": None,
        "start_date": now,
        "status": "active",
        "status_details": None,
        "test_clock": None,
        "transfer_data": None,
        "trial_end": None,
        "trial_settings": {"end_behavior": {"billing_cycle_anchor": None, "missing_payment_method": "create_invoice"}},
        "trial_start": None,
    } | given


def embed_items(subscription: Document, items: list[Document]) -> None:
    """Put the items into their subscription; one item alone also shows as ``plan`` and ``quantity``, as Stripe does."""
    subscription["items"]["data"] = items
    alone = items[0] if len(items) == 1 else None
    subscription["plan"] = alone["plan"] if alone else None
    subscription["quantity"] = alone["quantity"] if alone else None


def subscription_period(documents: Documents, subscription: Document) -> None:
    """Periods of the items → the subscription's own."""
    del documents
    items = subscription["items"]["data"]
    for field in ("current_period_start", "current_period_end"):
        subscription[field] = min(item[field] for item in items)


def tax_percent(documents: Documents, document: Document) -> None:
    """2020-08-27: ``tax_percent`` went; it was null wherever tax rates were used, and the sandbox uses these."""
    del documents
    document["tax_percent"] = None


def balance_settings(documents: Documents, subscription: Document) -> None:
    """2019-12-03: void invoices always give applied balance back, which was a setting."""
    del documents
    subscription["invoice_customer_balance_settings"] = {"consume_applied_balance_on_void": True}


def billing(documents: Documents, document: Document) -> None:
    """2019-10-17: ``billing`` became ``collection_method``; both were there since 2019-05-16."""
    del documents
    document["billing"] = document["collection_method"]


def start(documents: Documents, subscription: Document) -> None:
    """2019-10-17: ``start`` became ``start_date``; a change of plan moved it, which is not remembered here."""
    del documents
    subscription["start"] = subscription["start_date"]


def one_percentage(documents: Documents, document: Document) -> None:
    """2019-03-14: tax rates came. Before, there was one percentage on top, which says less."""
    del documents
    rates = document["default_tax_rates"]
    if len(rates) == 1 and not rates[0]["inclusive"]:
        document["tax_percent"] = rates[0]["percentage"]


TYPE = SandboxType(
    name="subscription",
    paths=("/v1/subscriptions",),
    filters=same("collection_method", "customer", "customer_account", "test_clock")
    | {
        "status": STATUS,
        "price": Filter("$.items.data", "price"),
        "plan": Filter("$.items.data", "price"),
        "automatic_tax[enabled]": Filter("$.automatic_tax.enabled", "bool"),
        "current_period_start": Filter("$.items.data[0].current_period_start", "range"),
        "current_period_end": Filter("$.items.data[0].current_period_end", "range"),
    },
    hidden="json_extract(body, '$.status') <> 'canceled'",
    sub_lists={("/v1/customers", "subscriptions"): {}},
    parent="customer",
    searched="canceled_at created status",
    changes=(
        VersionChange("2025-03-31.basil", subscription_period),
        VersionChange("2025-03-31.basil", one_discount),
        VersionChange("2025-03-31.basil", thresholds),
        VersionChange("2020-08-27", tax_percent),
        VersionChange("2019-12-03", balance_settings),
        VersionChange("2019-10-17", billing),
        VersionChange("2019-10-17", start),
        VersionChange("2019-03-14", one_percentage),
    ),
    added={
        "2026-09-30.endive": "status_details trial_settings.end_behavior.billing_cycle_anchor",
        "2026-08-26.dahlia": "cancellation_details.feedback_option",
        "2026-06-24.dahlia": "invoice_settings.custom_fields invoice_settings.description invoice_settings.footer",
        "2026-05-27.dahlia": "billing_schedules",
        "2026-04-22.dahlia": "managed_payments",
        "2025-12-15.clover": "customer_account",
        "2025-09-30.clover": "billing_mode.flexible",
        "2025-06-30.basil": "billing_mode",
        "2025-05-28.basil": "billing_thresholds",
        "2024-12-18.acacia": "automatic_tax.disabled_reason",
        "2024-04-10": "invoice_settings",
        "2023-10-16": "automatic_tax.liability billing_cycle_anchor_config discounts",
        "2022-11-15": "cancellation_details trial_settings",
        "2022-08-01": "on_behalf_of",
        "2020-08-27": "application automatic_tax currency description payment_settings test_clock",
        "2020-03-02": "pause_collection transfer_data",
        "2019-12-03": "pending_update",
        "2019-10-17": "invoice_customer_balance_settings next_pending_invoice_item_invoice"
        " pending_invoice_item_interval",
        "2019-08-14": "cancel_at schedule",
        "2019-05-16": "collection_method pending_setup_intent",
        "2019-03-14": "default_payment_method default_tax_rates start_date",
    },
    moved=frozenset({"billing_thresholds", "collection_method", "start_date"}),
)
