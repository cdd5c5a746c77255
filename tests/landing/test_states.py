"""The states of a coordinator: its table, and the ways that runs take through it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pipelines.catalogue import select
from pipelines.landing.load import load, states
from pipelines.landing.load.coordinator import Coordinator
from pipelines.landing.load.states import NEXT, Stage, State
from pipelines.landing.reader import Reader
from pipelines.landing.run import land, land_planned
from pipelines.settings import Settings
from pipelines.stripe_api.errors import StripeUnreachableError
from tests.landing.stripe_server import StripeServer

Ways = list[tuple[State, State]]


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> Ways:
    """The states of coordinators, each with the one after it, as they come."""
    taken: Ways = []
    enter: Callable[[Coordinator, State], None] = Coordinator._enter

    def noted(self: Coordinator, state: State) -> None:
        taken.append((self._state, state))
        enter(self, state)

    monkeypatch.setattr(Coordinator, "_enter", noted)
    return taken


def test_the_table_of_states_is_the_one_that_is_held_to() -> None:
    told: dict[str, set[str]] = {}
    for line in (states.__doc__ or "").splitlines():
        if found := re.match(r"\| ([A-Z]*) +\|.*\| ([A-Z]*) +\|$", line):
            told.setdefault(found[1] or list(told)[-1], set()).update({found[2]} - {""})
    every = {state: {after.name for after in NEXT[state]} for state in State}
    assert all("ABANDONED" in after for state, after in every.items() if state is not State.ABANDONED)
    assert told == {state.name: after - {"ABANDONED"} for state, after in every.items()}


def test_there_is_no_other_way_from_one_state_to_another() -> None:
    states.check(State.FULL, State.READING)
    with pytest.raises(RuntimeError, match="DONE cannot become READING"):
        states.check(State.DONE, State.READING)
    with pytest.raises(RuntimeError, match="READ cannot become OPEN"):
        states.check(Stage.READ, Stage.OPEN)


def test_a_full_load_gives_way_to_another(
    stripe: StripeServer, settings: Settings, database_url: str, ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "OBJECTS", 100)
    stripe.lists["/v1/charges"] = [b'{"id":"ch_%d","object":"charge"}' % number for number in range(500)]
    report = land(settings, database_url, select(["charge"]))
    assert report.objects["charge"].landed == 500
    assert {(State.BEGUN, State.READING), (State.FULL, State.READING), (State.HUNGRY, State.DONE)} <= set(ways)


def test_a_run_with_nothing_to_read_is_done_at_once(settings: Settings, database_url: str, ways: Ways) -> None:
    land_planned(settings, database_url, select(["charge"]))
    assert ways == [(State.BEGUN, State.DONE)]


def test_a_failure_that_concerns_all_types_stops_the_reading_and_is_raised(
    settings: Settings, database_url: str, ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object) -> Iterator[Any]:
        raise StripeUnreachableError("The line is cut.")

    monkeypatch.setattr(Reader, "pages", unreachable)
    with pytest.raises(StripeUnreachableError, match="The line is cut"):
        land(settings, database_url, select(["charge"]))
    assert [after for _, after in ways][-2:] == [State.STOPPING, State.DONE]


def test_what_fails_in_between_abandons_the_loads(
    settings: Settings, database_url: str, ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Coordinator, "_take", interrupted)
    with pytest.raises(KeyboardInterrupt):
        land(settings, database_url, select(["charge"]))
    assert ways[-1][1] is State.ABANDONED
