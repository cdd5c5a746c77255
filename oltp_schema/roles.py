"""Roles for those who read, analyse, and refer to our tables: the statements that make them, for a migrated database.

They are roles to be granted to others, without logins. A reader sees everything. An analyst sees `oltp`, `history`,
`stripe` and `mart` without what tells who somebody is: the columns that models declare `personal`, and what views make
of them. An application has foreign keys to our keys, and sees these alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from psycopg2.extensions import cursor as Cursor
from psycopg2.extensions import quote_ident
from sqlglot import exp

from oltp_schema.analysts import LAYERS
from oltp_schema.models import MODELS
from oltp_schema.schemas import of
from oltp_schema.sql_files import sql_file

# What a view makes of a personal document and tells nobody's name: `card_cvc_check`, `shipping_address_country`.
PLAIN_PARTS = ("_check", "_country", "_state", "_tokenization_method")

Columns = dict[str, list[str]]  # by relation, as `oltp.charges`, in order


def statements(cursor: Cursor, called: str | None = None) -> list[str]:
    """The statements, in order, for the owner of the tables or an administrator; each may be executed again.

    ``called`` is what the names of the roles begin with: `stripe` makes `stripe_reader`. A schema of views that is
    somebody else's, or missing, is left out.
    """
    names = of(cursor)
    called = called or f"{names.prefix}stripe"
    reader, analyst, application = (f"{called}_{role}" for role in ("reader", "analyst", "application"))
    to_analyse = ", ".join(_to_analyse(cursor))
    all_ = f"{names.meta}, {names.raw}, {to_analyse}"
    return [
        *(_create(role) for role in (reader, analyst, application)),
        f"GRANT USAGE ON SCHEMA {all_} TO {reader}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {all_} TO {reader}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {_owner(cursor)} IN SCHEMA {all_} GRANT SELECT ON TABLES TO {reader}",
        f"GRANT USAGE ON SCHEMA {to_analyse} TO {analyst}",
        *_columns_for(cursor, analyst),
        f"GRANT USAGE ON SCHEMA {names.oltp} TO {application}",
        *(f"GRANT SELECT (id), REFERENCES (id) ON {names.oltp}.{table} TO {application}" for table in sorted(MODELS)),
    ]


def personal(cursor: Cursor) -> dict[str, set[str]]:
    """The personal columns of each table and view that analysts see, by its plain name with its schema."""
    found = {
        f"{schema}.{name}": {str(column.name) for column in model.__table__.c if column.info.get("personal")}
        for name, model in MODELS.items()
        for schema in (("oltp", "history") if model.keeps_history else ("oltp",))
    }
    cursor.execute(sql_file(__package__, "roles.sql"), {"schemas": _to_analyse(cursor)})
    names = of(cursor)
    for schema, view, query in cursor.fetchall():
        plain = names.without_prefix(query)
        found[names.without_prefix(f"{schema}.{view}")] = _of_view(plain, found)
    return found


def _of_view(query: str, known: dict[str, set[str]]) -> set[str]:
    """The columns of a view in whose expression a personal column of a relation that it reads has a part."""
    parsed = sqlglot.parse_one(query, read="postgres")
    read = {f"{table.db}.{table.name}" for table in parsed.find_all(exp.Table)}
    telling = {column for table in read for column in known.get(table, ())}
    selected = [each for select in parsed.find_all(exp.Select) for each in select.selects]
    made = [each for lateral in parsed.find_all(exp.Lateral) for each in _made_by(lateral)]
    found: set[str] = set()
    while (
        added := {
            name
            for name, expression in [*((each.alias_or_name, each) for each in selected), *made]
            if telling & {column.name for column in expression.find_all(exp.Column)} and not name.endswith(PLAIN_PARTS)
        }
        - found
    ):
        found |= added
        telling |= added  # what a subquery calls it
    return found


def _made_by(lateral: exp.Lateral) -> Iterator[tuple[str, exp.Expression]]:
    """The columns of a function in FROM, each with the call: ``LATERAL jsonb_each(shipping) part (key, value)``."""
    if not isinstance(lateral.this, exp.Subquery):  # its columns are selected
        alias = lateral.args["alias"]
        yield from ((column.name, lateral.this) for column in (alias.this, *alias.columns) if column)


def _to_analyse(cursor: Cursor) -> list[str]:
    """`oltp`, `history`, and those schemas of views that are ours, by the names of this installation."""
    prefix, views = of(cursor).prefix, [layer.schema for layer in LAYERS if layer.found(cursor).views]
    return [f"{prefix}{name}" for name in ("oltp", "history", *views)]


def _owner(cursor: Cursor) -> str:
    """Of the tables that are there, and so of those that migrations will make."""
    cursor.execute("SELECT relowner::regrole::text FROM pg_class WHERE oid = to_regclass('oltp.charges')")
    return str(cursor.fetchone()[0])


def _columns_for(cursor: Cursor, role: str) -> Iterator[str]:
    hidden, names = personal(cursor), of(cursor)
    cursor.execute(
        "SELECT table_schema, table_name, array_agg(column_name::text ORDER BY ordinal_position)"
        " FROM information_schema.columns WHERE table_schema = ANY (%s) GROUP BY 1, 2 ORDER BY 1, 2",
        (_to_analyse(cursor),),
    )
    for schema, relation, columns in cursor.fetchall():
        known = hidden.get(names.without_prefix(f"{schema}.{relation}"))
        if known is not None:  # what users made there is theirs to grant
            seen = ", ".join(quote_ident(column, cursor) for column in columns if column not in known)
            yield f"REVOKE SELECT ON {schema}.{relation} FROM {role}"
            yield f"GRANT SELECT ({seen}) ON {schema}.{relation} TO {role}"


def _create(role: str) -> str:
    return f"DO $$ BEGIN IF to_regrole('{role}') IS NULL THEN CREATE ROLE {role} NOLOGIN; END IF; END $$"
