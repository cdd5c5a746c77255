"""The SQL that writes one table: built from the shape of the table, so that a transform only has to map."""

from psycopg2.extensions import cursor as Cursor

from oltp_schema.shape import Table, tables
from pipelines.catalogue import CATALOGUE, StripeObject, partial_lists_of, promoted
from pipelines.promotion import elements, forms, listed, parents
from pipelines.promotion.transforms import Transform


def table_of(entry: StripeObject) -> Table:
    """The oltp table that ``entry``'s rows go to."""
    return tables()[str(entry.table)]


def in_foreign_key_order() -> list[StripeObject]:
    """The promoted types, parents before the children that name them (the weak edges of circles aside)."""
    entries = {entry.table: entry for entry in promoted()}
    return [entries[name] for name in tables() if name in entries]


_PICKED = ", ".join(
    f"selected.{column}"
    for column in (
        *("position", "id", "copy", "observed_at", "deleted_observed_at", "completed"),
        *("held", "incomplete", "listed", "current"),
    )
)
_STATE = "CASE WHEN picked.deleted_observed_at IS NULL THEN 'present' ELSE 'deleted' END"

# All that is known of the selected ids of which only the deleted stub is: its mode is the account's, as that of all is.
_OF_STUBS = {
    "id": "selected.id",
    "row_state": "'deleted'",
    "deleted_observed_at": "selected.deleted_observed_at",
    "livemode": "(SELECT account.livemode FROM meta.account AS account)",
}

# Each UPDATE of a row says so; a row that comes out as it was is not updated. An INSERT gets it by default.
CHANGED = "promoted_at = now()"

# Of a derived row: two ids of Stripe's have at most 511 characters, an entry of an index 2,704 bytes.
LONGEST_KEY = 2_000


def mapped(entry: StripeObject, transform: Transform, first: int | str, last: int | str, note: str = "") -> str:
    """The CTEs ``picked``, ``batch`` and ``mapped``: what the transform makes of the selected documents of a range.

    ``note`` is a column, with its comma, that is computed before a document is read.
    """
    return f"""{_batch(entry, first, last, note)},
        mapped AS (
            {transform.sql.rstrip().rstrip(";")}
        )"""


def incoming(
    entry: StripeObject,
    transform: Transform,
    first: int | str,
    last: int | str,
    *,
    note: str = "",
    bookkeeping: str = "picked",
) -> str:
    """The CTEs of ``mapped``, and ``incoming``: its rows with their bookkeeping, as the table will hold them.

    ``bookkeeping`` is where that is looked up, as SQL.
    """
    return f"""{mapped(entry, transform, first, last, note)},
        incoming AS (
            {_incoming(entry, table_of(entry), transform, bookkeeping)}
        )"""


def upsert(
    entry: StripeObject,
    transform: Transform,
    first: int | str,
    last: int | str,
    *,
    fresh: bool = False,
    moves: bool = True,
    are_all: bool = False,
) -> str:
    """Promote the selected documents at positions ``first`` to ``last`` (numbers, or `$1`) into ``entry``'s table.

    For a child table the documents are its parent's. Returns one array: documents, current rows of them, inserted,
    updated, of these deleted, removed.

    The parents are made after the rows that name them: foreign keys are checked when the statement ends. So a row
    passes from the document to the table without being held, and one that is not written needs no parents, since it
    is there already with the same references. ``fresh`` says that none of the rows is there: to look for each would
    cost 4 µs. Unless ``moves``, a part that has another parent is an error of class 21. ``are_all`` says that no other
    documents are selected: then they are looked up in what the planner knows the size of, as it takes a range of `$1`
    for two rows, and would look for each document through all of them.
    """
    table = table_of(entry)
    named = "".join(f", kept.{reference.column}" for reference in table.references)
    bookkeeping = "selected" if are_all else "picked"
    return f"""
        WITH {incoming(entry, transform, first, last, bookkeeping=bookkeeping)},
        {_gone(entry, table)},
        written AS (
            {_write(table, fresh=fresh, owner=None if moves else _owner(entry))}
            RETURNING kept.id, xmax = 0 AS is_new, kept.row_state{named}
        ){parents.unresolved(table)}
        SELECT ARRAY[(SELECT count(*) FROM picked), {_number_of_rows(entry, table, transform)},
            count(*) FILTER (WHERE written.is_new), count(*) FILTER (WHERE NOT written.is_new),
            count(*) FILTER (WHERE written.row_state = 'deleted'), (SELECT count(*) FROM gone)]
        FROM written
    """


