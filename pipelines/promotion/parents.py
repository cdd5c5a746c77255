"""The rows that other rows name: made where nobody has them, dropped when nothing names them any more."""

from collections.abc import Iterator, Sequence

from oltp_schema.shape import Table, tables


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


OUTSIDE = """
    SELECT constraint_.conrelid::regclass::text, quote_ident(attribute.attname), parent.relname
    FROM pg_constraint AS constraint_
    JOIN pg_class AS parent ON parent.oid = constraint_.confrelid AND parent.relnamespace = 'oltp'::regnamespace
    JOIN pg_class AS child ON child.oid = constraint_.conrelid AND child.relnamespace <> 'oltp'::regnamespace
    JOIN pg_attribute AS attribute ON attribute.attrelid = child.oid AND attribute.attnum = constraint_.conkey[1]
    WHERE constraint_.contype = 'f'
"""  # the foreign keys that users' own tables have to ours: table, column, our table


def delete_unnamed(table: Table, outside: Sequence[tuple[str, str, str]] = ()) -> str:
    """Delete the unresolved rows that nothing names any more, in ``oltp`` or in a user's table (rows of OUTSIDE).

    A scalar subquery a foreign key, not an anti-join, so that each is one look into an index and the cost follows
    the number of unresolved rows.
    """
    unnamed = [
        f"(SELECT 1 FROM {child} AS child WHERE child.{column} = parent.id LIMIT 1) IS NULL"
        for child, column, parent in (*_inside(), *outside)
        if parent == table.name
    ]
    conditions = " AND ".join(["parent.row_state = 'unresolved'", *unnamed])
    return f"DELETE FROM oltp.{table.name} AS parent WHERE {conditions}"


def _inside() -> Iterator[tuple[str, str, str]]:
    for child in tables().values():
        yield from ((f"oltp.{child.name}", reference.column, reference.parent) for reference in child.references)


def _named(columns: list[str]) -> str:
    return " UNION ALL ".join(f"SELECT written.{column} AS id FROM written" for column in columns)


def _by_parent(table: Table, *, weak: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for reference in table.references:
        if reference.weak is weak:
            found.setdefault(reference.parent, []).append(reference.column)
    return found
