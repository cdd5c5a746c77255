"""Which copy of each id counts: the newest one that passes, its last deletion; and what makes it whole.

Copies of one id are ordered by when Stripe said it (observed_at), within one second of events by what these say
(`seconds.py`), then by when they were received (_dlt_load_id, _dlt_id).
A row of ``oltp`` is a pure function of ``raw``. So promoting a few ids, promoting everything and replaying are one
operation on a different scope, and none of them depends on what the tables held before.
"""

from dataclasses import dataclass

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject, children_of
from pipelines.errors import StripeOltpError
from pipelines.promotion import asked, seconds
from pipelines.raw.tables import COMPLETE_LOADS, parent_of


class PartitionedTableError(StripeOltpError):
    """A raw table is one that this release would read wrongly."""


def has_its_fields(entry: StripeObject, copy: str = "landed") -> str:
    """Whether a copy is more than a bare stub, as SQL; one that says its object is deleted may be whole (an event)."""
    return f"(NOT {copy}.deleted OR {copy}.payload ? '{entry.mark}')"


def key_of(element: str, child: StripeObject) -> str:
    """What tells an element of a list from the others, as SQL; NULL where it has no id and its place tells it."""
    assert child.embedded is not None  # noqa: S101 -- only children are asked
    former = child.embedded.unique_id
    return f"coalesce({element} ->> '{former}', {element} ->> 'id')" if former else f"{element} ->> 'id'"


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
    cursor.execute("""
        CREATE TEMP TABLE touched (id text COLLATE "C" PRIMARY KEY) ON COMMIT DROP;
        CREATE TEMP TABLE retried (id text COLLATE "C" PRIMARY KEY) ON COMMIT DROP;
        CREATE TEMP TABLE refused (raw_id text COLLATE "C" PRIMARY KEY) ON COMMIT DROP;
        CREATE TEMP TABLE chosen (
            position bigint PRIMARY KEY, id text COLLATE "C", copy tid, raw_id text, load_id text,
            observed_at timestamptz, deleted_observed_at timestamptz, cut boolean, lacks boolean, completed jsonb,
            incomplete text[] NOT NULL DEFAULT '{}'
        ) ON COMMIT DROP;
        CREATE TEMP TABLE postponed_references (parent text, id text COLLATE "C") ON COMMIT DROP;
    """)


def anything_landed(cursor: Cursor) -> bool:
    """Whether there ever was a landing."""
    cursor.execute("SELECT EXISTS (SELECT FROM raw._dlt_loads)")
    return bool(cursor.fetchone()[0])


def raw_table_exists(cursor: Cursor, entry: StripeObject) -> bool:
    """Whether anything of this type was ever landed. Raises PartitionedTableError."""
    cursor.execute("SELECT relkind FROM pg_class WHERE oid = to_regclass(%s)", (f"raw.{entry.plural}",))
    kinds = [kind for (kind,) in cursor.fetchall()]
    if kinds == ["p"]:
        raise PartitionedTableError(
            f"raw.{entry.plural} is partitioned: copies are found by their place in a table, and this release would"
            " take those of one partition for those of another. Nothing was changed. See docs/scaling.md."
        )
    return bool(kinds)


def scope_of(cursor: Cursor, entry: StripeObject, loads: list[str]) -> Scope | None:
    """What has to be looked at to promote ``loads``; None where they bring nothing.

    Where no load was promoted before, that is everything, and no list of ids is made.
    """
    cursor.execute("TRUNCATE refused")
    cursor.execute(f"SELECT loads.load_id = ANY(%s) FROM ({COMPLETE_LOADS}) AS loads", (loads,))
    if all(is_pending for (is_pending,) in cursor.fetchall()):
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM raw.{entry.plural} AS landed WHERE landed._dlt_load_id = ANY(%s))", (loads,)
        )
        return Scope(everything=True) if cursor.fetchone() == (True,) else None
    return Scope(everything=False) if _touch(cursor, entry, loads) else None


