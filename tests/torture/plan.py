"""What a seed has in store: for each run, how the weather is and what strikes it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.torture.dying import POINTS

KILL, CUT, CRASH, STOP = "kill", "cut", "crash", "stop"


@dataclass(frozen=True)
class Blow:
    """``kill`` the process, ``cut`` its connections, ``crash`` PostgreSQL, or ``stop`` the process politely (SIGTERM).

    It strikes ``later`` seconds after the run's ``request``-th request; ``request`` 0 is the start of the process. A
    ``point`` of ``dying`` is met by the process itself, for the ``number``-th time.
    """

    kind: str
    request: int = 0
    later: float = 0.0
    point: str | None = None
    number: int = 1


@dataclass(frozen=True)
class Round:
    """One run of ``command``.

    Before it the account may have ``aged`` by a month, so that Stripe has forgotten the events of the last run.
    ``steps`` of business come before it, and one before each ``every``-th of its requests (0: none), ``pace`` seconds
    apart on average. ``machine`` 0 is one with an empty home folder, 1 the first one come back, None the one before.
    ``faults`` is the share of requests that fail, ``limited`` whether Stripe limits their rate.
    """

    command: str
    aged: bool
    steps: int
    every: int
    pace: int
    faults: float
    limited: bool
    machine: int | None
    small_loads: bool
    bare: bool
    blow: Blow | None


def rounds(seed: int, number: int) -> Iterator[Round]:
    """The rounds of a seed; the same ones for the same seed."""
    chance = random.Random(f"torture {seed}")
    for _ in range(number):
        blow = _blow(chance)
        yield Round(
            command="reconcile" if chance.random() < 0.1 else "pipeline",
            aged=chance.random() < 0.04,
            steps=chance.choice((0, 5, 20, 40)),
            every=chance.choice((0, 1, 2, 5)),
            pace=chance.choice((1, 10, 100, 600)),
            faults=chance.choice((0.0, 0.02, 0.05, 0.1)),
            limited=chance.random() < 0.15,
            machine=chance.choice((None, None, None, None, 0, 0, 1)),
            small_loads=chance.random() < 0.6,
            bare=chance.random() < 0.15 and not (blow and blow.point),
            blow=blow,
        )


def _blow(chance: random.Random) -> Blow | None:
    drawn = chance.random()
    if drawn < 0.4:
        return Blow(KILL, point=chance.choice(POINTS), number=chance.choice((1, 1, 1, 1, 2, 3, 5)))
    if drawn < 0.65:
        return Blow(KILL, *_moment(chance))
    if drawn < 0.75:
        return Blow(CUT, *_moment(chance))
    if drawn < 0.85:
        return Blow(CRASH, *_moment(chance))
    if drawn < 0.9:
        return Blow(STOP, *_moment(chance))
    return None


def _moment(chance: random.Random) -> tuple[int, float]:
    """Between requests, or between the last of them and the end of the run, or while the process starts."""
    request = chance.choice((0, 1, 2, 5, 10, 15, 20, 30, 40, 50))
    return request, chance.uniform(0, 3) if request == 0 else chance.choice((0.0, chance.uniform(0, 1.5)))
