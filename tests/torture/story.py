"""One seed from beginning to end: runs that are struck, then rest, then the proof."""

import json
import os
import re
import secrets
import signal
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.sandbox import Sandbox
from tests.torture.command import Command, Ending
from tests.torture.judgement import LOST, WRONG, Judgement, content, judge
from tests.torture.plan import CRASH, CUT, KILL, Blow, Round, rounds
from tests.torture.served import Served
from tests.torture.server import Server, serving
from tests.torture.world import World, world

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
SMALL = {"TORTURE_SMALL_LOADS": "1"}
WIDE = {"STRIPE_OLTP_RELIST_DAYS": "400", "STRIPE_OLTP_RELIST_HOURS": "0"}
AFTER_A_BLOW = {0, 1, 130, -signal.SIGKILL}


@dataclass
class Tally:
    """The figures of a seed, and what was wrong. ``met`` counts the kills by their point."""

    seed: int
    runs: int = 0
    kills: int = 0
    cuts: int = 0
    crashes: int = 0
    stops: int = 0
    machines: int = 1
    aged: int = 0
    faults: int = 0
    limited: int = 0
    requests: int = 0
    steps: int = 0
    objects: int = 0
    copies: int = 0
    lost: int = 0
    wrong: int = 0
    seconds: float = 0.0
    met: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)


def tell(seed: int, number: int) -> Tally:
    """The story of a seed in ``number`` rounds, to its end."""
    with telling(seed) as story:
        for place, round_ in enumerate(rounds(seed, number), start=1):
            story.play(place, round_)
        story.end()
        return story.tally


