"""Rows that other rows imply: what an older invoice says of its payment in a field is an object of its own today.

They are made from rows of ``oltp`` after all documents were promoted, for the parents that this promotion touched, and
give way to what Stripe itself serves. So they are a function of ``raw`` as every other row is.
"""

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import CATALOGUE, StripeObject, derived_by
from pipelines.promotion import loads, statements, transforms
from pipelines.promotion.select import Scope, raw_table_exists
from pipelines.promotion.transforms import Transform
from pipelines.promotion.writer import Counts
from pipelines.raw.tables import named_by
from pipelines.stripe_api.documents import LONGEST_ID
from pipelines.temporary_tables import create


def prepare(cursor: Cursor) -> None:
    """The temporary table of the parents that a promotion touches; it ends with the transaction."""
    table = """
        CREATE TEMP TABLE deriving (object text, id text COLLATE "C", PRIMARY KEY (object, id)) ON COMMIT DROP
    """
    create(cursor, table, "deriving")


def names() -> list[str]:
    """The names of the transforms that make derived rows."""
    return [_name(entry) for entry in CATALOGUE.values() if entry.derived]


def _name(entry: StripeObject) -> str:
    return f"derived_{entry.name}"


def active(entry: StripeObject) -> Transform:
    """The version that makes the derived rows of ``entry``."""
    assert entry.derived is not None  # noqa: S101 -- asked of such types only
    return transforms.load(_name(entry), entry.derived.transform)


def note_touched(cursor: Cursor, entry: StripeObject, scope: Scope) -> None:
    """Note what a promotion of the ids in ``scope`` may change: their own derived rows, or those they stand for."""
    for child in derived_by(entry):
        cursor.execute(deriving(child, scope.ids(entry)))
    if entry.derived:
        cursor.execute(replacing(entry, scope.ids(entry)))


def deriving(child: StripeObject, ids: str) -> str:
    """Note ``ids``, a table or query of touched parents, for the rows of ``child`` that they imply."""
    return f"INSERT INTO deriving SELECT '{child.name}', touched.id FROM {ids} AS touched ON CONFLICT DO NOTHING"


def replacing(entry: StripeObject, ids: str) -> str:
    """Note the parents of ``ids``, the touched documents that may stand for derived rows of the same type."""
    assert entry.derived is not None  # noqa: S101 -- asked of such types only
    return f"""
        INSERT INTO deriving
        SELECT '{entry.name}', parent.id
        FROM {ids} AS touched
        JOIN raw.{entry.plural} AS landed ON landed.id = touched.id
        CROSS JOIN LATERAL (SELECT {named_by("landed.payload", entry.derived.parent)} AS id) AS parent
        WHERE length(parent.id) <= {LONGEST_ID}
        ON CONFLICT DO NOTHING
    """


def settle(cursor: Cursor, *, run_id: int, everything: bool) -> dict[str, Counts]:
    """Bring the derived rows in line with their parents; returns what changed, by the name of their type."""
    counts = {}
    for entry in CATALOGUE.values():
        if entry.derived and raw_table_exists(cursor, CATALOGUE[entry.derived.parent]):
            transform = active(entry)
            transforms.record(cursor, [transform])
            new_version = _activate(cursor, transform, run_id)
            counts[entry.name] = _settle(cursor, entry, transform, Scope(everything or new_version))
    return counts


def _activate(cursor: Cursor, transform: Transform, run_id: int) -> bool:
    """Note the version in use; says whether it was another one before."""
    versions = {transform.name: transform.version}
    is_new = not loads.is_active(cursor, versions)
    loads.mark_read(cursor, versions, run_id=run_id)
    return is_new


def _settle(cursor: Cursor, entry: StripeObject, transform: Transform, scope: Scope) -> Counts:
    cursor.execute(statements.upsert_derived(entry, transform, within(entry, scope)))
    rows_in, inserted, updated, gone = cursor.fetchone()
    unchanged = rows_in - inserted - updated
    return Counts(rows_in=rows_in, inserted=inserted, updated=updated, unchanged=unchanged, deleted=gone)


def within(entry: StripeObject, scope: Scope) -> str:
    """The parents in scope as SQL, with `{}` for the column of their ids."""
    if scope.everything:
        return "TRUE"
    return "{} IN (SELECT deriving.id FROM deriving WHERE deriving.object = '" + entry.name + "')"
