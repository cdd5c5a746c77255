"""Figures, what they must reach, and how they are shown."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.usage import Usage

MB = 1 << 20
WIDTH = 160  # of a table in a file


@dataclass
class Figure:
    """One line of the table. ``ours`` and ``baseline`` are in ``unit``; ``ratio`` is what must and aim speak of."""

    name: str
    unit: str
    ours: float
    baseline: float | None
    ratio: float
    must: float
    aim: float
    lower: bool = True
    note: str = ""

    @property
    def reached(self) -> str:
        """``aim``, ``must``, or ``no``."""
        for goal in ("aim", "must"):
            limit = getattr(self, goal)
            if self.ratio <= limit if self.lower else self.ratio >= limit:
                return goal
        return "no"


@dataclass
class Piece:
    """Something measured several times: ``objects`` each time."""

    name: str
    objects: int
    runs: list[Usage] = field(default_factory=list)

    def median(self, of: str) -> float:
        return float(median(getattr(usage, of) for usage in self.runs))

    def result(self, of: str) -> float:
        """The median of something that the measured work returned."""
        return float(median(usage.result[of] for usage in self.runs))

    def per_object(self, of: str) -> float:
        """Microseconds an object."""
        return self.median(of) / self.objects * 1e6

    @property
    def rate(self) -> float:
        """Objects a second on the clock."""
        return self.objects / self.median("wall")


def by_cpu(ours: Piece, baseline: Piece) -> str:
    """What the ratio of two rates would be by CPU: the clock depends on what else a machine does."""
    return f"{baseline.per_object('cpu') / ours.per_object('cpu'):.2f} by CPU"


@dataclass
class Results:
    """What a group of measurements found."""

    figures: list[Figure] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    def add(self, other: "Results") -> None:
        self.figures += other.figures
        self.pieces += other.pieces

    def as_json(self) -> dict[str, Any]:
        figures = [{**asdict(figure), "reached": figure.reached} for figure in self.figures]
        return {"figures": figures, "pieces": [asdict(piece) for piece in self.pieces]}


def show(results: Results, about: Mapping[str, object]) -> None:
    """Print the table."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    console.print(", ".join(f"{name} {value}" for name, value in about.items()), style="dim")
    console.print(_figures(results.figures))
    console.print(_pieces(results.pieces))


def _figures(figures: Sequence[Figure]) -> Table:
    table = Table("figure", title="Figures")
    for column in ("ours", "baseline", "unit", "ratio", "must", "aim", "reached"):
        table.add_column(column, justify="right")
    for figure in figures:
        sign = "≤" if figure.lower else "≥"
        baseline = "" if figure.baseline is None else f"{figure.baseline:,.4g}"
        goals = (f"{sign} {figure.must:g}", f"{sign} {figure.aim:g}")
        name = f"{figure.name} [dim]({figure.note})" if figure.note else figure.name
        table.add_row(name, f"{figure.ours:,.4g}", baseline, figure.unit, f"{figure.ratio:.2f}", *goals, figure.reached)
    return table


def _pieces(pieces: Sequence[Piece]) -> Table:
    table = Table("piece", title="µs an object (medians), peaks in MB, bytes written an object")
    columns = ("objects", "runs", "wall", "Python", "PostgreSQL", "Stripe", "Python MB", "PostgreSQL MB", "WAL", "temp")
    for column in columns:
        table.add_column(column, justify="right")
    for piece in pieces:
        table.add_row(
            piece.name,
            f"{piece.objects:,}",
            str(len(piece.runs)),
            *(f"{piece.per_object(of):,.1f}" for of in ("wall", "python", "postgres", "pages")),
            *(f"{piece.median(of) / MB:,.0f}" for of in ("python_peak", "postgres_peak")),
            *(f"{piece.median(of) / piece.objects:,.0f}" for of in ("wal", "temporary")),
        )
    return table