@contextmanager
def telling(seed: int) -> Iterator["Story"]:
    """A story with a server and a world of its own, which are gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="torture", ignore_cleanup_errors=True) as folder,
        serving(Path(folder) / "server") as server,
        world(seed) as made,
    ):
        yield Story(seed, Path(folder), server, made)


class Story:
    """What happens to one pipeline, one database and one Stripe account."""

    def __init__(self, seed: int, folder: Path, server: Server, world: World) -> None:
        self.tally = Tally(seed)
        self.folder, self.server, self.world = folder, server, world
        self._served: Served = {}
        self._since: int | None = None
        self._forgotten = False
        self._home = folder / "home1"
        self._said: list[str] = []
        passed = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        where = {"DATABASE_URL": server.url, "STRIPE_API_BASE": world.url}
        self._command = Command(folder, passed | where)
        self._secrets = {server.url, str(urlsplit(server.url).password)}

    def play(self, place: int, round_: Round) -> None:
        """One round: business, then a run in its weather, struck or not."""
        command = round_.command if self._since else "pipeline"  # there has to be something to reconcile
        if round_.aged:
            self.world.age()
            self.tally.aged += 1
            self._forgotten = True
        self.world.pass_time(round_.steps, round_.pace)
        if round_.machine is not None:
            self.tally.machines += round_.machine == 0
            self._home = self.folder / f"home{1 if round_.machine else self.tally.machines}"
        blow, struck = round_.blow, threading.Event()
        small = SMALL if round_.small_loads else {}
        with self.world.during(round_, place), self._striking(blow, struck) as (key, on_start):
            point = (blow.point, blow.number) if blow and blow.point else None
            ending = self._run(command, key=key, environment=small, bare=round_.bare, point=point, on_start=on_start)
        self._judge_ending(f"round {place}, {command} ({blow})", ending, struck=struck.is_set() or bool(point))
        self.tally.kills += ending.was_killed
        self.tally.met[blow.point if blow and blow.point else "at any other moment"] += ending.was_killed
        self.tally.cuts += struck.is_set() and blow is not None and blow.kind == CUT
        self.tally.crashes += struck.is_set() and blow is not None and blow.kind == CRASH
        self.tally.stops += ending.code == 130

    def end(self) -> None:
        """Let the sandbox rest, run twice more, and compare everything.

        Some changes no event tells. What finds them is listing again what may have some, or comparing everything. What
        was deleted while events were forgotten, runs find by themselves.
        """
        self.world.business(60).rest()
        if self.tally.seed % 2 and not self.tally.aged:
            self.must("pipeline", bare=True)
            self.must("reconcile")
        else:
            self.must("pipeline", environment=WIDE, bare=True)
        self._prove()
        before, requests = content(self.server.url), self.world.register.requests
        again = self.must("pipeline")
        if landed := {name: row["landed"] for name, row in again.told.get("objects", {}).items() if row["landed"]}:
            self.wrong(f"a run with nothing new landed {landed}")
        self._same(before, "a run with nothing new")
        if (asked := self.world.register.requests - requests) > 40:
            self.wrong(f"a run with nothing new made {asked} requests")
        for proof in (("status",), ("parity",), ("verify", "--all"), ("replay",)):
            self.must(*proof)
        self._same(before, "a replay")
        self.must("replay", "--in-steps", environment=SMALL)
        self._same(before, "a replay in steps")
        self._read_output()
        tally, world = self.tally, self.world
        tally.steps = world.steps
        tally.faults, tally.limited = world.fired.total(), world.limited
        tally.requests = world.register.requests

    def judge(self) -> Judgement:
        """Compare the database with the world as they are."""
        return judge(self.world, self.server.url, self._served, self._since or self.world.sandbox.now)

    @property
    def environment(self) -> dict[str, str]:
        """Of a process of another command, without a key."""
        return {**self._command.environment, "STRIPE_OLTP_HOME": str(self._home)}

    def heard(self, said: str) -> None:
        """Note what such a process said: it is read at the end, as what the runs say."""
        self._said.append(said)

    def _prove(self) -> None:
        judgement = self.judge()
        self.tally.objects, self.tally.copies = judgement.objects, judgement.copies
        self.tally.lost += sum(each.kind == LOST for each in judgement.differences)
        self.tally.wrong += sum(each.kind == WRONG for each in judgement.differences)
        self.tally.problems += [str(each) for each in judgement.differences]

    def must(self, *arguments: str, bare: bool = False, environment: dict[str, str] | None = None) -> Ending:
        """A run that has to end well."""
        ending = self._run(*arguments, bare=bare, environment=environment)
        self._judge_ending(arguments[0], ending, struck=False)
        return ending

    def _run(
        self, *arguments: str, key: str | None = None, environment: dict[str, str] | None = None, **how: Any
    ) -> Ending:
        key, now = key or _key(), self.world.sandbox.now
        self._secrets.add(key)
        given = {"STRIPE_API_KEY": key, "STRIPE_OLTP_HOME": str(self._home), **(environment or {})}
        ending = self._command(*arguments, "--json", environment=given, **how)
        self._said += [ending.out, ending.err]
        self.tally.transcript += [
            f"{arguments} ended with {ending.code} after {ending.seconds:.1f} s",
            *self._said[-2:],
        ]
        self.tally.runs += 1
        self.tally.seconds += ending.seconds
        if ending.code == 0 and arguments[0] == "pipeline":
            if "reconciled" not in ending.told:  # what a comparison was sent it looked at, and the next run lands it
                self._served |= self.world.register.by_key[key]
            if self._since is None or self._forgotten:
                self._since, self._forgotten = now, False
        return ending

    @contextmanager
    def _striking(self, blow: Blow | None, struck: threading.Event) -> Iterator[tuple[str, Callable[[int], None]]]:
        """Strike the run of the block; yields the key that it has to use, and who is to be told its pid."""
        key, pids, timers = _key(), list[int](), list[threading.Timer]()

        def strike() -> None:
            if blow and not over.is_set():
                struck.set()
                self._strike(blow, pids[0])

        def later() -> None:
            timers.append(threading.Timer(blow.later if blow else 0, strike))
            timers[0].start()

        def on_start(pid: int) -> None:
            pids.append(pid)
            if blow and not blow.point and not blow.request:
                later()

        over = threading.Event()
        if blow and not blow.point and blow.request:
            self.world.register.strike_at(key, blow.request, later)
        yield key, on_start
        over.set()
        for timer in timers:
            timer.cancel()
            timer.join()

    def _strike(self, blow: Blow, pid: int) -> None:
        if blow.kind == CUT:
            self.server.cut()
        elif blow.kind == CRASH:
            self.server.crash()
        else:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if blow.kind == KILL else signal.SIGTERM)

    def _judge_ending(self, what: str, ending: Ending, *, struck: bool) -> None:
        expected = AFTER_A_BLOW if struck else {0}
        if ending.code not in expected:
            self.wrong(f"{what}: ended with {ending.code} after {ending.seconds:.0f} s: {ending.err[-2000:]}")
        elif ending.code == 1 and "nother run" in ending.err:
            self.wrong(f"{what}: a stale lock: {ending.err[-500:]}")

    def _same(self, before: dict[str, str], what: str) -> None:
        after = content(self.server.url)
        if changed := [table for table in before if before[table] != after[table]]:
            self.wrong(f"{what} changed {changed}")

    def _read_output(self) -> None:
        """No traceback, no secret, and nothing of a person in what the runs said."""
        said = "\n".join(self._said)
        if "Traceback" in said:
            self.wrong("a traceback: " + said[said.index("Traceback") :][:3000])
        if (fatal := said.find("Fatal Python error")) >= 0:
            self.wrong("where the threads of a process were that did not end: " + said[fatal:][:6000])
        if any(secret in said for secret in self._secrets):
            self.wrong("a key or the database's password was said")
        if found := EMAIL.search(said):
            self.wrong(f"an address was said: {found[0]}")
        if found_name := next((name for name in names(self.world.sandbox) if name in said), None):
            self.wrong(f"a name was said: {found_name}")

    def wrong(self, problem: str) -> None:
        """Note what should not be."""
        self.tally.wrong += 1
        self.tally.problems.append(problem)


def names(sandbox: Sandbox) -> Iterator[str]:
    """The names and addresses of the customers."""
    for body in sandbox.truth("customer"):
        customer = json.loads(body)
        yield from filter(None, (customer.get("name"), customer.get("email"), customer.get("phone")))


def _key() -> str:
    return f"sk_test_{secrets.token_hex(12)}"
