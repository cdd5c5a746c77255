"""Which types runs that name none have asked Stripe for: the database remembers them, as a later release asks for more.

A restricted key that was made before lacks the permission for those, and nobody has asked for them. So a 403 of a type
that became default since the last run is told once and is no failure, until a run has read the type or a user names it.
The first run that names no types expects all of them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import ACCOUNT, CATALOGUE, EVENT, StripeObject, permissions_for, select
from pipelines.stripe_api.errors import KEYS

if TYPE_CHECKING:  # it imports Stripe's SDK, which whoever only looks does not need
    from pipelines.stripe_api.shortfalls import Shortfalls

ANY = "EXISTS (SELECT FROM meta.default_types)"
EXPECTED = "ON CONFLICT (object) DO UPDATE SET refused_at = NULL"


@dataclass(frozen=True)
class News:
    """The types that became default since the last run: ``read`` now, or ``refused`` for the first time."""

    read: Sequence[str] = ()
    refused: Sequence[str] = ()

    @property
    def sentences(self) -> list[str]:
        """What to say of it, which is said once."""
        read = [f"New types, read completely: {', '.join(self.read)}."] if self.read else []
        if not self.refused:
            return read
        granted = permissions_for(self.refused)
        return [
            *read,
            f"New types that STRIPE_API_KEY may not read yet: {', '.join(self.refused)}. Grant it Read on"
            f" {', '.join(granted)} at {KEYS}, and the next run reads them completely; --objects"
            f" {','.join(self.refused)} requests them now. Until then runs continue without them.",
        ]


def unexpected(cursor: Cursor) -> set[str]:
    """The types that became default since, and were neither read nor named: a refusal of them is no failure.

    The events are asked for by every run, and always were.
    """
    cursor.execute(
        f"SELECT {ANY}, array(SELECT object FROM meta.default_types WHERE refused_at IS NULL"
        " UNION SELECT object FROM meta.watermarks)"
    )
    is_remembered, expected = cursor.fetchone()
    return {entry.name for entry in select(None)} - {EVENT.name, *expected} if is_remembered else set()


def tolerated(cursor: Cursor) -> set[str]:
    """What may be refused without a failure: these types but the account, which was always asked for, if not kept.

    And the lists per object of another type that have their elements.
    """
    return set().union(*(_read_as(name) for name in unexpected(cursor) - {ACCOUNT.name}))


def not_permitted(cursor: Cursor) -> list[str]:
    """Those of them that the key was refused for, in the order of the catalogue."""
    cursor.execute("SELECT object FROM meta.default_types WHERE refused_at IS NOT NULL")
    refused = {name for (name,) in cursor.fetchall()} & unexpected(cursor)
    return _ordered(refused)


def begin(cursor: Cursor, objects: Iterable[StripeObject], *, named: bool) -> None:
    """Before a landing: the first run that names no types expects all of them, and what a user named is expected."""
    cursor.execute(
        f"INSERT INTO meta.default_types (object) SELECT unnest(%s) WHERE {'' if named else 'NOT '}{ANY} {EXPECTED}",
        ([entry.name for entry in objects],),
    )


def settle(cursor: Cursor, objects: Iterable[StripeObject], shortfalls: "Shortfalls") -> News:
    """After a landing: what was read is expected from now on, and what was refused was told.

    What failed otherwise stays new.
    """
    new = {entry.name for entry in objects} & shortfalls.tolerated
    read = _ordered({name for name in new if not any(map(shortfalls.has, _read_as(name)))})
    _note(cursor, read, "NULL")
    forbidden = {name for name in new if _read_as(name) & shortfalls.not_permitted}
    refused = _ordered(forbidden - set(not_permitted(cursor)))
    _note(cursor, refused, "now()")
    return News(read, refused)


def _read_as(name: str) -> set[str]:
    """A type, and the lists per object of another one that have its elements: a refusal of these is one of it."""
    return {name} | {each.name for each in CATALOGUE.values() if each.listed_per and each.listed_per.elements == name}


def _note(cursor: Cursor, names: Sequence[str], refused_at: str) -> None:
    cursor.execute(
        f"INSERT INTO meta.default_types (object, refused_at) SELECT unnest(%s::text[]), {refused_at}"
        " ON CONFLICT (object) DO UPDATE SET refused_at = excluded.refused_at",
        (list(names),),
    )


def _ordered(names: Collection[str]) -> list[str]:
    return [name for name in CATALOGUE if name in names]