def insert_tried(entry: StripeObject, transform: Transform, first: int | str, last: int | str) -> str:
    """Put the rows of a range into the empty table like ``entry``'s, which holds them to its rules."""
    columns = [column.sql for column in table_of(entry).columns]
    return f"""
        WITH {incoming(entry, transform, first, last)}
        INSERT INTO pg_temp.{entry.table} ({", ".join(columns)})
        SELECT {", ".join(f"incoming.{column}" for column in columns)} FROM incoming
    """


def refused(
    entry: StripeObject, transform: Transform, first: int | str, last: int | str, *, verdict: str, read: str
) -> str:
    """The rows of a range that have a ``verdict``: place of the document, number of the row, verdict, three NULLs.

    ``verdict`` is SQL on the columns of the table; the sequence ``read`` is set to the place of each document read. A
    row is read whole before it is judged, as it would be before it is written: what cannot be read comes first. No
    join may hold back the verdicts on the documents before one that ends the statement.
    """
    table = table_of(entry)
    owner = owner_of(entry) if entry.embedded else "id"
    columns = ", ".join(f"incoming.{column.sql}" for column in table.columns)
    return f"""
        WITH {incoming(entry, transform, first, last, note=f"setval('{read}', picked.position) AS place, ")},
        judged AS (
            SELECT {table.name}.{owner} AS owner, row_number() OVER () AS number,
                CASE WHEN {table.name} IS NULL THEN NULL ELSE {verdict} END AS verdict
            FROM (SELECT {columns} FROM incoming OFFSET 0) AS {table.name}
        )
        SELECT (SELECT picked.position FROM picked WHERE picked.id = judged.owner) AS place,
            judged.number, judged.verdict, NULL::text, NULL::text, NULL::text
        FROM judged WHERE judged.verdict IS NOT NULL
    """


def make_empty_table(cursor: Cursor, table: Table, kinds: str) -> None:
    """A temporary table like a real one, with its constraints of some kinds (of `pg_constraint.contype`).

    It has the name of the real one, because some CHECKs name the whole row by its table.
    """
    cursor.execute(f"CREATE TEMP TABLE {table.name} (LIKE oltp.{table.name} INCLUDING DEFAULTS) ON COMMIT DROP")
    cursor.execute(
        "SELECT string_agg(format('ADD CONSTRAINT %%I %%s', rule.conname, pg_get_constraintdef(rule.oid)), ', ')"
        f" FROM pg_constraint AS rule WHERE rule.conrelid = 'oltp.{table.name}'::regclass AND rule.contype = ANY (%s)",
        (list(kinds),),
    )
    (rules,) = cursor.fetchone()
    cursor.execute(f"ALTER TABLE pg_temp.{table.name} {rules}")


def make_its_indexes(cursor: Cursor, table: Table) -> None:
    """Indexes on an empty table like those of the real one, by name and in order, which hold nothing to be unique."""
    cursor.execute(f"""
        SELECT string_agg(format('CREATE INDEX %I ON pg_temp.{table.name} (%s)', class.relname, (
            SELECT string_agg(pg_get_indexdef(class.oid, number, FALSE), ', ' ORDER BY number)
            FROM generate_series(1, known.indnkeyatts) AS number
        )), '; ' ORDER BY class.oid)
        FROM pg_index AS known JOIN pg_class AS class ON class.oid = known.indexrelid
        JOIN pg_am AS method ON method.oid = class.relam
        WHERE known.indrelid = 'oltp.{table.name}'::regclass AND method.amname = 'btree' AND known.indexprs IS NULL
            AND known.indpred IS NULL
    """)
    cursor.execute(*cursor.fetchone())


