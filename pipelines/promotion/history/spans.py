"""Versions: what copies show one after the other, equal rows taken together, from when until when.

A row ends where the next copy shows another one, or shows that it is gone: its object was deleted, or the whole list
that had it has it no more. A list that Stripe cut ends nothing. A part that several objects held is the smallest id's.
The first row of an object that was made before anybody saw it begins when it was made, and is not exact.
"""

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject
from pipelines.promotion import statements
from pipelines.promotion.history import gaps
from pipelines.promotion.history.shown import Tables, complete_of, data_of, name_of
from pipelines.temporary_tables import analyze, clear, create

SPAN = ("version", "valid_from", "valid_to", "source", "exact")


def find_line(cursor: Cursor, tables: Tables, *, everything: bool) -> None:
    """Fill ``line`` with the stations that count, and one before them (position 0) for what was known before."""
    own, _ = tables[0]
    refused = " UNION ALL ".join(
        f"SELECT shown.station FROM {name_of(entry)} AS shown WHERE shown.verdict IS NOT NULL" for entry, _ in tables
    )
    known = (
        "NULL"
        if everything
        else f"""(
                    SELECT max(kept.observed_at) FROM history.{own.table} AS kept
                    WHERE kept.id = stations.id AND kept.valid_to IS NULL
                        AND NOT EXISTS (SELECT FROM renewed WHERE renewed.id = stations.id)
                )"""
    )
    is_renewed = "" if everything else " AND EXISTS (SELECT FROM renewed WHERE renewed.id = counted.id)"
    clear(cursor, "line")
    cursor.execute(f"""
        INSERT INTO line (owner_id, position, observed_at, is_gone, is_event, is_covered, is_first)
        SELECT counted.id, counted.position, counted.observed_at, counted.is_gone, counted.is_event,
            {gaps.none_between("counted.before", "counted.observed_at")},
            counted.is_first{is_renewed}
        FROM (
            SELECT stations.*, lag(stations.position) OVER by_id IS NULL AS is_first,
                coalesce(lag(stations.observed_at) OVER by_id, {known}) AS before
            FROM stations LEFT JOIN {name_of(own)} AS shown ON shown.station = stations.position
            WHERE NOT stations.is_refused AND (stations.is_gone OR shown.station IS NOT NULL)
                AND NOT EXISTS (SELECT FROM ({refused}) AS refused WHERE refused.station = stations.position)
            WINDOW by_id AS (PARTITION BY stations.id ORDER BY stations.position)
        ) AS counted
    """)
    analyze(cursor, "line")


def make(cursor: Cursor, tables: Tables, entry: StripeObject, *, everything: bool) -> None:
    """Fill ``made_…`` with the versions of the ids in ``line``; of those not made again, from the open one on."""
    made, columns = made_of(entry), ", ".join(columns_of(entry))
    statements = (
        f"DROP TABLE IF EXISTS {made}; CREATE TEMP TABLE {made} ON COMMIT DROP AS"
        f" SELECT {columns} FROM history.{entry.table} WITH NO DATA"
    )
    create(cursor, statements, made)
    cursor.execute(f"INSERT INTO {made} ({columns}) {versions(tables, entry, everything=everything)}")
    analyze(cursor, f"{made_of(entry)} (id, version)")


def made_of(entry: StripeObject) -> str:
    """The temporary table of the versions that were made."""
    return f"made_{entry.table}"


def of_smaller_id(entry: StripeObject) -> str:
    """Leave of a part that several objects held the versions of one."""
    owner = statements.owner_of(entry)
    return f"""
        DELETE FROM {made_of(entry)} AS made USING {made_of(entry)} AS other
        WHERE other.id = made.id AND other.{owner} < made.{owner}
    """


def columns_of(entry: StripeObject) -> list[str]:
    """The columns of the table of versions but `promoted_at`, the key first."""
    key, *others = [column.sql for column in statements.table_of(entry).columns]
    return [key, *SPAN, *others]


def versions(tables: Tables, entry: StripeObject, *, everything: bool) -> str:
    """A SELECT of the versions, in the order of ``columns_of``."""
    own, _ = tables[0]
    owner = statements.owner_of(entry) if entry is not own else "id"
    is_again = entry is not own and not everything
    closed = "0" if everything else _closed(entry, owner)
    return f"""
        WITH whole_line AS ({_whole_line(own, entry)}),
        shown AS ({_shown(entry, owner, everything=everything)}),
        compared AS ({_compared(own, entry)}),
        {_TAKEN_TOGETHER}
        SELECT begun.id,
            begun._number + coalesce(begun._known - 1, {closed}),
            coalesce(
                begun._valid_from, CASE WHEN begun._is_old THEN least(begun._made_at, begun._at) ELSE begun._at END
            ),
            least(begun._next_at, ending.observed_at),
            coalesce(begun._source, CASE WHEN begun._is_event THEN 'event' ELSE 'copy' END),
            coalesce(
                begun._exact,
                begun._is_event AND begun._is_covered AND (NOT begun._is_old OR begun._made_at = begun._at) IS TRUE
            ),
            {_values(entry)}
        FROM begun
        JOIN last ON last._of = begun._of AND last.id = begun.id AND last._number = begun._number
        LEFT JOIN whole_line AS ending ON ending.owner_id = begun._of AND ending.is_whole AND ending.n = last._n + 1
        WHERE begun._of = begun._first_of{_not_of_another(entry, owner) if is_again else ""}
    """


def _whole_line(own: StripeObject, entry: StripeObject) -> str:
    """The stations, and how many so far, with it, show whether there are rows of the type (``n``)."""
    return f"""
            SELECT line.*, count(*) FILTER (WHERE {_is_whole(own, entry)}) OVER (
                    PARTITION BY line.owner_id ORDER BY line.position
                ) AS n, {_is_whole(own, entry)} AS is_whole
            FROM line {_with_own(own, entry)}
        """


