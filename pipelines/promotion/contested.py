"""Parts that several documents hold: an item of two subscriptions, a line of two invoices.

A part has one row, and so one parent. Which one, no document says: all that hold it wait, each with the names of the
others, and an older copy without it is used. What passes otherwise is written first, so that a document which breaks
another rule contests nothing. Then the outcome depends on what is in ``raw``, and not on the order in which it came.
"""

from collections.abc import Iterator

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject, partial_lists_of
from pipelines.database_failure import DatabaseFailure
from pipelines.promotion import quarantine, statements
from pipelines.promotion.cut_lists import key_of
from pipelines.promotion.quarantine import Reason
from pipelines.promotion.select import Scope
from pipelines.promotion.transforms import Transform
from pipelines.temporary_tables import clear, create

CARDINALITY = "21000"  # SQLSTATE of a part that would change hands, or of two rows for one
NAMED = 3


def prepare(cursor: Cursor) -> None:
    """The temporary table of the documents that may hold what those in scope hold; it ends with the transaction."""
    create(cursor, 'CREATE TEMP TABLE rivals (id text COLLATE "C" PRIMARY KEY) ON COMMIT DROP', "rivals")


def is_any_waiting(cursor: Cursor, entry: StripeObject) -> bool:
    """Whether documents of a type wait for a part that others hold, too."""
    cursor.execute(
        "SELECT EXISTS (SELECT FROM meta.quarantine AS quarantined"
        " WHERE quarantined.object = %s AND quarantined.contested IS NOT NULL)",
        (entry.name,),
    )
    return bool(cursor.fetchone()[0])


def note_rivals(cursor: Cursor, entry: StripeObject) -> None:
    """Note who has the rows of parts that the selected documents hold, and who waits for them."""
    for child in partial_lists_of(entry).values():  # an element that another one holds takes its own parts along
        cursor.execute(rivals(entry, child))


def rivals(entry: StripeObject, child: StripeObject) -> str:
    """Note who has the rows of the parts of one type that the selected documents hold, and who waits for them."""
    assert child.embedded is not None  # noqa: S101 -- it is a child
    return f"""
            WITH parts AS MATERIALIZED (
                SELECT DISTINCT {key_of("element", child)} AS id
                FROM selected JOIN raw.{entry.plural} AS landed ON landed.ctid = selected.copy,
                    jsonb_array_elements(meta.stripe_list(
                        coalesce(selected.completed, landed.payload) -> '{child.embedded.field}'
                    )) AS element
            )
            INSERT INTO rivals
            SELECT kept.{entry.owner_column} FROM parts JOIN oltp.{child.table} AS kept ON kept.id = parts.id
            WHERE kept.row_state = 'present'
            UNION
            SELECT quarantined.id FROM meta.quarantine AS quarantined
            WHERE quarantined.object = '{entry.name}' AND (
                quarantined.contested && ARRAY(SELECT parts.id FROM parts WHERE parts.id IS NOT NULL)
                OR quarantined.contested && ARRAY(
                    SELECT unnest(own.contested) FROM meta.quarantine AS own JOIN selected ON selected.id = own.id
                    WHERE own.object = '{entry.name}'
                )
            )
            ON CONFLICT DO NOTHING
    """


def take_in_rivals(cursor: Cursor, scope: Scope) -> bool:
    """Add the rivals that are not in scope to it, and put them to be tried; says whether there are any."""
    if scope.everything:
        return False
    clear(cursor, "retried")
    cursor.execute(
        f"INSERT INTO retried SELECT id FROM rivals EXCEPT SELECT id FROM {scope.table};"
        f" INSERT INTO {scope.table} SELECT id FROM retried; SELECT EXISTS (SELECT FROM retried)"
    )
    return bool(cursor.fetchone()[0])


def refuse(
    cursor: Cursor, entry: StripeObject, children: list[tuple[StripeObject, Transform]], total: int, *, run_id: int
) -> list[str]:
    """Refuse the selected documents that hold a part which another one holds; returns their ids."""
    reasons: dict[str, tuple[Reason, list[str]]] = {}
    for child, transform in children:
        for part, holders in _contested(cursor, child, transform, total):
            for holder in holders:
                reasons.setdefault(holder, (_reason(child, part, holders), []))[1].append(part)
    quarantine.refuse_contested(cursor, entry, reasons, run_id=run_id)
    return list(reasons)


def _contested(
    cursor: Cursor, child: StripeObject, transform: Transform, total: int
) -> Iterator[tuple[str, list[str]]]:
    cursor.execute(contested(child, transform, 1, total))
    yield from cursor.fetchall()


def contested(child: StripeObject, transform: Transform, first: int | str, last: int | str) -> str:
    """The parts that several of the selected documents hold, each with the ids of these."""
    owner = statements.owner_of(child)
    return f"""
        WITH {statements.mapped(child, transform, first, last)}
        SELECT mapped.id, array_agg(DISTINCT mapped.{owner} ORDER BY mapped.{owner}) FROM mapped
        GROUP BY mapped.id HAVING count(DISTINCT mapped.{owner}) > 1 ORDER BY mapped.id
    """


def failure(child: StripeObject) -> DatabaseFailure:
    """The rule that documents break which hold the same part: it has one row."""
    return DatabaseFailure(CARDINALITY, f"pk_{child.table}", "id")


def _reason(child: StripeObject, part: str, holders: list[str]) -> Reason:
    assert child.embedded is not None  # noqa: S101 -- it is a child
    more = f" and {len(holders) - NAMED:,} more" if len(holders) > NAMED else ""
    named = " and ".join(holders[:NAMED]) if not more else ", ".join(holders[:NAMED])
    rule = failure(child)
    return Reason(
        rule.sqlstate,
        rule.constraint,
        rule.column,
        child.embedded.field,
        f"{child.embedded.field}: {child.name} {part} is in {named}{more}, and can be a part of one only."
        " A newer copy without it settles it",
    )
