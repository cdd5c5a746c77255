"""Which copies an object's versions are made of, and in which order: those in its raw table, and what events tell.

A run adds what its loads bring to the last version known. Where that is not enough, because a copy came late, or the
order of a second has to be found, all copies of that id are put in order anew.
"""

from collections.abc import Mapping, Sequence

from psycopg2.extensions import cursor as Cursor

from oltp_schema.sql_files import sql_file
from pipelines.catalogue import CATALOGUE, EVENT, StripeObject
from pipelines.promotion import asked, seconds
from pipelines.promotion.select import Scope
from pipelines.raw.tables import COMPLETE_LOADS, event_of, is_intact
from pipelines.stripe_api.documents import LONGEST_ID
from pipelines.temporary_tables import analyze, clear, create

LAST_SECOND = 253402300799  # of the year 9999
OUTLIVED = tuple(name for entry in CATALOGUE.values() for name in entry.reading.outlives)
TOLD = "(landed.payload #>> '{data,object,id}')"  # an index has it
# Some loads, as SQL: by name, because of a load that it cannot see, the planner expects as many events as the first
# ones brought.
SOME = "= ANY (%(loads)s::text[])"
ANALYZED = "seen (id, is_told, observed_at, origin)"  # what the planner is told of it: others take as long, for nothing
INDEX = "seen_id_observed_at"  # most copies need none, because their versions are rows of oltp
# Of the table `seen`.
COLUMNS = "id, is_told, copy, raw_id, load_id, observed_at, api_version, is_gone, origin, event, event_id, digest"


def prepare(cursor: Cursor) -> None:
    """The temporary tables of a promotion that has versions to make."""
    create(cursor, sql_file(__package__, "temporary_tables.sql"), "told", "seen")


def prepare_long_way(cursor: Cursor) -> None:
    """Those of one that makes versions of documents, unless they are there."""
    cursor.execute("SELECT to_regclass('pg_temp.renewed') IS NULL")
    if cursor.fetchone() == (True,):
        create(cursor, sql_file(__package__, "tables_of_the_long_way.sql"), "direct", "renewed", "stations", "line")


def take_in_events(
    cursor: Cursor,
    names: Sequence[str],
    among: str = f"IN ({COMPLETE_LOADS})",
    loads: Sequence[str] = (),
    *,
    from_rows: bool = False,
) -> None:
    """Fill ``told`` with what events tell of objects of these types.

    They are those ``among`` some loads, as SQL in which `%(loads)s` stands for ``loads``. With ``from_rows``, what an
    event is about is read in its row of `oltp`, where it has one.
    """
    events = _events(f"raw.{EVENT.plural} AS landed", f"landed._dlt_load_id {among}", from_rows=from_rows)
    clear(cursor, "told")
    cursor.execute(f"INSERT INTO told {events}", {"names": list(names), "loads": list(loads)})
    analyze(cursor, "told (name, id, load_id)")


def fill(cursor: Cursor, entry: StripeObject, scope: Scope) -> None:
    """Fill ``seen`` with all copies in ``scope``, in no order yet."""
    prepare_long_way(cursor)
    clear(cursor, "seen", "renewed")
    cursor.execute(f"DROP INDEX IF EXISTS pg_temp.{INDEX}")  # to keep it while rows come takes longer than to make it
    _add(cursor, _copies(entry, f"landed._dlt_load_id IN ({scope.loads})", f"raw.{entry.plural} AS landed"))
    _add(cursor, _told(entry, "told"))
    analyze(cursor, ANALYZED)


def new(entry: StripeObject) -> str:
    """A SELECT of the copies that the loads ``%(loads)s`` bring, but what was found inside others if it does not count,
    as of most prices: Stripe served the object itself."""
    counts = f"""landed._dlt_load_id = ANY (%(loads)s) AND (
                landed.origin <> 'embedded' OR landed.deleted OR NOT EXISTS (
                    SELECT FROM raw.{entry.plural} AS served
                    WHERE served.id = landed.id AND {asked.is_served("served")}
                        AND served._dlt_load_id IN ({COMPLETE_LOADS})
                )
            )"""
    told = "(SELECT * FROM told WHERE told.load_id = ANY (%(loads)s))"
    return f"{_copies(entry, counts, f'raw.{entry.plural} AS landed')} UNION ALL {_told(entry, told)}"


def renew(cursor: Cursor, entry: StripeObject, pending: Sequence[str]) -> None:
    """Fill ``renewed`` with the ids of which all versions are made again, and ``seen`` with their other copies.

    Only now does the planner learn what is in ``seen``: what needs no transform is found without.
    """
    prepare_long_way(cursor)
    analyze(cursor, ANALYZED)
    clear(cursor, "renewed")
    cursor.execute(_renew(entry), {"loads": list(pending)})
    analyze(cursor, "renewed")
    unseen = "NOT EXISTS (SELECT FROM seen WHERE seen.raw_id = landed._dlt_id)"
    within = f"landed._dlt_load_id IN ({COMPLETE_LOADS}) AND {unseen}"
    landed = f"renewed JOIN raw.{entry.plural} AS landed ON landed.id = renewed.id"
    _add(cursor, _copies(entry, within, landed))
    events = _events(f"renewed JOIN raw.{EVENT.plural} AS landed ON {TOLD} = renewed.id", within)
    _add(cursor, _told(entry, f"({events})"), {"names": [entry.name]})
    cursor.execute(sql_file(__package__, "once.sql"))


