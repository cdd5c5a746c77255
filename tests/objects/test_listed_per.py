"""Lists that Stripe gives per parent only: read once of each parent that has one, whole or not at all, and again."""

import json

import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.landing.load import load
from pipelines.landing.plan.leases import Done, Leases
from tests.landing.conftest import Command, Rows, rows, run, settings, stripe  # noqa: F401 -- fixtures
from tests.landing.stripe_server import Saying, StripeServer, error
from tests.objects.test_awkward import (
    NAMED,
    _registered,  # noqa: F401 -- a fixture
    agree,
    done,
    encoded,
    event,
    part,
)

PATH = "/v1/owners"
OWNED = "SELECT thing_part_id, owner FROM oltp.thing_part_owners WHERE row_state = 'present' ORDER BY id"
COMPLETE = "SELECT id, owners_complete FROM oltp.thing_parts ORDER BY id"
LATER = "Sun, 22 Nov 2026 11:00:00 GMT"
NOT_FOUND = error(404, "No such part", code="resource_missing", param="of")
pytestmark = pytest.mark.runs


class Owners(dict[str, list[str]]):
    """The owners of each part, as Stripe's list has them."""

    def __init__(self, stripe: StripeServer) -> None:  # noqa: F811
        super().__init__()
        self._stripe = stripe
        stripe.always[PATH] = self._say

    def _say(self, query: dict[str, list[str]]) -> Saying:
        (part_id,) = query["of"]
        if part_id not in self:
            return NOT_FOUND
        documents = [encoded({"id": name, "object": "thing.owner", "share": 1}) for name in self[part_id]]
        return self._stripe._page(documents, query)

    @property
    def asked(self) -> list[str]:
        """Of which parts the list was asked for since the last look, page by page."""
        asked = [query["of"][0] for path, query, _ in self._stripe.requests if path == PATH]
        self._stripe.requests.clear()
        return sorted(asked)


@pytest.fixture
def owners(stripe: StripeServer) -> Owners:  # noqa: F811
    return Owners(stripe)


def serve(stripe: StripeServer, *parts: dict[str, object]) -> None:  # noqa: F811
    stripe.lists["/v1/thing/parts"] = [encoded(each) for each in parts]
    for each in parts:
        stripe.objects[f"/v1/thing/parts/{each['id']}"] = encoded(each)


def test_it_is_read_once_of_each_parent_that_has_one(
    stripe: StripeServer,  # noqa: F811
    owners: Owners,
    run: Command,  # noqa: F811
    rows: Rows,  # noqa: F811
) -> None:
    serve(stripe, part(3, [], state="owned"), part(2, [], state="free"), part(1, [], state="owned"))
    owners |= {"tp_1": ["to_b", "to_a"], "tp_3": []}
    done(run("pipeline", *NAMED))
    assert owners.asked == ["tp_1", "tp_3"]
    assert rows(OWNED) == [("tp_1", "to_a"), ("tp_1", "to_b")]
    assert rows(COMPLETE) == [("tp_1", True), ("tp_2", None), ("tp_3", True)]
    assert rows("SELECT id, parent, payload->>'share' FROM raw.thing_owners ORDER BY id") == [
        ("to_a", "tp_1", "1"),
        ("to_b", "tp_1", "1"),
    ]
    done(run("pipeline", *NAMED))
    assert owners.asked == []
    done(run("replay", *NAMED))
    done(run("pipeline", *NAMED))
    assert owners.asked == []
    agree(run)
    assert owners.asked == ["tp_1", "tp_3"]  # by verify
    assert rows("SELECT object FROM meta.refetch_queue") == []


def test_one_of_many_pages_is_whole(
    stripe: StripeServer,  # noqa: F811
    owners: Owners,
    run: Command,  # noqa: F811
    rows: Rows,  # noqa: F811
) -> None:
    serve(stripe, part(1, [], state="owned"))
    owners["tp_1"] = [f"to_{number}" for number in range(250)] + ["to_0"]
    done(run("pipeline", *NAMED))
    assert owners.asked == ["tp_1"] * 3
    assert rows("SELECT count(*) FROM oltp.thing_part_owners") == [(250,)]
    agree(run)