def upsert_stubs(entry: StripeObject) -> str:
    """Write the selected ids of which only the deleted stub is known: a row ``deleted``, else ``unresolved``."""
    table = table_of(entry)
    told = list(stubs(table))
    others = [column.sql for column in table.columns if column.name not in told]
    nothing = ", ".join(f"{column} = NULL" for column in others)
    # A function takes 100 arguments.
    chunks = [others[first : first + 90] for first in range(0, len(others), 90)]
    filled = " OR ".join(f"num_nonnulls({', '.join(f'kept.{column}' for column in chunk)}) > 0" for chunk in chunks)
    return f"""
        {insert_stubs(table, f"oltp.{table.name} AS kept")}
        ON CONFLICT (id) DO UPDATE
        SET {", ".join(f"{column} = excluded.{column}" for column in told[1:])}, {nothing}, {CHANGED}
        WHERE ({", ".join(f"kept.{column}" for column in told[1:])})
                IS DISTINCT FROM ({", ".join(f"excluded.{column}" for column in told[1:])})
            OR {filled}
        RETURNING xmax = 0
    """


def stubs(table: Table) -> dict[str, str]:
    """What is known of an object of which only the deleted stub is: SQL by column, the id first."""
    names = {column.name for column in table.columns}
    return {column: value for column, value in _OF_STUBS.items() if column in names}


def insert_stubs(table: Table, target: str) -> str:
    """Insert into ``target``, a table like ``table``, the selected ids of which only the deleted stub is known."""
    known = stubs(table)
    return f"""INSERT INTO {target} ({", ".join(known)})
        SELECT {", ".join(known.values())} FROM selected WHERE selected.copy IS NULL"""


def upsert_derived(entry: StripeObject, transform: Transform, within: str) -> str:
    """Bring the derived rows of a type in line with the parents that are in scope.

    ``within`` is the scope as SQL, with `{}` for the column that holds a parent's id. A row that Stripe serves for the
    same payment replaces the derived one. Returns one row: derived rows, inserted, updated, removed.
    """
    assert entry.derived is not None  # noqa: S101 -- asked of such types only
    table, owner = table_of(entry), CATALOGUE[entry.derived.parent].owner_column
    left = (
        f"kept.derived AND {within.format(f'kept.{owner}')}"
        " AND NOT EXISTS (SELECT FROM incoming WHERE incoming.id = kept.id)"
    )
    return f"""
        WITH {_incoming_derived(entry, transform, within)},
        gone AS ({demote(table, left)} RETURNING 1),
        written AS ({_write(table)} RETURNING xmax = 0 AS is_new)
        SELECT (SELECT count(*) FROM incoming), count(*) FILTER (WHERE written.is_new),
            count(*) FILTER (WHERE NOT written.is_new), (SELECT count(*) FROM gone)
        FROM written
    """


def _incoming_derived(entry: StripeObject, transform: Transform, within: str) -> str:
    """The CTEs that end with ``incoming``: the derived rows of the parents in scope."""
    assert entry.derived is not None  # noqa: S101 -- asked of such types only
    table, parent = table_of(entry), CATALOGUE[entry.derived.parent]
    return f"""batch AS (
            SELECT parent.* FROM oltp.{parent.table} AS parent
            WHERE parent.row_state <> 'unresolved' AND {within.format("parent.id")}
        ),
        mapped AS (
            {transform.sql.rstrip()}
        ),
        incoming AS (
            SELECT {mapped_columns(table, transform)}, batch.row_state, batch.observed_at, batch.deleted_observed_at,
                {transform.version} AS transform_version
            FROM mapped JOIN batch ON batch.id = mapped.{parent.owner_column}
            WHERE octet_length(mapped.id) < {LONGEST_KEY} AND NOT EXISTS ({served_for("mapped", entry)})
        )"""


def disagreeing(entry: StripeObject, transform: Transform, first: int | str, last: int | str) -> str:
    """The ids of the selected documents of a range with a row in ``entry``'s table that is not what they say."""
    owner = owner_of(entry) if entry.embedded else "id"
    among = f"kept.{owner} IN (SELECT picked.id FROM picked)"
    return f"""
        WITH {incoming(entry, transform, first, last)}
        {_disagreeing(table_of(entry), owner, among)}
    """


def disagreeing_derived(entry: StripeObject, transform: Transform) -> str:
    """The ids of the parents of which a derived row of ``entry``'s is not what they imply."""
    assert entry.derived is not None  # noqa: S101 -- asked of such types only
    owner = CATALOGUE[entry.derived.parent].owner_column
    return f"WITH {_incoming_derived(entry, transform, 'TRUE')} {_disagreeing(table_of(entry), owner, 'kept.derived')}"


