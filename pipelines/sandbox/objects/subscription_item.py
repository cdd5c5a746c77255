"""The items of subscriptions: one price each."""

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.plan import plan_of
from pipelines.sandbox.objects.traits import SandboxType, VersionChange, same


def new_subscription_item(
    object_id: str,
    subscription_id: str,
    price: Document,
    quantity: int | None,
    *,
    created: int,
    period: tuple[int, int],
) -> Document:
    """One price of a subscription, with the period that is paid for."""
    return {
        "id": object_id,
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": created,
        "current_period_end": period[1],
        "current_period_start": period[0],
        "current_trial": None,
        "discounts": [],
        "metadata": {},
        "plan": plan_of(price),
        "price": price,
        "quantity": quantity,
        "subscription": subscription_id,
        "tax_rates": [],
    }


def thresholds(documents: Documents, document: Document) -> None:
    """``billing_thresholds`` was taken away in 2025-03-31.basil and came back in 2025-05-28.basil."""
    del documents
    document["billing_thresholds"] = None


TYPE = SandboxType(
    name="subscription_item",
    paths=("/v1/subscription_items",),
    filters=same("subscription"),
    newest_first=False,
    parent="subscription",
    changes=(VersionChange("2025-03-31.basil", thresholds),),
    added={
        "2026-09-30.endive": "current_trial",
        "2025-05-28.basil": "billing_thresholds",
        "2025-03-31.basil": "current_period_end current_period_start",
        "2023-10-16": "discounts",
        "2020-03-02": "price",
        "2019-03-14": "tax_rates",
    },
    moved=frozenset({"billing_thresholds", "current_period_end", "current_period_start", "price"}),
)
