"""A business whose truth is kept at some moments, read by runs that miss most of what happens in between."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from oltp_schema.shape import tables
from pipelines.catalogue import CATALOGUE, StripeObject, promotable
from pipelines.promotion import promote, statements
from pipelines.runs import ledger
from pipelines.sandbox import Business, Sandbox
from pipelines.settings import Settings
from pipelines.transformers import rows_of
from tests.verify.conftest import run_pipeline

KINDS = [
    entry for entry in CATALOGUE.values() if entry.table and statements.table_of(entry).keeps_history and entry.path
]
Rows = dict[str, Mapping[str, Any]]


@dataclass
class Past:
    """A sandbox and the database that it is read into; ``truth`` has the rows of each type by moment."""

    sandbox: Sandbox
    connection: Connection
    url: str
    home: Path
    truth: dict[int, dict[str, Rows]] = field(default_factory=dict)

    def note(self) -> None:
        """Keep what is true now."""
        self.truth[self.sandbox.now] = {name: rows for entry in KINDS for name, rows in self._rows(entry).items()}

    def run(self, *objects: str) -> None:
        with self.sandbox.serve() as server:
            run_pipeline(Settings(self.home, server.api_key, server.url), self.url, promotable(objects or None))

    def promote(self, *, everything: bool = False) -> None:
        with ledger.run(self.connection, "replay") as run:
            promote(self.connection, promotable(None), run_id=run.id, everything=everything)
            self.connection.commit()

    def rows(self, query: str, *values: Any, **named: Any) -> list[tuple[Any, ...]]:
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(query, named or values)
            return list(cursor.fetchall())

    def versions(self) -> dict[str, list[tuple[Any, ...]]]:
        """All versions of all types, as rows that can be compared."""
        found = {}
        for table in (table for table in tables().values() if table.keeps_history):
            columns = ", ".join(f"kept.{column.sql}::text" for column in table.columns)
            found[table.name] = self.rows(
                f"SELECT {columns}, version, valid_from, valid_to, source, exact FROM history.{table.name} AS kept"
                " ORDER BY id, version"
            )
        return found

    def _rows(self, entry: StripeObject) -> dict[str, Rows]:
        found: dict[str, Rows] = {}
        for body in self.sandbox.truth(entry.name, expand=(*entry.reading.expand, *entry.reading.expand_inside)):
            document = msgspec.json.decode(body)
            if not document.get("deleted"):
                for table, rows in rows_of(entry.name, document).items():
                    found.setdefault(table, {}).update({row["id"]: row for row in rows})
        return {name: rows for name, rows in found.items() if tables()[name].keeps_history}


@pytest.fixture
def past(database_url: str, tmp_path: Path) -> Iterator[Past]:
    with closing(Sandbox.create(None, customers=20)) as sandbox, closing(psycopg2.connect(database_url)) as connection:
        yield Past(sandbox, connection, database_url, tmp_path)


def live(past: Past, *, steps: int, noted: int, read: int) -> None:
    """A business goes on; its truth is noted every so many steps, and a run reads it every so many others."""
    business = Business(past.sandbox, seed=5, pace=3_000)
    past.run()
    for number in range(1, steps + 1):
        business.step()
        past.truth.pop(past.sandbox.now, None)  # of a second in which more happened
        if number % noted == 0:
            past.note()
        if number % read == 0:
            past.run()
    business.rest()
    past.run()


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
