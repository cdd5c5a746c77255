"""The names of the schemas, which may have a prefix: several installations in one database.

SQL is written with the plain names, here and in every file: ``raw.charges``, ``oltp.charges``, ``meta.runs``. Where
an installation has a prefix, its connections make cursors that put it before those names, in the text of a statement
and before its values are bound; without one they make psycopg2's own. A schema is recognised

- in front of a dot: ``oltp.charges``, also within a literal, ``to_regclass('oltp.charges')``,
- after the word SCHEMA: ``GRANT USAGE ON SCHEMA meta, raw``,
- as ``'oltp'::regnamespace`` and ``to_regnamespace('oltp')``.

So no alias may be called like one of them, and no name of a schema is bound as a value.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

from psycopg2 import extras
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.errors import SchemaPrefixError

LONGEST = 40
PREFIX = re.compile(rf"([a-z_][a-z0-9_]{{0,{LONGEST - 1}}})?")
RESERVED = "pg_"  # PostgreSQL's own schemas

WRITTEN = ("meta", "raw", "oltp", "history")  # by runs; the others are views
SCHEMAS = (*WRITTEN, "stripe", "mart", "fivetran")

_ONE = f"(?:{'|'.join(SCHEMAS)})"
_NAMES = re.compile(rf"\b{_ONE}\b")
_PLACES = re.compile(
    rf"""(?<![\w.$"]){_ONE}(?=\.[\w"'%])"""
    rf"|\bSCHEMA\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?{_ONE}\b(?:\s*,\s*{_ONE}\b)*"
    rf"|'{_ONE}'(?=::regnamespace)"
    rf"|to_regnamespace\('{_ONE}'\)"
)


@dataclass(frozen=True)
class Schemas:
    """The schemas of one installation. Raises SchemaPrefixError for what cannot be a prefix."""

    prefix: str = ""

    def __post_init__(self) -> None:
        """Hold the prefix to the form of names that PostgreSQL takes without quotes."""
        if not PREFIX.fullmatch(self.prefix) or self.prefix.startswith(RESERVED):
            raise SchemaPrefixError(LONGEST)

    @property
    def raw(self) -> str:
        """The schema of what Stripe said."""
        return f"{self.prefix}raw"

    @property
    def oltp(self) -> str:
        """The schema of the tables."""
        return f"{self.prefix}oltp"

    @property
    def history(self) -> str:
        """The schema of what the rows of the tables were before."""
        return f"{self.prefix}history"

    @property
    def meta(self) -> str:
        """The schema of the bookkeeping."""
        return f"{self.prefix}meta"

    @property
    def stripe(self) -> str:
        """The schema of the views with the names of Stripe Sigma."""
        return f"{self.prefix}stripe"

    @property
    def mart(self) -> str:
        """The schema of the views that answer questions of billing."""
        return f"{self.prefix}mart"

    @property
    def fivetran(self) -> str:
        """The schema of the views with the names of Fivetran's tables."""
        return f"{self.prefix}fivetran"

    @property
    def bell(self) -> str:
        """The channel on which who received an event of Stripe's wakes who follows, for LISTEN and NOTIFY."""
        return f"{self.prefix}stripe_oltp_bell"

    @property
    def cursor_factory(self) -> type[Cursor]:
        """The class of the cursors of a connection to this installation, for ``psycopg2.connect``."""
        return _cursor_of(self) if self.prefix else Cursor

    def translate(self, sql: str) -> str:
        """A statement's text with the names of this installation."""
        return _translated(sql, self.prefix) if self.prefix else sql

    def without_prefix(self, text: str) -> str:
        """Text of the database's own, with the plain names: names qualified by a schema of this installation."""
        return re.sub(rf"\b{self.prefix}({_ONE})(?=\.)", r"\1", text) if self.prefix else text

    def lock_key(self, key: int) -> int:
        """This installation's own key of an advisory lock: ``key`` itself without a prefix. It has 31 bits or more."""
        if not self.prefix:
            return key
        return key ^ (int.from_bytes(blake2b(self.prefix.encode(), digest_size=4).digest()) & 0x7FFFFFFF)


PLAIN = Schemas()


def of(session: Connection | Cursor) -> Schemas:
    """The schemas of the installation that a connection or cursor belongs to."""
    factory = session.cursor_factory if isinstance(session, Connection) else type(session)
    return getattr(factory, "schemas", PLAIN)


def execute_values(
    cursor: Cursor, sql: str, rows: Iterable[Sequence[Any]], template: str | None = None, page_size: int = 100
) -> None:
    """psycopg2's function of this name: by itself it binds the values before a cursor sees the text."""
    extras.execute_values(  # noqa: TID251 -- the only place
        cursor, of(cursor).translate(sql), rows, template, page_size
    )


class _PrefixedCursor(Cursor):  # type: ignore[misc]  # psycopg2 has no types
    schemas: Schemas

    def execute(self, query: Any, vars: Any = None) -> Any:  # noqa: A002 -- psycopg2's name
        return super().execute(self._own(query), vars)

    def executemany(self, query: Any, vars_list: Any) -> Any:
        return super().executemany(self._own(query), vars_list)

    def mogrify(self, query: Any, vars: Any = None) -> Any:  # noqa: A002 -- psycopg2's name
        return super().mogrify(self._own(query), vars)

    def copy_expert(self, sql: Any, file: Any, size: int = 8192) -> Any:
        return super().copy_expert(self._own(sql), file, size)

    def _own(self, query: Any) -> Any:
        """Bytes are what has its values already."""
        return self.schemas.translate(query) if isinstance(query, str) else query


@cache
def _cursor_of(schemas: Schemas) -> type[Cursor]:
    return type("PrefixedCursor", (_PrefixedCursor,), {"schemas": schemas})


@lru_cache(maxsize=512)  # a run repeats its statements
def _translated(sql: str, prefix: str) -> str:
    return _PLACES.sub(lambda place: _NAMES.sub(rf"{prefix}\g<0>", place[0]), sql)
