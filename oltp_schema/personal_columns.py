"""Which columns tell who somebody is: those that models declare `personal`, and what views make of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import sqlglot
from psycopg2.extensions import cursor as Cursor
from sqlglot import exp
from sqlglot.errors import SqlglotError

from oltp_schema.models import MODELS
from oltp_schema.schemas import of
from oltp_schema.sql_files import sql_file

# What a view makes of a personal document and tells nobody's name: `card_cvc_check`, `shipping_address_country`.
PLAIN_PARTS = ("_check", "_country", "_state", "_tokenization_method")
TELL_NOBODY = {"meta.account": set[str]()}  # and is read by views of ours


def personal(cursor: Cursor, schemas: Sequence[str]) -> dict[str, set[str]]:
    """The personal columns of each table of `oltp` and `history`, and of the views of ``schemas``, as `oltp.charges`.

    A view of the user's that reads something else, or that cannot be read here, is left out.
    """
    found = {
        f"{schema}.{name}": {str(column.name) for column in model.__table__.c if column.info.get("personal")}
        for name, model in MODELS.items()
        for schema in (("oltp", "history") if model.keeps_history else ("oltp",))
    }
    cursor.execute(sql_file(__package__, "roles.sql"), {"schemas": list(schemas)})
    names = of(cursor)
    for schema, view, query in cursor.fetchall():
        columns = _of_view(names.without_prefix(query), found | TELL_NOBODY)
        if columns is not None:
            found[names.without_prefix(f"{schema}.{view}")] = columns
    return found


def _of_view(query: str, known: Mapping[str, set[str]]) -> set[str] | None:
    """The columns of a view in whose expression a personal column of a relation that it reads has a part.

    None where it reads one that is not known, or its query is not understood.
    """
    try:
        parsed = sqlglot.parse_one(query, read="postgres")
    except SqlglotError:
        return None
    named = {each.alias for each in parsed.find_all(exp.CTE)}
    read = {f"{table.db}.{table.name}" for table in parsed.find_all(exp.Table) if table.db or table.name not in named}
    if not read <= known.keys():
        return None
    telling = {column for table in read for column in known[table]}
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
