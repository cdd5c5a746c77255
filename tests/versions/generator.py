"""Valid Stripe documents of any object in any API version, from a seed.

A document has the shape of its version: what is required is there, what is optional sometimes not, what is nullable
sometimes null; references are ids, whole objects of that version or stubs of deleted ones; lists are empty, short, or
cut by Stripe. `habits.py` adds what no schema says.
"""

from collections.abc import Callable, Container, Iterator, Mapping
from itertools import count
from random import Random
from typing import Any

from tests.shapes.history import demand
from tests.versions import values
from tests.versions.habits import HABITS, never_negative
from tests.versions.shapes import NUMBER, VERSIONS, Field, alternatives, nearest, shape
from tests.versions.values import PREFIX, pick

Document = dict[str, Any]

SIMPLE: Mapping[str, Callable[[Random], Any]] = {
    "bool": values.truth,
    "time": values.moment,
    "decimal": values.decimal,
    "num": values.percentage,
}
GONE = (0.25, 0.35, 0.5, 0.65)  # how often a field that may be missing or null is, the deeper the more
WHOLE = 2  # objects inside objects are whole down to this depth
# Undocumented for years and still sent, or sent before documented: additive fields come in every version's documents.
BEYOND = {
    "product": ("type",),
    "subscription": ("plan", "quantity", "discounts", "invoice_settings", "billing_cycle_anchor_config"),
    "subscription_item": ("plan",),
    "invoice": ("parent", "customer_account", "discounts"),
    "line_item": ("plan", "parent"),
    "payment_intent": ("source", "latest_charge"),
    "charge": ("dispute", "source", "destination"),
}
FAMILIES = 60  # a reference to another document means one of the first so many of a version: some are there, some not
# Parts of a document that are worth several.
PARTS = frozenset({"subscription_item", "line_item", "invoice_payment", "charge", "credit_note_line_item"})
NEVER_EMPTY = frozenset(f"subscription_schedule.{path}" for path in ("phases", "phases[].items", "phases[].plans"))
CHOSEN_BY_MERCHANTS = frozenset({"product", "price", "plan", "customer", "coupon"})
COMMON = ("card", "card", "sepa_debit", "us_bank_account")  # of many types of payment method, those with columns
CHOSEN = ("gold", "Été", "Tea & Biscuits", "\U0001f375", "a.b-c_d", "PRICE_1")


