"""The rows that other rows name: made where nobody has them, dropped when nothing names them any more."""

from collections.abc import Sequence

from oltp_schema.shape import Table, tables
from pipelines.promotion.outside import ForeignKey


def unresolved(table: Table) -> str:
    """A CTE for each parent table that the strong edges name, and one for what the weak edges postpone."""
    strong, weak = _by_parent(table, weak=False), _by_parent(table, weak=True)
    parts = [
        f""",
        unresolved_{parent} AS (
            INSERT INTO oltp.{parent} (id, row_state)
            SELECT DISTINCT named.id, 'unresolved' FROM ({_named(columns)}) AS named
            WHERE named.id IS NOT NULL
                AND NOT EXISTS (SELECT FROM oltp.{parent} AS known WHERE known.id = named.id)
            ON CONFLICT (id) DO NOTHING
        )"""
        for parent, columns in strong.items()
    ]
    parts += [
        f""",
        postponed_{parent} AS (
            INSERT INTO postponed_references
            SELECT DISTINCT '{parent}', named.id FROM ({_named(columns)}) AS named
            WHERE named.id IS NOT NULL
                AND NOT EXISTS (SELECT FROM oltp.{parent} AS known WHERE known.id = named.id)
        )"""
        for parent, columns in weak.items()
    ]
    return "".join(parts)


def insert_postponed(parent: str) -> str:
    """The parents that only the weak edges named and that nothing brought meanwhile."""
    return f"""
        INSERT INTO oltp.{parent} (id, row_state)
        SELECT DISTINCT postponed.id, 'unresolved' FROM postponed_references AS postponed
        WHERE postponed.parent = '{parent}'
            AND NOT EXISTS (SELECT FROM oltp.{parent} AS known WHERE known.id = postponed.id)
        ON CONFLICT (id) DO NOTHING
    """


def delete_unnamed(table: Table, outside: Sequence[ForeignKey] = ()) -> str:
    """Delete the unresolved rows that nothing names any more, in ``oltp`` or in a user's table (``outside``).

    Their ids are kept for exports, which see no row that is gone.
    """
    return f"""
        WITH gone AS (
            DELETE FROM oltp.{table.name} AS parent WHERE {_unnamed(table, outside)}
            RETURNING parent.id
        )
        INSERT INTO meta.removed_rows AS known (table_name, id, removed_at)
        SELECT '{table.name}', gone.id, now() FROM gone
        ON CONFLICT (table_name, id) DO UPDATE SET removed_at = excluded.removed_at
    """


def count_unnamed(table: Table, outside: Sequence[ForeignKey] = ()) -> str:
    """Count what ``delete_unnamed`` would delete; what cannot be read names nothing here."""
    return f"SELECT count(*) FROM oltp.{table.name} AS parent WHERE {_unnamed(table, outside)}"


def _unnamed(table: Table, outside: Sequence[ForeignKey]) -> str:
    """A scalar subquery a foreign key, not an anti-join: each is one look into an index for an unresolved row."""
    inside = [
        f"(SELECT 1 FROM oltp.{child.name} AS child WHERE child.{reference.column} = parent.id LIMIT 1) IS NULL"
        for child in tables().values()
        for reference in child.references
        if reference.parent == table.name
    ]
    users = [
        f"(SELECT 1 FROM {key.quoted} AS child WHERE {key.match} LIMIT 1) IS NULL"
        for key in outside
        if key.parent == table.name and not key.remedy
    ]
    return "\n            AND ".join(["parent.row_state = 'unresolved'", *inside, *users])


def _named(columns: list[str]) -> str:
    return " UNION ALL ".join(f"SELECT written.{column} AS id FROM written" for column in columns)


def _by_parent(table: Table, *, weak: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for reference in table.references:
        if reference.weak is weak:
            found.setdefault(reference.parent, []).append(reference.column)
    return found