def _disagreeing(table: Table, owner: str, among: str) -> str:
    """The owners of rows that are not as ``incoming`` has them, of those ``among`` which a row has to be there."""
    columns = [column.sql for column in table.columns]
    kept, made = (", ".join(f"{side}.{column}" for column in columns) for side in ("kept", "incoming"))
    return f"""SELECT DISTINCT coalesce(incoming.{owner}, kept.{owner})
        FROM incoming
        FULL JOIN (
            SELECT kept.* FROM oltp.{table.name} AS kept WHERE kept.row_state <> 'unresolved' AND {among}
        ) AS kept ON kept.id = incoming.id
        WHERE ({kept}) IS DISTINCT FROM ({made})"""


def served_for(row: str, entry: StripeObject) -> str:
    """A query for what Stripe serves in the place of a derived row: the row that matches it, or any at all."""
    assert entry.derived is not None  # noqa: S101 -- asked of such types only
    owner, matched_by = CATALOGUE[entry.derived.parent].owner_column, entry.derived.matched_by
    return f"""
        SELECT FROM oltp.{entry.table} AS served
        WHERE served.{owner} = {row}.{owner} AND NOT served.derived
            AND ({row}.{matched_by} IS NULL OR served.{matched_by} = {row}.{matched_by})
    """


def demote(table: Table, condition: str) -> str:
    """Turn rows back into what a child's reference alone would have made of them: ``unresolved``, all else NULL."""
    return f"""
        UPDATE oltp.{table.name} AS kept SET row_state = 'unresolved', {_all_null(table)}, {CHANGED}
        WHERE kept.row_state <> 'unresolved' AND {condition}
    """


def _batch(entry: StripeObject, first: int | str, last: int | str, note: str) -> str:
    # `|| '{}'` gives the document as it is, decompressed, and OFFSET 0 lets both who read it have that one.
    source = entry.plural if entry.embedded is None else _parent(entry).plural
    among = f" AND {elements.is_held(entry, _parent(entry), 'picked')}" if entry.embedded else ""
    return f"""picked AS MATERIALIZED (
            SELECT {_PICKED} FROM selected
            WHERE selected.position BETWEEN {first} AND {last} AND selected.copy IS NOT NULL
        ),
        opened AS (
            SELECT {note}picked.id, picked.completed, landed.payload || '{{}}' AS payload, landed.api_version,
                landed.observed_at, CASE WHEN picked.completed IS NULL THEN landed.forms END AS forms
            FROM picked JOIN raw.{source} AS landed ON landed.ctid = picked.copy{among}
            OFFSET 0
        ),
        batch AS (
            SELECT opened.id, {of_its_type(entry)} AS payload, opened.api_version, opened.observed_at FROM opened
        )"""


def mapped_columns(table: Table, transform: Transform) -> str:
    """The data columns, in the table's order; those that an older version does not know are NULL."""
    instead = {column.name: f"NULL::{column.type}" for column in table.columns if column.name in transform.lacks}
    instead = {**transform.personal, **instead}
    return ", ".join(
        f"{instead[column.name]} AS {column.sql}" if column.name in instead else f"mapped.{column.sql}"
        for column in table.data_columns
    )


def of_its_type(entry: StripeObject) -> str:
    """The document; one whose `object` names another type, or with a field of a wrong form, is an error of class 22."""
    name = entry.name if entry.embedded is None else entry.embedded.parent
    whole = "coalesce(opened.completed, opened.payload)"
    wrong = forms.misformed(entry, whole, "opened.forms")
    return f"""CASE WHEN opened.payload ->> 'object' = '{name}' AND NOT ({wrong})
                    THEN {whole}
                    ELSE ('not ' || coalesce(opened.payload ->> 'object', 'said'))::jsonb END"""


def _incoming(entry: StripeObject, table: Table, transform: Transform, bookkeeping: str) -> str:
    columns = mapped_columns(table, transform)
    if entry.embedded:
        return f"SELECT {columns}, 'present' AS row_state, {transform.version} AS transform_version FROM mapped"
    complete = "".join(
        f", {_is_complete(child, field)} AS {field}_complete" for field, child in partial_lists_of(entry).items()
    )
    return f"""SELECT {columns},
                {_STATE} AS row_state,
                picked.observed_at, picked.deleted_observed_at, {transform.version} AS transform_version{complete}
            FROM mapped JOIN {bookkeeping} AS picked ON picked.id = mapped.id"""


