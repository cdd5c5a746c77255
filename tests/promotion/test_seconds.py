"""Copies of one second: which came first, whatever the order in which they were landed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import permutations, product
from typing import Any

import pytest

from pipelines.catalogue import select
from pipelines.checks import parity
from pipelines.promotion.seconds import CHANGED, CREATED, ENDED, EXACT, TiedSnapshot, in_order, with_served
from tests.promotion.conftest import Database
from tests.promotion.documents import charge, customer, invoice, line_item, stub, subscription, subscription_item

Land = Callable[[Database, str], None]


@dataclass(frozen=True)
class Said:
    """A copy of a customer of the second in question: what it says, and the event that brought it (None: served)."""

    fields: dict[str, Any]
    kind: str | None = None
    before: dict[str, Any] | None = None
    event: str = "evt_0"

    def land(self, database: Database, stripe_id: str) -> None:
        told = self.kind and {"id": self.event, "type": f"customer.{self.kind}", "previous_attributes": self.before}
        if told and self.before is None:
            del told["previous_attributes"]
        deleted = self.kind == "deleted"
        origin = "event" if told else "list"
        document = customer(stripe_id, **self.fields)
        database.land(document, origin=origin, deleted=deleted, told=told or None)


def named(name: str | None, kind: str | None = "updated", before: str | None = "", event: str = "evt_0") -> Said:
    """A customer of this name, in an event that says how it was called ``before`` (empty: it does not)."""
    return Said({"name": name}, kind, None if before == "" else {"name": before}, event)


@dataclass(frozen=True)
class Case:
    said: list[Said]
    name: str | None = None
    earlier: list[str] = field(default_factory=list)
    state: str = "present"
    phone: str | None = None


CASES = {
    "created before updated, by their kind": Case(
        [named("B", event="evt_1"), named("A", "created", event="evt_2")], "B"
    ),
    "paid after sent, by their kind": Case(
        [named("B", "paid", event="evt_1"), named("A", "sent", event="evt_2")],
        "B",
    ),
    "deleted last, though its id is first": Case(
        [named("B", event="evt_9"), named("A", "deleted", event="evt_1")], "A", state="deleted"
    ),
    "of the same kind, by their id": Case([named("A", event="evt_1"), named("B", event="evt_2")], "B"),
    "a chain of two against their ids": Case(
        [named("B", before="A", event="evt_2"), named("C", before="B", event="evt_1")], "C"
    ),
    "a chain of four against their ids": Case(
        [
            named("A", "created", event="evt_9"),
            named("B", before="A", event="evt_3"),
            named("C", before="B", event="evt_2"),
            named("D", before="C", event="evt_1"),
        ],
        "D",
    ),
    "there and back, after a creation": Case(
        [
            named("A", "created", event="evt_3"),
            named("B", before="A", event="evt_2"),
            named("A", before="B", event="evt_1"),
        ],
        "A",
    ),
    "there and back, from what was known": Case(
        [named("B", before="A", event="evt_2"), named("A", before="B", event="evt_1")], "A", earlier=["A"]
    ),
    "back and there, from what was known": Case(
        [named("B", before="A", event="evt_1"), named("A", before="B", event="evt_2")], "B", earlier=["A", "B"]
    ),
    "paid after there and back, though it shows the name from which that began": Case(
        [
            Said({"name": "B", "phone": "open"}, "updated", {"name": "A"}, "evt_3"),
            Said({"name": "A", "phone": "open"}, "updated", {"name": "B"}, "evt_2"),
            Said({"name": "A", "phone": "paid"}, "paid", None, "evt_1"),
        ],
        "A",
        phone="paid",
    ),
    "the same after a creation": Case(
        [
            Said({"name": "A", "phone": "draft"}, "created", None, "evt_9"),
            Said({"name": "A", "phone": "open"}, "updated", {"phone": "draft"}, "evt_4"),
            Said({"name": "B", "phone": "open"}, "updated", {"name": "A"}, "evt_3"),
            Said({"name": "A", "phone": "open"}, "updated", {"name": "B"}, "evt_2"),
            Said({"name": "A", "phone": "paid"}, "paid", None, "evt_1"),
        ],
        "A",
        phone="paid",
    ),
    "one without a before goes where its state leads": Case(
        [named("A", "sent", event="evt_9"), named("B", before="A", event="evt_1")], "B"
    ),
    "each changed another field": Case(
        [
            Said({"name": "B", "phone": "1"}, "updated", {"name": "A"}, "evt_2"),
            Said({"name": "B", "phone": "2"}, "updated", {"phone": "1"}, "evt_1"),
        ],
        "B",
        phone="2",
    ),
    "what was not there before": Case(
        [
            Said({"name": "A", "metadata": {}}, "updated", {"phone": "7"}, "evt_2"),
            Said({"name": "B", "metadata": {"a": "1"}}, "updated", {"metadata": {"a": None}}, "evt_1"),
        ],
        "B",
    ),
    "inside an object": Case(
        [
            Said({"name": "A", "address": {"city": "X", "line1": "1"}}, "updated", {"phone": "7"}, "evt_2"),
            Said({"name": "B", "address": {"city": "Y", "line1": "1"}}, "updated", {"address": {"city": "X"}}, "evt_1"),
        ],
        "B",
    ),
    "an array that lost an element": Case(
        [
            Said({"name": "A", "preferred_locales": ["de", "fr"]}, "updated", {"phone": "7"}, "evt_2"),
            Said({"name": "B", "preferred_locales": ["de"]}, "updated", {"preferred_locales": ["de", "fr"]}, "evt_1"),
        ],
        "B",
    ),
    "a served copy is later than the events": Case([named("A", None), named("B", before="A")], "B"),
    "a served copy of the last state is the last": Case(
        [named("B", None), named("B", before="A", event="evt_1"), named("X", "sent", event="evt_2")], "B"
    ),
    "a served copy after there and back": Case(
        [Said({"name": "A", "phone": "5"}, None), named("B", before="A"), named("A", before="B", event="evt_1")],
        "A",
        earlier=["A"],
        phone="5",
    ),
    "a served copy that no event knows is the last": Case([named("Z", None), named("B", before="A")], "Z"),
    "a served copy after an event of no change": Case([named("Z", None), named("B", "created")], "Z"),
    "what is not an object says nothing": Case(
        [Said({"name": "A"}, "updated", "odd", "evt_1"), Said({"name": "B"}, "updated", ["odd"], "evt_2")],  # type: ignore[arg-type]
        "B",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_order_of_landing_does_not_matter(database: Database, case: Case) -> None:
    orders = list(permutations(case.said))
    for number, order in enumerate(orders):
        for minute, name in enumerate(case.earlier, start=-len(case.earlier)):
            database.land(customer(f"cus_{number}", name=name), at=minute)
        for said in order:
            said.land(database, f"cus_{number}")
    database.promote()
    expected = {"name": case.name, "row_state": case.state, "phone": case.phone}
    assert database.rows("customers", "name, row_state, phone") == [expected] * len(orders)


def given(origin: str, *, gone: bool = False, told: dict[str, Any] | None = None) -> Land:
    """Land a whole copy of a customer, or the stub of one that is gone."""

    def land(database: Database, id_: str) -> None:
        document = stub("customer", id_) if gone else customer(id_)
        database.land(document, origin=origin, deleted=gone, told=told and told | {"id": f"evt_{id_}"})

    return land


def inside(*, gone: bool = False) -> Land:
    """Land a charge of a file that holds the one or the other."""

    def land(database: Database, id_: str) -> None:
        held = stub("customer", id_) if gone else customer(id_)
        database.land(charge(f"ch_{id_}_{gone}", customer=held), origin="file")

    return land


LIVING: list[Land] = [
    *(given("list"), given("retrieve"), given("file"), given("event"), inside()),
    given("event", told={"type": "customer.created"}),
    given("event", told={"type": "customer.updated", "previous_attributes": {"name": "A"}}),
    given("event", told={"type": "customer.updated", "previous_attributes": {"name": "A"}, "withheld": True}),
]
GONE: list[Land] = [
    *(given(origin, gone=True) for origin in ("retrieve", "file", "event")),
    *(given("event", gone=True, told={"type": "customer.deleted"}), inside(gone=True)),
]


def test_a_deletion_is_the_last_of_its_second_whatever_brought_it_and_when(database: Database) -> None:
    pairs = [pair for living, gone in product(LIVING, GONE) for pair in ((living, gone), (gone, living))]
    for of_pair in (0, 1):
        for number, pair in enumerate(pairs):
            pair[of_pair](database, f"cus_{number:02}")
        database.promote()
    incremental = database.everything()
    states = {row["id"]: row["row_state"] for row in incremental["customer"]}
    assert states == {f"cus_{number:02}": "deleted" for number in range(len(pairs))}
    database.replay()
    assert database.everything() == incremental


def test_a_subscription_that_was_deleted_goes_on_to_be_served_in_that_second(database: Database) -> None:
    """`customer.subscription.deleted` is how it ended: no copy of it is a deletion."""
    ended = {"id": "evt_1", "type": "customer.subscription.deleted"}
    database.land(subscription(status="canceled"), origin="event", told=ended)
    database.land(subscription(status="canceled", description="served"))
    database.promote()
    assert database.rows("subscriptions", "row_state, description") == [
        {"row_state": "present", "description": "served"}
    ]


def test_what_comes_in_later_runs_ends_where_a_replay_does(database: Database) -> None:
    chain = [named("B", before="A", event="evt_3"), named("C", before="B", event="evt_2"), named("D", before="C")]
    orders = list(permutations(chain))
    for run in range(len(chain)):
        for number, order in enumerate(orders):
            order[run].land(database, f"cus_{number}")
        database.promote()
    incremental = database.everything()
    assert [row["name"] for row in incremental["customer"]] == ["D"] * len(orders)
    database.replay()
    assert database.everything() == incremental


def test_of_a_second_an_older_copy_stands_in_for_a_refused_one(database: Database) -> None:
    named("A", before="Z", event="evt_2").land(database, "cus_1")
    Said({"name": "B", "balance": "x"}, "updated", {"name": "A"}, "evt_1").land(database, "cus_1")
    database.promote()
    assert database.rows("customers", "name") == [{"name": "A"}]
    assert database.rows("quarantine", "sqlstate", schema="meta") == [{"sqlstate": "22P02"}]


@pytest.mark.parametrize("bad", [{"balance": "x"}, {"currency": "no"}], ids=["its form", "a rule of the table"])
def test_parity_knows_which_of_one_second_were_refused(database: Database, bad: dict[str, Any]) -> None:
    good = customer(name="good")
    database.land(good, *(customer(name=f"bad {number}", **bad) for number in range(2)))
    database.land(customer(name="bad 3", **bad), at=1)
    database.promote()
    assert parity.check(database.connection, select(["customer"])).examples == []
    assert database.rows("customers", "name") == [{"name": "good"}]
    database.execute("UPDATE oltp.customers SET name = 'other'")
    assert [found.column for found in parity.check(database.connection, select(["customer"])).examples] != []


def test_a_later_copy_leaves_seconds_before_it_alone(database: Database) -> None:
    database.land(customer(name="now"), at=1)
    for said in (named("B", before="A", event="evt_1"), named("C", before="B")):
        said.land(database, "cus_1")
    database.promote()
    assert database.rows("customers", "name") == [{"name": "now"}]


def test_a_cut_list_is_completed_in_the_order_of_the_events(database: Database) -> None:
    def told(event: str, amount: int, before: int | None) -> None:
        document = invoice(lines=[line_item("il_1", amount=amount)], cut=True, number=str(amount))
        more = {} if before is None else {"previous_attributes": {"number": str(before)}}
        database.land(document, origin="event", told={"id": event, "type": "invoice.updated", **more})

    told("evt_1", 30, 20)
    told("evt_2", 20, 10)
    database.promote()
    assert database.rows("invoice_line_items", "amount") == [{"amount": 30}]


def test_items_are_those_of_the_last_event(database: Database) -> None:
    for event, quantity, before in (("evt_1", 3, 2), ("evt_2", 2, 1)):
        old = {"items": {"object": "list", "data": [subscription_item(quantity=before)]}}
        database.land(
            subscription(items=[subscription_item(quantity=quantity)]),
            origin="event",
            told={"id": event, "type": "customer.subscription.updated", "previous_attributes": old},
        )
    database.promote()
    assert database.rows("subscription_items", "quantity") == [{"quantity": 3}]


def test_so_many_that_not_all_orders_are_tried_come_one_after_the_other() -> None:
    number = EXACT + 4
    chain = [
        TiedSnapshot(f"r{at}", (CHANGED, f"{number - at:03}"), frozenset({f"r{at - 1}"} if at else ()), is_next=at == 0)
        for at in range(number)
    ]
    assert in_order(chain[::-1]) == chain
    beginning = TiedSnapshot("r0", (CREATED, "999"))
    ending = TiedSnapshot("end", (ENDED, "000"))
    assert in_order([ending, *chain[:0:-1], beginning]) == [beginning, *chain[1:], ending]


def test_served_copies_stand_before_the_event_that_says_how_they_were() -> None:
    first = TiedSnapshot("e1", (CHANGED, "1"), frozenset({"s1"}), frozenset({"s2"}))
    second = TiedSnapshot("e2", (CHANGED, "2"), frozenset({"e1", "s2", "s3"}), frozenset({"s4"}))
    assert with_served([first, second], ["s1", "s2", "s3", "s4"]) == ["s1", "e1", "s2", "s3", "e2"]
