"""The equations within the database: what Stripe said in different places has to be the same money, to the cent."""

from collections.abc import Iterable, Sequence
from typing import Any

from oltp_schema import money
from pipelines.catalogue import CATALOGUE, StripeObject
from pipelines.checks.money.proof import Equation, Unequal
from pipelines.checks.verify.current import Current
from pipelines.promotion import loads

FIRST = 100  # differences of an equation that are named


def within(current: Current, names: Iterable[str], unread: set[str]) -> dict[str, Equation]:
    """These equations, by name; those are not compared that need an ``unread`` type."""
    return {name: _compared(current, name, unread) for name in names}


def unread_types(current: Current) -> set[str]:
    """The types that no run has read, or that one is still to read to their end."""
    if not current.anything_landed():
        return set(CATALOGUE)
    return {
        entry.name
        for entry in CATALOGUE.values()
        if entry.table and not entry.embedded and (not current.was_read(entry) or current.is_unfinished(entry))
    }


def unpromoted_types(current: Current, names: Iterable[str]) -> set[str]:
    """Those of these types of which documents are landed that no promotion has read."""
    return {
        name
        for name in names
        if current.query(
            f"SELECT 1 FROM raw.{CATALOGUE[name].plural} AS landed"
            f" WHERE landed._dlt_load_id IN ({loads.unread_by(name)}) LIMIT 1"
        )
    }


def types_of(view: str) -> list[str]:
    """The types whose tables a view of money reads."""
    tables = money.tables(view)
    return sorted(entry.name for entry in CATALOGUE.values() if entry.table in tables)


def read_with(types: Iterable[str]) -> list[str]:
    """The types whose lists bring these."""
    return sorted({_whole(CATALOGUE[name]) for name in types})


def _whole(entry: StripeObject) -> str:
    return entry.embedded.parent if entry.embedded else entry.name


def _compared(current: Current, name: str, unread: set[str]) -> Equation:
    types = read_with(types_of(name))
    if missing := [each for each in types if each in unread]:
        return Equation(money.says(name), types, missing)
    ((checked, differences, pending),) = current.query(
        "SELECT count(*) FILTER (WHERE is_pending IS NOT TRUE),"
        " count(*) FILTER (WHERE is_pending IS NOT TRUE AND figure IS DISTINCT FROM expected),"
        f" count(*) FILTER (WHERE is_pending) FROM {money.view(name)}"
    )
    found = _found(current, name) if differences else []
    return Equation(money.says(name), types, [], checked, differences, pending, found)


def _found(current: Current, name: str) -> list[Unequal]:
    rows: Sequence[tuple[Any, ...]] = current.query(
        f"SELECT ids, currency, round(figure), round(expected) FROM {money.view(name)}"
        " WHERE is_pending IS NOT TRUE AND figure IS DISTINCT FROM expected ORDER BY ids LIMIT %s",
        (FIRST,),
    )
    return [Unequal(ids, currency, _rounded(figure), _rounded(expected)) for ids, currency, figure, expected in rows]


def _rounded(figure: Any) -> int | None:
    return None if figure is None else int(figure)
