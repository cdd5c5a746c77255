"""What the copies show: the rows that the transforms make of each, in the tables ``shown_…`` of the promotion.

A copy that breaks a rule of one of these tables is no version. That shows in its rows, or in that they cannot be read;
none of it stops a promotion.
"""

from hashlib import blake2b

import psycopg2
from psycopg2.extensions import cursor as Cursor

from oltp_schema.shape import Table
from pipelines.catalogue import EVENT, StripeObject, partial_lists_of
from pipelines.database_failure import DatabaseFailure
from pipelines.promotion import forms, statements, verdicts
from pipelines.promotion.history import completed
from pipelines.promotion.transforms import Transform
from pipelines.promotion.verdicts import Rules
from pipelines.temporary_tables import analyze, create

CHUNK = 20_000
FEW = 500  # stations: the same statement for any smaller number
LONGEST_KEY = 2_000  # bytes: an entry of an index takes 2,704
TOO_LONG = -1  # a verdict
BITS = 3  # of the number of a document: a type has no more lists that it may hold in part

Places = tuple[int | str, int | str]  # the first and the last position of a range
Tables = list[tuple[StripeObject, Transform]]  # the object's own first, then those of its parts


def fill(cursor: Cursor, tables: Tables, total: int) -> None:
    """Fill the tables ``shown_…`` with the rows of ``total`` stations and the verdicts on them (NULL: it passes)."""
    for entry, _ in tables:
        _create(cursor, entry)
    for first in range(1, total + 1, CHUNK):
        _fill_range(cursor, tables, first, min(first + CHUNK - 1, max(total, FEW)))
    for entry, _ in tables:
        analyze(cursor, f"{name_of(entry)} (station)")


def name_of(entry: StripeObject) -> str:
    """The temporary table of what copies show of a type."""
    return f"shown_{entry.table}"


def data_of(entry: StripeObject) -> list[str]:
    """The columns of a type that a transform fills, as SQL: the id first."""
    return [column.sql for column in statements.table_of(entry).data_columns]


def complete_of(entry: StripeObject) -> dict[str, StripeObject]:
    """The columns that say whether a list is known whole, each with the type of its elements."""
    return {f"{field}_complete": child for field, child in partial_lists_of(entry).items()}


def _create(cursor: Cursor, entry: StripeObject) -> None:
    more = "".join(f", NULL::boolean AS {column}" for column in complete_of(entry))
    statements = (
        f"DROP TABLE IF EXISTS {name_of(entry)}; CREATE TEMP TABLE {name_of(entry)} ON COMMIT DROP AS"
        f" SELECT NULL::bigint AS station, NULL::integer AS verdict, {', '.join(data_of(entry))}{more}"
        f" FROM oltp.{entry.table} WITH NO DATA"
    )
    create(cursor, statements, name_of(entry))


def _fill_range(cursor: Cursor, tables: Tables, first: int, last: int) -> None:
    cursor.execute("SAVEPOINT shown")
    try:
        for number, (entry, _) in enumerate(tables):
            rules = Rules.of(cursor, statements.table_of(entry))
            columns = ", ".join(["station", "verdict", *data_of(entry), *complete_of(entry)])
            cursor.execute(f"INSERT INTO {name_of(entry)} ({columns}) {rows(tables, number, rules, (first, last))}")
        cursor.execute("RELEASE shown")
    except psycopg2.Error as error:
        if not DatabaseFailure.of(error).is_of_the_document:
            raise
        cursor.execute("ROLLBACK TO shown; RELEASE shown")
        if not _refuse_unreadable(cursor, tables, first, last):
            if first == last:
                cursor.execute("UPDATE stations SET is_refused = TRUE WHERE position = %s", (first,))
                return
            middle = (first + last) // 2
            _fill_range(cursor, tables, first, middle)
            _fill_range(cursor, tables, middle + 1, last)
            return
        _fill_range(cursor, tables, first, last)


def _refuse_unreadable(cursor: Cursor, tables: Tables, first: int, last: int) -> bool:
    """Refuse the stations of a range whose rows cannot be read; says whether there are any."""
    verdicts.prepare(cursor)
    found: list[int] = []
    for number, (entry, _) in enumerate(tables):
        rules = Rules.of(cursor, statements.table_of(entry))
        read = f"setval('{verdicts.READ}', stations.position) AS read_at, "
        judged = rows(tables, number, rules, ("$1", "$2"), note=read)
        name = f"history_{blake2b(judged.encode(), digest_size=8).hexdigest()}"
        cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", (name,))
        if not cursor.rowcount:
            cursor.execute(f"""PREPARE {name} (bigint, bigint) AS
                SELECT judged.station, 1::bigint, judged.verdict, NULL::text, NULL::text, NULL::text
                FROM ({judged} OFFSET 0) AS judged WHERE judged.verdict < {TOO_LONG}""")
        refusals, _ = verdicts.name_refused(cursor, rules, name, first, last)
        found += [place for place, _ in refusals]
    cursor.execute("UPDATE stations SET is_refused = TRUE WHERE position = ANY (%s::bigint[])", (found,))
    return bool(found)


