"""Foreign keys that tables of the user's own have to ours: what they name stays, and so does what they may name.

Such tables may belong to other roles. A row that cannot be read may name any of our rows, and PostgreSQL would refuse
to delete that one for it, or delete the other with it, as the foreign key says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import of
from oltp_schema.shape import Table, tables
from oltp_schema.sql_files import sql_file
from pipelines.words import counted


@dataclass(frozen=True)
class ForeignKey:
    """To the table ``parent`` of ours, from ``child``, a table's qualified name.

    ``match`` is the condition between the aliases child and parent; ``remedy`` the statements that let us read all rows
    of ``child``, empty when we can.
    """

    parent: str
    child: str
    match: str
    remedy: str

    @property
    def quoted(self) -> str:
        """``child`` in quotes in any case: no name of ours, which an installation's prefix is put before."""
        schema, table = re.fullmatch(r"(\w+|\"(?:[^\"]|\"\")+\")\.(.+)", self.child).groups()  # type: ignore[union-attr]
        return ".".join(name if name.startswith('"') else f'"{name}"' for name in (schema, table))


def foreign_keys(cursor: Cursor) -> list[ForeignKey]:
    """Those that exist now, as the connected role sees them."""
    cursor.execute(sql_file(__package__, "foreign_keys.sql"), {"tables": list(tables())})
    return [ForeignKey(*row) for row in cursor.fetchall()]


def problem(cursor: Cursor, table: Table, keys: Sequence[ForeignKey], kept: int) -> str:
    """What a person should know and do about ``kept`` rows that nothing we can read names any more."""
    unread = [key for key in keys if key.parent == table.name and key.remedy]
    children = ", ".join(dict.fromkeys(key.child for key in unread))
    remedies = " ".join(dict.fromkeys(statement for key in unread for statement in _statements(key.remedy)))
    return (
        f"{of(cursor).oltp}.{table.name}: {counted(kept, 'unresolved row')} that nothing in oltp names any more stay,"
        f" because the rows of {children}, which may name them, cannot be read. Let its owner or an administrator"
        f" run: {remedies}"
    )


def _statements(remedy: str) -> list[str]:
    return [f"{statement};" for statement in remedy.removesuffix(";").split("; ")]
