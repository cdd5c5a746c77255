"""Roles for those who read, analyse, and refer to our tables: the statements that make them, for a migrated database.

They are roles to be granted to others, without logins. A reader sees everything. An analyst sees `oltp`, `stripe` and
`mart` without what tells who somebody is: the columns that models declare `personal`, and what views make of them. An
application has foreign keys to our keys, and sees these alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from psycopg2.extensions import cursor as Cursor
from psycopg2.extensions import quote_ident
from sqlglot import exp

from oltp_schema.models import MODELS
from oltp_schema.schemas import of
from oltp_schema.sql_files import sql_file

# What a view makes of a personal document and tells nobody's name: `card_cvc_check`, `shipping_address_country`.
PLAIN_PARTS = ("_check", "_country", "_state", "_tokenization_method")

Columns = dict[str, list[str]]  # by relation, as `oltp.charges`, in order


def statements(cursor: Cursor, called: str | None = None) -> list[str]:
    """The statements, in order; each may be executed again, after an upgrade too. The role that owns the tables may.

    ``called`` is what the names of the roles begin with: `stripe` makes `stripe_reader`.
    """
    names = of(cursor)
    called = called or f"{names.prefix}stripe"
    reader, analyst, application = (f"{called}_{role}" for role in ("reader", "analyst", "application"))
    all_ = ", ".join((names.meta, names.raw, names.oltp, names.stripe, names.mart))
    return [
        *(_create(role) for role in (reader, analyst, application)),
        f"GRANT USAGE ON SCHEMA {all_} TO {reader}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {all_} TO {reader}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {all_} GRANT SELECT ON TABLES TO {reader}",
        f"GRANT USAGE ON SCHEMA {names.oltp}, {names.stripe}, {names.mart} TO {analyst}",
        *_columns_for(cursor, analyst),
        f"GRANT USAGE ON SCHEMA {names.oltp} TO {application}",
        *(f"GRANT SELECT (id), REFERENCES (id) ON {names.oltp}.{table} TO {application}" for table in sorted(MODELS)),
    ]


def personal(cursor: Cursor) -> dict[str, set[str]]:
    """The personal columns of each table and view of `oltp`, `stripe` and `mart`, by its plain name with its schema."""
    found = {
        f"oltp.{name}": {str(column.name) for column in model.__table__.c if column.info.get("personal")}
        for name, model in MODELS.items()
    }
    cursor.execute(sql_file(__package__, "roles.sql"))
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
    found: set[str] = set()
    while (
        added := {
            each.alias_or_name
            for each in selected
            if telling & {column.name for column in each.find_all(exp.Column)}
            and not each.alias_or_name.endswith(PLAIN_PARTS)
        }
        - found
    ):
        found |= added
        telling |= added  # what a subquery calls it
    return found


def _columns_for(cursor: Cursor, role: str) -> Iterator[str]:
    hidden, names = personal(cursor), of(cursor)
    cursor.execute(
        "SELECT table_schema, table_name, array_agg(column_name::text ORDER BY ordinal_position)"
        " FROM information_schema.columns WHERE table_schema = ANY (%s) GROUP BY 1, 2 ORDER BY 1, 2",
        ([names.oltp, names.stripe, names.mart],),
    )
    for schema, relation, columns in cursor.fetchall():
        known = hidden.get(names.without_prefix(f"{schema}.{relation}"))
        if known is not None:  # what users made there is theirs to grant
            seen = ", ".join(quote_ident(column, cursor) for column in columns if column not in known)
            yield f"REVOKE SELECT ON {schema}.{relation} FROM {role}"
            yield f"GRANT SELECT ({seen}) ON {schema}.{relation} TO {role}"


def _create(role: str) -> str:
    return f"DO $$ BEGIN IF to_regrole('{role}') IS NULL THEN CREATE ROLE {role} NOLOGIN; END IF; END $$"
