"""The equations of money (docs/money.md), asked of the database alone: what Stripe said has to add up to the cent."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from psycopg2.extensions import connection as Connection

from oltp_schema import money
from pipelines.catalogue import CATALOGUE, StripeObject
from pipelines.checks.verify.current import Current, snapshot
from pipelines.errors import StripeOltpError

FIRST = 100  # differences of an equation that are named


class NothingToAddUpError(StripeOltpError):
    """No equation has all of its types."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "No type with money was read whole yet, so there is nothing to add up. Run stripe-oltp pipeline."
        )


@dataclass(frozen=True)
class Unequal:
    """What should be equal and is not: the ids it is about, in minor units what Stripe says and what is expected."""

    ids: list[str]
    currency: str | None
    figure: int | None
    expected: int | None


@dataclass(frozen=True)
class Equation:
    """What an equation ``says``, of which types, and how it stands: rows ``checked``, ``pending`` ones not among them.

    ``found`` are the first of its differences, by id. It is compared only where none of its types is ``unread``.
    """

    says: str
    objects: list[str]
    unread: list[str]
    checked: int = 0
    differences: int = 0
    pending: int = 0
    found: list[Unequal] = field(default_factory=list)

    @property
    def is_compared(self) -> bool:
        """Whether there was everything to compare."""
        return not self.unread


@dataclass(frozen=True)
class MoneyProof:
    """All equations by name, and how many documents of their types wait in quarantine, which they go without."""

    equations: dict[str, Equation]
    quarantined: dict[str, int]

    @property
    def differences(self) -> int:
        """Of all equations."""
        return sum(equation.differences for equation in self.equations.values())

    def as_dict(self) -> dict[str, Any]:
        """The form of ``verify --money --json``."""
        return {"agrees": not self.differences, **asdict(self)}


def prove(connection: Connection) -> MoneyProof:
    """Compare every equation in one snapshot. Raises NothingToAddUpError when no equation can be compared."""
    with snapshot(connection) as current:
        unread = _unread(current) if current.anything_landed() else set(CATALOGUE)
        equations = {name: _compared(current, name, unread) for name in money.equations()}
        if not any(equation.is_compared for equation in equations.values()):
            raise NothingToAddUpError
        types = sorted({name for equation in equations.values() for name in equation.objects})
        query = "SELECT object, count(*) FROM meta.quarantine WHERE object = ANY(%s) GROUP BY object ORDER BY object"
        return MoneyProof(equations, dict(current.query(query, (types,))))


def _unread(current: Current) -> set[str]:
    """The types that no run has read, or that one is still to read to their end."""
    listed = {_read_with(CATALOGUE[name]) for name in _all_types()}
    return {
        entry.name
        for entry in (CATALOGUE[name] for name in listed)
        if current.watermark(entry) is None or current.is_unfinished(entry)
    }


def _all_types() -> set[str]:
    return {name for equation in money.equations() for name in _types(equation)}


def _types(equation: str) -> list[str]:
    """The types whose tables an equation compares."""
    tables = money.tables(equation)
    return sorted(entry.name for entry in CATALOGUE.values() if entry.table in tables)


def _read_with(entry: StripeObject) -> str:
    return entry.embedded.parent if entry.embedded else entry.name


def _compared(current: Current, name: str, unread: set[str]) -> Equation:
    types = _types(name)
    read_with = sorted({_read_with(CATALOGUE[each]) for each in types})
    if missing := [each for each in read_with if each in unread]:
        return Equation(money.says(name), read_with, missing)
    ((checked, differences, pending),) = current.query(
        "SELECT count(*) FILTER (WHERE is_pending IS NOT TRUE),"
        " count(*) FILTER (WHERE is_pending IS NOT TRUE AND figure IS DISTINCT FROM expected),"
        f" count(*) FILTER (WHERE is_pending) FROM {money.view(name)}"
    )
    found = _found(current, name) if differences else []
    return Equation(money.says(name), read_with, [], checked, differences, pending, found)


def _found(current: Current, name: str) -> list[Unequal]:
    rows: Sequence[tuple[Any, ...]] = current.query(
        f"SELECT ids, currency, round(figure), round(expected) FROM {money.view(name)}"
        " WHERE is_pending IS NOT TRUE AND figure IS DISTINCT FROM expected ORDER BY ids LIMIT %s",
        (FIRST,),
    )
    return [Unequal(ids, currency, _whole(figure), _whole(expected)) for ids, currency, figure, expected in rows]


def _whole(figure: Any) -> int | None:
    return None if figure is None else int(figure)
