"""Databases that a commit before the first release made: raw is kept, oltp and meta are built anew from it.

Their revisions are known no more, but each begins with its time, so they sort before the first of today. What such a
database has that raw cannot say is carried over: whose data it is, the record of the runs, and how far Stripe was read.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from psycopg2 import DatabaseError
from psycopg2.extensions import cursor as Cursor

from oltp_schema.errors import DependentObjectsError

FIRST = "20261126_0400_first_release"
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
# Whatever is no table, view or index of ours and would go, or stop working, with our tables.
DEPENDENTS = """
    WITH ours AS (
        SELECT cls.oid FROM pg_class AS cls
        WHERE cls.relnamespace IN ('oltp'::regnamespace, 'meta'::regnamespace) AND cls.relkind IN ('r', 'p', 'v')
    )
    SELECT DISTINCT pg_describe_object(con.classid, con.oid, 0) FROM (
        SELECT 'pg_constraint'::regclass AS classid, con.oid
        FROM pg_constraint AS con
        WHERE con.contype = 'f' AND con.confrelid IN (SELECT ours.oid FROM ours)
            AND con.conrelid NOT IN (SELECT ours.oid FROM ours)
        UNION ALL
        SELECT 'pg_class'::regclass, rule.ev_class
        FROM pg_depend AS dep JOIN pg_rewrite AS rule ON dep.classid = 'pg_rewrite'::regclass AND rule.oid = dep.objid
        WHERE dep.refclassid = 'pg_class'::regclass AND dep.refobjid IN (SELECT ours.oid FROM ours)
            AND rule.ev_class NOT IN (SELECT ours.oid FROM ours)
        UNION ALL
        SELECT 'pg_trigger'::regclass, trigger.oid
        FROM pg_trigger AS trigger WHERE NOT trigger.tgisinternal AND trigger.tgrelid IN (SELECT ours.oid FROM ours)
        UNION ALL
        SELECT 'pg_class'::regclass, cls.oid
        FROM pg_class AS cls WHERE cls.oid IN (SELECT ours.oid FROM ours) AND cls.relname <> ALL (%s)
    ) AS con
    ORDER BY 1
"""
# What the commits before had: with today's names, those of the bookkeeping.
BEFORE = (
    *("alembic_version", "promoted_loads", "promoted_versions", "pending_loads", "quarantine", "transforms"),
    *("products", "prices", "customers", "payment_methods", "subscriptions", "subscription_items", "invoices"),
    *("invoice_line_items", "payment_intents", "charges", "invoice_payments", "charge_invoices"),
    *("payment_intent_invoices", "refunds", "disputes", *CARRIED),
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
def adopted(cursor: Cursor, known: Collection[str]) -> Iterator[None]:
    """Empty oltp and meta of what an earlier commit made before the block migrates, and give back what is carried.

    All in the caller's transaction. ``known`` are the revisions of this release. Raises DependentObjectsError when
    something of the user's depends on our tables.
    """
    if not is_before_first_release(revision_of(cursor), known):
        yield
        return
    cursor.execute(DEPENDENTS, (list(BEFORE),))
    if found := [name for (name,) in cursor.fetchall()]:
        raise DependentObjectsError(found)
    carried = _set_aside(cursor)
    _empty(cursor)
    yield
    cursor.execute("UPDATE raw._dlt_loads SET seen_by = NULL WHERE seen_by IS NOT NULL")
    for old in carried:
        _carry(cursor, old, CARRIED[old])
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
    """Drop what is in the schemas, not these: an administrator may have made them, and granted rights on them."""
    cursor.execute(
        "SELECT format('DROP %s IF EXISTS %I.%I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END,"
        " relnamespace::regnamespace, relname) FROM pg_class"
        " WHERE relnamespace IN ('oltp'::regnamespace, 'meta'::regnamespace) AND relkind IN ('r', 'p', 'v')"
        " UNION ALL SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc"
        " WHERE pronamespace IN ('oltp'::regnamespace, 'meta'::regnamespace)"
    )
    for (drop,) in cursor.fetchall():
        cursor.execute(drop)


def _carry(cursor: Cursor, old: str, new: str) -> None:
    """Give back the rows of a table. Those of a form that cannot be told today are left out: Stripe is read again."""
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
    except DatabaseError:
        cursor.execute("ROLLBACK TO carry")
    cursor.execute(f"DROP TABLE pg_temp.adopted_{old}")
