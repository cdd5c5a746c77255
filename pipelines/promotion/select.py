"""Which copy of each id counts: the newest one that passes, its last deletion; and what makes it whole.

A row of ``oltp`` is a pure function of ``raw``. So promoting a few ids, promoting everything and replaying are one
operation on a different scope, and none of them depends on what the tables held before.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import of
from oltp_schema.sql_files import sql_file
from pipelines.catalogue import StripeObject, partial_lists_of
from pipelines.errors import StripeOltpError
from pipelines.promotion import asked, cut_lists, elements, listed, seconds
from pipelines.promotion.copies import ORDER, at, counts_last, has_its_fields, in_time, newest_first, order_of
from pipelines.raw.tables import COMPLETE_LOADS, existing, parent_of, with_rows
from pipelines.temporary_tables import analyze, clear, create

TEMPORARY = ("touched", "retried", "refused", "selected", "postponed_references")


class PartitionedTableError(StripeOltpError):
    """A raw table is one that this release would read wrongly."""


@dataclass(frozen=True)
class Scope:
    """Which ids are looked at, those in a temporary table or all, and in which loads (as SQL)."""

    everything: bool
    loads: str = COMPLETE_LOADS
    table: str = "touched"

    def condition(self, column: str) -> str:
        """The scope as SQL over a column of ids."""
        return "TRUE" if self.everything else f"{column} IN (SELECT {self.table}.id FROM {self.table})"

    def ids(self, entry: StripeObject) -> str:
        """The ids of one type that are looked at, each once, as SQL for a FROM clause."""
        if not self.everything:
            return self.table
        return (
            f"(SELECT DISTINCT landed.id FROM raw.{entry.plural} AS landed WHERE landed._dlt_load_id IN ({self.loads}))"
        )


def prepare(cursor: Cursor) -> None:
    """The temporary tables of one promotion; they end with its transaction."""
    seconds.prepare(cursor)
    create(cursor, sql_file(__package__, "temporary_tables.sql"), *TEMPORARY)


def anything_landed(cursor: Cursor) -> bool:
    """Whether there ever was a landing."""
    cursor.execute("SELECT EXISTS (SELECT FROM raw._dlt_loads)")
    return bool(cursor.fetchone()[0])


def raw_table_exists(cursor: Cursor, entry: StripeObject) -> bool:
    """Whether there are rows to be had of this type; of an offered one, from its first document on.

    Raises PartitionedTableError.
    """
    cursor.execute(f"SELECT relkind FROM pg_class WHERE oid = to_regclass('raw.{entry.plural}')")
    kinds = [kind for (kind,) in cursor.fetchall()]
    if kinds == ["p"]:
        raise PartitionedTableError(
            f"{of(cursor).raw}.{entry.plural} is partitioned: copies are found by their place in a table, and this"
            " release would take those of one partition for those of another. Nothing was changed. See docs/scaling.md."
        )
    if kinds and entry.offered:
        cursor.execute(f"SELECT EXISTS (SELECT FROM raw.{entry.plural})")
        return bool(cursor.fetchone()[0])
    return bool(kinds)


def bare(cursor: Cursor, tables: Mapping[str, list[StripeObject]]) -> set[str]:
    """The types of which no document is landed, no row stands and none waits, by their tables, each one's own first."""
    there = existing(cursor)
    looks = [
        _has_nothing(name, entries)
        for name, entries in tables.items()
        if entries[0].plural in there and not entries[0].offered  # that counts from its first document on
    ]
    if not looks:
        return set()
    cursor.execute(" UNION ALL ".join(looks))
    return {name for (name,) in cursor.fetchall()}


def _has_nothing(name: str, entries: list[StripeObject]) -> str:
    places = [f"raw.{entries[0].plural}", *(f"oltp.{entry.table}" for entry in entries)]
    places.append(f"meta.quarantine WHERE object = '{name}'")
    return f"SELECT '{name}' WHERE NOT ({' OR '.join(f'EXISTS (SELECT FROM {place})' for place in places)})"


