"""parity of objects that have one copy each: their versions are compared with their rows, which the twin proved."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pipelines.catalogue import CATALOGUE, promotable
from pipelines.checks import parity as parity_check
from pipelines.checks.parity import history, lone
from tests.promotion.conftest import Database
from tests.promotion.documents import customer, event, subscription, subscription_item

SUBSCRIPTION = CATALOGUE["subscription"]


def land(database: Database) -> None:
    """Two subscriptions with two items each, and a customer."""
    items = [[subscription_item(f"si_{which}{number}") for number in range(2)] for which in "AB"]
    documents = [subscription(f"sub_{which}", items=of) for which, of in zip("AB", items, strict=True)]
    database.land(customer(), *documents)
    database.promote()


@contextmanager
def long_ways(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The owners whose documents are read for `history`."""
    read: list[str] = []
    stations = history._stations

    def noting(*arguments: Any) -> Iterator[Any]:
        for station in stations(*arguments):
            read.append(station.owner)
            yield station

    with monkeypatch.context() as patch:
        patch.setattr(history, "_stations", noting)
        yield read


def mismatches(database: Database) -> list[tuple[str, str, str]]:
    found = parity_check.check(database.connection, [SUBSCRIPTION])
    assert found.mismatches == len(found.examples)
    return sorted((one.object, one.id, one.what) for one in found.examples)


def test_no_served_document_is_read_twice_where_all_is_right(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(database)
    with long_ways(monkeypatch) as read:
        found = parity_check.check(database.connection, promotable(None))
    assert (found.mismatches, read) == (0, ["price_1"]), "which is known from inside others alone"
    monkeypatch.setattr(lone, "compare", lambda _cursor, tables: {of.name: 0 for of in tables})
    with long_ways(monkeypatch) as read:
        whole = parity_check.check(database.connection, promotable(None))
    assert sorted(read) == ["cus_1", "price_1", "sub_A", "sub_B"]
    assert found.history == whole.history, "the same rows and values are counted"


WRONG = {
    "a version": (
        "UPDATE history.subscriptions SET description = 'another' WHERE id = 'sub_A'",
        [("history of subscription", "sub_A version 1", "SQL and Python disagree")],
    ),
    "since when": (
        "UPDATE history.subscriptions SET valid_from = valid_from - interval '1 second' WHERE id = 'sub_A'",
        [("history of subscription", "sub_A version 1", "SQL and Python disagree")],
    ),
    "until when": (
        "UPDATE history.subscriptions SET valid_to = observed_at + interval '1 second' WHERE id = 'sub_A'",
        [("history of subscription", "sub_A version 1", "SQL and Python disagree")],
    ),
    "when it was seen": (
        "UPDATE history.subscriptions SET observed_at = observed_at + interval '1 second' WHERE id = 'sub_A'",
        [("history of subscription", "sub_A version 1", "SQL and Python disagree")],
    ),
    "a version too few": (
        "DELETE FROM history.subscriptions WHERE id = 'sub_A'",
        [("history of subscription", "sub_A version 1", "it is missing")],
    ),
    "a version too many": (
        "INSERT INTO history.subscriptions SELECT (jsonb_populate_record(kept, '{\"version\": 2}')).*"
        " FROM history.subscriptions AS kept WHERE id = 'sub_A'",
        [("history of subscription", "sub_A version 2", "no copy shows it")],
    ),
    "a part": (
        "UPDATE history.subscription_items SET quantity = 77 WHERE id = 'si_A1'",
        [("history of subscription_item", "si_A1 version 1", "SQL and Python disagree")],
    ),
    "a part too few": (
        "DELETE FROM history.subscription_items WHERE id = 'si_A1'",
        [("history of subscription_item", "si_A1 version 1", "it is missing")],
    ),
    "a part of another object": (
        "UPDATE history.subscription_items SET subscription_id = 'sub_A' WHERE id = 'si_B1'",
        [("history of subscription_item", "si_B1 version 1", "no copy shows it")],
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_version_is_found(database: Database, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    statement, expected = WRONG[what]
    land(database)
    assert mismatches(database) == []
    database.execute(statement)
    found = mismatches(database)
    assert found == expected
    monkeypatch.setattr(lone, "compare", lambda _cursor, tables: {of.name: 0 for of in tables})
    assert mismatches(database) == expected, "as if the documents of all were read"


@pytest.mark.parametrize("both", [False, True])
def test_a_wrong_row_proves_no_version(database: Database, both: bool) -> None:
    """A row that is wrong is told, and a version that is wrong in the same way too."""
    land(database)
    database.execute("UPDATE oltp.subscriptions SET description = 'another' WHERE id = 'sub_A'")
    if both:
        database.execute("UPDATE history.subscriptions SET description = 'another' WHERE id = 'sub_A'")
    of_version = [("history of subscription", "sub_A version 1", "SQL and Python disagree")] if both else []
    assert mismatches(database) == [*of_version, ("subscription", "sub_A", "SQL and Python disagree")]


def test_what_an_event_told_goes_the_long_way(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    land(database)
    database.land(event(subscription("sub_A", description="told"), "updated", 1_900_000_000), at=9)
    database.promote()
    with long_ways(monkeypatch) as read:
        assert mismatches(database) == []
    assert set(read) == {"sub_A"}
