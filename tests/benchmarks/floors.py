"""The floors: the least that PostgreSQL itself takes for the same documents and the same rows."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psycopg2

from tests.benchmarks.raw import copy

STATEMENTS = Path(__file__).parent / "floor_promote"
PROMOTED = ("customer", "payment_method", "payment_intent", "charge")  # in the order of their foreign keys


def make_copy_table(url: str, *, indexed: bool) -> None:
    """A table like the raw one of charges, with its storage, and with its indexes or without."""
    like = "INCLUDING STORAGE INCLUDING COMPRESSION" + (" INCLUDING INDEXES" if indexed else "")
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE floor_copy (LIKE raw.charges {like})")


def copy_files(url: str, files: Sequence[str], columns: str) -> None:
    """The files of a landing by one COPY each, in one transaction each."""
    with closing(psycopg2.connect(url)) as connection:
        for file in files:
            with connection, connection.cursor() as cursor:
                copy(cursor, Path(file), "floor_copy", columns)


def make_unresolved_parents(url: str) -> None:
    """What the documents name and raw does not have: a hand-written promotion would have to fail on them."""
    references = {
        "customers": ("charges", "payment_intents", "payment_methods"),
        "payment_methods": ("charges", "payment_intents"),
        "payment_intents": ("charges",),
        "balance_transactions": ("charges",),
        "disputes": ("charges",),
    }
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        for parents, children in references.items():
            for child in children:
                cursor.execute(
                    f"INSERT INTO oltp.{parents} (id, row_state)"
                    f" SELECT DISTINCT child.payload ->> '{parents[:-1]}', 'unresolved' FROM raw.{child} AS child"
                    f" WHERE child.payload ->> '{parents[:-1]}' IS NOT NULL AND NOT EXISTS"
                    f" (SELECT FROM raw.{parents} AS known WHERE known.id = child.payload ->> '{parents[:-1]}')"
                    " ON CONFLICT DO NOTHING"
                )


def promote(url: str) -> dict[str, float]:
    """One hand-written statement a table, in one transaction. Returns the number of rows."""
    rows = 0
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        for name in PROMOTED:
            cursor.execute((STATEMENTS / f"{name}.sql").read_text())
            rows += cursor.rowcount
    return {"rows": rows}