def read_for(entry: StripeObject) -> set[str]:
    """The raw tables that the rows of a type are made of: its own, and those of its lists that may be cut."""
    return {entry.plural, *(child.plural for child in partial_lists_of(entry).values())}


def brought(cursor: Cursor, entries: list[StripeObject], loads: list[str]) -> set[str]:
    """The types, of some, of which the loads have copies or elements of their lists."""
    if not (entries and loads):
        return set()
    read = {entry.name: read_for(entry) for entry in entries}
    there = with_rows(cursor, set().union(*read.values()) & existing(cursor), loads)
    return {name for name, plurals in read.items() if plurals & there}


def scope_of(cursor: Cursor, entry: StripeObject, loads: list[str]) -> Scope | None:
    """What has to be looked at to promote ``loads``; None where they bring nothing.

    Where no load was promoted before, that is everything, and no list of ids is made.
    """
    clear(cursor, "refused")
    cursor.execute(f"SELECT NOT EXISTS ({COMPLETE_LOADS} AND loads.load_id <> ALL(%s::text[]))", (loads,))
    if cursor.fetchone() == (True,):
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM raw.{entry.plural} AS landed WHERE landed._dlt_load_id = ANY(%s))", (loads,)
        )
        return Scope(everything=True) if cursor.fetchone() == (True,) else None
    return Scope(everything=False) if touch(cursor, entry, loads) else None


def touch(cursor: Cursor, entry: StripeObject, loads: list[str]) -> bool:
    """Fill ``touched`` with the ids that ``loads`` name; says whether there are any.

    An id in quarantine is among them when a migration came since its document was refused. Without one, and without a
    new copy or a new version, it would be refused again.
    The documents of a child type that were landed by themselves (the rest of a list that was cut) touch the parent
    they name.
    """
    clear(cursor, "touched")
    cursor.execute(touched(entry), {"loads": loads})
    for child in partial_lists_of(entry).values():
        if raw_table_exists(cursor, child):
            cursor.execute(touched_parents(entry, child), {"loads": loads})
    cursor.execute("SELECT EXISTS (SELECT FROM touched)")
    return bool(cursor.fetchone()[0])


def touched(entry: StripeObject) -> str:
    """Fill ``touched`` with the ids of which the loads have copies, and with those that a migration may help."""
    return f"""
        INSERT INTO touched
        SELECT landed.id FROM raw.{entry.plural} AS landed WHERE landed._dlt_load_id = ANY(%(loads)s)
        UNION
        SELECT quarantined.id FROM meta.quarantine AS quarantined
        WHERE quarantined.object = '{entry.name}'
            AND quarantined.schema_revision <> (SELECT schema.version_num FROM meta.alembic_version AS schema)
    """


def touched_parents(entry: StripeObject, child: StripeObject) -> str:
    """Add the documents to which the loads bring elements of their lists."""
    return f"""
        INSERT INTO touched
        SELECT DISTINCT parent.id
        FROM raw.{child.plural} AS item JOIN raw.{entry.plural} AS parent ON parent.id = {parent_of("item", child)}
        WHERE item._dlt_load_id = ANY(%(loads)s)
        ON CONFLICT DO NOTHING
    """


def select_copies(cursor: Cursor, entry: StripeObject, scope: Scope) -> int:
    """Fill ``selected`` with one row per id and return their number.

    ``copy`` is the newest full copy that was not refused (NULL when only the deleted stub is known); ids of which
    nothing is left are absent. ``incomplete`` names its lists of which not all elements are known; of those that Stripe
    gives per parent only, ``listed`` names the ones that were read and ``current`` those that were since the copy was
    observed. Positions follow the order on disk.
    """
    clear(cursor, "selected")
    within = scope.condition("landed.id")
    is_placed = seconds.find_places(cursor, entry, scope.loads, within, decides(entry, scope.loads))
    cursor.execute(selection(entry, scope, is_placed=is_placed))
    number: int = cursor.rowcount
    analyze(cursor, "selected (position, id)")
    for child in partial_lists_of(entry).values():
        if child.listed_per:
            cursor.execute(listed.completed(entry, child, scope.loads))
        else:
            cut_lists.complete(cursor, entry, child, scope.loads, is_landed=raw_table_exists(cursor, child))
    asked.carry(cursor, entry, scope.loads)
    return number


