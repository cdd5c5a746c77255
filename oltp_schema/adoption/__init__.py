"""Databases that a commit before the first release made: raw is kept, oltp and meta are built anew from it.

Their revisions are known no more, but each begins with its time, so they sort before the first of today. What such a
database has that raw cannot say is carried over: whose data it is, the record of the runs, and how far Stripe was read.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

from psycopg2 import IntegrityError
from psycopg2.errors import DependentObjectsStillExist
from psycopg2.extensions import cursor as Cursor

from oltp_schema.errors import DependentObjectsError
from oltp_schema.sql_files import sql_file

FIRST = "20261127_0255_first_release"
# Tables of the schema meta that are carried over, by the names that they had, in the order of their foreign keys.
CARRIED = {
    "account": "account",
    "runs": "runs",
    "ledger": "ledger",
    "cursors": "watermarks",
    "watermarks": "watermarks",
    "windows": "windows",
    "wanted": "refetch_queue",
    "refetch_queue": "refetch_queue",
    "missing": "not_found",
    "not_found": "not_found",
}
# What is lost with rows that cannot be carried over; whose data it is never is.
LOST = {
    "runs": "the record of earlier runs",
    "ledger": "what each of them did",
    "watermarks": "how far Stripe was read, so the next run reads it whole",
    "windows": "what of Stripe was planned to be read",
    "refetch_queue": "which objects were to be fetched",
    "not_found": "what Stripe does not know, so it is asked again",
}
ADOPTED = (
    "This database was made before the first release. The schema raw is kept; oltp and meta are built anew from it,"
    " which takes about as long as a replay."
)
# Tables and views that those commits made. Whatever else lies in these schemas is the user's.
OF_OLTP = (
    *("products", "prices", "customers", "payment_methods", "subscriptions", "subscription_items", "invoices"),
    *("invoice_line_items", "payment_intents", "charges", "invoice_payments", "charge_invoices"),
    "payment_intent_invoices",
)
OF_META = (
    *("alembic_version", "promoted_loads", "promoted_versions", "pending_loads", "quarantine", "transforms"),
    *CARRIED,
)


def is_before_first_release(revision: str | None, known: Collection[str]) -> bool:
    """Whether a database of this revision has to be adopted; ``known`` are those of this release."""
    return revision is not None and revision not in known and revision[:1].isdigit() and revision < FIRST


def revision_of(cursor: Cursor) -> str | None:
    """The revision that alembic's own table says, if there is one."""
    cursor.execute("SELECT to_regclass('meta.alembic_version') IS NOT NULL")
    if cursor.fetchone() == (False,):
        return None
    cursor.execute("SELECT version_num FROM meta.alembic_version")
    (revision,) = cursor.fetchone() or (None,)
    return revision


@contextmanager
def adopted(cursor: Cursor, known: Collection[str], tell: Callable[[str], None]) -> Iterator[None]:
    """Empty oltp and meta of what an earlier commit made before the block migrates, and give back what is carried.

    All in the caller's transaction, and however long it takes. ``known`` are the revisions of this release. ``tell``
    gets a sentence once nothing is in the way any more, and one about what could not be carried over. Raises
    DependentObjectsError when something of the user's depends on our tables.
    """
    if not is_before_first_release(revision_of(cursor), known):
        yield
        return
    cursor.execute(sql_file(__package__, "dependents.sql"), {"of_oltp": list(OF_OLTP), "of_meta": list(OF_META)})
    if found := [name for (name,) in cursor.fetchall()]:
        raise DependentObjectsError(found)
    cursor.execute("SET LOCAL statement_timeout TO 0")  # to index a large raw takes as long as it takes
    cursor.execute(sql_file(__package__, "grants.sql"))
    grants = cursor.fetchall()
    carried = _set_aside(cursor)
    _empty(cursor)
    tell(ADOPTED)
    yield
    _grant(cursor, grants)
    cursor.execute("UPDATE raw._dlt_loads SET seen_by = NULL WHERE seen_by IS NOT NULL")
    if lost := [CARRIED[old] for old in carried if not _carry(cursor, old, CARRIED[old])]:
        named = "; ".join(f"meta.{name} ({LOST[name]})" for name in lost)
        tell(f"Not carried over, because rows of it break a rule of today: {named}.")
    cursor.execute("UPDATE meta.watermarks SET gap_at = compared_at WHERE compared_at IS NOT NULL")
    cursor.execute("INSERT INTO meta.default_types (object) SELECT object FROM meta.watermarks")
    cursor.execute(
        "SELECT setval(pg_get_serial_sequence('meta.runs', 'id'), max(id)) FROM meta.runs HAVING max(id) > 0"
    )
    cursor.execute(
        "SELECT setval(pg_get_serial_sequence('meta.windows', 'id'), max(id)) FROM meta.windows HAVING max(id) > 0"
    )


def _set_aside(cursor: Cursor) -> Sequence[str]:
    carried = []
    for old in CARRIED:
        cursor.execute(f"SELECT to_regclass('meta.{old}') IS NOT NULL")
        if cursor.fetchone() == (True,):
            cursor.execute(f"CREATE TEMP TABLE adopted_{old} AS TABLE meta.{old}")
            carried.append(old)
    return carried


def _empty(cursor: Cursor) -> None:
    """Drop our tables and views, and nothing that depends on them. Raises DependentObjectsError.

    The schemas stay: an administrator may have made them, and granted rights on them. So do functions.
    """
    cursor.execute(sql_file(__package__, "drops.sql"))
    for (drop,) in cursor.fetchall():
        try:
            cursor.execute(drop.encode())  # names as PostgreSQL has them
        except DependentObjectsStillExist as error:
            raise DependentObjectsError(str(error.diag.message_detail).splitlines()) from None


def _grant(cursor: Cursor, grants: Sequence[tuple[str, bool, bool, str, str]]) -> None:
    """Give the rights on the tables that are there again."""
    for privilege, may_grant, is_data, table, grantee in grants:
        name = f"oltp.{table}" if is_data else f"meta.{table}"
        cursor.execute(f"SELECT to_regclass('{name}') IS NOT NULL")
        if cursor.fetchone() == (True,):
            option = " WITH GRANT OPTION" if may_grant else ""
            cursor.execute(f"GRANT {privilege} ON {name} TO {grantee}{option}")


def _carry(cursor: Cursor, old: str, new: str) -> bool:
    """Give back the rows of a table, unless one lacks what is demanded today. Says whether they are there again."""
    cursor.execute(
        "SELECT string_agg(quote_ident(was.attname), ', ') FROM pg_attribute AS was"
        " JOIN pg_attribute AS now ON now.attname = was.attname AND now.attnum > 0 AND NOT now.attisdropped"
        f" WHERE was.attrelid = 'pg_temp.adopted_{old}'::regclass AND now.attrelid = 'meta.{new}'::regclass"
        " AND was.attnum > 0"
    )
    (columns,) = cursor.fetchone()
    cursor.execute("SAVEPOINT carry")
    try:
        cursor.execute(
            f"INSERT INTO meta.{new} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM pg_temp.adopted_{old}"
        )
    except IntegrityError:
        if old == "account":  # without it, the key of another account would be let in
            raise
        cursor.execute("ROLLBACK TO carry")
        return False
    finally:
        cursor.execute(f"DROP TABLE pg_temp.adopted_{old}")
    return True
