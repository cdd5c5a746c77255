"""Foreign keys that tables of the user's own have to ours: what they name stays, and so does what they may name.

Such tables may belong to other roles. A row that cannot be read may name any of our rows, and PostgreSQL would refuse
to delete that one for it, or delete the other with it, as the foreign key says.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg2.extensions import cursor as Cursor

from oltp_schema.shape import Table, tables
from pipelines.words import counted

# Equality is the same in every deterministic collation, and only in that of the child can its index be used.
FOREIGN_KEYS = """
    SELECT
        format('%%I.%%I', place.nspname, child.relname),
        parent.relname,
        string_agg(
            format('child.%%I = parent.%%I', ours.attname, theirs.attname)
                || coalesce(' COLLATE ' || nullif(ours.attcollation, 0)::regcollation, ''),
            ' AND '
        ),
        concat_ws(
            ' ',
            CASE WHEN NOT has_schema_privilege(place.oid, 'USAGE')
                THEN format('GRANT USAGE ON SCHEMA %%I TO %%I;', place.nspname, current_user) END,
            CASE WHEN NOT bool_and(has_column_privilege(child.oid, ours.attnum, 'SELECT'))
                THEN format('GRANT SELECT ON %%I.%%I TO %%I;', place.nspname, child.relname, current_user) END,
            CASE WHEN row_security_active(child.oid) THEN format('ALTER ROLE %%I BYPASSRLS;', current_user) END
        )
    FROM pg_constraint AS key
    JOIN pg_class AS parent ON parent.oid = key.confrelid AND parent.relnamespace = 'oltp'::regnamespace
    JOIN pg_class AS child ON child.oid = key.conrelid
    JOIN pg_namespace AS place ON place.oid = child.relnamespace
    CROSS JOIN unnest(key.conkey, key.confkey) AS pair (child, parent)
    JOIN pg_attribute AS ours ON ours.attrelid = child.oid AND ours.attnum = pair.child
    JOIN pg_attribute AS theirs ON theirs.attrelid = parent.oid AND theirs.attnum = pair.parent
    WHERE key.contype = 'f' AND key.conparentid = 0
        AND NOT (place.oid = 'oltp'::regnamespace AND child.relname = ANY(%s))
    GROUP BY key.oid, place.oid, place.nspname, child.oid, child.relname, parent.relname
    ORDER BY 1
"""


@dataclass(frozen=True)
class ForeignKey:
    """From ``child``, a table's qualified name, to the table ``parent`` of ours.

    ``match`` is the condition between the aliases child and parent; ``remedy`` the statements that let us read all rows
    of ``child``, empty when we can.
    """

    child: str
    parent: str
    match: str
    remedy: str


def foreign_keys(cursor: Cursor) -> list[ForeignKey]:
    """Those that exist now, as the connected role sees them."""
    cursor.execute(FOREIGN_KEYS, (list(tables()),))
    return [ForeignKey(*row) for row in cursor.fetchall()]


def problem(table: Table, keys: Sequence[ForeignKey], kept: int) -> str:
    """What a person should know and do about ``kept`` rows that nothing we can read names any more."""
    unread = [key for key in keys if key.parent == table.name and key.remedy]
    children = ", ".join(dict.fromkeys(key.child for key in unread))
    remedies = " ".join(dict.fromkeys(statement for key in unread for statement in _statements(key.remedy)))
    return (
        f"oltp.{table.name}: {counted(kept, 'unresolved row')} that nothing in oltp names any more stay, because the"
        f" rows of {children}, which may name them, cannot be read. Let its owner or an administrator run: {remedies}"
    )


def _statements(remedy: str) -> list[str]:
    return [f"{statement};" for statement in remedy.removesuffix(";").split("; ")]
