"""What becomes of columns that tell who somebody is: kept, hashed, or left out of `oltp`.

Models declare these columns `personal`. The database remembers which it is, so that a machine without the setting does
the same as the others, and the salt of its hashes, without which a list of addresses would tell whose they are. All of
it is said twice here, in SQL for promotion and in Python for what compares with it. `raw` keeps documents as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from psycopg2.extensions import cursor as Cursor

from oltp_schema.shape import Column, Table, tables

Row = Mapping[str, Any]


class Treatment(StrEnum):
    """What is done with personal columns."""

    KEEP = "keep"
    HASH = "hash"
    OMIT = "omit"


@dataclass(frozen=True)
class Personal:
    """The treatment in a database, and the salt of its hashes.

    Text is hashed to 64 hexadecimal digits. JSON, and with ``OMIT`` all, is NULL; empty where a row needs a value.
    """

    treatment: Treatment = Treatment.KEEP
    salt: bytes = b""

    def columns(self, table: Table) -> dict[str, str]:
        """What promotion writes instead of the column of ``mapped``, as SQL, by the columns that are not kept."""
        if self.treatment is Treatment.KEEP:
            return {}
        return {column.name: self._written(table, column) for column in table.columns if column.name in table.personal}

    def row(self, table: Table, row: Row) -> Row:
        """The same of a row that a Python twin made."""
        if self.treatment is Treatment.KEEP or not table.personal:
            return row
        return {**row, **{name: self._value(table, name, row[name]) for name in table.personal if name in row}}

    def rows(self, rows: Mapping[str, Sequence[Row]]) -> Mapping[str, Sequence[Row]]:
        """The same of the rows of a document, by table."""
        if self.treatment is Treatment.KEEP:
            return rows
        return {name: [self.row(tables()[name], row) for row in of_table] for name, of_table in rows.items()}

    def _written(self, table: Table, column: Column) -> str:
        value = f"mapped.{column.sql}"
        if self._is_hashed(column):
            salt = "(SELECT treated.salt FROM meta.personal_columns AS treated)"
            return f"encode(sha256({salt} || convert_to({value}, 'UTF8')), 'hex')"
        if table.personal[column.name]:
            return f"CASE WHEN {value} IS NOT NULL THEN '{_empty(column)}'::{column.type} END"
        return f"NULL::{column.type}"

    def _value(self, table: Table, name: str, value: Any) -> Any:
        column = next(column for column in table.columns if column.name == name)
        if value is None:
            return None
        if self._is_hashed(column):
            return sha256(self.salt + value.encode()).hexdigest()
        return ({} if column.type == "jsonb" else "") if table.personal[name] else None

    def _is_hashed(self, column: Column) -> bool:
        return self.treatment is Treatment.HASH and column.type == "text"


def current(cursor: Cursor) -> Personal:
    """What the database remembers."""
    cursor.execute("SELECT treated.treatment, treated.salt FROM meta.personal_columns AS treated")
    found = cursor.fetchone()
    return Personal(Treatment(found[0]), bytes(found[1])) if found else Personal()


def treatment(cursor: Cursor) -> Treatment:
    """What the database remembers, for those who may not see the salt."""
    cursor.execute("SELECT treated.treatment FROM meta.personal_columns AS treated")
    found = cursor.fetchone()
    return Treatment(found[0]) if found else Treatment.KEEP


def settle(cursor: Cursor, wanted: Treatment | None) -> bool:
    """Treat personal columns so from now on (None: as before). Whether that is another treatment than before."""
    if wanted is None or treatment(cursor) is wanted:
        return False
    cursor.execute(
        "INSERT INTO meta.personal_columns AS treated (treatment, salt)"
        " VALUES (%s, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))"
        " ON CONFLICT (one_row) DO UPDATE SET treatment = excluded.treatment",
        (wanted,),
    )
    return True


def _empty(column: Column) -> str:
    return "{}" if column.type == "jsonb" else ""
