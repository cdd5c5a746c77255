"""A raw schema to put copies into, and a promotion of what is there."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import count
from json import dumps
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from oltp_schema.schemas import PLAIN
from pipelines.catalogue import CATALOGUE, promotable, promoted
from pipelines.kept_sessions import KeptConnection
from pipelines.promotion import Promotion, promote, statements
from pipelines.promotion.transforms import install_functions
from pipelines.runs import ledger

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
NOWHERE = "postgresql://127.0.0.1:1/nowhere"  # the URL of no database
Rows = list[dict[str, Any]]


@dataclass
class Database:
    """A migrated database with a raw schema, and the two acts of a run."""

    connection: Connection
    numbers: Iterator[int]
    url: str = NOWHERE

    def land(
        self,
        *documents: dict[str, Any],
        at: int = 0,
        complete: bool = True,
        origin: str = "list",
        deleted: bool = False,
        told: dict[str, Any] | None = None,
    ) -> str:
        """Land documents as one dlt load would, observed ``at`` minutes after noon; returns the load's id.

        ``deleted`` says that they come from events of their deletion, ``told`` what raw keeps of the event.
        """
        load_id = f"{next(self.numbers):010d}.0"
        with self.connection, self.connection.cursor() as cursor:
            for number, document in enumerate(documents):
                text = dumps(document)
                cursor.execute(
                    f"INSERT INTO raw.{CATALOGUE[document['object']].plural} (id, payload, api_version, origin,"
                    " observed_at, digest, verbatim, deleted, event, _dlt_load_id, _dlt_id)"
                    " VALUES (%s, %s, '2026-10-28.endive', %s, %s, %s, TRUE, %s, %s, %s, %s)",
                    (
                        *(document["id"], text, origin, NOON + timedelta(minutes=at)),
                        *(
                            blake2b(text.encode()).hexdigest(),
                            deleted or document.get("deleted") is True,
                            told and dumps(told),
                            load_id,
                            f"{load_id}.{number:09d}",
                        ),
                    ),
                )
            if complete:
                cursor.execute(
                    "INSERT INTO raw._dlt_loads (load_id, schema_name, status, inserted_at)"
                    " VALUES (%s, 'stripe', 0, now())",
                    (load_id,),
                )
        return load_id

    def promote(self, *names: str, everything: bool = False) -> Promotion:
        """Promote what waits, or everything, and commit with the ledger."""
        chosen = promotable(names or None)
        with ledger.run(self.connection, "test") as run:
            promotion = promote(self.connection, chosen, run_id=run.id, everything=everything)
            ledger.record(run, promotion, {})
            self.connection.commit()
        return promotion

    def replay(self) -> Promotion:
        return self.promote(everything=True)

    def rows(self, table: str, columns: str = "*", *, schema: str = "oltp") -> Rows:
        """The rows of a table, by id, whenever they were promoted."""
        found = self.query(f"SELECT {columns} FROM {schema}.{table} ORDER BY id")
        return [{name: value for name, value in row.items() if name != "promoted_at"} for row in found]

    def query(self, sql: str, arguments: Sequence[Any] = ()) -> Rows:
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(sql, arguments)
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def execute(self, sql: str) -> None:
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(sql)

    def everything(self) -> dict[str, Rows]:
        """All rows of all promoted tables, and the ids in quarantine."""
        tables = {entry.name: self.rows(statements.table_of(entry).name) for entry in promoted()}
        return tables | {"quarantine": self.rows("quarantine", "object, id, raw_id, sqlstate, message", schema="meta")}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with closing(psycopg2.connect(database_url)) as connection:
        yield _installed(connection, database_url)


@pytest.fixture
def kept_database(database_url: str) -> Iterator[Database]:
    """The same, through a session that keeps its plans and its temporary tables, as that of `follow`."""
    with closing(
        psycopg2.connect(database_url, connection_factory=KeptConnection, cursor_factory=PLAIN.cursor_factory)
    ) as connection:
        connection.keep_plans()
        yield _installed(connection, database_url)


def _installed(connection: Connection, url: str) -> Database:
    install_functions(connection)
    connection.commit()
    return Database(connection, count(1), url)
