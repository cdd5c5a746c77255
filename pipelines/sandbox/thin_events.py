"""Thin events: that an object changed, and which of its fields, without the object itself.

Each event has a thin twin, unless Stripe has none of its type; some changes are told by thin events alone.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from pipelines.sandbox.documents import Document
from pipelines.sandbox.events import previous_attributes
from pipelines.sandbox.objects import of

KIND, ITEM = "v2.core.event", "subscription_item"
WITHOUT_TWIN = ("customer.source.", "reporting.")
"""How the types of events begin that Stripe has no thin ones of."""

Told = Callable[[Document, Document], Iterator[str]]


class ThinEvents(NamedTuple):
    """How an account lists them, which Stripe documents nowhere.

    With ``has_v1`` False it lists none of what happens to objects of the API v1. They are listed ``late`` seconds after
    they happened, in no order if ``shuffled``, and say nothing of the snapshot that tells the same unless
    ``names_snapshots``.
    """

    has_v1: bool = True
    late: int = 0
    shuffled: bool = False
    names_snapshots: bool = True


class ThinChange(NamedTuple):
    """What happened to an object: its state before (empty when it is new) and after; ``snapshot`` is the event's id."""

    type: str
    before: Document
    after: Document
    snapshot: str | None = None


def thin_event(event_id: str, moment: float, change: ThinChange, request: Mapping[str, str | None]) -> bytes:
    """The JSON of one thin event; ``moment`` is in unix seconds."""
    kind, object_id = change.after["object"], change.after.get("id")
    paths = of(kind).paths
    url = f"{paths[0]}/{object_id}" if paths else None
    reason = {"type": "request", "request": {"id": request["id"], "idempotency_key": request["idempotency_key"]}}
    body: dict[str, Any] = {
        "id": event_id,
        "object": KIND,
        "changes": _changes(change),
        "context": None,
        "created": iso(moment),
        "livemode": False,
        "reason": reason if request["id"] else None,
        "related_object": {"id": object_id, "type": kind, "url": url} if url and object_id else None,
        "type": f"v1.{change.type}",
    }
    return msgspec.json.encode(body | ({"snapshot_event": change.snapshot} if change.snapshot else {}))


def iso(moment: float) -> str:
    """A moment as the API v2 writes it."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"


def has_twin(event_type: str) -> bool:
    """Whether Stripe tells of this by a thin event, too."""
    return not event_type.startswith(WITHOUT_TWIN)


def told_alone(before: Document, after: Document) -> Iterator[ThinChange]:
    """What only thin events tell of a change. Of the items of a subscription they tell as of itself."""
    kind = after["object"]
    if kind == ITEM:
        whole = {"object": "subscription", "id": after["subscription"]}
        yield from (ThinChange(f"customer.subscription.{told}", {}, whole) for told in _item(before, after))
    elif kind in ALONE:
        prefix = "customer.subscription" if kind == "subscription" else kind
        yield from (ThinChange(f"{prefix}.{told}", before, after) for told in ALONE[kind](before, after))


def are_told_alone(kind: str) -> bool:
    """Whether some changes of objects of a type are told by thin events alone."""
    return kind == ITEM or kind in ALONE


def _changes(change: ThinChange) -> Document | None:
    if not change.before:
        return {"before": None, "after": change.after} if change.type.endswith(".created") else None
    before = previous_attributes(change.before, change.after)
    return {"before": before, "after": {name: change.after.get(name) for name in before}}


def _invoice_payment(before: Document, after: Document) -> Iterator[str]:
    if before.get("status") != after["status"] and after["status"] in {"open", "canceled"}:
        yield after["status"]


def _activity(before: Document, after: Document) -> Iterator[str]:
    if before and before["active"] != after["active"]:
        yield "activated" if after["active"] else "deactivated"


def _fields(**kinds: str) -> Told:
    def told(before: Document, after: Document) -> Iterator[str]:
        for field, kind in kinds.items():
            if before and before.get(field) != after.get(field):
                yield kind

    return told


def _listed(field: str, kind: str) -> Told:
    """What is in a list of ids, or of objects, and was not, and the other way round."""

    def told(before: Document, after: Document) -> Iterator[str]:
        if before:
            old, new = ({_key(each) for each in state.get(field) or ()} for state in (before, after))
            yield from [f"{kind}_added"] * bool(new - old) + [f"{kind}_removed"] * bool(old - new)

    return told


def _key(element: Any) -> Any:
    return (element.get("id") or element.get("start_date")) if isinstance(element, dict) else element


def _item(before: Document, after: Document) -> Iterator[str]:
    if not before or after.get("deleted"):
        yield "item_removed" if before else "item_added"
        return
    if before["quantity"] != after["quantity"]:
        yield "item_quantity_changed"
    if before["price"]["id"] != after["price"]["id"]:
        yield "item_price_changed"


STATUSES = ("active", "incomplete", "incomplete_expired", "past_due", "trialing", "unpaid")


def _subscription(before: Document, after: Document) -> Iterator[str]:
    if before and before["status"] != after["status"] and after["status"] in STATUSES:
        yield after["status"]


def _promotion_code(before: Document, after: Document) -> Iterator[str]:
    most = after.get("max_redemptions")
    if before and most and before["times_redeemed"] < most <= after["times_redeemed"]:
        yield "fully_redeemed"


def _phases(before: Document, after: Document) -> Iterator[str]:
    if before:
        ends = [{each["start_date"]: each["end_date"] for each in state["phases"]} for state in (before, after)]
        if any(ends[1].get(start, end) != end for start, end in ends[0].items()):
            yield "phase_end_date_changed"


def _all(*each: Told) -> Told:
    def told(before: Document, after: Document) -> Iterator[str]:
        for one in each:
            yield from one(before, after)

    return told


ALONE: Mapping[str, Told] = MappingProxyType(
    {
        "invoice": _listed("discounts", "discount"),
        "invoice_payment": _invoice_payment,
        "invoiceitem": _all(_fields(amount="amount_changed"), _listed("discounts", "discount")),
        "price": _all(_activity, _fields(lookup_key="lookup_key_changed", tax_behavior="tax_behavior_changed")),
        "product": _all(_activity, _fields(default_price="default_price_changed", tax_code="tax_code_changed")),
        "promotion_code": _promotion_code,
        "subscription": _all(
            _subscription,
            _fields(cancel_at="cancel_at_changed", default_payment_method="default_payment_method_changed"),
        ),
        "subscription_schedule": _all(_listed("phases", "phase"), _phases),
    }
)
"""By type of object: what only thin events tell of a change of one."""