def _shown(entry: StripeObject, owner: str, *, everything: bool) -> str:
    """The rows that stations show, and before them those of open versions, which know when they began."""
    columns = [*data_of(entry), *complete_of(entry)]
    mine = ", ".join(f"shown.{column}" for column in columns)
    return f"""
            SELECT {mine}, whole_line.owner_id AS _of, whole_line.position AS _position, whole_line.observed_at AS _at,
                whole_line.n AS _n, whole_line.n - whole_line.is_whole::integer AS _n_before,
                whole_line.is_event AS _is_event, whole_line.is_covered AS _is_covered,
                whole_line.is_first AS _is_first,
                NULL::integer AS _version, NULL::timestamptz AS _valid_from, NULL::text AS _source,
                NULL::boolean AS _exact
            FROM {name_of(entry)} AS shown JOIN whole_line ON whole_line.position = shown.station
            {"" if everything else _known(entry, owner, columns)}
        """


def _compared(own: StripeObject, entry: StripeObject) -> str:
    """Whether each begins a version: the row before it is another, or was missing from a whole list in between."""
    row = "ROW(" + ", ".join(f"shown.{column}" for column in data_of(entry)) + ")"
    first_of = "shown._of" if entry is own else "min(shown._of) OVER (PARTITION BY shown.id)"
    created = f"shown.{entry.created}" if entry.created else "NULL::timestamptz"
    return f"""
            SELECT shown.*, {created} AS _made_at, {first_of} AS _first_of,
                (lag({row}) OVER by_id IS DISTINCT FROM {row} OR shown._n_before > lag(shown._n) OVER by_id) AS _begins
            FROM shown
            WINDOW by_id AS (PARTITION BY shown.id, shown._of ORDER BY shown._position)
        """


# Each row with the number of its version, where each version was seen last, and its first row.
_BY_ID = "PARTITION BY {0}.id, {0}._of ORDER BY {0}._position"
_TAKEN_TOGETHER = f"""numbered AS (
            SELECT compared.*, count(*) FILTER (WHERE compared._begins) OVER by_id AS _number
            FROM compared
            WINDOW by_id AS ({_BY_ID.format("compared")})
        ),
        last AS (
            SELECT numbered._of, numbered.id, numbered._number, max(numbered._n) AS _n, max(numbered._at) AS _at
            FROM numbered GROUP BY numbered._of, numbered.id, numbered._number
        ),
        begun AS (
            SELECT numbered.*, lead(numbered._at) OVER by_id AS _next_at,
                first_value(numbered._version) OVER by_id AS _known,
                numbered._is_first AND numbered._number = 1 AS _is_old
            FROM numbered WHERE numbered._begins
            WINDOW by_id AS ({_BY_ID.format("numbered")} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        )"""


def _values(entry: StripeObject) -> str:
    """The columns of a version behind those that say when it was true."""
    ours = {
        "row_state": "'present'",
        "transform_version": str(entry.transform),
        "observed_at": "last._at",
        "deleted_observed_at": "NULL::timestamptz",
    }
    _, *others = statements.table_of(entry).columns
    return ", ".join(ours.get(column.name, f"begun.{column.sql}") for column in others)


def _known(entry: StripeObject, owner: str, columns: list[str]) -> str:
    """The versions that are open of what is not made again, as the rows before those that are shown now."""
    at = "kept.observed_at" if owner == "id" else "kept.valid_from"
    return f"""UNION ALL
            SELECT {", ".join(f"kept.{column}" for column in columns)}, kept.{owner}, 0, {at}, 0, 0, NULL, NULL, FALSE,
                kept.version, kept.valid_from, kept.source, kept.exact
            FROM (SELECT DISTINCT line.owner_id FROM line) AS named
            JOIN history.{entry.table} AS kept ON kept.{owner} = named.owner_id AND kept.valid_to IS NULL
            WHERE NOT EXISTS (SELECT FROM renewed WHERE renewed.id = named.owner_id)"""


def _not_of_another(entry: StripeObject, owner: str) -> str:
    """That no object with a smaller id ever held a part, which would be its alone, as SQL."""
    return f"""
            AND NOT EXISTS (
                SELECT FROM history.{entry.table} AS kept WHERE kept.id = begun.id AND kept.{owner} < begun._of
            )"""


def _closed(entry: StripeObject, owner: str) -> str:
    """The number of versions that an id has already, all of them ended, as SQL."""
    return f"""coalesce((
                SELECT max(kept.version) FROM history.{entry.table} AS kept
                WHERE kept.id = begun.id AND kept.{owner} = begun._of
                    AND NOT EXISTS (SELECT FROM renewed WHERE renewed.id = begun._of)
            ), 0)"""


def _is_whole(own: StripeObject, entry: StripeObject) -> str:
    """Whether a station shows all rows of its object: that it has none of a kind says that there is none, as SQL."""
    column = _complete_column(own, entry)
    return "(line.is_gone OR own.is_whole IS NOT FALSE)" if column else "TRUE"


def _with_own(own: StripeObject, entry: StripeObject) -> str:
    column = _complete_column(own, entry)
    if not column:
        return ""
    own_rows = f"SELECT shown.station, shown.{column} AS is_whole FROM {name_of(own)} AS shown"
    return f"LEFT JOIN ({own_rows}) AS own ON own.station = line.position"


def _complete_column(own: StripeObject, entry: StripeObject) -> str | None:
    return next((column for column, child in complete_of(own).items() if child is entry and entry is not own), None)
