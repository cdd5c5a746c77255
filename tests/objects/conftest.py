"""One database in which documents of every type and version were promoted, and one for single rows."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import psycopg2
import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.checks.parity import Parity
from tests.promotion.conftest import NOON, Rows
from tests.transforms.conftest import transforms, transforms_url  # noqa: F401 -- fixtures
from tests.versions.generator import Document, Generator
from tests.versions.landed import Landed
from tests.versions.matrix import WHOLE, Cell, rows, unbalanced
from tests.versions.shapes import VERSIONS, versions_of

DOCUMENTS = 2  # per type and version; `make test-slow` takes fifty
OFTEN = 6  # one version in so many is landed in a second form


@dataclass(frozen=True)
class Outcome:
    """What became of the documents: rows of each type, at the ends of three ways."""

    incremental: dict[str, Rows]
    twice: dict[str, Rows]
    replayed: dict[str, Rows]
    present: Counter[Cell]
    parity: Parity
    unbalanced: frozenset[str]
    embedded_only: frozenset[str]  # ids of objects of which others show copies, in one second several that differ


@pytest.fixture(scope="session")
def outcome(
    new_database: Callable[..., str], template: str, once: Callable[[str, Callable[[], Outcome]], Outcome]
) -> Outcome:
    """What became of documents of every type and version: it takes ten seconds."""
    return once("outcome", lambda: made(new_database(template)))


def made(url: str) -> Outcome:
    """Promoted in three runs, of which the last brings other forms; then the same once more; then everything anew."""
    with closing(psycopg2.connect(url)) as connection:
        database = Landed.on(connection)
        for versions in (VERSIONS[::2], VERSIONS[1::2]):
            land(database, versions, seed=0, hours=0)
            database.promote()
        land(database, VERSIONS[::OFTEN], seed=1, hours=1)
        database.promote()
        incremental = database.everything()
        land(database, VERSIONS[::OFTEN], seed=1, hours=1)
        database.promote()
        twice = database.everything()
        present, wrong = rows(database), frozenset(unbalanced(database))
        database.replay()
        replayed = database.everything()
        return Outcome(incremental, twice, replayed, present, database.parity(), wrong, embedded_only(database))


def embedded_only(database: Landed) -> frozenset[str]:
    tables = [CATALOGUE[name].plural for name in WHOLE]
    found = (
        database.query(f"SELECT id FROM raw.{table} GROUP BY id HAVING bool_and(origin <> 'list')") for table in tables
    )
    return frozenset(row["id"] for rows_of_one in found for row in rows_of_one)


def land(database: Landed, versions: tuple[str, ...], *, seed: int, hours: int) -> None:
    for version in versions:
        found = [document for name in WHOLE for document in generated(name, version, seed)]
        database.land_all(version, found, at=NOON + timedelta(hours=hours))
    database.analyze()


def generated(name: str, version: str, seed: int = 0, number: int = DOCUMENTS) -> list[Document]:
    """Some documents of a type in a version; none where the history has no such type in it."""
    if version not in versions_of(name):
        return []
    generator = Generator(name, version, seed)
    return [generator.document() for _ in range(number)]
