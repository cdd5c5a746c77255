"""Rows cut from the lists inside their parent's document."""

from tests.promotion.conftest import Database
from tests.promotion.documents import (
    CREATED,
    Document,
    customer,
    invoice,
    line_item,
    subscription,
    subscription_item,
    subscription_schedule,
)


def ids(database: Database, table: str, state: str = "present") -> list[str]:
    return [row["id"] for row in database.rows(table) if row["row_state"] == state]


def test_children_follow_their_parents_newest_copy(database: Database) -> None:
    database.land(subscription(items=[subscription_item("si_1"), subscription_item("si_2")]), at=1)
    database.promote()
    database.land(subscription(items=[subscription_item("si_2", quantity=7), subscription_item("si_3")]), at=2)
    promotion = database.promote()
    assert [(row["id"], row["quantity"]) for row in database.rows("subscription_items")] == [("si_2", 7), ("si_3", 1)]
    counts = promotion.objects["subscription_item"]
    assert (counts.inserted, counts.updated, counts.deleted) == (1, 1, 1)


def test_an_item_that_left_and_is_still_named_stays_unresolved(database: Database) -> None:
    line = line_item(
        parent={"type": "subscription_item_details", "subscription_item_details": {"subscription_item": "si_1"}}
    )
    database.land(subscription(items=[subscription_item("si_1")]), invoice(lines=[line]), at=1)
    database.promote()
    database.land(subscription(items=[subscription_item("si_2")]), at=2)
    database.promote()
    assert ids(database, "subscription_items") == ["si_2"]
    assert ids(database, "subscription_items", "unresolved") == ["si_1"]
    database.land(invoice(lines=[line_item()]), at=3)
    database.promote()
    assert ids(database, "subscription_items", "unresolved") == []


def test_a_cut_list_deletes_nothing(database: Database) -> None:
    database.land(invoice(lines=[line_item("il_1"), line_item("il_2")]), at=1)
    database.promote()
    database.land(invoice(lines=[line_item("il_3")], cut=True), at=2)
    database.promote()
    assert ids(database, "invoice_line_items") == ["il_1", "il_2", "il_3"]


def test_the_rest_of_a_cut_list_counts_when_it_was_landed_by_itself(database: Database) -> None:
    database.land(
        invoice(lines=[line_item("il_1", amount=1)], cut=True), line_item("il_1", amount=2), line_item("il_2")
    )
    database.promote()
    rows = [(row["id"], row["amount"], row["invoice_id"]) for row in database.rows("invoice_line_items")]
    assert rows == [("il_1", 2, "in_1"), ("il_2", 1000, "in_1")]


def test_lines_landed_later_find_their_invoice(database: Database) -> None:
    database.land(invoice(lines=[line_item("il_1")], cut=True), at=1)
    database.promote()
    database.land(line_item("il_2"), at=2)
    database.promote()
    assert ids(database, "invoice_line_items") == ["il_1", "il_2"]


def test_a_whole_list_forgets_what_was_landed_before_it(database: Database) -> None:
    database.land(invoice(lines=[line_item("il_1")], cut=True), line_item("il_2"), at=1)
    database.promote()
    database.land(invoice(lines=[line_item("il_1")]), at=2)
    database.promote()
    assert ids(database, "invoice_line_items") == ["il_1"]
    database.land(invoice(lines=[line_item("il_9")], cut=True), at=3)
    database.promote()
    assert ids(database, "invoice_line_items") == ["il_1", "il_9"], "known since the last whole list"


def test_a_bad_child_sends_its_whole_document_to_quarantine(database: Database) -> None:
    database.land(invoice("in_bad", lines=[line_item("il_1"), line_item("il_2", amount="much")]), invoice("in_good"))
    promotion = database.promote()
    assert promotion.objects["invoice"].refused == {"in_bad"}
    assert ids(database, "invoices") == ["in_good"]
    assert ids(database, "invoice_line_items") == []


def test_a_deleted_parent_keeps_its_children(database: Database) -> None:
    database.land(customer(), subscription(items=[subscription_item()]), at=1)
    database.promote()
    database.land({"id": "sub_1", "object": "subscription", "deleted": True}, at=2)
    database.promote()
    assert ids(database, "subscription_items") == ["si_1"]


def test_a_list_read_to_its_end_forgets_what_left_it(database: Database) -> None:
    lines = [line_item(f"il_{number:02d}") for number in range(12)]
    database.land(invoice(lines=lines[:10], cut=True), *lines, at=1)
    database.promote()
    assert len(ids(database, "invoice_line_items")) == 12
    database.land(invoice(lines=lines[:10], cut=True, total=900), *lines[:11], at=2)
    database.promote()
    assert ids(database, "invoice_line_items") == [line["id"] for line in lines[:11]]


