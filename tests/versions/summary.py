"""The table of objects and versions, printed when a run ends, from what its tests noted of their cells."""

from collections import Counter
from collections.abc import Mapping
from io import StringIO
from itertools import groupby

import pytest
from rich.console import Console
from rich.table import Table

from pipelines.catalogue import CATALOGUE, promoted
from tests.versions.matrix import DOCUMENTS, IN_A_ROUND, SEED
from tests.versions.shapes import VERSIONS, versions_of

ROWS, SPOILED = "rows by object and version", "spoiled documents"  # names of what a test notes
WIDTH = 190


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the rows that generated documents became; versions with the same objects share a line, except in a fuzz."""
    rows: Counter[str] = Counter()
    spoiled = 0
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in report.user_properties if getattr(report, "when", "") == "call" else ():
                if name == ROWS:
                    rows.update(value)
                elif name == SPOILED:
                    spoiled += value
    if rows:
        terminalreporter.section("rows promoted from generated documents")
        page = StringIO()
        Console(file=page, width=WIDTH).print(table(rows, folded=DOCUMENTS <= IN_A_ROUND))
        for line in page.getvalue().splitlines():
            terminalreporter.write_line(line.rstrip())
        terminalreporter.write_line(f"Seed {SEED}; {spoiled} spoiled documents besides.")


def noted(rows: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """The counts in a form that travels between processes."""
    return {f"{name} {version}": number for (name, version), number in rows.items()}


def table(rows: Mapping[str, int], *, folded: bool) -> Table:
    """The rows of every cell; ``folded`` makes one line of neighbouring versions that have the same objects."""
    names = [entry.name for entry in promoted()]
    drawn = Table("API version", *[f"{name}s" if CATALOGUE[name].embedded else name for name in names], box=None)
    for column in drawn.columns[1:]:
        column.justify = "right"
    for _, group in groupby(VERSIONS, key=lambda version: _existing(version) if folded else version):
        versions = list(group)
        title = versions[0] if len(versions) == 1 else f"{versions[0]} … {versions[-1]} ({len(versions)})"
        drawn.add_row(title, *[_range([rows.get(f"{name} {version}", 0) for version in versions]) for name in names])
    totals = [sum(rows.get(f"{name} {version}", 0) for version in VERSIONS) for name in names]
    drawn.add_row("all", *[str(total) for total in totals], style="bold")
    return drawn


def _existing(version: str) -> frozenset[str]:
    return frozenset(entry.name for entry in promoted() if version in versions_of(entry.name))


def _range(numbers: list[int]) -> str:
    least, most = min(numbers), max(numbers)
    return ("." if not most else str(most)) if least == most else f"{least}-{most}"
