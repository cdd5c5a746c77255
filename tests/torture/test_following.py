"""A short story of processes that follow; `python -m tests.torture.following` tells longer ones."""

import os
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from time import sleep

from pipelines.runs.follow import follow
from pipelines.sandbox import Limits, Sandbox
from pipelines.settings import Settings
from tests.benchmarks.results import MB
from tests.benchmarks.usage import memory_of
from tests.torture.following import tell


def test_followers_that_are_killed_and_rung_falsely_lose_nothing() -> None:
    tally, _, receiving = tell(seed=2, seconds=20)
    assert tally.problems == []
    assert receiving.deliveries.answers[200] > 0
    assert receiving.deliveries.answers_to_others[400] > 0
    assert tally.kills > 0
    assert tally.steps > 10


def test_memory_does_not_grow_with_ticks(database_url: str, tmp_path: Path) -> None:
    counted, stopped = Limits(None, None), Event()
    with closing(Sandbox.create(None, customers=2)) as sandbox, sandbox.serve(gate=counted) as server:
        settings = Settings(tmp_path, server.api_key, server.url, database_url=database_url)
        thread = Thread(
            target=follow,
            args=(settings, ["customer", "product"]),
            kwargs={"stopped": stopped, "every": timedelta(milliseconds=1), "on_run": lambda _: None},
        )
        thread.start()
        try:
            used = [_memory_after(counted, ticks) for ticks in (1_000, 4_000, 7_000)]
        finally:
            stopped.set()
            thread.join()
    # What a tick leaves behind grows each time; what other tests left in this process may grow once.
    assert min(later - before for before, later in pairwise(used)) <= 2 * MB


def _memory_after(counted: Limits, ticks: int) -> int:
    """Bytes that are in use after so many requests for events."""
    while counted.traffic.allowed["GET /v1/events"] < ticks:
        sleep(0.05)
    return memory_of(os.getpid(), "VmRSS")[0]
