"""One landing shared by several processes."""

import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from pipelines.landing.plan.sharing import NothingToJoinError
from pipelines.landing.run import join
from pipelines.sandbox import Latency, Sandbox
from pipelines.settings import Settings
from pipelines.stripe_api.rate_limits import RateLimits
from tests.forks import FORKS
from tests.landing.conftest import Rows
from tests.landing.sharing import follow, lead
from tests.landing.test_resume import listed_again, sandbox, served, there, wrong

__all__ = ["sandbox", "served", "there"]  # fixtures


def started(act: Callable[..., None], *given: Any, **named: Any) -> Any:
    process = FORKS.Process(target=act, args=given, kwargs=named)
    process.start()
    return process


def test_several_processes_share_one_backfill(
    there: Settings, database_url: str, rows: Rows, sandbox: Sandbox, tmp_path: Path
) -> None:
    said = FORKS.SimpleQueue()
    with sandbox.serve(gate=Latency(0.05)) as slow:
        to = replace(there, api_base=slow.url)
        elsewhere = replace(to, home=tmp_path / "elsewhere")
        processes = [
            started(follow, elsewhere, database_url, said),
            started(follow, to, database_url, said),
            started(lead, to, database_url, said, 2),
        ]
        for process in processes:
            process.join(180)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    landed, windows = zip(*(said.get() for _ in processes), strict=True)
    assert sum(part > 50 for part in landed) >= 2, landed
    read = Counter(chain(*windows))
    assert [window for window, times in read.items() if times > 1] == []
    # Where a window was cut, the last second that was read is read again with the rest: it may hold more.
    cut_in = {(name, until - 1) for name, _, _, until, _ in read if until is not None}
    assert set(listed_again(rows)) <= cut_in
    assert wrong(rows, sandbox) == {}
    assert rows("SELECT count(*) FROM meta.windows") == [(0,)]
    assert [left for left in tmp_path.rglob("joined/*") if left.is_dir()] == []


def test_what_one_that_joined_had_leased_when_it_died_the_others_read(
    there: Settings, database_url: str, rows: Rows, sandbox: Sandbox
) -> None:
    said = FORKS.SimpleQueue()
    with sandbox.serve(gate=Latency(0.05)) as slow:
        to = replace(there, api_base=slow.url)
        dying = started(follow, to, database_url, said, dies=True)
        leading = started(lead, to, database_url, said, 1)
        dying.join(180)
        leading.join(180)
    assert (dying.exitcode, leading.exitcode) == (-signal.SIGKILL, 0)
    assert wrong(rows, sandbox) == {}
    assert rows("SELECT count(*) FROM meta.windows") == [(0,)]


def test_without_a_run_that_reads_there_is_nothing_to_join(there: Settings, database_url: str) -> None:
    with pytest.raises(NothingToJoinError, match="No run is reading"):
        join(there, database_url)


def test_those_who_share_an_account_divide_its_limits() -> None:
    limits = RateLimits(100, share=1.0)
    limits.divide(4)
    assert (limits.account.rate, limits.endpoint("/v1/charges").rate) == (25, 6.25)
    limits.refused("/v1/charges", "endpoint-rate", sent_at=1e12)
    assert limits.endpoint("/v1/charges").rate == pytest.approx(0.9 * 6.25, rel=0.01)
    limits.divide(1)
    assert limits.account.rate == 100