def drop_embedded(cursor: Cursor, entry: StripeObject, *, everything: bool) -> None:
    """Leave in ``seen`` what was found inside other documents of what Stripe neither served nor told of."""
    cursor.execute(_without_embedded(entry, everything=everything))
    analyze(cursor, ANALYZED)


def is_any(cursor: Cursor) -> bool:
    """Whether ``seen`` has copies."""
    cursor.execute("SELECT EXISTS (SELECT FROM seen)")
    return bool(cursor.fetchone()[0])


def put_in_order(cursor: Cursor, entry: StripeObject) -> int:
    """Fill ``stations`` with the copies in ``seen``, numbered in their order; returns how many."""
    cursor.execute(f"CREATE INDEX IF NOT EXISTS {INDEX} ON seen (id, observed_at)")
    cursor.execute(_open_events())
    is_placed = seconds.find_places_in(cursor, _as_raw(entry), COMPLETE_LOADS)
    place = seconds.place("seen")
    if is_placed:
        place = f"coalesce((SELECT placed.place FROM placed WHERE placed.raw_id = seen.raw_id), {place})"
    clear(cursor, "stations")
    cursor.execute(f"""
        INSERT INTO stations (position, id, is_told, copy, load_id, observed_at, api_version, is_gone, is_event)
        SELECT row_number() OVER (
                ORDER BY seen.id, seen.observed_at, {place}, {seconds.key("seen")}, seen.load_id, seen.raw_id
            ), seen.id, seen.is_told, seen.copy, seen.load_id, seen.observed_at, seen.api_version, seen.is_gone,
            seen.is_told OR seen.event IS NOT NULL
        FROM (SELECT seen.*, seen.is_gone AS deleted FROM seen) AS seen
    """)
    number: int = cursor.rowcount
    analyze(cursor, "stations (position, id)")
    return number


def _open_events() -> str:
    """Look up what events say beside the object that they tell of: where there is more than one copy in a second."""
    return f"""
        UPDATE seen SET event = {event_of("seen.event_id", "landed")}
        FROM raw.{EVENT.plural} AS landed
        WHERE seen.is_told AND landed.ctid = seen.copy AND EXISTS (
            SELECT FROM seen AS other
            WHERE other.id = seen.id AND other.observed_at = seen.observed_at AND other.raw_id <> seen.raw_id
        )
    """


def _add(cursor: Cursor, copies: str, values: Mapping[str, list[str]] | None = None) -> None:
    cursor.execute(f"INSERT INTO seen ({COLUMNS}) {copies}", values)


def _events(source: str, within: str, *, from_rows: bool = False) -> str:
    """What events tell of objects of the types ``names``, as rows like those of ``told``; each event once.

    The row of an event that landed once says the same as its document, which takes twice as long to open.
    """
    outlived = ", ".join(f"'{name}'" for name in OUTLIVED)
    has_row = f"""standing.id = landed.id AND standing.row_state = 'present' AND NOT EXISTS (
                        SELECT FROM raw.{EVENT.plural} AS other WHERE other.id = landed.id AND other.ctid <> landed.ctid
                    )"""
    return f"""
        SELECT DISTINCT ON (said.event_id) said.name, said.id, said.copy, said.raw_id, said.load_id, said.observed_at,
            said.api_version, right(said.type, 8) = '.deleted' AND said.type NOT IN ({outlived}) AS is_gone,
            said.event_id, said.digest
        FROM (
            SELECT opened.copy, opened.event_id, opened.raw_id, opened.load_id, opened.digest,
                coalesce(opened.object_type, opened.payload #>> '{{data,object,object}}') AS name,
                coalesce(opened.object_id, CASE WHEN jsonb_typeof(opened.payload #> '{{data,object,id}}') = 'string'
                    THEN opened.payload #>> '{{data,object,id}}' END) AS id,
                coalesce(opened.created, CASE
                    WHEN CASE WHEN opened.payload ->> 'created' ~ '^[0-9]{{1,12}}$'
                        THEN (opened.payload ->> 'created')::bigint <= {LAST_SECOND} END
                    THEN to_timestamp((opened.payload ->> 'created')::bigint)
                END) AS observed_at,
                coalesce(opened.api_version, opened.payload ->> 'api_version') AS api_version,
                coalesce(opened.type, opened.payload ->> 'type') AS type
            FROM (
                SELECT landed.ctid AS copy, landed.id AS event_id, landed._dlt_id AS raw_id,
                    landed._dlt_load_id AS load_id, landed.digest, standing.object_type, standing.object_id,
                    standing.created, standing.api_version, standing.type,
                    CASE WHEN standing.id IS NULL THEN landed.payload || '{{}}' END AS payload
                FROM {source}
                LEFT JOIN oltp.{EVENT.table} AS standing ON {has_row if from_rows else "FALSE"}
                WHERE {within} AND {is_intact("landed")} OFFSET 0
            ) AS opened
            OFFSET 0
        ) AS said
        WHERE said.name = ANY (%(names)s) AND length(said.id) BETWEEN 1 AND {LONGEST_ID}
            AND said.observed_at >= to_timestamp(0)
        ORDER BY said.event_id, said.load_id, said.raw_id
    """


