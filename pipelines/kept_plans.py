"""Statements that a session has planned once and executes again, for a process that repeats the same small runs.

To parse and plan a statement of eighty columns takes several times as long as to execute it for a few rows. So what a
session is asked a second time, it prepares. A plan is one for any values then, and for temporary tables about which
nothing is known: good for some hundred documents, and bad for many (see ``paused``).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache, lru_cache
from time import monotonic
from typing import Any, NamedTuple

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

MOST = 3_000  # statements that a session prepares; of which one is prepared that comes again
SEEN = 20_000  # statements that are remembered to have come once
LASTS = 300.0  # seconds after which a session forgets: tables have grown since
PLANNED = re.compile(r"\s*(?:--[^\n]*\s*)*(?:SELECT|WITH|INSERT|UPDATE|DELETE)\b")
COMMENT = re.compile(r"--[^\n]*")
PLACES = re.compile(r"%(?:\((\w+)\))?s|%%")
UNKNOWN = "unknown"  # the type of a literal in quotes, until PostgreSQL sees what it is used for


class Prepared(NamedTuple):
    """What to execute in place of a statement, and before it, where it was not prepared yet."""

    name: str
    values: tuple[Any, ...]
    preparation: str | None
    key: tuple[str, tuple[str, ...]]


class KeptPlans:
    """The statements that one session has prepared; it ``is_paused`` while they are not what is wanted.

    ``are_stale`` says that they are to be forgotten, whatever their age.
    """

    def __init__(self) -> None:
        """None is prepared yet."""
        self.is_paused = self.are_stale = False
        self._names: dict[tuple[str, tuple[str, ...]], str] = {}
        self._seen: set[int] = set()
        self._began = monotonic()

    @property
    def are_over(self) -> bool:
        """Whether it is time to forget them."""
        return self.are_stale or len(self._names) >= MOST or monotonic() > self._began + LASTS

    def find(self, query: Any, values: Any) -> Prepared | None:
        """What to execute instead of a statement, given as to ``Cursor.execute``; None where that is to be executed."""
        if self.is_paused or not isinstance(query, str):
            return None
        given = _given(query, values)
        types = given and _types_of(given)
        if given is None or types is None:
            return None
        key = query, types
        if name := self._names.get(key):
            return Prepared(name, given, None, key)
        number = hash(key)
        if number not in self._seen or not is_planned(query):
            if len(self._seen) < SEEN:
                self._seen.add(number)
            return None
        name = f"again_{len(self._names)}"
        listed = f" ({', '.join(types)})" if types else ""
        return Prepared(name, given, f"PREPARE {name}{listed} AS {query if values is None else _numbered(query)}", key)

    def note(self, prepared: Prepared) -> None:
        """Note that PostgreSQL has prepared it."""
        self._names[prepared.key] = prepared.name


class _RepeatingCursor(Cursor):  # type: ignore[misc]  # psycopg2 has no types
    def execute(self, query: Any, vars: Any = None) -> Any:  # noqa: A002 -- psycopg2's name
        plans = plans_of(self)
        found = plans.find(query, vars) if plans and not self.name else None
        if plans is None or found is None:
            return super().execute(query, vars)
        if found.preparation:
            super().execute(found.preparation)
            plans.note(found)
        if not found.values:
            return super().execute(f"EXECUTE {found.name}")
        return super().execute(f"EXECUTE {found.name} ({', '.join(['%s'] * len(found.values))})", found.values)


@cache
def repeating(factory: type[Cursor]) -> type[Cursor]:
    """The class of cursors that prepare what comes again, and are else like those of a class."""
    return type("RepeatingCursor", (_RepeatingCursor, factory), {})


def plans_of(cursor: Cursor) -> KeptPlans | None:
    """What the session of a cursor has prepared; None where it forgets all with each run."""
    return getattr(cursor.connection, "plans", None)


def are_reused(cursor: Cursor) -> bool:
    """Whether statements are planned for any values now."""
    plans = plans_of(cursor)
    return plans is not None and not plans.is_paused


@contextmanager
def paused(connection: Connection, *, unless: bool = False) -> Iterator[None]:
    """Plan each statement for what it is executed with, until the block ends; what was prepared is forgotten then."""
    plans: KeptPlans | None = getattr(connection, "plans", None)
    if plans is None or unless:
        yield
        return
    was_paused, plans.is_paused, plans.are_stale = plans.is_paused, True, True
    try:
        yield
    finally:
        plans.is_paused = was_paused


@contextmanager
def forgetting_after_failure(connection: Connection) -> Iterator[None]:
    """Have the session begin anew after a block that fails, whatever it failed of."""
    try:
        yield
    except BaseException:
        if plans := getattr(connection, "plans", None):
            plans.are_stale = True
        raise


def is_planned(query: str) -> bool:
    """Whether a text is one statement that PostgreSQL plans, and may prepare."""
    return PLANNED.match(query) is not None and ";" not in COMMENT.sub("", query)


@lru_cache(maxsize=4096)
def _places(query: str) -> tuple[str | None, ...]:
    """The names of the values in the order of their places; None for one that has none."""
    return tuple(place[1] for place in PLACES.finditer(query) if place[0] != "%%")


def _given(query: str, values: Any) -> tuple[Any, ...] | None:
    """The value of each place."""
    if values is None:
        return ()
    names = _places(query)
    if isinstance(values, Mapping):
        return None if None in names else tuple(values[name] for name in names)
    return tuple(values) if isinstance(values, Sequence) and len(values) == len(names) else None


def _numbered(query: str) -> str:
    """A statement with numbers in the places of its values."""
    number = 0

    def numbered(place: re.Match[str]) -> str:
        nonlocal number
        if place[0] == "%%":
            return "%"
        number += 1
        return f"${number}"

    return PLACES.sub(numbered, query)


def _types_of(values: tuple[Any, ...]) -> tuple[str, ...] | None:
    """The types that psycopg2's literals of these values have; None where one is written as something else."""
    types = tuple(map(_type_of, values))
    return None if None in types else types  # type: ignore[return-value]


def _type_of(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return UNKNOWN
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer" if abs(value) < 2**31 else "bigint"
    if isinstance(value, datetime):
        return "timestamptz" if value.tzinfo else "timestamp"
    if isinstance(value, timedelta):
        return "interval"
    return _type_of_list(value) if isinstance(value, list) else None


def _type_of_list(values: list[Any]) -> str | None:
    types = {_type_of(value) for value in values if value is not None}
    if not types:
        return UNKNOWN
    if types == {UNKNOWN}:
        return "text[]"
    if types <= {"integer", "bigint"}:
        return "bigint[]" if "bigint" in types else "integer[]"
    return f"{types.pop()}[]" if len(types) == 1 and types <= {"boolean", "timestamptz"} else None