def _touch(cursor: Cursor, entry: StripeObject, loads: list[str]) -> bool:
    """Fill ``touched`` with the ids that ``loads`` name; says whether there are any.

    An id in quarantine is among them when a migration came since its document was refused. Without one, and without a
    new copy or a new version, it would be refused again.
    The documents of a child type that were landed by themselves (the rest of a list that was cut) touch the parent
    they name.
    """
    cursor.execute("TRUNCATE touched")
    cursor.execute(
        f"INSERT INTO touched SELECT landed.id FROM raw.{entry.plural} AS landed WHERE landed._dlt_load_id = ANY(%s)"
        " UNION SELECT held.id FROM meta.quarantine AS held WHERE held.object = %s"
        " AND held.schema_revision <> (SELECT schema.version_num FROM meta.alembic_version AS schema)",
        (loads, entry.name),
    )
    for child in children_of(entry):
        if raw_table_exists(cursor, child):
            cursor.execute(
                f"INSERT INTO touched SELECT DISTINCT parent.id FROM raw.{child.plural} AS item"
                f" JOIN raw.{entry.plural} AS parent ON parent.id = {parent_of('item', child)}"
                " WHERE item._dlt_load_id = ANY(%s) ON CONFLICT DO NOTHING",
                (loads,),
            )
    cursor.execute("SELECT EXISTS (SELECT FROM touched)")
    return bool(cursor.fetchone()[0])


def choose(cursor: Cursor, entry: StripeObject, scope: Scope) -> int:
    """Fill ``chosen`` with one row an id and return their number.

    ``copy`` is the newest full copy that was not refused (NULL when only the deleted stub is known); ids of which
    nothing is left are absent. ``incomplete`` names its lists of which not all elements are known. Positions follow the
    order on disk.
    """
    cursor.execute("TRUNCATE chosen, placed")
    within = scope.condition("landed.id")
    is_placed = seconds.find_places(cursor, entry, scope.loads, within, _decides(entry, scope.loads))
    cursor.execute(f"""
        INSERT INTO chosen (position, id, copy, raw_id, load_id, observed_at, deleted_observed_at, cut, lacks)
        WITH copies AS (
            SELECT landed.id, landed.ctid AS copy, {_order_of("landed", is_placed=is_placed)},
                landed.origin = 'embedded' AS is_embedded,
                landed.deleted, {has_its_fields(entry)} AS is_whole, {_cut(entry)} AS cut,
                {asked.lacks(entry, "landed")} AS lacks
            FROM raw.{entry.plural} AS landed
            WHERE landed._dlt_load_id IN ({scope.loads})
                AND {within}
                AND NOT EXISTS (SELECT FROM refused WHERE refused.raw_id = landed._dlt_id)
        ),
        whole AS (
            SELECT DISTINCT ON (copies.id) copies.* FROM copies WHERE copies.is_whole
            ORDER BY copies.id, copies.is_embedded, {_newest_first("copies")}
        ),
        gone AS (
            SELECT DISTINCT ON (copies.id) copies.* FROM copies WHERE copies.deleted
            ORDER BY copies.id, {_newest_first("copies")}
        )
        SELECT row_number() OVER (ORDER BY whole.copy), coalesce(whole.id, gone.id), whole.copy,
            coalesce(whole._dlt_id, gone._dlt_id), coalesce(whole._dlt_load_id, gone._dlt_load_id), whole.observed_at,
            CASE
                WHEN whole.id IS NULL OR {_at("gone")} >= {_at("whole")} THEN gone.observed_at
            END,
            whole.cut, whole.lacks
        FROM whole FULL JOIN gone ON gone.id = whole.id
    """)
    number: int = cursor.rowcount
    cursor.execute("ANALYZE chosen (position, id)")
    for child in children_of(entry):
        _complete(cursor, entry, child, scope.loads)
    asked.carry(cursor, entry, scope.loads)
    return number


