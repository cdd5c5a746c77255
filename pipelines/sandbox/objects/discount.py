"""Discounts: a coupon, given to a customer, a subscription, an item, an invoice or a line. No list has them."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.coupon import coupon_of
from pipelines.sandbox.objects.traits import SandboxType, VersionChange


def new_discount(object_id: str, now: int, customer_id: str, coupon_id: str, **given: Any) -> Document:
    """A discount of a customer; ``given`` says of what else, and by which promotion code."""
    return {
        "id": object_id,
        "object": "discount",
        "checkout_session": None,
        "customer": customer_id,
        "customer_account": None,
        "end": None,
        "invoice": None,
        "invoice_item": None,
        "promotion_code": None,
        "source": {"coupon": coupon_id, "type": "coupon"},
        "start": now,
        "subscription": None,
        "subscription_item": None,
    } | given


def whole_coupon(documents: Documents, discount: Document) -> None:
    """2025-09-30.clover: the whole ``coupon`` became ``source.coupon``, an id."""
    discount["coupon"] = coupon_of(documents, discount.pop("source")["coupon"])


def one_discount(documents: Documents, holder: Document) -> None:
    """2025-03-31.basil: the whole ``discount`` went, which was there unless there were several in ``discounts``."""
    ids = holder["discounts"]
    holder["discount"] = documents.find("discount", ids[0]) if len(ids) == 1 else None


TYPE = SandboxType(
    name="discount",
    changes=(VersionChange("2025-09-30.clover", whole_coupon),),
    added={
        "2025-12-15.clover": "customer_account",
        "2023-10-16": "subscription_item",
        "2020-08-27": "checkout_session",
        "2020-03-02": "id invoice invoice_item promotion_code",
    },
)