def _copies(entry: StripeObject, within: str, source: str) -> str:
    """The copies in the raw table of a type."""
    return f"""
        SELECT landed.id, FALSE, landed.ctid, landed._dlt_id, landed._dlt_load_id, landed.observed_at,
            landed.api_version, landed.deleted, landed.origin, landed.event, landed.event ->> 'id', landed.digest
        FROM {source} WHERE {within} AND {is_intact("landed")}
    """


def _told(entry: StripeObject, events: str) -> str:
    """What events tell of a type, but where a copy in its raw table is that of the same event."""
    preview = f" AND NOT starts_with(landed.id, '{entry.preview}')" if entry.preview else ""
    return f"""
        SELECT landed.id, TRUE, landed.copy, landed.raw_id, landed.load_id, landed.observed_at,
            landed.api_version, landed.is_gone, 'event', NULL, landed.event_id, landed.digest
        FROM {events} AS landed
        WHERE landed.name = '{entry.name}'{preview} AND NOT EXISTS (
            SELECT FROM raw.{entry.plural} AS known
            WHERE known.id = landed.id AND known.observed_at = landed.observed_at AND known.event IS NOT NULL
                AND known.event ->> 'id' = landed.event_id
        )
    """


def _renew(entry: StripeObject) -> str:
    """The ids in ``seen`` whose copies do not all come after those that their last version was made of.

    Those of which a copy was altered since are among them. What Stripe gives only when asked, and what is embedded in
    others, depends on whether Stripe served a copy; so do ids in whose place a new copy has objects.
    """
    return f"""
        INSERT INTO renewed
        SELECT new.id
        FROM (SELECT seen.id, min(seen.observed_at) AS first FROM seen GROUP BY seen.id) AS new
        LEFT JOIN LATERAL (
            SELECT kept.observed_at, kept.valid_to FROM history.{entry.table} AS kept
            WHERE kept.id = new.id ORDER BY kept.version DESC LIMIT 1
        ) AS last ON TRUE
        WHERE last.observed_at IS NULL OR last.valid_to IS NOT NULL OR new.first <= last.observed_at
            OR NOT EXISTS (
                SELECT FROM raw.{entry.plural} AS known
                WHERE known.id = new.id AND {asked.is_served("known")} AND known._dlt_load_id <> ALL (%(loads)s)
            )
            OR EXISTS (
                SELECT FROM seen AS one JOIN raw.{entry.plural} AS landed ON landed.ctid = one.copy
                WHERE one.id = new.id AND NOT one.is_told AND {asked.shows_ids(entry, "landed", "last.observed_at")}
            )
            OR EXISTS (
                SELECT FROM raw.{entry.plural} AS known WHERE known.id = new.id AND NOT ({is_intact("known")})
            )
            OR EXISTS (
                SELECT FROM seen AS one JOIN seen AS other ON other.id = one.id AND other.observed_at = one.observed_at
                WHERE one.id = new.id AND (one.is_told OR one.event IS NOT NULL) AND other.digest <> one.digest
            )
    """


def _without_embedded(entry: StripeObject, *, everything: bool) -> str:
    """Take out what was found inside others of an object that Stripe served, or told of."""
    known = "" if everything else " OR NOT EXISTS (SELECT FROM renewed WHERE renewed.id = found.id)"
    return f"""
        DELETE FROM seen AS found WHERE found.origin = 'embedded' AND NOT found.is_gone AND (EXISTS (
            SELECT FROM seen AS served
            WHERE served.id = found.id AND served.origin <> 'embedded' AND NOT served.is_gone
        ){known})
    """


def _as_raw(entry: StripeObject) -> str:
    """``seen`` with the columns of a raw table."""
    return f"""(
        SELECT seen.id, seen.observed_at, seen.event, seen.digest, seen.is_gone AS deleted, seen.origin,
            seen.load_id AS _dlt_load_id, seen.raw_id AS _dlt_id, seen.api_version,
            CASE WHEN seen.is_told
                THEN (SELECT e.payload #> '{{data,object}}' FROM raw.{EVENT.plural} AS e WHERE e.ctid = seen.copy)
                ELSE (SELECT e.payload FROM raw.{entry.plural} AS e WHERE e.ctid = seen.copy)
            END AS payload
        FROM seen
    )"""
