"""Coupons: what may be taken off, for how long, and of what."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.traits import SandboxType

LIVES_ON = "coupon.deleted"
"""What a deleted coupon is kept as: no list has it, but the discounts that it was given for still hold it."""


def new_coupon(object_id: str, now: int, duration: str, **given: Any) -> Document:
    """A coupon of ``percent_off`` or of ``amount_off`` in minor units of ``currency``."""
    return {
        "id": object_id,
        "object": "coupon",
        "amount_off": None,
        "created": now,
        "currency": None,
        "duration": duration,
        "duration_in_months": None,
        "livemode": False,
        "max_redemptions": None,
        "metadata": {},
        "name": None,
        "percent_off": None,
        "redeem_by": None,
        "times_redeemed": 0,
        "valid": True,
    } | given


def is_valid(coupon: Document, now: int) -> bool:
    """Whether a coupon may still be redeemed."""
    limit, until = coupon["max_redemptions"], coupon["redeem_by"]
    return (limit is None or coupon["times_redeemed"] < limit) and (until is None or now < until)


def coupon_of(documents: Documents, object_id: str) -> Document | None:
    """A coupon as discounts and promotion codes hold it, also when it was deleted."""
    found = documents.find("coupon", object_id)
    if found is None and (kept := documents.find(LIVES_ON, object_id)):
        found = kept["coupon"]
    return found


TYPE = SandboxType(
    name="coupon",
    paths=("/v1/coupons",),
    lives_on=coupon_of,
    added={"2020-08-27": "currency_options", "2020-03-02": "applies_to"},
)
