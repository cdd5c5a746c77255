"""The table at the end."""

from collections import Counter
from collections.abc import Sequence

from tests.torture.dying import POINTS
from tests.torture.story import Tally

COLUMNS = (
    *("runs", "kills", "cuts", "crashes", "stops", "machines", "aged", "faults", "limited", "requests", "steps"),
    *("objects", "copies", "lost", "wrong"),
)


def header() -> str:
    return "seed".rjust(6) + "".join(column.rjust(10) for column in COLUMNS)


def line(name: str, tallies: Sequence[Tally]) -> str:
    figures = [sum(getattr(tally, column) for tally in tallies) for column in COLUMNS]
    return name.rjust(6) + "".join(f"{figure:,}".rjust(10) for figure in figures)


def moments(tallies: Sequence[Tally]) -> str:
    """How often a run was killed at each point, and which points never came: a line each."""
    met = sum((tally.met for tally in tallies), Counter[str]())
    points = ("at any other moment", *POINTS)
    killed = [f"  {met[point]:4} {point}" for point in points if met[point]]
    never = [point for point in points if not met[point]]
    return "\n".join(["killed:", *killed, *([f"never met: {', '.join(never)}"] if never else [])])


def problems(tally: Tally) -> str:
    shown = tally.problems[:20]
    rest = len(tally.problems) - len(shown)
    return "\n".join([f"  seed {tally.seed}: {each}" for each in shown] + ([f"  and {rest} more"] if rest else []))
