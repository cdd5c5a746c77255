"""For each table of `history`, the function that gives the whole of it as it was at a moment.

Where a table has columns that tell who somebody is, a second one leaves them out, for those who may not see them: a
query may name no column, not even by `*`, that its role has no right to.
"""

from collections.abc import Iterator

from oltp_schema.shape import Table, tables

NAME = "history/as_of"  # under which `meta.transforms` has the digest of these statements
THEN = "valid_from <= moment AND (valid_to > moment OR valid_to IS NULL)"

# PostgreSQL puts the body in the place of the call, so that a condition on the id finds the index.
FUNCTION = """CREATE OR REPLACE FUNCTION history.{0}_at(moment timestamptz) RETURNS SETOF history.{0}
LANGUAGE sql STABLE AS $$
    SELECT * FROM history.{0} WHERE {then}
$$;
"""
# Made anew where its columns are others; what users made of it keeps the old one.
IMPERSONAL = """DO $do$ BEGIN
DROP FUNCTION IF EXISTS history.{0}_impersonal_at(timestamptz);
CREATE FUNCTION history.{0}_impersonal_at(moment timestamptz) RETURNS TABLE ({types})
LANGUAGE sql STABLE AS $$
    SELECT {columns} FROM history.{0} AS kept WHERE {then}
$$;
EXCEPTION WHEN dependent_objects_still_exist THEN NULL;
END $do$;
"""


def functions() -> str:
    """The statements that make all of them."""
    return "".join(_functions())


def _functions() -> Iterator[str]:
    for name, table in sorted(tables().items()):
        if table.keeps_history:
            yield FUNCTION.format(name, then=THEN)
            if table.personal:
                yield _impersonal(table)


def _impersonal(table: Table) -> str:
    columns = [column for column in table.version_columns if column.name not in table.personal]
    return IMPERSONAL.format(
        table.name,
        types=", ".join(f"{column.sql} {column.type}" for column in columns),
        columns=", ".join(f"kept.{column.sql}" for column in columns),
        then=THEN.replace("valid_", "kept.valid_"),
    )
