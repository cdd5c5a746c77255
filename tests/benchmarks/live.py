"""How far a process that follows is behind a Stripe in which things happen, five a second, each answer taking 150 ms:
from an event to its row, by polling and with bells, against cron's pipeline; a burst; what a tick costs with nothing
new."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any

import psycopg2

from oltp_schema.schemas import PLAIN
from tests.benchmarks.bench import KEY, ROOT, Bench, environment_of_a_user
from tests.benchmarks.pages import CHANGED
from tests.benchmarks.results import MB, Figure, Results
from tests.benchmarks.usage import cpu_of, memory_of

LATENCY, CHANGES = 0.15, 5.0
SECONDS = 60.0
CRON = 60.0  # seconds between two runs of cron's pipeline
BURST = 10_000
IDLE = 10.0  # seconds of a look at what ticks cost, of which there are six
LIMIT = 100  # requests a second
POLL = 0.05
PATIENCE = 600.0


@dataclass
class LiveStripe:
    """The sandbox in which things happen: when each event was, by its id, on our clock."""

    process: subprocess.Popen[str]
    url: str
    told: dict[str, float] = field(default_factory=dict)
    bell: Any = None  # a connection on which to ring

    def do(self, **command: Any) -> Any:
        """Have something happen, to its end."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            said = json.loads(line)
            if isinstance(said, dict):
                return said["requests"]
            self._note(*said)
        raise SystemExit("The sandbox ended.")

    def _note(self, moment: float, events: list[tuple[str, str, str | None]]) -> None:
        self.told |= {event: moment for event, _, _ in events}
        if self.bell and events:
            with self.bell, self.bell.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO meta.doorbell (id, event_created, object_type, object_id, source)"
                    " VALUES (%s, now(), %s, %s, 'webhook')",
                    events,
                )
                cursor.execute(f"NOTIFY {PLAIN.bell}")


