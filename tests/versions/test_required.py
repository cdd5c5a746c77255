"""Nothing is required of a row that a valid document of some version need not carry."""

from collections.abc import Iterator

from oltp_schema.base import Base
from oltp_schema.shape import BOOKKEEPING
from pipelines.catalogue import CATALOGUE, StripeObject, lists_of, promoted
from tests.versions.shapes import VERSIONS, Shape, shape
from tests.versions.spoiling import ELSEWHERE

# A field whose inside was not documented at first.
FILLED_ELSEWHERE = {"line_item.period_start", "line_item.period_end"}


def test_every_valid_document_fills_the_required_columns() -> None:
    assert [gap for gap in not_carried() if f"{gap[0]}.{gap[1]}" not in FILLED_ELSEWHERE] == []


def not_carried() -> Iterator[tuple[str, str, str]]:
    """Each required column, by object and version, that a valid document need not fill."""
    for entry in promoted():
        table = Base.metadata.tables[f"oltp.{entry.table}"]
        columns = [column.name for column in table.columns if column.info.get("required")]
        for version in VERSIONS:
            found = shape(entry.name, version)
            if found:
                carried = always_there(found)
                ours = BOOKKEEPING | {"derived"} | filled_by_the_whole(entry)
                yield from ((entry.name, name, version) for name in columns if name not in carried | ours)


def filled_by_the_whole(entry: StripeObject) -> set[str]:
    """The columns of a part that say whose it is, what holds it there, where in it, and in which currency."""
    if not entry.embedded:
        return set()
    whole = CATALOGUE[entry.embedded.parent]
    columns = Base.metadata.tables[f"oltp.{whole.table}"].columns
    holder = lists_of(whole)[entry.embedded.lists[0]]
    keys = Base.metadata.tables[f"oltp.{entry.table}"].foreign_keys
    held_by = {key.parent.name for key in keys if entry.embedded.is_nested and key.column.table.name == holder.table}
    return {whole.owner_column, "position", *held_by} | ({"currency"} & set(columns.keys()))


def always_there(found: Shape) -> set[str]:
    """The names of columns that every document of a shape fills, at whichever place."""
    names: set[str] = set()
    for field in found.fields:
        if not field.may_be_gone:
            moved = {new for new, old in ELSEWHERE.items() if old == field.name}
            inner = {f"{field.name}_{one.name}" for one in field.fields if not one.may_be_gone}
            names |= {field.name, *moved, *inner}
    return names | {f"{name}_id" for name in names}
