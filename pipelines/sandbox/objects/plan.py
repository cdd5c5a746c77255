"""Plans: prices that recur, in the words of before there were prices."""

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.traits import Filter, MadeFrom, SandboxType, VersionChange, same


def plan_of(price: Document) -> Document:
    """The plan of a recurring price: undocumented since 2020, and still sent."""
    every = price["recurring"]
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": price["billing_scheme"],
        "created": price["created"],
        "currency": price["currency"],
        "interval": every["interval"],
        "interval_count": every["interval_count"],
        "livemode": False,
        "metadata": price["metadata"],
        "meter": None,
        "nickname": price["nickname"],
        "product": price["product"],
        "tiers_mode": price["tiers_mode"],
        "transform_usage": price["transform_quantity"],
        "trial_period_days": None,
        "usage_type": every["usage_type"],
    }


def plan_aggregate_usage(documents: Documents, plan: Document) -> None:
    """``aggregate_usage``: metered use, which meters have replaced."""
    del documents
    plan["aggregate_usage"] = None


def plan_tiers(documents: Documents, plan: Document) -> None:
    """2020-08-27: ``tiers`` of a plan are no longer there unless asked for."""
    tiers = documents.find("price.tiers", plan["id"])
    plan["tiers"] = tiers["tiers"] if tiers else None


def _recurs(price: Document) -> bool:
    return bool(price["recurring"])


TYPE = SandboxType(
    name="plan",
    paths=("/v1/plans",),
    filters=same("product") | {"active": Filter("$.active", "bool")},
    made_from=MadeFrom("price", plan_of, _recurs, "json_extract(body, '$.recurring') IS NOT NULL"),
    changes=(VersionChange("2025-03-31.basil", plan_aggregate_usage), VersionChange("2020-08-27", plan_tiers)),
    added={
        "2023-10-16": "meter",
        "2019-08-14": "amount_decimal tiers[].flat_amount_decimal tiers[].unit_amount_decimal",
    },
)
