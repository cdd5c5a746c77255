"""Roles for those who land, promote, read, analyse, and refer to our tables: the statements that make them.

They are roles to be granted to others, without logins. A loader lands: it changes no row of `oltp`, and sees none of
its personal columns. A promoter promotes: it completes no load. A reader sees everything. An analyst sees `oltp`,
`history` and the schemas of views without what tells who somebody is. An application has foreign keys to our keys, and
sees these alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from psycopg2.extensions import cursor as Cursor
from psycopg2.extensions import quote_ident

from oltp_schema import raw
from oltp_schema.analysts import LAYERS
from oltp_schema.models import MODELS
from oltp_schema.personal_columns import personal
from oltp_schema.schemas import Schemas, of

# What is written of `meta`.
BY_RUNS = ("event_gaps", "freshness", "in_step", "ledger", "refetch_queue", "runs", "verifications")
BY_LANDING = (
    *("account", "default_types", "doorbell", "event_kinds", "heard_events", "not_found", "refused_expansions"),
    *("thin_events", "watermarks", "windows"),
    *BY_RUNS,
)
BY_PROMOTION = (
    *("pending_loads", "personal_columns", "promoted_versions", "quarantine", "removed_rows", "transforms"),
    *BY_RUNS,
)
WRITE = "SELECT, INSERT, UPDATE, DELETE"


def statements(cursor: Cursor, called: str | None = None) -> list[str]:
    """The statements, in order, for the owner of the tables or an administrator; each may be executed again.

    The database is migrated. ``called`` is as in ``named``. A schema of views that is somebody else's, or missing, is
    left out.
    """
    names, seen = of(cursor), analysed(cursor)
    hidden = personal(cursor, seen)
    loader, promoter, reader, analyst, application = roles = named(names, called)
    return [
        *(_create(role) for role in roles),
        *_for_loader(cursor, loader, hidden),
        *_for_promoter(cursor, promoter),
        *_for_reader(cursor, reader, [names.meta, names.raw, *seen]),
        f"GRANT USAGE ON SCHEMA {', '.join(seen)} TO {analyst}",
        *_columns_for(cursor, analyst, seen, hidden),
        f"GRANT USAGE ON SCHEMA {names.oltp} TO {application}",
        *(f"GRANT SELECT (id), REFERENCES (id) ON {names.oltp}.{table} TO {application}" for table in sorted(MODELS)),
    ]


def of_layer(cursor: Cursor, schema: str) -> list[str]:
    """Those for a schema of views that was made after the roles, to readers and analysts as far as there are any."""
    names, seen = of(cursor), analysed(cursor)
    hidden = personal(cursor, seen)
    _, _, reader, analyst, _ = named(names)
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", ([reader, analyst],))
    there = {role for (role,) in cursor.fetchall()}
    usage = [f"GRANT USAGE ON SCHEMA {schema} TO {role}" for role in sorted(there)]
    if reader in there:
        usage += [*_for_reader(cursor, reader, [schema])]
    if analyst in there:
        usage += [*_columns_for(cursor, analyst, [schema], hidden)]
    return usage


def named(names: Schemas, called: str | None = None) -> list[str]:
    """The names of the roles in an installation; ``called`` is what they begin with: `stripe` with its prefix."""
    called = called or f"{names.prefix}stripe"
    return [f"{called}_{role}" for role in ("loader", "promoter", "reader", "analyst", "application")]


def _for_loader(cursor: Cursor, role: str, hidden: Mapping[str, Set[str]]) -> Iterator[str]:
    """It appends documents, and takes back those of a load that was killed, which are there twice."""
    names = of(cursor)
    yield f"GRANT USAGE ON SCHEMA {names.meta}, {names.raw}, {names.oltp} TO {role}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {names.meta} TO {role}"
    yield f"REVOKE SELECT ON {names.meta}.personal_columns FROM {role}"  # with its salt, hashes could be tried
    yield f"GRANT SELECT (treatment) ON {names.meta}.personal_columns TO {role}"
    yield f"GRANT {WRITE} ON {_tables(names.meta, BY_LANDING)} TO {role}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {names.meta} TO {role}"
    yield f"GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA {names.raw} TO {role}"
    yield f"GRANT UPDATE (digest, forms) ON {', '.join(raw.tables(cursor))} TO {role}"  # of copies found altered
    yield from _columns_for(cursor, role, [names.oltp], hidden)


def _for_promoter(cursor: Cursor, role: str) -> Iterator[str]:
    """It reads documents, and appends copies of those that others hold."""
    names = of(cursor)
    yield f"GRANT USAGE ON SCHEMA {names.meta}, {names.raw}, {names.oltp}, {names.history} TO {role}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {names.meta}, {names.raw} TO {role}"
    yield f"GRANT {WRITE} ON {_tables(names.meta, BY_PROMOTION)} TO {role}"
    yield f"GRANT INSERT ON {', '.join(raw.tables(cursor))} TO {role}"
    yield f"GRANT UPDATE (seen_by) ON {names.raw}._dlt_loads TO {role}"
    yield f"GRANT {WRITE} ON ALL TABLES IN SCHEMA {names.oltp}, {names.history} TO {role}"


def _for_reader(cursor: Cursor, role: str, schemas: Sequence[str]) -> Iterator[str]:
    all_ = ", ".join(schemas)
    yield f"GRANT USAGE ON SCHEMA {all_} TO {role}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {all_} TO {role}"
    yield f"ALTER DEFAULT PRIVILEGES FOR ROLE {_owner(cursor)} IN SCHEMA {all_} GRANT SELECT ON TABLES TO {role}"


def _tables(schema: str, tables: Iterable[str]) -> str:
    return ", ".join(f"{schema}.{table}" for table in tables)


def analysed(cursor: Cursor) -> list[str]:
    """`oltp`, `history`, and those schemas of views that are ours, by the names of this installation."""
    prefix, views = of(cursor).prefix, [layer.schema for layer in LAYERS if layer.found(cursor).views]
    return [f"{prefix}{name}" for name in ("oltp", "history", *views)]


def _owner(cursor: Cursor) -> str:
    """Of the tables that are there, and so of those that migrations will make."""
    cursor.execute("SELECT relowner::regrole::text FROM pg_class WHERE oid = to_regclass('oltp.charges')")
    return str(cursor.fetchone()[0])


def _columns_for(cursor: Cursor, role: str, schemas: Sequence[str], hidden: Mapping[str, Set[str]]) -> Iterator[str]:
    """Let a role see all columns but the ``hidden`` ones, of the relations that ``hidden`` has."""
    names = of(cursor)
    cursor.execute(
        "SELECT table_schema, table_name, array_agg(column_name::text ORDER BY ordinal_position)"
        " FROM information_schema.columns WHERE table_schema = ANY (%s) GROUP BY 1, 2 ORDER BY 1, 2",
        (list(schemas),),
    )
    for schema, relation, columns in cursor.fetchall():
        known = hidden.get(names.without_prefix(f"{schema}.{relation}"))
        if known is not None:  # what users made there is theirs to grant
            seen = ", ".join(quote_ident(column, cursor) for column in columns if column not in known)
            yield f"REVOKE SELECT ON {schema}.{relation} FROM {role}"
            yield f"GRANT SELECT ({seen}) ON {schema}.{relation} TO {role}"


def _create(role: str) -> str:
    return f"DO $$ BEGIN IF to_regrole('{role}') IS NULL THEN CREATE ROLE {role} NOLOGIN; END IF; END $$"
