"""The schemas of views for people: made again whenever a release brings others; of ours only the report reads them.

A schema of such a name that holds things of somebody else stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from psycopg2.errors import (
    DependentObjectsStillExist,
    FeatureNotSupported,
    InvalidTableDefinition,
    UndefinedColumn,
    UndefinedTable,
)
from psycopg2.extensions import cursor as Cursor

from oltp_schema import described
from oltp_schema.analysts import fivetran, mart, stripe
from oltp_schema.analysts.layer import Layer, LayerFound
from oltp_schema.errors import SchemaClosedError, ViewInUseError
from oltp_schema.schemas import of
from oltp_schema.sql_files import sql_file

OPTIONAL = Layer("fivetran", fivetran.views, is_optional=True)
LAYERS = (Layer("stripe", stripe.views), Layer("mart", mart.views), OPTIONAL)
OF_OTHERS = "The schema {} holds what stripe-oltp did not make: it stays as it is, without the views of stripe-oltp."
NOT_ALLOWED = (
    "The role may not make the schema {0}, or views in it: there are none of this release. GRANT USAGE, CREATE ON"
    " SCHEMA {0} lets stripe-oltp schema upgrade make them."
)


STAY = (
    "The views of the schema {0} stay those of an earlier release, because something depends on them. Drop that, and"
    " make it again after the next run."
)


def are_current(cursor: Cursor) -> bool:
    """Whether there is nothing to make in any of the schemas."""
    return all(layer.is_current(cursor) for layer in LAYERS)


@contextmanager
def made_again(cursor: Cursor, tell: Callable[[str], None], *, anew: bool = True) -> Iterator[None]:
    """Drop the views before the block migrates the tables that they read, and make those of this release after it.

    Who was granted them gets them again. They stay out where a schema is somebody else's, and ``tell`` gets why; and
    with ``anew`` off, where the tables stay older than they are. Raises ViewInUseError when something of the user's
    depends on one; of the optional schema, which tools build on, only when a migration changes what one reads.
    """
    found = {layer: layer.found(cursor) for layer in LAYERS}
    for layer, state in found.items():
        if state.is_wanted and state.is_closed:
            tell(_why_closed(cursor, layer, state))
    views = {layer: state.views for layer, state in found.items() if not state.is_closed}
    grants = _grants(cursor, [view for several in views.values() for view in several])
    in_use = _drop_unless_used(cursor, views.pop(OPTIONAL, ()))
    _drop(cursor, [view for several in views.values() for view in several])
    with _named_when_in_the_way(in_use):
        yield
    if not anew:
        return
    described.describe(cursor)
    for layer, state in found.items():
        if in_use and layer is OPTIONAL:
            _replace(cursor, layer, tell)
        elif state.is_to_make:
            layer.create(cursor)
    for grant in grants:
        cursor.execute("SAVEPOINT grants")
        with suppress(UndefinedTable, UndefinedColumn):  # of a view that this release has no more
            cursor.execute(grant)
            continue
        cursor.execute("ROLLBACK TO grants")


def _drop_unless_used(cursor: Cursor, views: Sequence[str]) -> ViewInUseError | None:
    """Drop all of them, or none and say what depends on one."""
    cursor.execute("SAVEPOINT used")
    try:
        _drop(cursor, views)
    except ViewInUseError as error:
        cursor.execute("ROLLBACK TO used")
        return error
    return None


@contextmanager
def _named_when_in_the_way(in_use: ViewInUseError | None) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if in_use and isinstance(getattr(error, "orig", error), DependentObjectsStillExist | FeatureNotSupported):
            raise in_use from None
        raise


def _replace(cursor: Cursor, layer: Layer, tell: Callable[[str], None]) -> None:
    """Make those of this release in place of what others depend on; where one has other columns, they stay."""
    cursor.execute("SAVEPOINT replaced")
    try:
        layer.create(cursor, replace=True)
    except InvalidTableDefinition:
        cursor.execute("ROLLBACK TO replaced")
        tell(STAY.format(getattr(of(cursor), layer.schema)))


def install(cursor: Cursor, layer: Layer) -> bool:
    """Make the views of an optional schema; false where they are there. Raises SchemaClosedError."""
    state = layer.found(cursor)
    if state.is_closed:
        raise SchemaClosedError(_why_closed(cursor, layer, state))
    if state.views:
        return False
    layer.create(cursor)
    return True


def remove(cursor: Cursor, layer: Layer) -> bool:
    """Drop the views of an optional schema, and the schema if nothing else is in it; false where none are there.

    Raises ViewInUseError when something of the user's depends on one.
    """
    views = layer.found(cursor).views
    _drop(cursor, views)
    layer.drop_schema_if_empty(cursor)
    return bool(views)


def _why_closed(cursor: Cursor, layer: Layer, state: LayerFound) -> str:
    return (NOT_ALLOWED if state.is_ours else OF_OTHERS).format(getattr(of(cursor), layer.schema))


def _drop(cursor: Cursor, views: Sequence[str]) -> None:
    """All in one statement: PostgreSQL then names everything that depends on any of them."""
    if not views:
        return
    try:
        cursor.execute(f"DROP VIEW {', '.join(views)}")
    except DependentObjectsStillExist as error:
        raise ViewInUseError(str(error.diag.message_detail).splitlines()) from None


def _grants(cursor: Cursor, views: list[str]) -> list[str]:
    """The statements that give roles again what rights they have on the views."""
    cursor.execute(sql_file(__package__, "grants.sql"), {"relations": views})
    return [grant for (grant,) in cursor.fetchall()]
