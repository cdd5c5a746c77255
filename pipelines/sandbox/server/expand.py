"""``expand[]``: ids become the objects that they name, and lists that are absent by default are included."""

from collections.abc import Sequence
from typing import Any

import msgspec

from pipelines.sandbox.account import Account, Document
from pipelines.sandbox.errors import bad_parameter

MAX_DEPTH = 4

# The type of object that a field names, where the field has another name than the type.
NAMED_BY = {
    "default_payment_method": "payment_method",
    "default_price": "price",
    "latest_charge": "charge",
    "latest_invoice": "invoice",
}
EXPANDABLE = frozenset(
    {"charge", "customer", "invoice", "payment_intent", "payment_method", "price", "product", "subscription", *NAMED_BY}
)
PLAIN = frozenset({("charge", "payment_method"), ("line_item", "subscription"), ("subscription_item", "subscription")})


def expand_bodies(account: Account, bodies: Sequence[bytes], paths: list[str]) -> list[bytes]:
    """The elements of a list, expanded; each path begins with ``data.``. Raises ApiError."""
    stripped = []
    for path in paths:
        if not path.startswith("data."):
            raise _not_expandable(path)
        stripped.append(path.removeprefix("data."))
    return [expand_body(account, body, stripped, depth=MAX_DEPTH - 1) for body in bodies]


def expand_body(account: Account, body: bytes, paths: list[str], depth: int = MAX_DEPTH) -> bytes:
    """One object, expanded. Raises ApiError for what cannot be."""
    document = msgspec.json.decode(body)
    for path in paths:
        if path.count(".") >= depth + path.count(".data"):
            raise bad_parameter("expand", f"You cannot expand more than {MAX_DEPTH} levels of a property ({path}).")
        _expand(account, document, path.split("."), path)
    return msgspec.json.encode(document)


def _expand(account: Account, holder: Any, steps: list[str], path: str) -> None:
    if isinstance(holder, list):
        for element in holder:
            _expand(account, element, steps, path)
        return
    if not isinstance(holder, dict) or holder.get("deleted"):
        return
    name, rest = steps[0], steps[1:]
    if name not in holder:
        _include(account, holder, name, path)
    elif isinstance(holder[name], str):
        holder[name] = _named(account, holder, name, path)
    elif not rest and holder[name] is not None and not isinstance(holder[name], dict):
        raise _not_expandable(path)
    if rest and name in holder:
        _expand(account, holder[name], rest, path)


def _named(account: Account, holder: Document, name: str, path: str) -> Document | str:
    kind = NAMED_BY.get(name, name)
    if name not in EXPANDABLE or (holder.get("object"), name) in PLAIN:
        raise _not_expandable(path)
    found = account.find(kind, holder[name])
    return found if found is not None else str(holder[name])


def _include(account: Account, holder: Document, name: str, path: str) -> None:
    kind, object_id = holder.get("object"), holder.get("id", "")
    if (kind, name) == ("price", "tiers"):
        tiers = account.find("price.tiers", object_id)
        if tiers:
            holder["tiers"] = tiers["tiers"]
        return
    child, url = {
        ("invoice", "payments"): ("invoice_payment", f"/v1/invoice_payments?invoice={object_id}"),
        ("charge", "refunds"): ("refund", f"/v1/charges/{object_id}/refunds"),
        ("customer", "subscriptions"): ("subscription", f"/v1/customers/{object_id}/subscriptions"),
    }.get((str(kind), name), (None, ""))
    if child is None:
        raise _not_expandable(path)
    found = account.children(child, object_id)
    if child == "subscription":
        found = [each for each in found if each["status"] != "canceled"]
    holder[name] = {"object": "list", "data": found[:10], "has_more": len(found) > 10, "url": url}


def _not_expandable(path: str) -> Exception:
    return bad_parameter("expand", f"This property cannot be expanded ({path}).")
