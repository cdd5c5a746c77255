"""Which documents of a range are refused, by one pass over the rows that they would have.

The rules of a table are conditions of one SELECT, in the order in which PostgreSQL looks at them when it writes a row:
NOT NULL by column, CHECK by name. So a row that breaks several is refused for the rule that an INSERT would name, and a
document for its first row that breaks one. Rows with a text that may be too long for an index have to be written to
tell (`each.py`).

What cannot be read at all, a word where a number has to be, ends the SELECT. A sequence, which no rollback sets back,
has the position of the document that was read then; it is read by itself to be sure, and the SELECT goes on behind it.
It costs two starts of the statement, where trying all documents one by one costs one for each.
"""

from dataclasses import dataclass
from hashlib import blake2b

from psycopg2.extensions import cursor as Cursor

from oltp_schema.shape import Table
from oltp_schema.sql_files import sql_file
from pipelines.database_failure import OF_THE_DOCUMENT, DatabaseFailure
from pipelines.promotion.each import Refusals, create_once

COMPRESSED = 500  # bytes: PostgreSQL compresses what is longer in an index, so it may fit or not
UNSURE = 0  # a verdict
NOT_NULL, CHECK = "23502", "23514"
AT_ONCE = 100  # documents: what a start of the SELECT costs hardly counts among so many
READ = "pg_temp.read"  # the position of the document that was read last


@dataclass(frozen=True)
class Rules:
    """The rules of a table as ``conditions`` under which a row breaks each, and its failure.

    ``indexed`` are the columns whose text an index holds.
    """

    conditions: tuple[tuple[str, DatabaseFailure], ...]
    indexed: tuple[str, ...]

    @classmethod
    def of(cls, cursor: Cursor, table: Table) -> "Rules":
        """Those of a table of `oltp`, as they are now: a user may have added some."""
        # A column of a user's own is not ours to fill, and so are rules that name one.
        given = {"of_table": table.name, "columns": [column.name for column in table.columns]}
        cursor.execute(sql_file(__package__, "required_columns.sql"), given)
        required = [(f"{sql} IS NULL", DatabaseFailure(NOT_NULL, None, name)) for name, sql in cursor.fetchall()]
        cursor.execute(sql_file(__package__, "checks.sql"), given)
        checks = [(f"({sql}) IS FALSE", DatabaseFailure(CHECK, name, None)) for name, sql in cursor.fetchall()]
        cursor.execute(sql_file(__package__, "indexed_columns.sql"), given)
        return cls((*required, *checks), tuple(column for (column,) in cursor.fetchall()))

    @property
    def verdict(self) -> str:
        """The number of the first rule that a row breaks, as SQL; 0 where an index may be too small, NULL for none."""
        whens = [f"WHEN {condition} THEN {number}" for number, (condition, _) in enumerate(self.conditions, 1)]
        whens += [f"WHEN octet_length({column}) > {COMPRESSED} THEN {UNSURE}" for column in self.indexed]
        return "\n            ".join(["CASE", *whens, "END"])

    def failure(self, verdict: int) -> DatabaseFailure | None:
        """What PostgreSQL would say of a row; None where it has to be written to tell."""
        return None if verdict == UNSURE else self.conditions[verdict - 1][1]

    @property
    def digest(self) -> str:
        """Another one for other rules."""
        return blake2b(self.verdict.encode(), digest_size=4).hexdigest()


def prepare(cursor: Cursor) -> None:
    """Create what statements note their position in, and the function that runs them."""
    cursor.execute(f"CREATE TEMP SEQUENCE IF NOT EXISTS {READ.rpartition('.')[2]} MINVALUE 0 START 0")
    create_once(cursor, "name_refused", "text, bigint, bigint, bigint, text[]")


def name_refused(cursor: Cursor, rules: Rules, statement: str, first: int, last: int) -> tuple[Refusals, list[int]]:
    """Run a prepared statement of a first and a last position that gives places, numbers of rows and verdicts.

    Returns the positions that are refused, and those that have to be written to tell.
    """
    cursor.execute(
        "SELECT * FROM pg_temp.name_refused(%s, %s, %s, %s, %s)",
        (statement, first, last, AT_ONCE, sorted(OF_THE_DOCUMENT)),
    )
    found: dict[int, DatabaseFailure | None] = {}
    # The first row of each document; what ended the SELECT has no number, and came after the rows that have one.
    for place, _, verdict, *said in sorted(cursor.fetchall(), key=lambda row: (row[0], row[1] is None, row[1])):
        found.setdefault(place, rules.failure(verdict) if verdict is not None else _failure(*said))
    refusals = [(place, failure) for place, failure in found.items() if failure]
    return refusals, [place for place, failure in found.items() if not failure]


def _failure(state: str, rule: str, field: str) -> DatabaseFailure:
    return DatabaseFailure(state, rule or None, field or None)
