"""What a pair is: one object as an older version renders it and as a newer one does; and the parts of documents."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.promotion import documents
from tests.promotion.documents import CREATED, line_item, listed, subscription_item

Document = dict[str, Any]
ABSENT = object()
LATER = CREATED + 86_400

RENAMED = "Fields that only changed their names"
LINKS = "Links of an invoice and of its lines before 2025-03-31.basil"
TAXES = "`total_taxes` and `taxes`"
DISCOUNTS = "`discounts` and `discount`"
GONE = "What was taken away"

COUPON = {"id": "FALL", "object": "coupon", "duration": "once", "percent_off": 10}
DISCOUNT = {"id": "di_1", "object": "discount", "start": CREATED, "end": None}
OLD_TAX = {"amount": 7, "inclusive": False, "tax_rate": "txr_1"}
NEW_TAX = {
    "amount": 7,
    "tax_behavior": "exclusive",
    "tax_rate_details": {"tax_rate": "txr_1"},
    "type": "tax_rate_details",
}
PRICE = documents.price(unit_amount=500, unit_amount_decimal="500")
PLAN = {"id": "price_1", "object": "plan", "product": "prod_1", "amount": 500, "currency": "usd", "interval": "month"}


@dataclass(frozen=True)
class Pair:
    """What moved of one type of object, and its heading among the decisions of docs/transforms.md."""

    heading: str
    name: str
    old: Document
    new: Document
    fills: str = ""
    apart: str = ""

    @property
    def without(self) -> Document:
        """The document without what moved; an invoice or credit note has a line, a subscription an item."""
        make: Callable[[], Document] = getattr(documents, self.name)
        parts = {"invoice": line(), "credit_note": credit_line(), "subscription": item(price=ABSENT, quantity=ABSENT)}
        return make() | parts.get(self.name, {})

    def document(self, moved: Document) -> Document:
        """The whole document with what moved in one of its shapes."""
        return {name: value for name, value in (self.without | moved).items() if value is not ABSENT}


def line(**fields: Any) -> Document:
    return {"lines": listed([line_item(**fields)])}


def credit_line(**fields: Any) -> Document:
    return {"lines": listed([documents.credit_note_line_item(**fields)])}


def item(**fields: Any) -> Document:
    whole = subscription_item() | fields
    return {"items": listed([{name: value for name, value in whole.items() if value is not ABSENT}])}


def parent(kind: str, **details: Any) -> Document:
    return {"parent": {"type": kind, kind: details}}


def pricing(**fields: Any) -> Document:
    return {"pricing": {"type": "price_details", "price_details": {"price": "price_1", "product": "prod_1"}, **fields}}