def test_an_odd_reference_of_a_lone_line_stops_nothing(database: Database) -> None:
    database.land(
        line_item("il_1", invoice={"id": "in_1", "object": "invoice", "rest": "x" * 9_000}),
        line_item("il_2", invoice="y" * 9_000),
        line_item("il_3", invoice=5),
        invoice(lines=[], cut=True),
        origin="file",
    )
    database.promote()
    assert ids(database, "invoice_line_items") == ["il_1"]


def complete(database: Database) -> list[bool]:
    return [row["lines_complete"] for row in database.rows("invoices")]


def test_a_parent_says_whether_its_list_is_complete(database: Database) -> None:
    database.land(invoice(lines=[line_item("il_1")], cut=True), at=1)
    database.promote()
    assert complete(database) == [False]
    database.land(invoice(lines=[line_item("il_1")], cut=True), line_item("il_1"), line_item("il_2"), at=2)
    database.promote()
    assert complete(database) == [True]
    database.land(invoice(lines=[line_item("il_1")], cut=True, total=7), at=3)
    database.promote()
    assert complete(database) == [False], "the list may have changed since it was read whole"
    assert ids(database, "invoice_line_items") == ["il_1", "il_2"]
    database.land(invoice(lines=[line_item("il_1")]), at=4)
    database.promote()
    assert complete(database) == [True]
    before = database.everything()
    database.replay()
    assert database.everything() == before


def test_lines_that_share_an_id_are_completed_one_by_one(database: Database) -> None:
    shared = [line_item("sub_1", amount=amount) for amount in (1, 2, 3)]
    database.land(invoice(lines=shared[:2], cut=True), *shared)
    database.promote()
    rows = [(row["id"], row["amount"]) for row in database.rows("invoice_line_items")]
    assert rows == [("in_1:sub_1", 1), ("in_1:sub_1:2", 2), ("in_1:sub_1:3", 3)]


def test_a_list_that_was_read_twice_in_one_load_is_one_list(database: Database) -> None:
    lines = [line_item("il_1"), line_item("il_2")]
    cut = invoice(lines=lines[:1], cut=True)
    database.land(cut, *lines, cut, *lines)
    assert database.promote().quarantined == 0
    assert ids(database, "invoice_line_items") == ["il_1", "il_2"]


def test_the_rest_of_a_list_counts_though_it_was_said_a_moment_earlier(database: Database) -> None:
    """Stripe's clocks differ by a second now and then: the load says what belongs together."""
    load = database.land(line_item("il_1"), line_item("il_2"), at=1)
    database.land(invoice(lines=[line_item("il_1")], cut=True), at=2)
    database.execute(f"UPDATE raw.invoices SET _dlt_load_id = '{load}'")
    database.promote()
    assert ids(database, "invoice_line_items") == ["il_1", "il_2"]
    assert complete(database) == [True]


def test_parts_of_parts_follow_the_newest_copy_of_their_whole(database: Database) -> None:
    database.land(subscription_schedule(phases=[phase("a", "b"), phase("c")]), at=1)
    database.promote()
    rows = database.rows("subscription_schedule_phase_items")
    assert [(row["id"], row["phase_id"], row["price_id"]) for row in rows] == [
        ("sub_sched_1.1.1", "sub_sched_1.1", "a"),
        ("sub_sched_1.1.2", "sub_sched_1.1", "b"),
        ("sub_sched_1.2.1", "sub_sched_1.2", "c"),
    ]
    database.land(subscription_schedule(phases=[phase("d")]), at=2)
    counts = database.promote().objects["subscription_schedule_phase_item"]
    assert (counts.inserted, counts.updated, counts.deleted) == (0, 1, 2)
    assert ids(database, "subscription_schedule_phases") == ["sub_sched_1.1"]
    assert [(row["id"], row["price_id"]) for row in database.rows("subscription_schedule_phase_items")] == [
        ("sub_sched_1.1.1", "d")
    ]


def test_a_subscription_and_its_schedule_name_each_other(database: Database) -> None:
    database.land(subscription(schedule="sub_sched_1"), at=1)
    database.promote()
    assert ids(database, "subscription_schedules", "unresolved") == ["sub_sched_1"]
    database.land(subscription_schedule(subscription="sub_1"), at=2)
    database.promote()
    assert [(row["id"], row["subscription_id"]) for row in database.rows("subscription_schedules")] == [
        ("sub_sched_1", "sub_1")
    ]


def phase(*prices: str) -> Document:
    """A phase that sells these."""
    return {"start_date": CREATED, "end_date": CREATED + 1, "items": [{"price": price} for price in prices]}
