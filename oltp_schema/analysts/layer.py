"""A schema of views for people: which views it has, and which version of them a database has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from hashlib import blake2b

from psycopg2.extensions import cursor as Cursor

from oltp_schema import view_comments
from oltp_schema.schemas import of
from oltp_schema.sql_files import comment_of, create_view, literal, sql_file

MARK = "Views of stripe-oltp, version "  # at the end of each view's comment: it is ours, and of which release


@dataclass(frozen=True)
class LayerFound:
    """What a database has of a layer."""

    may_create: bool
    is_ours: bool  # also a schema that is missing or empty
    is_wanted: bool  # of one that is there when asked for: whether it is there
    views: Sequence[str]  # those of ours, of any release, as PostgreSQL writes their names
    versions: Sequence[str]  # of those whose comment says it

    @property
    def is_closed(self) -> bool:
        """Whether the schema is somebody else's, or one in which this role may not make the views."""
        return not (self.is_ours and self.may_create)

    @property
    def is_to_make(self) -> bool:
        """Whether a migration makes the views."""
        return self.is_wanted and not self.is_closed


@dataclass(frozen=True)
class Layer:
    """A schema, and the text of each of its views by name, in any order.

    One that is optional is there when somebody asked for it, and migrations keep it current then.
    """

    schema: str
    views: Callable[[], dict[str, str]]
    is_optional: bool = False

    def version(self) -> str:
        """A digest of the views of this release."""
        return blake2b(repr(sorted(self.views().items())).encode(), digest_size=8).hexdigest()

    def is_current(self, cursor: Cursor) -> bool:
        """Whether there is nothing to make: the views are those of this release, unasked for, or not to be made."""
        found = self.found(cursor)
        return not found.is_to_make or list(found.versions) == [self.version()] * len(self.views())

    def found(self, cursor: Cursor) -> LayerFound:
        """What there is.

        A schema is ours when one of its relations is marked, or when all are views that have our names and read
        nothing but ours: a dump was restored without comments. What a user made in a schema of ours is the user's.
        """
        schema = getattr(of(cursor), self.schema)
        parameters = {"schema": schema, "mark": f"{MARK}(.*)$", "names": list(self.views())}
        cursor.execute(sql_file(__package__, "found.sql"), parameters)
        relations = cursor.fetchall()
        versions = [version for _, version, _ in relations if version is not None]
        is_ours = bool(versions) or all(resembles for _, _, resembles in relations)
        views = [name for name, version, resembles in relations if is_ours and (version is not None or resembles)]
        is_wanted = bool(views) or not self.is_optional
        return LayerFound(self._may_create(cursor, schema), is_ours, is_wanted, views, versions)

    def _may_create(self, cursor: Cursor, schema: str) -> bool:
        cursor.execute(
            "SELECT coalesce(has_schema_privilege(to_regnamespace(%(schema)s)::oid, 'CREATE'),"
            " has_database_privilege(current_database(), 'CREATE'))",
            {"schema": schema},
        )
        return bool(cursor.fetchone()[0])

    def drop_schema_if_empty(self, cursor: Cursor) -> None:
        """Drop the schema where nothing is in it and this role owns it."""
        cursor.execute(
            f"SELECT FROM pg_namespace AS ns WHERE ns.oid = to_regnamespace('{self.schema}')"
            " AND pg_has_role(ns.nspowner, 'USAGE')"
            " AND NOT EXISTS (SELECT FROM pg_depend AS dep WHERE dep.refclassid = 'pg_namespace'::regclass"
            " AND dep.refobjid = ns.oid)"
        )
        if cursor.rowcount:
            cursor.execute(f"DROP SCHEMA {self.schema}")

    def create(self, cursor: Cursor, *, replace: bool = False) -> None:
        """Make the views, and the schema where it is missing. All in one statement, so they cost little.

        With ``replace`` in place of those of the same names, if they had the same columns.
        """
        cursor.execute(f"SELECT to_regnamespace('{self.schema}') IS NULL")
        if cursor.fetchone() == (True,):
            cursor.execute(f"CREATE SCHEMA {self.schema}")
        mark = f"{MARK}{self.version()}"
        made: list[str] = []
        texts = {name: self.views()[name] for name in self._in_order()}
        for name, text in texts.items():
            view, comment = f"{self.schema}.{name}", literal(f"{comment_of(text)} {mark}")
            made += [create_view(view, text, replace=replace), f"COMMENT ON VIEW {view} IS {comment}"]
        made += view_comments.statements(self.schema, texts, view_comments.known(cursor))
        cursor.execute(";\n".join(made))

    def _in_order(self) -> Iterator[str]:
        """The names of the views, each after those of the same schema that it reads."""
        read = re.compile(rf"\b{self.schema}\.(\w+)")
        known = self.views()
        yield from TopologicalSorter({name: set(read.findall(known[name])) for name in known}).static_order()