ORDER = ("observed_at", "place", "told", "_dlt_load_id", "_dlt_id")


def _order_of(copy: str, *, is_placed: bool) -> str:
    """What puts a copy of raw in order, as SQL for a SELECT; ``is_placed`` says whether to look it up, too."""
    place = seconds.place(copy)
    if is_placed:
        place = f"coalesce((SELECT placed.place FROM placed WHERE placed.raw_id = {copy}._dlt_id), {place})"
    return f"{copy}.observed_at, {place} AS place, {seconds.key(copy)} AS told, {copy}._dlt_load_id, {copy}._dlt_id"


def _columns(copy: str) -> str:
    return ", ".join(f"{copy}.{column}" for column in ORDER)


def _at(copy: str) -> str:
    """Where a copy stands among those of its id, as SQL that compares."""
    return f"({_columns(copy)})"


def _newest_first(copy: str) -> str:
    return ", ".join(f"{copy}.{column} DESC" for column in ORDER)


def _decides(entry: StripeObject, loads: str) -> str:
    """Whether no copy of a later second stands before those of this one, as SQL."""
    return f"""NOT EXISTS (
        SELECT FROM raw.{entry.plural} AS later
        WHERE later.id = landed.id AND later.observed_at > landed.observed_at AND later._dlt_load_id IN ({loads})
            AND later.origin <> 'embedded' AND {has_its_fields(entry, "later")}
            AND NOT EXISTS (SELECT FROM refused WHERE refused.raw_id = later._dlt_id)
    )"""


def _cut(entry: StripeObject) -> str:
    """Whether Stripe cut a list inside the document, as SQL."""
    marks = [
        f"landed.payload #> '{{{child.embedded.field},has_more}}' = 'true'::jsonb"
        for child in children_of(entry)
        if child.embedded
    ]
    return f"coalesce({' OR '.join(marks)}, FALSE)" if marks else "FALSE"


def _has_its_own_id(payload: str, child: StripeObject) -> str:
    """Whether an element is told apart by its id alone; else also by its number among those of that id."""
    assert child.embedded is not None  # noqa: S101 -- only children are asked
    former = child.embedded.unique_id
    said = f"{payload} ->> '{former}' IS NOT NULL OR " if former else ""
    return f"({said}starts_with({payload} ->> 'id', '{child.embedded.own_ids}'))"


