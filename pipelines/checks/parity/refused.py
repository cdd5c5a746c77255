"""The copies that a promotion refused, of ids for which an older copy is used.

`meta.quarantine` has the newest one. The others are those between it and the copy that the row was made of: all of
later seconds, and of the row's own second those that the twin refuses, or whose values are not those of the row.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from psycopg2.extensions import cursor as Cursor

from pipelines import personal
from pipelines.catalogue import StripeObject
from pipelines.checks.parity.comparison import current_rows, same
from pipelines.exact_json import parse
from pipelines.personal import Personal
from pipelines.promotion.copies import has_its_fields
from pipelines.temporary_tables import clear
from pipelines.transformers import DocumentError, rows_of


def note_refused(cursor: Cursor, entry: StripeObject) -> None:
    """Fill ``refused`` with the copies of one type that a row was not made of because they broke a rule."""
    clear(cursor, "touched", "refused")
    cursor.execute("SELECT EXISTS (SELECT FROM meta.quarantine WHERE object = %s)", (entry.name,))
    if cursor.fetchone() == (False,):
        return
    quarantined = (
        f"FROM meta.quarantine AS quarantined JOIN raw.{entry.plural} AS landed ON landed.id = quarantined.id"
        f" LEFT JOIN oltp.{entry.table} AS kept ON kept.id = quarantined.id"
        f" WHERE quarantined.object = '{entry.name}' AND {has_its_fields(entry)}"
    )
    cursor.execute(
        f"INSERT INTO refused SELECT landed._dlt_id {quarantined} AND (landed._dlt_id = quarantined.raw_id"
        " OR landed.observed_at > coalesce(kept.observed_at, '-infinity'))"
    )
    cursor.execute(
        f"SELECT landed.id, landed._dlt_id, landed.payload::text {quarantined} AND landed._dlt_id <> quarantined.raw_id"
        f" AND landed.observed_at = kept.observed_at ORDER BY landed.id"
    )
    for stripe_id, copies in groupby(cursor.fetchall(), key=itemgetter(0)):
        refused = list(_refused(cursor, entry, stripe_id, [(raw_id, text) for _, raw_id, text in copies]))
        cursor.execute("INSERT INTO refused SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", (refused,))


def _refused(cursor: Cursor, entry: StripeObject, stripe_id: str, copies: list[tuple[str, str]]) -> Iterator[str]:
    """Those of one second that the row was not made of; where it seems made of none, those that the twin refuses."""
    row = current_rows(cursor, entry, "id", [stripe_id]).get(stripe_id, {})
    treated = personal.current(cursor)
    read = {raw_id: _read(entry, text, treated) for raw_id, text in copies}
    others = [raw_id for raw_id, values in read.items() if values is None or not _agree(values, row)]
    if len(others) == len(copies):
        others = [raw_id for raw_id, values in read.items() if values is None]
    yield from others


def _agree(values: dict[str, Any], row: Any) -> bool:
    return all(name in row and same(value, row[name]) for name, value in values.items())


def _read(entry: StripeObject, text: str, treated: Personal) -> dict[str, Any] | None:
    try:
        (own,) = treated.rows(rows_of(entry.name, parse(text)))[str(entry.table)]
    except DocumentError:
        return None
    return dict(own)