def selection(entry: StripeObject, scope: Scope, *, is_placed: bool) -> str:
    """Fill ``selected``; ``is_placed`` says that copies of one second were put in order (`seconds.py`).

    `|| '{}'` gives a document as it is, decompressed, to all that look into it; where nobody does, it is not read.
    """
    return f"""
        INSERT INTO selected (position, id, copy, raw_id, load_id, observed_at, deleted_observed_at, cut, lacks, held)
        WITH copies AS (
            SELECT landed.id, landed.copy, {", ".join(f"landed.{column}" for column in ORDER)}, landed.is_embedded,
                landed.deleted, landed.is_whole, {_cut(entry)} AS cut, {asked.lacks(entry, "landed")} AS lacks,
                {elements.held(entry, "landed.payload")} AS held
            FROM (
                SELECT landed.id, landed.ctid AS copy, {order_of("landed", is_placed=is_placed)},
                    landed.origin = 'embedded' AS is_embedded, landed.deleted, {has_its_fields(entry)} AS is_whole,
                    landed.api_version, landed.payload || '{{}}' AS payload
                FROM raw.{entry.plural} AS landed
                WHERE landed._dlt_load_id IN ({scope.loads})
                    AND {scope.condition("landed.id")}
                    AND NOT EXISTS (SELECT FROM refused WHERE refused.raw_id = landed._dlt_id)
                OFFSET 0
            ) AS landed
        ),
        whole AS (
            SELECT DISTINCT ON (copies.id) copies.* FROM copies WHERE copies.is_whole
            ORDER BY copies.id, copies.{counts_last(entry)}, {newest_first("copies")}
        ),
        gone AS (
            SELECT DISTINCT ON (copies.id) copies.* FROM copies WHERE copies.deleted
            ORDER BY copies.id, {in_time("copies") if entry.shown_by_others else newest_first("copies")}
        )
        SELECT row_number() OVER (ORDER BY whole.copy), coalesce(whole.id, gone.id), whole.copy,
            coalesce(whole._dlt_id, gone._dlt_id), coalesce(whole._dlt_load_id, gone._dlt_load_id), whole.observed_at,
            CASE
                WHEN {_is_gone(entry)} THEN gone.observed_at
            END,
            whole.cut, whole.lacks, whole.held
        FROM whole FULL JOIN gone ON gone.id = whole.id
    """


def decides(entry: StripeObject, loads: str) -> str:
    """Whether no copy of a later second counts before those of this one, as SQL."""
    whole = f"later.origin <> 'embedded' AND {has_its_fields(entry, 'later')}"
    return f"""NOT EXISTS (
        SELECT FROM raw.{entry.plural} AS later
        WHERE later.id = landed.id AND later.observed_at > landed.observed_at AND later._dlt_load_id IN ({loads})
            AND {"NOT later.deleted" if entry.shown_by_others else whole}
            AND NOT EXISTS (SELECT FROM refused WHERE refused.raw_id = later._dlt_id)
    )"""


def _is_gone(entry: StripeObject) -> str:
    """Whether the last deletion counts, where there is one, as SQL: it is final, or nobody saw the object since."""
    return "TRUE" if entry.shown_by_others else f"whole.id IS NULL OR {at('gone')} >= {at('whole')}"


def _cut(entry: StripeObject) -> str:
    """Whether Stripe cut a list inside the document, as SQL."""
    marks = [
        f"landed.payload #> '{{{field},has_more}}' = 'true'::jsonb"
        for field, child in partial_lists_of(entry).items()
        if not child.listed_per
    ]
    return f"coalesce({' OR '.join(marks)}, FALSE)" if marks else "FALSE"
