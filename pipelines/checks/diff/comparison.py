"""The rows that a promotion would make, compared with the current ones: counted by PostgreSQL, shown by id."""

from psycopg2.extensions import cursor as Cursor
from psycopg2.extensions import quote_ident

from pipelines.catalogue import StripeObject
from pipelines.checks.diff.outcome import ColumnDifference, Detail, TableDifference, Value
from pipelines.promotion import statements

# The key joins the rows, and that another version made them is not news.
UNCOMPARED = frozenset({"id", "transform_version"})


def prepare(cursor: Cursor) -> None:
    """The temporary table of the rows that differ."""
    cursor.execute(
        'CREATE TEMP TABLE differing (object text, id text COLLATE "C", kind text, columns text[]) ON COMMIT DROP'
    )


def compare_table(cursor: Cursor, entry: StripeObject, difference: TableDifference, detail: Detail) -> None:
    """Complete ``difference`` with what ``pg_temp``'s table says otherwise than ``oltp``'s."""
    cursor.execute(f"SELECT count(*) FROM pg_temp.{entry.table}")
    (difference.rows,) = cursor.fetchone()
    names = [column.name for column in statements.table_of(entry).columns if column.name not in UNCOMPARED]
    _find(cursor, entry, names)
    for kind, (number, ids) in _count(cursor, entry, "kind", detail).items():
        setattr(difference, kind, number)
        difference.examples[kind] = ids
    found = _count(cursor, entry, "unnest(columns)", detail)
    difference.columns = {name: ColumnDifference(*found[name]) for name in names if name in found}
    if detail.values:
        for name, column in difference.columns.items():
            column.values = _values(cursor, entry, name, column.examples)


def _find(cursor: Cursor, entry: StripeObject, names: list[str]) -> None:
    """Note the rows that differ; those that others merely name are no rows of a document."""
    cursor.execute(f"ANALYZE pg_temp.{entry.table}")
    columns = ", ".join(
        f"CASE WHEN kept.{column} IS DISTINCT FROM made.{column} THEN '{name}' END"
        for name, column in ((name, quote_ident(name, cursor)) for name in names)
    )
    cursor.execute(
        f"""
        INSERT INTO differing
        SELECT %s, compared.* FROM (
            SELECT coalesce(kept.id, made.id) AS id,
                CASE WHEN kept.id IS NULL THEN 'added' WHEN made.id IS NULL THEN 'removed' ELSE 'changed' END AS kind,
                CASE WHEN kept.id = made.id THEN array_remove(ARRAY[{columns}], NULL) END AS columns
            FROM (SELECT known.* FROM oltp.{entry.table} AS known WHERE known.row_state <> 'unresolved') AS kept
            FULL JOIN pg_temp.{entry.table} AS made ON made.id = kept.id
        ) AS compared
        WHERE compared.kind <> 'changed' OR compared.columns <> '{{}}'
        """,
        (entry.name,),
    )


def _count(cursor: Cursor, entry: StripeObject, by: str, detail: Detail) -> dict[str, tuple[int, list[str]]]:
    """How many rows differ, by kind or by column, and the first of them."""
    cursor.execute(
        f"SELECT fact.name, count(*), (array_agg(fact.id ORDER BY fact.id))[:%s]"
        f" FROM (SELECT {by} AS name, id FROM differing WHERE object = %s) AS fact GROUP BY fact.name",
        (detail.examples, entry.name),
    )
    return {name: (number, ids) for name, number, ids in cursor.fetchall()}


def _values(cursor: Cursor, entry: StripeObject, name: str, ids: list[str]) -> list[Value]:
    column = quote_ident(name, cursor)
    cursor.execute(
        f"SELECT kept.id, kept.{column}::text, made.{column}::text FROM oltp.{entry.table} AS kept"
        f" JOIN pg_temp.{entry.table} AS made ON made.id = kept.id WHERE kept.id = ANY(%s) ORDER BY kept.id",
        (ids,),
    )
    return [Value(*row) for row in cursor.fetchall()]