def _is_complete(child: StripeObject, field: str) -> str:
    """Whether all elements of a list are known, as SQL; NULL of one per parent that this one has not."""
    if child.listed_per is None:
        return f"NOT '{field}' = ANY (picked.incomplete)"
    return listed.is_complete(child, field)


def _number_of_rows(entry: StripeObject, table: Table, transform: Transform) -> str:
    """How many current rows the documents have, as SQL: of a child type those mapped, else those written or kept.

    A document's row was kept when it bears what this copy and this version give it. Any other document was lost.
    """
    if entry.embedded:
        return "(SELECT count(*) FROM incoming)"
    state = f"{_STATE}, picked.observed_at, picked.deleted_observed_at, {transform.version}"
    return f"""CASE WHEN count(*) = (SELECT count(*) FROM picked) THEN count(*) ELSE count(*) + (
                SELECT count(*) FROM picked JOIN oltp.{table.name} AS kept ON kept.id = picked.id
                WHERE (kept.row_state, kept.observed_at, kept.deleted_observed_at, kept.transform_version)
                        IS NOT DISTINCT FROM ({state})
                    AND NOT EXISTS (SELECT FROM written WHERE written.id = picked.id)
            ) END"""


def _gone(entry: StripeObject, table: Table) -> str:
    """The child rows whose parent's list no longer holds them."""
    if entry.embedded is None:
        return "gone AS (SELECT WHERE FALSE)"
    # OFFSET 0: beside the millions of elements that the planner expects of a few thousand documents, any way to find
    # the rows that stand costs it as little as any other.
    condition = f"""kept.id IN (
                SELECT standing.id FROM (
                    SELECT standing.id FROM oltp.{table.name} AS standing
                    WHERE standing.{owner_of(entry)} IN (SELECT picked.id FROM picked) OFFSET 0
                ) AS standing
                WHERE NOT EXISTS (SELECT FROM incoming WHERE incoming.id = standing.id)
            )"""
    return f"gone AS ({demote(table, condition)} RETURNING 1)"


def has_rows(entry: StripeObject) -> str:
    """A query whether ``entry``'s table has a row, in any state, for one of the selected ids."""
    return f"SELECT EXISTS (SELECT FROM selected JOIN oltp.{entry.table} AS kept ON kept.id = selected.id)"


def count_unresolved(entry: StripeObject) -> str:
    """Count the rows that others name and that are not known, with the name of their type."""
    return f"SELECT '{entry.name}', count(*) FROM oltp.{entry.table} AS kept WHERE kept.row_state = 'unresolved'"


def owner_of(child: StripeObject) -> str:
    """The column of a child table that holds its parent's id."""
    return _parent(child).owner_column


def _owner(entry: StripeObject) -> str | None:
    return owner_of(entry) if entry.embedded else None


def _write(table: Table, *, fresh: bool = False, owner: str | None = None) -> str:
    """Insert or update; ``owner`` is a column that may not change where it says something."""
    columns = [column.sql for column in table.columns]
    insert = f"""INSERT INTO oltp.{table.name} AS kept ({", ".join(columns)})
            SELECT {", ".join(f"incoming.{column}" for column in columns)} FROM incoming"""
    if fresh:
        return insert
    changed = [column for column in columns if column != "id"]
    assignments = ", ".join(
        f"{column} = {_kept(column) if column == owner else f'excluded.{column}'}" for column in changed
    )
    kept, excluded = (", ".join(f"{side}.{column}" for column in changed) for side in ("kept", "excluded"))
    return f"""{insert}
            ON CONFLICT (id) DO UPDATE SET {assignments}, {CHANGED}
            WHERE ({kept}) IS DISTINCT FROM ({excluded})"""


def _kept(column: str) -> str:
    """The new value of a column that may not change; a query of two rows for one value is the error that says so."""
    return (
        f"CASE WHEN kept.{column} <> excluded.{column} AND kept.row_state = 'present'"
        f" THEN (SELECT excluded.{column} FROM (VALUES (1), (2)) AS holders) ELSE excluded.{column} END"
    )


def _all_null(table: Table) -> str:
    keep = {"id", "row_state"}
    return ", ".join(f"{column.sql} = NULL" for column in table.columns if column.name not in keep)


def _parent(entry: StripeObject) -> StripeObject:
    assert entry.embedded is not None  # noqa: S101 -- asked of children only
    return CATALOGUE[entry.embedded.parent]