def test_it_is_read_again_when_the_parent_changed_and_when_an_event_tells(
    stripe: StripeServer,  # noqa: F811
    owners: Owners,
    run: Command,  # noqa: F811
    rows: Rows,  # noqa: F811
) -> None:
    serve(stripe, part(2, [], state="owned"), part(1, [], state="owned"))
    owners |= {"tp_1": ["to_a"], "tp_2": ["to_b"]}
    done(run("pipeline", *NAMED))
    owners |= {"tp_1": ["to_c"], "tp_2": ["to_b", "to_d"]}
    serve(stripe, part(2, [], state="owned"), part(1, [], state="owned", end=None))
    sold = event(2, "thing.part.sold", part(2, [], state="owned"))
    stripe.lists["/v1/events"] = [sold, event(1, "thing.part.updated", part(1, []))]
    serve(stripe, part(2, [], state="owned"), part(1, [], state="owned", order=7))
    stripe.date = LATER
    owners.asked.clear()
    done(run("pipeline", *NAMED))
    assert owners.asked == ["tp_1", "tp_2"]
    assert rows(OWNED) == [("tp_1", "to_c"), ("tp_2", "to_b"), ("tp_2", "to_d")]
    agree(run)
    done(run("replay", *NAMED))
    assert rows(OWNED) == [("tp_1", "to_c"), ("tp_2", "to_b"), ("tp_2", "to_d")]
    agree(run)


def test_one_that_may_still_grow_is_not_known_to_be_whole(
    stripe: StripeServer,  # noqa: F811
    owners: Owners,
    run: Command,  # noqa: F811
    rows: Rows,  # noqa: F811
) -> None:
    serve(stripe, part(1, [], state="owned", order=99))
    owners["tp_1"] = ["to_a"]
    done(run("pipeline", *NAMED))
    assert rows(COMPLETE) == [("tp_1", False)]
    assert rows(OWNED) == [("tp_1", "to_a")]
    done(run("pipeline", *NAMED))
    assert owners.asked == ["tp_1"]
    agree(run)


@pytest.mark.parametrize(
    ("answer", "code", "sentence"),
    [
        (NOT_FOUND, 0, ""),
        (error(400, "It has none.", param="of"), 0, "It has none."),
        (error(403, "This key may not."), 4, "may not read /v1/owners"),
        (error(500, "Odd.", should_retry="false"), 1, "Odd."),
    ],
    ids=["404", "400", "403", "500"],
)
def test_what_stripe_does_not_give_stops_nothing_else(  # noqa: PLR0917 -- fixtures
    stripe: StripeServer,  # noqa: F811
    run: Command,  # noqa: F811
    rows: Rows,  # noqa: F811
    answer: Saying,
    code: int,
    sentence: str,
) -> None:
    serve(stripe, part(1, [], state="owned"))
    stripe.always[PATH] = lambda _: answer
    found, printed = run("pipeline", *NAMED)
    assert (found, sentence in printed) == (code, True), printed
    assert rows(COMPLETE) == [("tp_1", False)]
    Owners(stripe)["tp_1"] = ["to_a"]
    done(run("pipeline", *NAMED))
    passed = code in {1, 4}  # what Stripe refuses is asked for again after days
    assert rows(OWNED) == ([("tp_1", "to_a")] if passed else [])
    if not passed:
        with_its_time_past(rows)
        done(run("pipeline", *NAMED))
        assert rows(OWNED) == [("tp_1", "to_a")] or answer is NOT_FOUND


def with_its_time_past(rows: Rows) -> None:  # noqa: F811
    rows("UPDATE meta.refetch_queue SET asked_at = asked_at - interval '9 days' RETURNING 1")


