"""A type that is awkward in every way goes the whole way, so generic code takes nothing for granted."""

import json
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.landing.conftest import Command, Rows, rows, run, settings, stripe  # noqa: F401 -- fixtures
from tests.landing.stripe_server import DATE, StripeServer, error
from tests.objects.awkward import registered

T = 1_760_000_000
NOW = int(parsedate_to_datetime(DATE).timestamp())  # by the clock of the tests' Stripe
NAMED = ("--objects", "thing.part")
Document = dict[str, Any]


@pytest.fixture(autouse=True)
def _registered(database_url: str, tmp_path: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        registered.register(patch, database_url, tmp_path)
        yield
    registered.forget()


def part(number: int, steps: list[Document], *, has_more: bool = False, **changed: Any) -> Document:
    listed = {"object": "list", "data": steps, "has_more": has_more, "url": f"/v1/thing/parts/tp_{number}/steps"}
    told: Document = {
        "id": f"tp_{number}",
        "object": "thing.part",
        "currency": "usd",
        "date": T + number,
        "end": T + number + 60,
        "metadata": {},
        "order": number,
        "user": "cus_1",
        "user_note": f"about {number}",
        "steps": listed,
        "bands": [{"end": 10, "up_to": 5}, {"end": None, "up_to": None}],
    }
    return told | changed


def step(name: str, order: int) -> Document:
    return {"id": f"ts_{name}", "object": "thing.step", "name": name, "order": order}


def event(number: int, kind: str, document: Document) -> bytes:
    return encoded(
        {
            "id": f"evt_{number}",
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": NOW,
            "livemode": False,
            "type": kind,
            "data": {"object": document},
        }
    )


def encoded(document: Document) -> bytes:
    return json.dumps(document).encode()


PARTS = [part(3, []), part(2, [step("c", 1)], has_more=True), part(1, [step("a", 1), step("b", 2)])]
STUB: Document = {"id": "tp_9", "object": "thing.part", "deleted": True}


def serve(stripe: StripeServer, *parts: Document) -> None:  # noqa: F811
    stripe.lists["/v1/thing/parts"] = [encoded(each) for each in parts]
    stripe.lists["/v1/thing/parts/tp_2/steps"] = [encoded(step(name, order)) for order, name in enumerate("cde", 1)]
    for each in parts:
        stripe.objects[f"/v1/thing/parts/{each['id']}"] = encoded(each)


def test_it_goes_the_whole_way(stripe: StripeServer, run: Command, rows: Rows) -> None:  # noqa: F811
    serve(stripe, *PARTS)
    done(run("pipeline", *NAMED))
    agree(run)
    assert rows('SELECT id, "order", "user", steps_complete FROM oltp.thing_parts ORDER BY id') == [
        ("tp_1", 1, "cus_1", True),
        ("tp_2", 2, "cus_1", True),
        ("tp_3", 3, "cus_1", True),
    ]
    assert rows("SELECT id FROM oltp.thing_steps ORDER BY id") == [(f"ts_{name}",) for name in "abcde"]
    assert rows('SELECT id, "end" FROM oltp.thing_bands ORDER BY id LIMIT 2') == [("tp_1.1", 10), ("tp_1.2", None)]
    assert rows("SELECT id FROM oltp.customers") == [("cus_1",)]


def test_what_changes_and_goes_is_followed(stripe: StripeServer, run: Command, rows: Rows) -> None:  # noqa: F811
    serve(stripe, *PARTS)
    done(run("pipeline", *NAMED))
    changed = part(1, [step("a", 3)], user=None, bands=[{"end": 7, "up_to": 5}])
    serve(stripe, PARTS[1], changed)
    stripe.objects["/v1/thing/parts/tp_3"] = encoded({"id": "tp_3", "object": "thing.part", "deleted": True})
    stripe.lists["/v1/events"] = [
        event(3, "thing.part.deleted", PARTS[0]),
        event(2, "thing.part.deleted", STUB),
        event(1, "thing.part.updated", changed),
    ]
    done(run("pipeline", *NAMED))
    agree(run)
    assert rows('SELECT id, row_state, "order", "user" FROM oltp.thing_parts ORDER BY id') == [
        ("tp_1", "present", 1, None),
        ("tp_2", "present", 2, "cus_1"),
        ("tp_3", "deleted", 3, "cus_1"),
        ("tp_9", "deleted", None, None),
    ]
    assert rows("SELECT id FROM oltp.thing_bands WHERE thing_part_id = 'tp_1'") == [("tp_1.1",)]
    assert rows("SELECT id FROM oltp.thing_steps WHERE thing_part_id = 'tp_1'") == [("ts_a",)]


def test_what_no_event_told_is_mended(stripe: StripeServer, run: Command, rows: Rows) -> None:  # noqa: F811
    serve(stripe, *PARTS)
    done(run("pipeline", *NAMED))
    serve(stripe, PARTS[1], part(1, [], order=77))
    assert run("verify", *NAMED)[0] == 1
    gone = error(404, "No such part: 'tp_3'", code="resource_missing", param="id")
    stripe.always["/v1/thing/parts/tp_3"] = lambda _: gone
    stripe.date = "Sun, 22 Nov 2026 11:00:00 GMT"
    done(run("reconcile", *NAMED))
    agree(run)
    assert rows("SELECT id, \"order\", row_state FROM oltp.thing_parts WHERE id <> 'tp_2' ORDER BY id") == [
        ("tp_1", 77, "present"),
        ("tp_3", 3, "deleted"),
    ]


def test_what_is_given_only_when_asked_is_asked_for_and_kept(
    stripe: StripeServer,  # noqa: F811
    run: Command,  # noqa: F811
    rows: Rows,  # noqa: F811
) -> None:
    serve(stripe, *PARTS)
    done(run("pipeline", *NAMED))
    assert {query["expand[0]"][0] for path, query, _ in stripe.requests if path == "/v1/thing/parts"} == {
        "data.user_note"
    }
    stripe.always["/v1/thing/parts/tp_1"] = lambda _: error(404, "No such part", code="resource_missing", param="id")
    unasked = {name: value for name, value in part(1, [], order=9).items() if name != "user_note"}
    stripe.lists["/v1/events"] = [event(1, "thing.part.updated", unasked)]
    done(run("pipeline", *NAMED))
    assert rows("SELECT \"order\", user_note FROM oltp.thing_parts WHERE id = 'tp_1'") == [(9, "about 1")]


def test_its_money_is_summed(stripe: StripeServer, run: Command) -> None:  # noqa: F811
    serve(stripe, *PARTS)
    done(run("pipeline", *NAMED))
    serve(stripe, *PARTS[1:], part(3, [], order=4))
    code, printed = run("verify", *NAMED, "--json")
    (differs,) = json.loads(printed[: printed.rindex("}") + 1])["money"]["differences"]
    assert (code, differs["amount"], differs["stripe"], differs["here"], differs["ids"]) == (1, "order", 7, 6, ["tp_3"])


def test_what_another_version_would_change_is_told(stripe: StripeServer, run: Command, tmp_path: Path) -> None:  # noqa: F811
    serve(stripe, STUB, *PARTS)
    done(run("pipeline", *NAMED))
    folder = tmp_path / "sql_transforms" / "thing.part"
    later = (folder / "v1.sql").read_text().replace('doc."order",', 'doc."order" + 1 AS "order",')
    (folder / "v2.sql").write_text(later)
    code, printed = run("diff", "--transform", "thing.part=2", "--json")
    told = json.loads(printed)["transforms"]["thing.part"]
    assert (code, told["changed"], list(told["columns"])) == (0, 3, ["order"])


def test_one_that_breaks_a_rule_waits(stripe: StripeServer, run: Command, rows: Rows) -> None:  # noqa: F811
    serve(stripe, part(3, [], date=None), part(2, [step("a", 1)]), part(1, [step("a", 1)], bands=[{"up_to": "five"}]))
    assert run("pipeline", *NAMED)[0] == 3
    assert rows("SELECT object, id, sqlstate FROM meta.quarantine ORDER BY id") == [
        ("thing.part", "tp_1", "22P02"),
        ("thing.part", "tp_3", "23514"),
    ]


def agree(run: Command) -> None:  # noqa: F811
    """What is here is what Stripe, Python and a replay say."""
    for command in ("verify", "parity"):
        done(run(command, *NAMED))
    code, printed = run("replay", *NAMED, "--json")
    of_all = json.loads(printed[: printed.rindex("}") + 1])["objects"]
    assert (code, [name for name, row in of_all.items() if row["promoted"] or row["deleted"]]) == (0, []), printed


def done(outcome: tuple[int, str]) -> None:
    code, printed = outcome
    assert code == 0, printed