def rows(tables: Tables, number: int, rules: Rules, places: Places, *, note: str = "") -> str:
    """A SELECT of the rows of one type that the stations of a range show: station, verdict, columns.

    A document bears a number for an id, so that transforms tell the copies of one object apart: that of its station,
    and a bit for each list that is known whole.
    """
    entry, transform = tables[number]
    table, is_part = statements.table_of(entry), bool(number)
    key = statements.owner_of(entry) if is_part else "id"
    columns = ", ".join(
        "shown.owner_id" if column.name == key else f"shown.{column.sql}" for column in table.data_columns
    )
    complete = "".join(f", shown.{column}" for column in complete_of(entry))
    ours = "" if is_part else ", stations.observed_at, NULL::timestamptz AS deleted_observed_at"
    return f"""
        WITH {_batch(tables, places, note)},
        mapped AS (
            {transform.sql.rstrip().rstrip(";")}
        ),
        incoming AS (
            SELECT stations.position AS station, stations.id AS owner_id, {statements.mapped_columns(table, transform)},
                'present' AS row_state, {transform.version}::smallint AS transform_version{ours}{_complete(entry, key)}
            FROM mapped JOIN stations ON stations.position = mapped.{key}::bigint >> {BITS}
        ),
        shown AS (
            SELECT {table.name}.*, {_verdict(table, rules, key)} AS verdict
            FROM (SELECT * FROM incoming OFFSET 0) AS {table.name}
        )
        SELECT shown.station, shown.verdict, {columns}{complete} FROM shown
    """


def documents(tables: Tables, places: Places) -> str:
    """A SELECT of the whole documents of the stations of a range: station, which lists are known whole, text."""
    return f"""
        WITH {_batch(tables, places, "")}
        SELECT made.id::bigint >> {BITS} AS station, made.id::bigint & {(1 << BITS) - 1} AS bits,
            made.payload::text AS text
        FROM made
    """


def _complete(entry: StripeObject, key: str) -> str:
    return "".join(
        f", {'NULL::boolean' if child.listed_per else f'mapped.{key}::bigint & {1 << bit} > 0'} AS {column}"
        for bit, (column, child) in enumerate(complete_of(entry).items())
    )


def _verdict(table: Table, rules: Rules, key: str) -> str:
    """The number of the first rule that a row breaks, as SQL; NULL where it passes. The row is read whole before."""
    long = " OR ".join(
        f"octet_length({table.name}.{column}) > {LONGEST_KEY}" for column in sorted({"owner_id", "id", key})
    )
    whens = [f"WHEN {condition} THEN {number}" for number, (condition, _) in enumerate(rules.conditions, 1)]
    return f"CASE WHEN {table.name} IS NULL THEN NULL WHEN {long} THEN {TOO_LONG} {' '.join(whens)} END"


def _batch(tables: Tables, places: Places, note: str) -> str:
    (whole, _), (first, last) = tables[0], places
    joins, document = completed.steps(whole, [entry for entry, _ in tables[1:]])
    columns = f"{note}stations.position, stations.id, stations.load_id, stations.observed_at, stations.is_told"
    within = f"stations.position BETWEEN {first} AND {last} AND NOT (stations.is_gone OR stations.is_refused)"
    bits = "".join(
        f" + CASE WHEN {completed.is_whole(column.removesuffix('_complete'), child)} THEN {1 << bit} ELSE 0 END"
        for bit, (column, child) in enumerate(complete_of(whole).items())
        if not child.listed_per
    )
    number = f"((opened.position << {BITS}){bits})::text"
    wrong = " OR ".join(f"({forms.misformed(entry, 'made.payload', 'made.forms')})" for entry, _ in tables)
    return f"""opened AS (
            SELECT {columns}, landed.payload || '{{}}' AS payload, landed.api_version, landed.forms
            FROM stations JOIN raw.{whole.plural} AS landed ON landed.ctid = stations.copy
            WHERE {within} AND NOT stations.is_told
            UNION ALL
            SELECT {columns}, landed.payload #> '{{data,object}}', stations.api_version, NULL
            FROM stations JOIN raw.{EVENT.plural} AS landed ON landed.ctid = stations.copy
            WHERE {within} AND stations.is_told
        ),
        made AS (
            SELECT opened.number AS id, opened.observed_at, opened.api_version, opened.forms,
                {document} || jsonb_build_object('id', opened.number) AS payload
            FROM (SELECT opened.*, {number} AS number FROM opened OFFSET 0) AS opened{joins}
            OFFSET 0
        ),
        batch AS (
            SELECT made.id, made.api_version, made.observed_at,
                CASE WHEN made.payload ->> 'object' = '{whole.name}' AND NOT ({wrong})
                    THEN made.payload
                    ELSE ('not ' || coalesce(made.payload ->> 'object', 'said'))::jsonb END AS payload
            FROM made
        )"""