@dataclass
class Arrivals:
    """When rows of events were seen."""

    url: str
    seen: dict[str, float] = field(default_factory=dict)
    over: bool = False

    def watch(self) -> None:
        """Look again and again."""
        with closing(psycopg2.connect(self.url)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            since = "-infinity"
            while not self.over:
                cursor.execute(
                    "SELECT id, promoted_at::text FROM oltp.events WHERE promoted_at > %s ORDER BY promoted_at",
                    (since,),
                )
                now = time.time()
                for id_, since in cursor.fetchall():  # noqa: B007 -- the last one is where to go on
                    self.seen.setdefault(id_, now)
                time.sleep(POLL)


def run(bench: Bench) -> Results:
    """All figures."""
    results = Results()
    cron = _followed(bench, "cron").behind
    for name, goals in (("polling", ((4, 2), (8, 5))), ("bells", ((1.5, 0.8), (4, 1.5)))):
        found = _followed(bench, name)
        for share, (must, aim) in zip((0.5, 0.99), goals, strict=True):
            ours = _quantile(found.behind, share)
            title, than = f"event to row by {name}, p{share * 100:g}, against cron", _quantile(cron, share)
            results.figures.append(Figure(title, "s", ours, than, ours, must, aim, note=f"{found.cpu:.2f} cores"))
        if name == "polling":
            results.figures += _idle(found)
    results.figures.append(_burst(bench))
    return results


@dataclass
class FollowFigures:
    """What was found of a process: seconds from each event to its row, and what it used while things happened.

    ``idle_cpu`` and ``idle_requests`` are per tick, without the whole run of each minute.
    """

    behind: list[float]
    cpu: float
    memory: int
    idle_cpu: float
    idle_requests: float


def _followed(bench: Bench, how: str) -> FollowFigures:
    """Let things happen while a process follows, or cron's runs come."""
    seconds = 2 * CRON if how == "cron" else SECONDS
    with (
        bench.database() as url,
        _stripe() as stripe,
        _watched(url) as arrivals,
        _following(bench, stripe, url, how) as process,
    ):
        _until(lambda: bool(arrivals.seen))
        time.sleep(5)
        if how == "bells":
            stripe.bell = psycopg2.connect(url)
        idle = _idle_tick(stripe, process.pid) if how == "polling" else (0.0, 0.0)
        cpu = cpu_of(process.pid, with_ended_children=True)
        stripe.do(changes=CHANGES, seconds=seconds)
        cpu = cpu_of(process.pid, with_ended_children=True) - cpu
        _until(lambda: stripe.told.keys() <= arrivals.seen.keys())
        if stripe.bell:
            stripe.bell.close()
        (memory,) = memory_of(process.pid, "VmHWM")
    behind = [arrivals.seen[id_] - moment for id_, moment in stripe.told.items()]
    return FollowFigures(behind, cpu / seconds, memory, *idle)


def _idle_tick(stripe: LiveStripe, pid: int) -> tuple[float, float]:
    """CPU and requests of a tick in which nothing is new: the median of some looks."""
    time.sleep(IDLE)
    spans, ticks = [], IDLE / 2
    for _ in range(6):
        cpu, asked = cpu_of(pid), stripe.do()
        time.sleep(IDLE)
        spans.append(((cpu_of(pid) - cpu) / ticks, (stripe.do() - asked) / ticks))
    return median(cpu for cpu, _ in spans), median(asked for _, asked in spans)


def _idle(found: FollowFigures) -> list[Figure]:
    cpu, memory = 1000 * found.idle_cpu, found.memory / MB
    return [
        Figure("idle tick, CPU", "ms", cpu, None, cpu, 20, 5),
        Figure(
            *("idle tick, requests", "", found.idle_requests, None, found.idle_requests, 1, 1),
            note="the lists of events in turn, as in the first seven days",
        ),
        Figure("memory of follow", "MB", memory, None, memory, 250, 180),
    ]


def _burst(bench: Bench) -> Figure:
    """So many objects change at once; how much of what a live key allows is used until all are landed."""
    each = BURST // len(CHANGED)
    pages = bench.pages(only=",".join(f"{name}={each}" for name in CHANGED), latency=LATENCY, limited=1)
    with bench.database() as url:
        arguments = {"url": url, "home": str(bench.home / "burst"), "api_base": pages.url, "api_key": KEY}
        bench.measure("ours.land_politely", pages, **arguments, objects=list(CHANGED))
        before = len(pages.log())
        pages.change(BURST)
        bench.measure("ours.land_changes", pages, **arguments)
    fetched = [at for at, path, refused in pages.log()[before:] if path.count("/") == 3 and not refused]
    share = 100 * len(fetched) / (LIMIT * (fetched[-1] - fetched[0]))
    return Figure("burst: share of the allowed requests", "%", share, 100, share, must=85, aim=95, lower=False)


def _quantile(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]


def _until(is_so: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > end:
            raise SystemExit("What was waited for never came.")
        time.sleep(POLL)


@contextmanager
def _stripe(*options: str) -> Iterator[LiveStripe]:
    command = [sys.executable, "-m", "tests.benchmarks.live_stripe", str(LATENCY), *options]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment_of_a_user({}), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield LiveStripe(process, json.loads(process.stdout.readline()))
        finally:
            process.kill()


@contextmanager
def _watched(url: str) -> Iterator[Arrivals]:
    arrivals = Arrivals(url)
    thread = Thread(target=arrivals.watch)
    thread.start()
    try:
        yield arrivals
    finally:
        arrivals.over = True
        thread.join()


@contextmanager
def _following(bench: Bench, stripe: LiveStripe, url: str, how: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        "STRIPE_API_KEY": KEY,
        "STRIPE_API_BASE": stripe.url,
        "DATABASE_URL": url,
        "STRIPE_OLTP_HOME": str(bench.home / "live"),
    }
    ours = [sys.executable, *os.environ.get("LIVE_PYTHON", "").split(), "-m", "pipelines"]
    cron = f"while :; do {sys.executable} -m pipelines pipeline; sleep {CRON}; done"
    command = ["sh", "-c", cron] if how == "cron" else [*ours, "follow", "--json"]
    with (
        Path(os.environ.get("LIVE_LOG", os.devnull)).open("ab") as log,
        subprocess.Popen(
            command, cwd=ROOT, env=environment_of_a_user(environment), stdout=log, stderr=log, process_group=0
        ) as process,
    ):
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # what a shell has started, too
