"""What the oldest versions do not carry is known: no more and no less than shapes and schema say."""

from collections.abc import Iterator

import pytest

from oltp_schema.base import Base
from pipelines.catalogue import promoted
from tests.versions.gaps import GAPS, constraints, lacking
from tests.versions.generator import Generator
from tests.versions.landed import Landed
from tests.versions.shapes import NUMBER, VERSIONS, Shape, shape, versions_of
from tests.versions.spoiling import ELSEWHERE

# Columns that another place fills, and a field whose inside was not documented at first.
FILLED_ELSEWHERE = {"subscription_item.subscription_id", "line_item.invoice_id"} | {
    *("line_item.period_start", "line_item.period_end")
}


def test_the_gaps_are_those_of_the_schema() -> None:
    missing = {gap for gap in not_carried() if f"{gap[0]}.{gap[1]}" not in FILLED_ELSEWHERE}
    known = {
        (name, field, version)
        for (name, field), (last, _) in GAPS.items()
        for version in versions_of(name)
        if NUMBER[version] <= NUMBER[last]
    }
    assert missing == known


@pytest.mark.parametrize("name", sorted({name for name, _ in GAPS}))
def test_a_document_with_a_gap_waits(landed: Landed, name: str) -> None:
    expected: dict[str, set[str]] = {}
    for version in (versions_of(name)[0], *(last for (of, _), (last, _) in GAPS.items() if of == name)):
        generator = Generator(name, version, seed=1, first=len(expected))
        document = next(made for made in iter(generator.document, None) if lacking(made, version))
        expected[document["id"]] = constraints(document, version)
        landed.land_all(version, [document])
    landed.promote()
    held = landed.query("SELECT id, constraint_name FROM meta.quarantine")
    assert {row["id"] for row in held} == expected.keys()
    assert all(row["constraint_name"] in expected[row["id"]] for row in held)


def not_carried() -> Iterator[tuple[str, str, str]]:
    """Each required column, by object and version, that a valid document need not fill."""
    for entry in promoted():
        table = Base.metadata.tables[f"oltp.{entry.table}"]
        columns = [column.name for column in table.columns if column.info.get("required")]
        for version in VERSIONS:
            found = shape(entry.name, version)
            if found:
                carried = always_there(found)
                ours = {"observed_at", "transform_version"}
                yield from ((entry.name, name, version) for name in columns if name not in carried | ours)


def always_there(found: Shape) -> set[str]:
    """The names of columns that every document of a shape fills, at whichever place."""
    names: set[str] = set()
    for field in found.fields:
        if not field.may_be_gone:
            moved = {new for new, old in ELSEWHERE.items() if old == field.name}
            inner = {f"{field.name}_{one.name}" for one in field.fields if not one.may_be_gone}
            names |= {field.name, *moved, *inner}
    return names | {f"{name}_id" for name in names}
