"""A schema of views for people: which views it has, and which version of them all a database has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from psycopg2.extensions import cursor as Cursor

from oltp_schema.sql_files import comment_of, create_view, literal

MARK = "Views of stripe-oltp, version "  # at the end of the comment of one view: they are ours, and which they are
STATE = """
    SELECT substring(known.mark FROM '{mark}(.*)'),
        known.mark NOT LIKE '%{mark}%' OR (known.mark IS NULL AND EXISTS (
            SELECT FROM pg_class AS cls WHERE cls.relnamespace = known.schema
        )),
        CASE WHEN known.schema IS NULL THEN has_database_privilege(current_database(), 'CREATE')
            ELSE has_schema_privilege(known.schema, 'CREATE') END
    FROM (
        SELECT to_regnamespace('{schema}')::oid AS schema, obj_description(to_regclass('{schema}.{marked}')) AS mark
    ) AS known
"""


@dataclass(frozen=True)
class Layer:
    """A schema, the text of each of its views by name, in any order, and the view whose comment marks them as ours."""

    schema: str
    views: Callable[[], dict[str, str]]
    marked: str

    def version(self) -> str:
        """A digest of the views of this release."""
        return blake2b(repr(sorted(self.views().items())).encode(), digest_size=8).hexdigest()

    def is_current(self, cursor: Cursor) -> bool:
        """Whether there is nothing to make: the views are those of this release, or this role cannot make them."""
        version, is_closed = self._state(cursor)
        return version == self.version() or is_closed

    def is_closed(self, cursor: Cursor) -> bool:
        """Whether the schema is somebody else's, or one in which this role may not make the views."""
        return self._state(cursor)[1]

    def drop(self) -> str:
        """The statements that drop the views."""
        return "".join(f"DROP VIEW IF EXISTS {self.schema}.{name};\n" for name in self.views())

    def create(self, cursor: Cursor) -> None:
        """Make the views, and the schema where it is missing. All in one statement, so they cost little."""
        cursor.execute(f"SELECT to_regnamespace('{self.schema}') IS NULL")
        if cursor.fetchone() == (True,):
            cursor.execute(f"CREATE SCHEMA {self.schema}")
        made = [create_view(f"{self.schema}.{name}", text) for name, text in self.views().items()]
        mark = literal(f"{comment_of(self.views()[self.marked])} {MARK}{self.version()}")
        cursor.execute(";\n".join([*made, f"COMMENT ON VIEW {self.schema}.{self.marked} IS {mark}"]))

    def _state(self, cursor: Cursor) -> tuple[str | None, bool]:
        cursor.execute(STATE.format(schema=self.schema, marked=self.marked, mark=MARK))
        version, is_others, may_make = cursor.fetchone()
        return version, bool(is_others or not may_make)
