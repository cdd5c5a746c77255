"""Objects and versions: documents of every cell, landed and promoted in one database, and how many became of each."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from random import Random

from rich.table import Table

from pipelines.catalogue import CATALOGUE, StripeObject, promoted
from pipelines.parity import Parity
from tests.versions.gaps import filled
from tests.versions.generator import Document, Generator
from tests.versions.landed import Landed
from tests.versions.shapes import NUMBER, VERSIONS, versions_of
from tests.versions.spoiling import Spoiled, spoil

IN_A_ROUND = 50
# `make fuzz N=… SEED=…`; without it every run is the same one.
DOCUMENTS = int(os.environ.get("FUZZ_DOCUMENTS", "") or IN_A_ROUND)
SEED = int(os.environ.get("FUZZ_SEED", "") or 0)
WHOLE = [entry.name for entry in promoted() if entry.embedded is None]
Cell = tuple[str, str]


@dataclass
class Matrix:
    """What was landed: the number of documents by object and version, and the spoiled ones by object and id."""

    database: Landed
    landed: Counter[Cell] = field(default_factory=Counter)
    spoiled: dict[tuple[str, str], Spoiled] = field(default_factory=dict)

    @cached_property
    def promoted(self) -> Counter[Cell]:
        """The number of present rows by object and version, those of child tables by their parent's document."""
        found: Counter[Cell] = Counter()
        for entry in promoted():
            for version, number in self._rows_by_version(entry):
                found[entry.name, version] = number
        return found

    @cached_property
    def parity(self) -> Parity:
        """The comparison of the whole database with the Python twin."""
        return self.database.parity()

    def _rows_by_version(self, entry: StripeObject) -> Iterator[tuple[str, int]]:
        parent = entry.embedded.parent if entry.embedded else None
        rows = self.database.query(
            f"SELECT landed.api_version AS version, count(*) AS number FROM oltp.{entry.table} AS kept"
            f" JOIN raw.{CATALOGUE[parent or entry.name].plural} AS landed"
            f" ON landed.id = kept.{f'{parent}_id' if parent else 'id'}"
            # Embedded copies are landed by promotion itself and have rows of their own.
            " WHERE kept.row_state = 'present' AND landed.origin = 'list' GROUP BY landed.api_version"
        )
        return ((row["version"], row["number"]) for row in rows)


def fill(database: Landed, documents: int = DOCUMENTS, seed: int = SEED) -> Matrix:
    """Land and promote so many valid documents a cell, in rounds, so that later ones meet the rows of earlier ones."""
    matrix = Matrix(database)
    for first in range(0, documents, IN_A_ROUND):
        number = min(IN_A_ROUND, documents - first)
        for version in VERSIONS:
            found = [document for name in WHOLE for document in generated(name, version, seed, first, number)]
            matrix.landed.update((document["object"], version) for document in found)
            database.land_all(version, found)
            if NUMBER[version] == len(VERSIONS) // 2:
                _promote(database)
        _promote(database)
    return matrix


def fill_with_spoiled(database: Landed, documents: int, seed: int = SEED) -> Matrix:
    """Of ``documents`` a cell, the first is spoiled."""
    matrix = Matrix(database)
    chance = Random(seed)
    for version in VERSIONS:
        found = [document for name in WHOLE for document in generated(name, version, seed, 0, documents)]
        for number in range(0, len(found), documents):
            name = found[number]["object"]
            if spoiled := spoil(name, found[number], chance):
                matrix.spoiled[name, spoiled.document["id"]] = spoiled
                found[number] = spoiled.document
        matrix.landed.update((CATALOGUE[document["object"]].name, version) for document in found)
        database.land_all(version, found)
    _promote(database)
    return matrix


def generated(name: str, version: str, seed: int, first: int, number: int) -> list[Document]:
    """The documents of one cell, the gaps of its version filled; none where the version lacks the object."""
    if version not in versions_of(name):
        return []
    generator = Generator(name, version, seed, first)
    return [filled(generator.document(), version) for _ in range(number)]


def _promote(database: Landed) -> None:
    database.analyze()
    database.promote()


def table(matrix: Matrix, *, folded: bool) -> Table:
    """The promoted rows of every cell; ``folded`` makes one line of versions that have the same objects."""
    names = [entry.name for entry in promoted()]
    drawn = Table("API version", *[f"{name}s" if CATALOGUE[name].embedded else name for name in names], box=None)
    for column in drawn.columns[1:]:
        column.justify = "right"
    groups = groupby(VERSIONS, key=lambda version: _existing(version) if folded else version)
    for _, group in groups:
        versions = list(group)
        title = versions[0] if len(versions) == 1 else f"{versions[0]} … {versions[-1]} ({len(versions)})"
        drawn.add_row(title, *[_range([matrix.promoted[name, version] for version in versions]) for name in names])
    totals = [sum(matrix.promoted[name, version] for version in VERSIONS) for name in names]
    drawn.add_row("all", *[str(total) for total in totals], style="bold")
    return drawn


def _existing(version: str) -> frozenset[str]:
    return frozenset(entry.name for entry in promoted() if version in versions_of(entry.name))


def _range(numbers: list[int]) -> str:
    least, most = min(numbers), max(numbers)
    return ("." if not most else str(most)) if least == most else f"{least}-{most}"
