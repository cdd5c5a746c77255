"""Which copies an object's versions are made of, and in which order: those in its raw table, and what events tell.

A run adds what its loads bring to the last version known. Where that is not enough, because a copy came late, or the
order of a second has to be found, all copies of that id are put in order anew.
"""

from collections.abc import Sequence

from psycopg2.extensions import cursor as Cursor

from oltp_schema.sql_files import sql_file
from pipelines.catalogue import CATALOGUE, EVENT, StripeObject
from pipelines.promotion import asked, seconds
from pipelines.promotion.select import Scope
from pipelines.raw.tables import COMPLETE_LOADS, is_intact
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
_COLUMNS = "id, is_told, copy, raw_id, load_id, observed_at, api_version, is_gone, origin, event, digest"


def prepare(cursor: Cursor) -> None:
    """The temporary tables of a promotion that has versions to make."""
    create(cursor, sql_file(__package__, "temporary_tables.sql"), "told", "seen", "direct")


def prepare_long_way(cursor: Cursor) -> None:
    """Those of one that makes versions of documents, unless they are there."""
    cursor.execute("SELECT to_regclass('pg_temp.renewed') IS NULL")
    if cursor.fetchone() == (True,):
        create(cursor, sql_file(__package__, "tables_of_the_long_way.sql"), "renewed", "stations", "line")


def take_in_events(
    cursor: Cursor, names: Sequence[str], among: str = f"IN ({COMPLETE_LOADS})", loads: Sequence[str] = ()
) -> None:
    """Fill ``told`` with what events tell of objects of these types.

    They are those ``among`` some loads, as SQL in which `%(loads)s` stands for ``loads``.
    """
    events = _events(f"raw.{EVENT.plural} AS landed", f"landed._dlt_load_id {among}")
    clear(cursor, "told")
    cursor.execute(f"INSERT INTO told {events}", {"names": list(names), "loads": list(loads)})
    analyze(cursor, "told (name, id, load_id)")


def fill(cursor: Cursor, entry: StripeObject, scope: Scope) -> None:
    """Fill ``seen`` with all copies in ``scope``, in no order yet."""
    prepare_long_way(cursor)
    clear(cursor, "seen", "renewed")
    cursor.execute(f"DROP INDEX IF EXISTS pg_temp.{INDEX}")  # to keep it while rows come takes longer than to make it
    cursor.execute(_copies(entry, f"landed._dlt_load_id IN ({scope.loads})", f"raw.{entry.plural} AS landed"))
    cursor.execute(_told(entry, "told"))
    analyze(cursor, ANALYZED)


def fill_with_new(cursor: Cursor, entry: StripeObject, pending: Sequence[str]) -> None:
    """Fill ``seen`` with the copies that the ``pending`` loads bring, but what was found inside others if it does not
    count, as of most prices: Stripe served the object itself."""
    loads = {"loads": list(pending)}
    counts = f"""landed._dlt_load_id = ANY (%(loads)s) AND (
            landed.origin <> 'embedded' OR landed.deleted OR NOT EXISTS (
                SELECT FROM raw.{entry.plural} AS served
                WHERE served.id = landed.id AND {asked.is_served("served")}
                    AND served._dlt_load_id IN ({COMPLETE_LOADS})
            )
        )"""
    clear(cursor, "seen")
    cursor.execute(_copies(entry, counts, f"raw.{entry.plural} AS landed"), loads)
    cursor.execute(_told(entry, "(SELECT * FROM told WHERE told.load_id = ANY (%(loads)s))"), loads)


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
    cursor.execute(_copies(entry, within, landed))
    events = _events(f"renewed JOIN raw.{EVENT.plural} AS landed ON {TOLD} = renewed.id", within)
    cursor.execute(_told(entry, f"({events})"), {"names": [entry.name]})
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
            seen.event IS NOT NULL
        FROM (SELECT seen.*, seen.is_gone AS deleted FROM seen) AS seen
    """)
    number: int = cursor.rowcount
    analyze(cursor, "stations (position, id)")
    return number


def _events(source: str, within: str) -> str:
    """What events tell of objects of the types ``names``, as rows like those of ``told``; each event once."""
    outlived = ", ".join(f"'{name}'" for name in OUTLIVED)
    return f"""
        SELECT DISTINCT ON (said.event_id) said.about ->> 'object' AS name, said.about ->> 'id' AS id, said.copy,
            said.raw_id, said.load_id, to_timestamp(said.created::double precision) AS observed_at, said.api_version,
            right(said.type, 8) = '.deleted' AND said.type NOT IN ({outlived}) AS is_gone,
            jsonb_build_object('id', said.event_id, 'type', said.type, 'previous_attributes', said.before) AS event,
            said.digest
        FROM (
            SELECT opened.copy, opened.id AS event_id, opened.raw_id, opened.load_id, opened.digest,
                opened.payload #> '{{data,object}}' AS about,
                opened.payload #> '{{data,previous_attributes}}' AS before,
                opened.payload ->> 'type' AS type, opened.payload ->> 'api_version' AS api_version,
                CASE WHEN jsonb_typeof(opened.payload -> 'created') = 'number'
                    THEN (opened.payload ->> 'created')::numeric END AS created
            FROM (
                SELECT landed.ctid AS copy, landed.id, landed._dlt_id AS raw_id, landed._dlt_load_id AS load_id,
                    landed.digest, landed.payload || '{{}}' AS payload
                FROM {source} WHERE {within} AND {is_intact("landed")} OFFSET 0
            ) AS opened
            OFFSET 0
        ) AS said
        WHERE said.about ->> 'object' = ANY (%(names)s) AND jsonb_typeof(said.about -> 'id') = 'string'
            AND length(said.about ->> 'id') <= {LONGEST_ID} AND said.created BETWEEN 0 AND {LAST_SECOND}
        ORDER BY said.event_id, said.load_id, said.raw_id
    """


def _copies(entry: StripeObject, within: str, source: str) -> str:
    """Add the copies in the raw table of a type."""
    return f"""
        INSERT INTO seen ({_COLUMNS})
        SELECT landed.id, FALSE, landed.ctid, landed._dlt_id, landed._dlt_load_id, landed.observed_at,
            landed.api_version, landed.deleted, landed.origin, landed.event, landed.digest
        FROM {source} WHERE {within} AND {is_intact("landed")}
    """


def _told(entry: StripeObject, events: str) -> str:
    """Add what events tell of a type, unless a copy in its raw table is that of the same event."""
    preview = f" AND NOT starts_with(landed.id, '{entry.preview}')" if entry.preview else ""
    return f"""
        INSERT INTO seen ({_COLUMNS})
        SELECT landed.id, TRUE, landed.copy, landed.raw_id, landed.load_id, landed.observed_at,
            landed.api_version, landed.is_gone, 'event', landed.event, landed.digest
        FROM {events} AS landed
        WHERE landed.name = '{entry.name}'{preview} AND NOT EXISTS (
            SELECT FROM raw.{entry.plural} AS known
            WHERE known.id = landed.id AND known.observed_at = landed.observed_at AND known.event IS NOT NULL
                AND known.event ->> 'id' = landed.event ->> 'id'
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
                WHERE one.id = new.id AND one.event IS NOT NULL AND other.digest <> one.digest
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