def test_one_that_breaks_off_is_read_whole_by_the_next_run(
    stripe: StripeServer,  # noqa: F811
    owners: Owners,
    run: Command,  # noqa: F811
    rows: Rows,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    serve(stripe, part(1, [], state="owned"))
    owners["tp_1"] = [f"to_{number}" for number in range(150)]

    def break_off(path: str, query: dict[str, list[str]]) -> None:
        if path == PATH and "starting_after" in query:
            stripe.script[PATH] = [error(500, "Odd.", should_retry="false")]

    stripe.before = break_off
    assert run("pipeline", *NAMED)[0] == 1
    assert rows(OWNED) == []
    stripe.before = None

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:  # what was read is loaded, and it is not noted that it was
        patch.setattr(Leases, "settle", die)
        run("pipeline", *NAMED)
    assert rows("SELECT object, id FROM meta.refetch_queue") == [("thing.part_owner", "tp_1")]
    done(run("pipeline", *NAMED))
    assert rows("SELECT count(*) FROM oltp.thing_part_owners") == [(150,)]
    agree(run)


def test_a_stop_in_the_middle_of_many_goes_on_with_the_rest(
    stripe: StripeServer,  # noqa: F811
    owners: Owners,
    run: Command,  # noqa: F811
    rows: Rows,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = {f"tp_{number}": [f"to_{number}"] for number in range(60)}
    serve(stripe, *(part(number, [], state="owned") for number in range(60)))
    owners |= names
    settle = Leases.settle

    def settle_some_and_die(leases: Leases, done: Done, heir: Leases) -> None:
        settle(leases, done, heir)
        if any(change.object == "thing.part_owner" for change in done.fetched):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(load, "OBJECTS", 1)
        patch.setattr(Leases, "settle", settle_some_and_die)
        run("pipeline", *NAMED)
    left = sorted(object_id for (object_id,) in rows("SELECT id FROM meta.refetch_queue"))
    assert 0 < len(left) < len(names)
    owners.asked.clear()
    done(run("pipeline", *NAMED))
    assert owners.asked == left
    assert rows("SELECT count(*) FROM oltp.thing_part_owners WHERE row_state = 'present'") == [(60,)]
    # The load behind the one that died may wait on disk: then it is loaded, and read again.
    assert rows("SELECT count(DISTINCT id) FROM raw.thing_part_owners") == [(60,)]


def test_a_parent_that_is_gone_keeps_what_was_known(
    stripe: StripeServer,  # noqa: F811
    owners: Owners,
    run: Command,  # noqa: F811
    rows: Rows,  # noqa: F811
) -> None:
    serve(stripe, part(1, [], state="owned"))
    owners["tp_1"] = ["to_a"]
    done(run("pipeline", *NAMED))
    serve(stripe)
    del owners["tp_1"]
    stripe.objects["/v1/thing/parts/tp_1"] = encoded({"id": "tp_1", "object": "thing.part", "deleted": True})
    stripe.lists["/v1/events"] = [event(1, "thing.part.deleted", part(1, [], state="owned"))]
    stripe.date = LATER
    owners.asked.clear()
    done(run("pipeline", *NAMED))
    assert owners.asked == []
    assert rows("SELECT id, row_state FROM oltp.thing_parts") == [("tp_1", "deleted")]
    assert rows(OWNED) == [("tp_1", "to_a")]
    for command in (("parity", *NAMED), ("replay",), ("parity", *NAMED), ("status",)):
        done(run(*command))
    assert rows(OWNED) == [("tp_1", "to_a")]


def test_what_no_event_told_is_found_and_mended(
    stripe: StripeServer,  # noqa: F811
    owners: Owners,
    run: Command,  # noqa: F811
    rows: Rows,  # noqa: F811
) -> None:
    serve(stripe, part(1, [], state="owned"))
    owners["tp_1"] = ["to_a", "to_b"]
    done(run("pipeline", *NAMED))
    owners["tp_1"] = ["to_b", "to_c"]
    code, printed = run("verify", *NAMED, "--json")
    assert code == 1
    assert json.loads(printed[: printed.rindex("}") + 1])["differences"][0]["names"] == ["thing_part_owners.id"]
    stripe.date = LATER
    done(run("reconcile", *NAMED))
    assert rows(OWNED) == [("tp_1", "to_b"), ("tp_1", "to_c")]
    agree(run)


def test_a_plan_names_it(
    stripe: StripeServer,  # noqa: F811
    owners: Owners,
    run: Command,  # noqa: F811
    rows: Rows,  # noqa: F811
) -> None:
    serve(stripe, part(2, [], state="owned"), part(1, [], state="owned"))
    owners |= {"tp_1": [], "tp_2": []}
    done(run("land", *NAMED))
    done(run("promote"))
    code, printed = run("pipeline", *NAMED, "--plan")
    assert code == 0
    assert "list thing.owner of 2 thing.parts" in " ".join(printed.split())
    done(run("land", *NAMED))
    assert rows("SELECT count(*) FROM raw.thing_part_owners") == [(2,)]


def test_a_list_of_a_type_that_is_not_read_is_not_queued(database_url: str, rows: Rows) -> None:  # noqa: F811
    assert CATALOGUE["thing.part_owner"].listed_per
    assert rows("SELECT object FROM meta.watermarks") == []
