"""For each table of `history`, the function that gives the whole of it as it was at a moment."""

from oltp_schema.shape import tables

NAME = "history/as_of"  # under which `meta.transforms` has the digest of these statements

# PostgreSQL puts the body in the place of the call, so that a condition on the id finds the index.
FUNCTION = """CREATE OR REPLACE FUNCTION history.{0}_at(moment timestamptz) RETURNS SETOF history.{0}
LANGUAGE sql STABLE AS $$
    SELECT * FROM history.{0} WHERE valid_from <= moment AND (valid_to > moment OR valid_to IS NULL)
$$;
"""


def functions() -> str:
    """The statements that make all of them."""
    return "".join(FUNCTION.format(name) for name, table in sorted(tables().items()) if table.keeps_history)
