"""Subscription schedules: the phases of a subscription that begins later, or that is to change."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.traits import Filter, SandboxType, VersionChange, same

AUTOMATIC_TAX = {"disabled_reason": None, "enabled": False, "liability": None}
STATUS = ("active", "canceled", "completed", "not_started", "released")
OF_2019 = ("billing_thresholds", "collection_method", "default_payment_method")


def new_subscription_schedule(
    object_id: str, now: int, customer_id: str, phases: list[Document], **given: Any
) -> Document:
    """A schedule that nothing follows yet; ``now`` is in seconds since 1970."""
    return {
        "id": object_id,
        "object": "subscription_schedule",
        "application": None,
        "billing_mode": {"flexible": {"proration_discounts": "included"}, "type": "flexible"},
        "canceled_at": None,
        "completed_at": None,
        "created": now,
        "current_phase": None,
        "customer": customer_id,
        "customer_account": None,
        "default_settings": {
            "application_fee_percent": None,
            "automatic_tax": dict(AUTOMATIC_TAX),
            "billing_cycle_anchor": "automatic",
            "billing_thresholds": None,
            "collection_method": "charge_automatically",
            "default_payment_method": None,
            "description": None,
            "invoice_settings": {
                "account_tax_ids": None,
                "custom_fields": None,
                "days_until_due": None,
                "description": None,
                "footer": None,
                "issuer": {"type": "self"},
            },
            "on_behalf_of": None,
            "transfer_data": None,
        },
        "end_behavior": "release",
        "livemode": False,
        "metadata": {},
        "pause_schedules": [],
        "phases": phases,
        "released_at": None,
        "released_subscription": None,
        "status": "not_started",
        "subscription": None,
        "test_clock": None,
    } | given


def new_phase(span: tuple[int, int], currency: str, items: list[Document], **given: Any) -> Document:
    """A phase from one moment to another (seconds since 1970)."""
    return {
        "add_invoice_items": [],
        "application_fee_percent": None,
        "automatic_tax": dict(AUTOMATIC_TAX),
        "billing_cycle_anchor": None,
        "billing_thresholds": None,
        "collection_method": None,
        "currency": currency,
        "default_payment_method": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "end_date": span[1],
        "invoice_settings": None,
        "items": items,
        "metadata": {},
        "on_behalf_of": None,
        "proration_behavior": "create_prorations",
        "start_date": span[0],
        "transfer_data": None,
        "trial_end": None,
    } | given


def new_phase_item(price_id: str, quantity: int) -> Document:
    """One price of a phase."""
    return {
        "billing_thresholds": None,
        "discounts": [],
        "metadata": {},
        "plan": price_id,
        "price": price_id,
        "quantity": quantity,
        "tax_rates": [],
    }


def one_coupon(documents: Documents, schedule: Document) -> None:
    """2025-03-31.basil: a phase had one ``coupon``, beside ``discounts`` since 2023-10-16."""
    del documents
    for phase in schedule["phases"]:
        phase["coupon"] = phase["discounts"][0]["coupon"] if phase["discounts"] else None


def thresholds(documents: Documents, schedule: Document) -> None:
    """``billing_thresholds`` were taken away in 2025-03-31.basil and came back in 2025-05-28.basil."""
    del documents
    schedule["default_settings"]["billing_thresholds"] = None
    for phase in schedule["phases"]:
        for each in (phase, *phase["items"]):
            each["billing_thresholds"] = None


def plans(documents: Documents, schedule: Document) -> None:
    """2020-08-27: the ``plans`` of a phase became ``items``, and its ``tax_percent`` went."""
    del documents
    for phase in schedule["phases"]:
        phase |= {"plans": phase.pop("items"), "tax_percent": None}


def settings(documents: Documents, schedule: Document) -> None:
    """2019-11-05: what ``default_settings`` says stood beside it."""
    del documents
    schedule |= {name: schedule["default_settings"][name] for name in OF_2019}
    schedule |= {
        "default_source": None,
        "invoice_settings": {"days_until_due": schedule["default_settings"]["invoice_settings"]["days_until_due"]},
    }


def renewal(documents: Documents, schedule: Document) -> None:
    """2019-10-17: ``billing`` became ``collection_method``, ``renewal_behavior`` became ``end_behavior``."""
    del documents
    schedule |= {"billing": schedule["collection_method"], "renewal_behavior": schedule["end_behavior"]}


def renewal_interval(documents: Documents, schedule: Document) -> None:
    """2019-10-08: no schedule renews itself any more."""
    del documents
    schedule["renewal_interval"] = None


def revision(documents: Documents, schedule: Document) -> None:
    """2019-05-16: schedules have no revisions any more."""
    del documents
    schedule["revision"] = schedule["id"].replace("sub_sched_", "sub_sched_rev_")


TYPE = SandboxType(
    name="subscription_schedule",
    paths=("/v1/subscription_schedules",),
    filters=same("customer", "customer_account")
    | {name: Filter(f"$.{name}", "range") for name in ("canceled_at", "completed_at", "released_at")}
    | {
        "scheduled": Filter(
            "$.status", "word", {"true": ("not_started",), "false": tuple(set(STATUS) - {"not_started"})}
        )
    },
    parent="customer",
    since="2019-02-11",
    changes=(
        VersionChange("2025-03-31.basil", one_coupon),
        VersionChange("2025-03-31.basil", thresholds),
        VersionChange("2020-08-27", plans),
        VersionChange("2019-11-05", settings),
        VersionChange("2019-10-17", renewal),
        VersionChange("2019-10-08", renewal_interval),
        VersionChange("2019-05-16", revision),
    ),
    added={
        "2026-09-30.endive": "pause_schedules",
        "2026-07-29.dahlia": "default_settings.invoice_settings.custom_fields"
        " default_settings.invoice_settings.description default_settings.invoice_settings.footer",
        "2025-12-15.clover": "customer_account",
        "2025-09-30.clover": "billing_mode.flexible",
        "2025-06-30.basil": "billing_mode",
        "2025-05-28.basil": "default_settings.billing_thresholds phases[].billing_thresholds"
        " phases[].items[].billing_thresholds",
        "2024-12-18.acacia": "default_settings.automatic_tax.disabled_reason phases[].automatic_tax.disabled_reason",
        "2023-10-16": "default_settings.automatic_tax.liability default_settings.invoice_settings.account_tax_ids"
        " default_settings.invoice_settings.issuer phases[].automatic_tax.liability phases[].discounts"
        " phases[].items[].discounts",
        "2022-11-15": "phases[].items[].metadata",
        "2022-08-01": "default_settings.description default_settings.on_behalf_of phases[].description"
        " phases[].on_behalf_of",
        "2020-08-27": "application default_settings.application_fee_percent default_settings.automatic_tax test_clock"
        " phases[].automatic_tax phases[].currency phases[].items phases[].metadata",
        "2020-03-02": "default_settings.billing_cycle_anchor default_settings.transfer_data phases[].add_invoice_items"
        " phases[].billing_cycle_anchor phases[].plans[].price phases[].transfer_data",
        "2019-12-03": "phases[].proration_behavior",
        "2019-10-17": "default_settings default_source",
        "2019-08-14": "end_behavior phases[].billing_thresholds phases[].collection_method"
        " phases[].default_payment_method phases[].invoice_settings",
        "2019-05-16": "collection_method default_payment_method",
        "2019-03-14": "phases[].default_tax_rates phases[].plans[].tax_rates",
    },
    moved=frozenset(
        {
            *("default_settings", "default_settings.billing_thresholds", "default_source", "end_behavior"),
            *("collection_method", "default_payment_method", "phases[].items", "phases[].plans[].price"),
            *("phases[].discounts", "phases[].billing_thresholds", "phases[].items[].billing_thresholds"),
        }
    ),
)
