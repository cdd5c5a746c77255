"""What follow and status say to a person: when it was, and no more than is known."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from pipelines import log
from pipelines.checks.freshness import Freshness
from pipelines.cli import follow, proof
from pipelines.landing.plan.thin_events import ThinState

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  Something\.\n")
NOW = datetime(2026, 11, 27, tzinfo=UTC)


def test_lines_of_follow_have_their_time(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "is_on", lambda *_: False)  # whatever a test before this one configured
    follow._say("Something.")
    follow._warn("Something.")
    said = capsys.readouterr()
    assert LINE.fullmatch(said.out)
    assert LINE.fullmatch(said.err)


@pytest.mark.parametrize(("command", "says"), [("verify", "agreed."), ("reconcile", "agreed, or was repaired ")])
def test_a_comparison_that_repairs_is_not_said_to_have_agreed(command: str, says: str) -> None:
    verified = {"command": command, "verified_at": NOW.isoformat(), "differences": 0, "agrees": True}
    assert f": {says}" in proof._compared(verified, None)


@pytest.mark.parametrize(("is_followed", "says"), [(True, "follow` runs"), (False, "No `stripe-oltp follow` is ")])
def test_who_is_behind_is_not_told_to_start_what_runs(is_followed: bool, says: str) -> None:
    assert says in proof._too_old(Freshness(NOW, 100, None, None, {}), 10, is_followed=is_followed)


def test_events_are_said_to_be_counted_later() -> None:
    thin = ThinState("used", NOW, None, 3, 0, 1, is_enough=False)
    assert proof._thin(thin, timedelta(minutes=10)).endswith("; those of the last 10 minutes are yet to be counted.\n")
