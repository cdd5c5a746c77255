"""Every recorded document means the same to both readings, and what was written down of it."""

import pytest
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import CATALOGUE
from pipelines.transformers import rows_of
from tests.transforms.cases import Case, all_cases
from tests.transforms.rows import by_python, by_sql, canonical, differences

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path)
def test_a_twin_reads_a_case_as_written_down(case: Case) -> None:
    found = by_python(case.name, [case.text])
    for table, expected in case.expected().items():
        telling = [{name: row[name] for name in columns} for row, columns in zip(found[table], expected, strict=True)]
        assert telling == canonical(expected)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path)
def test_both_readings_of_a_case_agree(case: Case, transforms: Connection) -> None:
    assert differences(by_sql(transforms, case.name, [case.text]), by_python(case.name, [case.text])) == []


@pytest.mark.parametrize("name", ["subscription_item", "line_item"])
def test_a_part_that_came_alone_names_its_parent_itself(name: str) -> None:
    embedded = CATALOGUE[name].embedded
    assert embedded
    ((row,),) = rows_of(name, {"object": name, "id": "x", embedded.reference: "y"}).values()
    assert row[f"{embedded.reference}_id"] == "y"
