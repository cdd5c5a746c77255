"""Promotion codes: the words by which customers redeem a coupon."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.coupon import coupon_of
from pipelines.sandbox.objects.traits import Filter, SandboxType, VersionChange, same


def new_promotion_code(object_id: str, now: int, code: str, coupon_id: str, **given: Any) -> Document:
    """A code for a coupon."""
    return {
        "id": object_id,
        "object": "promotion_code",
        "active": True,
        "code": code,
        "created": now,
        "customer": None,
        "customer_account": None,
        "expires_at": None,
        "livemode": False,
        "max_redemptions": None,
        "metadata": {},
        "promotion": {"coupon": coupon_id, "type": "coupon"},
        "restrictions": {
            "first_time_transaction": False,
            "minimum_amount": None,
            "minimum_amount_currency": None,
        },
        "times_redeemed": 0,
    } | given


def whole_coupon(documents: Documents, code: Document) -> None:
    """2025-09-30.clover: the whole ``coupon`` became ``promotion.coupon``, an id."""
    code["coupon"] = coupon_of(documents, code.pop("promotion")["coupon"])


TYPE = SandboxType(
    name="promotion_code",
    paths=("/v1/promotion_codes",),
    filters=same("code", "customer", "customer_account")
    | {"active": Filter("$.active", "bool"), "coupon": Filter("$.promotion.coupon")},
    since="2020-03-02",
    changes=(VersionChange("2025-09-30.clover", whole_coupon),),
    added={"2025-12-15.clover": "customer_account"},
)