def _complete(cursor: Cursor, entry: StripeObject, child: StripeObject, loads: str) -> None:
    """Make the cut lists of the chosen copies whole.

    A cut list becomes the newest version of every element known since the list was last known whole: from that copy,
    from the cut ones after it, and from the elements that were landed by themselves. It is known whole from a copy
    that was not cut, or from one whose load also brought the list from its endpoint, because a load completes only
    when all its pages were read. So what is offline stays known, and a whole list forgets what is not in it.
    """
    assert child.embedded is not None  # noqa: S101 -- called with children only
    field = child.embedded.field
    # The elements landed by themselves are found through the parent they name.
    alone, completed = "", "FALSE"
    if raw_table_exists(cursor, child):
        completed = f"""
            EXISTS (
                SELECT FROM raw.{child.plural} AS item
                WHERE item._dlt_load_id = landed._dlt_load_id AND item.origin = 'list'
                    AND {parent_of("item", child)} = landed.id
            )
        """
        alone = f"""
            UNION ALL
            SELECT chosen.id, {key_of("item.payload", child)}, item.payload, item.observed_at,
                {seconds.SERVED}, '', item._dlt_load_id, item._dlt_id,
                CASE WHEN {_has_its_own_id("item.payload", child)} THEN 1 ELSE row_number() OVER (
                    PARTITION BY chosen.id, item._dlt_load_id, item.id ORDER BY item._dlt_id
                ) END,
                row_number() OVER (PARTITION BY chosen.id, item._dlt_load_id ORDER BY item._dlt_id), TRUE
            FROM chosen JOIN raw.{child.plural} AS item ON {parent_of("item", child)} = chosen.id
            WHERE chosen.cut AND item._dlt_load_id IN ({loads})
        """
    cursor.execute("SELECT EXISTS (SELECT FROM chosen WHERE chosen.cut)")
    if cursor.fetchone() == (False,):
        return
    within = "landed.id IN (SELECT chosen.id FROM chosen WHERE chosen.cut)"
    is_placed = seconds.find_places(cursor, entry, loads, within)
    cursor.execute(f"""
        WITH copies AS (
            SELECT landed.id, landed.payload, {_order_of("landed", is_placed=is_placed)},
                landed.payload #> '{{{field},has_more}}' = 'true'::jsonb AS cut, chosen.copy = landed.ctid AS is_chosen,
                {completed} AS completed
            FROM chosen JOIN raw.{entry.plural} AS landed ON landed.id = chosen.id
            WHERE chosen.cut AND landed._dlt_load_id IN ({loads})
                AND {has_its_fields(entry)}
        ),
        chosen_copies AS (SELECT copies.* FROM copies WHERE copies.is_chosen AND copies.cut),
        last_whole AS (
            SELECT DISTINCT ON (copies.id) copies.*
            FROM copies JOIN chosen_copies ON chosen_copies.id = copies.id
            WHERE (copies.cut IS NOT TRUE OR copies.completed)
                AND {_at("copies")} <= {_at("chosen_copies")}
            ORDER BY copies.id, {_newest_first("copies")}
        ),
        elements AS (
            SELECT copies.id AS parent_id, {key_of("element.value", child)} AS id,
                element.value AS payload, {_columns("copies")},
                CASE WHEN {_has_its_own_id("element.value", child)} THEN 1 ELSE row_number() OVER (
                    PARTITION BY copies._dlt_id, element.value ->> 'id' ORDER BY element.ordinality
                ) END AS number,
                element.ordinality AS position, FALSE AS alone
            FROM copies JOIN chosen_copies ON chosen_copies.id = copies.id
            LEFT JOIN last_whole ON last_whole.id = copies.id
            CROSS JOIN LATERAL jsonb_array_elements(meta.stripe_list(copies.payload -> '{field}'))
                WITH ORDINALITY AS element
            WHERE {_at("copies")} <= {_at("chosen_copies")}
                AND (last_whole.id IS NULL OR {_at("copies")} >= {_at("last_whole")})
            {alone}
        ),
        newest AS (
            SELECT DISTINCT ON (elements.parent_id, elements.id, elements.number) elements.*
            FROM elements LEFT JOIN last_whole ON last_whole.id = elements.parent_id
            WHERE last_whole.id IS NULL
                OR (elements.alone AND elements._dlt_load_id = last_whole._dlt_load_id)
                OR {_at("elements")} >= {_at("last_whole")}
            ORDER BY elements.parent_id, elements.id, elements.number, {_newest_first("elements")}
        ),
        merged AS (
            SELECT newest.parent_id, jsonb_agg(
                newest.payload ORDER BY newest.observed_at DESC, newest.place DESC, newest.told DESC,
                    newest._dlt_load_id DESC, newest.position, newest.id
            ) AS list
            FROM newest GROUP BY newest.parent_id
        )
        UPDATE chosen
        SET completed = jsonb_set(coalesce(chosen.completed, landed.payload), '{{{field},data}}', merged.list)
        FROM merged JOIN chosen_copies AS landed ON landed.id = merged.parent_id
        WHERE chosen.id = merged.parent_id
    """)
    cursor.execute(f"""
        UPDATE chosen SET incomplete = chosen.incomplete || '{field}'::text
        FROM raw.{entry.plural} AS landed
        WHERE chosen.cut AND landed.ctid = chosen.copy AND landed.payload #> '{{{field},has_more}}' = 'true'::jsonb
            AND NOT {completed}
    """)
