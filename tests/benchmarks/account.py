"""A Stripe account of any size: the documents of a small sandbox, copied with ids of their own.

A document of copy 7 is that of the sandbox with `000007` behind every id in it, so every reference leads to the same
copy, and any object of any size of account is made in microseconds without anything being kept.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.catalogue import CATALOGUE
from pipelines.sandbox import NOW, Sandbox
from pipelines.stripe_api.lists import as_read

CUSTOMERS = 30  # of the sandbox: about 600 objects of the types that have lists
NEWEST = NOW - 40 * 86_400  # nothing is younger, so that a later run finds nothing new by the time of creation
SPAN = 2 * 365 * 86_400  # seconds over which objects of each type were created
DELETED = "deleted"
PAID_OUT = "payout_balance_transaction"

_CREATED, _REVISION = 8_888_888_888, "@revision@"
_ID = re.compile(rb'"([A-Za-z0-9_-]{3,})"')
# What a shop tells Stripe about an order. The sandbox's charges have no metadata, those of real accounts mostly do.
_METADATA = {
    "order_id": "ORD-2026-004711",
    "cart_id": "5b1f3a52-8b1d-4a59-9f0e-6c2d4b7e0a11",
    "channel": "web",
    "campaign": "autumn-returning-customers",
    "warehouse": "eu-central-2",
    "fulfilment": "https://shop.example.org/orders/ORD-2026-004711",
    "internal_customer": "8f7d2c1e-2f0b-4c27-b0e2-3df1ad1c9c55",
}


@dataclass(frozen=True)
class Template:
    """One document of the sandbox, cut behind each id; ``id`` is the sandbox's."""

    id: str
    parts: tuple[bytes, ...]

    def document(self, copy: int, created: int, revision: int) -> bytes:
        """The document of one copy. A new ``revision`` is a change that says something new."""
        text = (b"%06d" % copy).join(self.parts)
        return text.replace(b"8888888888", b"%d" % created, 1).replace(b"@revision@", b"%d" % revision, 1)


class Kind:
    """The objects of one type; number 0 is the newest."""

    def __init__(self, name: str, templates: Sequence[Template], total: int) -> None:
        """``total`` is how many there are."""
        self.name, self.total, self._templates = name, total, templates
        self._numbers = {template.id: number for number, template in enumerate(templates)}

    def id(self, number: int) -> str:
        copy, template = divmod(number, len(self._templates))
        return f"{self._templates[template].id}{copy:06d}"

    def number(self, object_id: str) -> int | None:
        """Which one has this id; None when none has."""
        template = self._numbers.get(object_id[:-6])
        if template is None or not object_id[-6:].isdigit():
            return None
        return int(object_id[-6:]) * len(self._templates) + template

    def created(self, number: int) -> int:
        return NEWEST - number * SPAN // max(self.total, 1)

    def between(self, since: int | None, until: int | None) -> range:
        """The numbers of those created at ``since`` or later and before ``until``."""
        numbers = range(self.total)
        first = 0 if until is None else bisect_left(numbers, -until + 1, key=lambda number: -self.created(number))
        last = self.total if since is None else bisect_left(numbers, -since + 1, key=lambda n: -self.created(n))
        return range(first, max(first, last))

    def document(self, number: int, revision: int = 0) -> bytes:
        copy, template = divmod(number, len(self._templates))
        return self._templates[template].document(copy, self.created(number), revision)

    def documents(self) -> Iterator[bytes]:
        """All of them, newest first."""
        return map(self.document, range(self.total))


class Account:
    """``lists`` are the types that have lists, ``hidden`` the stubs of what was deleted, served by id alone.

    ``consisting`` is which balance transactions automatic payouts pay out, as landing notes it.
    """

    def __init__(self, copies: int, only: dict[str, int] | None = None) -> None:
        """``copies`` of the sandbox, or exactly ``only`` so many objects of some types."""
        listed, hidden, _ = templates()
        totals = {name: copies * len(found) for name, found in listed.items()} if only is None else only
        self.lists = {name: Kind(name, listed[name], total) for name, total in totals.items()}
        self.hidden = {name: Kind(name, found, copies * len(found)) for name, found in hidden.items()}
        self.consisting = Kind(PAID_OUT, payouts(), copies * len(payouts()))

    @classmethod
    def of(cls, objects: int) -> "Account":
        """About so many objects, whole copies."""
        return cls(max(1, round(objects / objects_in_a_copy())))

    @property
    def objects(self) -> int:
        return sum(kind.total for kind in self.lists.values())


def objects_in_a_copy() -> int:
    return sum(map(len, templates()[0].values()))


def payouts() -> list[Template]:
    """What each of the sandbox's automatic payouts pays out."""
    return templates()[2]


@cache
def templates() -> tuple[dict[str, list[Template]], dict[str, list[Template]], list[Template]]:
    """The sandbox's documents of each type that is landed by default: those of its lists, the deleted stubs, and
    what its payouts consist of."""
    sandbox = Sandbox.create(None, seed=1, customers=CUSTOMERS)
    known = {row[0] for row in sandbox.store.connection.execute("SELECT id FROM objects")}
    listed: dict[str, list[Template]] = {}
    hidden: dict[str, list[Template]] = {}
    for entry in CATALOGUE.values():
        if entry.landed_by_default:
            for body in sandbox.truth(entry.name, expand=(*entry.reading.expand, *entry.reading.expand_inside)):
                document = json.loads(body)
                into = hidden if document.get(DELETED) else listed
                into.setdefault(entry.name, []).append(_template(document, known))
    consisting = [_template(document, known) for document in _payouts(sandbox)]
    sandbox.close()
    return listed, hidden, consisting


def _payouts(sandbox: Sandbox) -> Iterator[dict[str, Any]]:
    paid = sandbox.store.connection.execute(
        "SELECT parent, json_group_array(id) FROM objects"
        " WHERE object = 'balance_transaction' AND parent IS NOT NULL GROUP BY parent"
    )
    for payout, ids in paid:
        read_list = as_read(CATALOGUE[PAID_OUT], payout.decode(), json.loads(ids))
        yield json.loads(read_list.raw)


def _template(document: dict[str, Any], known: set[bytes]) -> Template:
    if not document.get(DELETED):
        document["created"] = _CREATED
    if isinstance(document.get("metadata"), dict):
        shop = _METADATA if document["object"] == "charge" else {}
        document["metadata"] = {**document["metadata"], **shop, "revision": _REVISION}
    if "active" in document:
        document["active"] = True
    if "available_on" in document:
        document["status"] = "available"  # nothing is so young that it would be pending, to be read again by each run
    for value in document.values():
        if isinstance(value, dict) and value.get("object") == "list":
            value["has_more"] = False
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    ends = [found.end(1) for found in _ID.finditer(text) if found[1] in known]
    return Template(document["id"], tuple(text[a:b] for a, b in zip([0, *ends], [*ends, None], strict=True)))