class Generator:
    """Documents of one object in one version; a seed and a version give the same ones in the same order, always.

    Ids name object, version and number, so that documents of several generators meet without colliding. ``first`` is
    the number of the first document. In ``full`` ones every field is there, and every list has an element.
    """

    def __init__(self, name: str, version: str, seed: int = 0, first: int = 0, *, full: bool = False) -> None:
        """``name`` is Stripe's word for the object. Raises UnknownShapeError where the history has no shape of it."""
        demand(name, version)
        self.name, self.version, self.full = name, version, full
        self.chance = Random(f"{seed}/{name}/{version}/{first}")
        self._numbers: Iterator[int] = count(first)
        self._parts: Iterator[int] = count(1)
        self._tag = ""
        self._makers: dict[str, Callable[[Field, str, int], Any]] = {
            "str": self._text,
            "enum": self._word,
            "int": self._integer,
            "obj": self._inner,
            "list": self._list,
            "listobj": self._list_object,
            "ref": self._embedded,
            "expandable": self._reference,
        }

    def document(self) -> Document:
        """The next document."""
        self._tag = f"{NUMBER[self.version]:02d}x{next(self._numbers)}"
        self._parts = count(1)
        stripe_id = f"{PREFIX.get(self.name, self.name.replace('.', '_'))}_{self._tag}"
        if self.name in CHOSEN_BY_MERCHANTS and self.chance.random() < 0.05:
            stripe_id = f"{pick(self.chance, CHOSEN)} {self._tag}"
        return self.object(self.name, stripe_id, 0)

    def object(self, name: str, stripe_id: str, depth: int) -> Document:
        """An object that is whole; one that this version does not document has an id and its type."""
        found = shape(name, self.version)
        if found is None or depth > WHOLE:
            return {"id": stripe_id, "object": name}
        made = self._fields(name, found.fields, depth)
        if name != "discount" or "id" in made:  # which had none until 2020; an invoice without id is a preview
            made["id"] = stripe_id
        for beyond in BEYOND.get(name, ()):
            if beyond not in made and self.chance.random() < 0.1:
                field = nearest(name, beyond, self.version)
                if field:
                    made[beyond] = self._value(name, field, depth)
        if name in HABITS:
            HABITS[name](made, self.chance, self.version)
        return made

    def _fields(self, name: str, fields: tuple[Field, ...], depth: int) -> Document:
        chance = self.chance.random
        made: Document = {}
        gone = GONE[min(2 * depth + fields[0].path.count("."), len(GONE) - 1)] if fields else 0
        left_out: Container[str] = ()
        if (among := alternatives(fields)) and not self.full:
            left_out = frozenset(among) - {pick(self.chance, among), pick(self.chance, COMMON)}
        for field in fields:
            draw = chance() if (field.optional or field.nullable) and not self.full else 1.0
            if field.name in left_out:
                if not field.optional:
                    made[field.name] = None
            elif draw >= gone:
                made[field.name] = self._value(name, field, depth)
            elif field.nullable and (not field.optional or draw < gone / 2):
                made[field.name] = None
            elif not field.optional:
                made[field.name] = self._value(name, field, depth)
        return made

    def _value(self, name: str, field: Field, depth: int) -> Any:
        if simple := SIMPLE.get(field.kind):
            return simple(self.chance)
        if maker := self._makers.get(field.kind):
            return maker(field, name, depth)
        return values.metadata(self.chance, field.name)

    def _integer(self, field: Field, name: str, depth: int) -> int:
        if field.name.startswith("percent"):
            return self.chance.randint(0, 100)
        large = values.MODEST if "[]" in field.path else values.LARGE
        negative = not never_negative(name, field.path)
        return values.integer(self.chance, field.name, negative=negative, large=large)

    def _inner(self, field: Field, name: str, depth: int) -> Document:
        return self._fields(name, field.fields, depth)

    def _list(self, field: Field, name: str, depth: int) -> list[Any]:
        number, least = int(self.chance.random() * 2.2), self.full or f"{name}.{field.path}" in NEVER_EMPTY
        return [self._value(name, field.fields[0], depth) for _ in range(max(least, number))]

    def _text(self, field: Field, of: str, depth: int) -> str:
        name = field.name
        if name == "id":
            return self._reference_id("balance_transaction")
        if name.endswith("currency"):
            return str(pick(self.chance, values.CURRENCIES))
        if name in PREFIX:
            return self._reference_id(name)
        return values.words(self.chance)

    def _word(self, field: Field, name: str, depth: int) -> str:
        if len(field.words) > 1 and self.chance.random() < 0.05:
            return values.unknown_word(self.chance)
        return str(pick(self.chance, field.words))

    def _reference(self, field: Field, name: str, depth: int) -> Any:
        """An id, the object behind it, or what is left of that."""
        draw = self.chance.random()
        target = self._target(field)
        stripe_id = self._reference_id(target)
        if draw < (0.6 if depth == 0 else 0.9) or depth >= WHOLE:
            return stripe_id
        there = shape(target, self.version)
        leaves_a_stub = f"deleted_{target}" in field.words or (there is not None and there.leaves_a_stub)
        if leaves_a_stub and draw > 0.9:
            return {"id": stripe_id, "object": target, "deleted": True}
        if field.fields:
            return self._fields(name, field.fields, depth + 1) | {"id": stripe_id}
        return self.object(target, stripe_id, depth + 1)

    def _embedded(self, field: Field, name: str, depth: int) -> Document:
        """An object that Stripe always embeds."""
        target = self._target(field)
        if field.fields and self.chance.random() < 0.5:
            return self._fields(name, field.fields, depth + 1)
        return self.object(target, self._reference_id(target), depth + 1)

    def _list_object(self, field: Field, name: str, depth: int) -> Document:
        """A list as an object. The parts of a document, its lines say, have ids of their own."""
        element = field.fields[0] if field.fields else None
        data: list[Document] = []
        if element:
            has_rows = depth == 0 and any(word in PARTS for word in element.words)
            for _ in range(self._length(0 if has_rows else 1)):
                target = self._target(element)
                stripe_id = self._part_id(target) if depth == 0 else self._reference_id(target)
                data.append(self.object(target, stripe_id, depth + 1))
        has_more = bool(data) and self.chance.random() < 0.1
        return {"object": "list", "data": data, "has_more": has_more, "url": f"/v1/{field.name}"}

    def _target(self, field: Field) -> str:
        targets = tuple(word for word in field.words if not word.startswith("deleted_"))
        return str(pick(self.chance, targets)) if targets else field.name

    def _length(self, depth: int) -> int:
        """How long a list is: rarely empty where the document is about it, mostly where it is not."""
        draw = self.chance.random()
        if self.full:
            return 1
        if depth:
            return int(draw > 0.7)
        return 0 if draw < 0.2 else 1 + int((draw - 0.2) * 3.75)

    def _reference_id(self, target: str) -> str:
        """The id of another document, which some other generator may make."""
        draw, prefix = self.chance.random(), PREFIX.get(target, "obj")
        number, version = int(draw * 1e6) % FAMILIES, int(draw * len(VERSIONS))
        return f"{prefix if draw > 0.02 else prefix.upper()}_{version:02d}x{number}"

    def _part_id(self, target: str) -> str:
        return f"{PREFIX.get(target, 'obj')}_{self._tag}.{self.name[:3]}{next(self._parts)}"


def full(name: str, version: str = VERSIONS[-1], number: int = 0) -> Document:
    """A document in which every field is there that the object has in a version. Raises UnknownShapeError."""
    return Generator(name, version, first=number, full=True).document()


def mixed(one: Any, other: Any, chance: Random) -> Any:
    """A document with the fields of both, as Stripe would never send them: a value that both have is either's."""
    if isinstance(one, dict) and isinstance(other, dict):
        shared = {name: mixed(one[name], other[name], chance) for name in one.keys() & other.keys() - {"id"}}
        return other | one | shared
    if one and other and isinstance(one, list) and isinstance(other, list) and isinstance(one[0], dict):
        return [mixed(*pair, chance) for pair in zip(one, other, strict=False)]
    return pick(chance, (one, other))
