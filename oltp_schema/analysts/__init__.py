"""The schemas of views for people: made again whenever a release brings others; nothing of ours reads them.

A schema of such a name that holds things of somebody else stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from psycopg2.errors import DependentObjectsStillExist, UndefinedColumn, UndefinedTable
from psycopg2.extensions import cursor as Cursor

from oltp_schema.analysts import mart, stripe
from oltp_schema.analysts.layer import Layer
from oltp_schema.errors import DependentObjectsError
from oltp_schema.sql_files import sql_file

LAYERS = (Layer("stripe", stripe.views, marked="plans"), Layer("mart", mart.views, marked="currencies"))


def are_current(cursor: Cursor) -> bool:
    """Whether there is nothing to make in any of the schemas."""
    return all(layer.is_current(cursor) for layer in LAYERS)


@contextmanager
def made_again(cursor: Cursor) -> Iterator[None]:
    """Drop the views before the block migrates the tables that they read, and make those of this release after it.

    Who was granted them gets them again. They stay out where a schema is somebody else's. Raises
    DependentObjectsError when something of the user's depends on one.
    """
    layers = [layer for layer in LAYERS if not layer.is_closed(cursor)]
    grants = [grant for layer in layers for grant in _grants(cursor, layer)]
    try:
        cursor.execute("".join(["SELECT;", *(layer.drop() for layer in layers)]))
    except DependentObjectsStillExist as error:
        raise DependentObjectsError(str(error.diag.message_detail).splitlines()) from None
    yield
    for layer in layers:
        layer.create(cursor)
    for grant in grants:
        cursor.execute("SAVEPOINT grants")
        with suppress(UndefinedTable, UndefinedColumn):  # of a view that this release has no more
            cursor.execute(grant)
            continue
        cursor.execute("ROLLBACK TO grants")


def _grants(cursor: Cursor, layer: Layer) -> list[str]:
    """The statements that give roles again what rights they have on the views."""
    cursor.execute(sql_file(__package__, "grants.sql").replace("'stripe'", f"'{layer.schema}'"))
    return [grant for (grant,) in cursor.fetchall()]
