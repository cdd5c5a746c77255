"""Every object and every version in which it exists: what is valid promotes, and both readings agree on it."""

from collections.abc import Callable

import pytest

from pipelines.catalogue import CATALOGUE, StripeObject, lists_of, promoted
from tests.shapes.history import fields
from tests.versions.landed import Landed
from tests.versions.matrix import DOCUMENTS, GROUPS, WHOLE, dangling, empty_columns, fill, rows, unbalanced
from tests.versions.shapes import VERSIONS, versions_of
from tests.versions.summary import ROWS, noted


def exists(entry: StripeObject, version: str) -> bool:
    """Whether documents of a version make rows of a type; the elements of a list may have had another list's name."""
    if not (entry.embedded and entry.embedded.formerly) or version in versions_of(entry.name):
        return version in versions_of(entry.name)
    *holders, _ = entry.embedded.lists
    holder = lists_of(CATALOGUE[entry.embedded.parent])[holders[0]].name if holders else entry.embedded.parent
    return any(path.startswith(f"{entry.embedded.formerly}[]") for path in fields(holder, version))


@pytest.mark.parametrize("versions", GROUPS, ids=lambda versions: versions[0])
def test_valid_documents_are_rows_that_both_readings_agree_on(
    landed: Landed, versions: tuple[str, ...], record_property: Callable[[str, object], None]
) -> None:
    documents = fill(landed, versions)
    assert documents == {
        (name, version): DOCUMENTS for name in WHOLE for version in versions if version in versions_of(name)
    }
    assert landed.query("SELECT object, id, message FROM meta.quarantine ORDER BY object, id LIMIT 20") == []

    present = rows(landed)
    record_property(ROWS, noted(present))
    # Of a type that others alone show, any document may say for good that one is gone.
    lasting = [name for name in WHOLE if not CATALOGUE[name].shown_by_others]
    assert {cell: present[cell] for cell in documents if cell[0] in lasting} == {
        cell: number for cell, number in documents.items() if cell[0] in lasting
    }
    every_cell = {(entry.name, version) for entry in promoted() for version in versions if exists(entry, version)}
    assert present.keys() == every_cell

    parity = landed.parity()
    assert parity.examples == []
    for entry in promoted():
        (table,) = landed.query(f"SELECT count(*) AS rows FROM oltp.{entry.table} WHERE row_state <> 'unresolved'")
        assert table["rows"] == parity.objects[entry.name].rows >= sum(present[entry.name, each] for each in versions)

    if VERSIONS[-1] in versions:  # where the columns that are new are filled as well
        assert empty_columns(landed) == []
    assert unbalanced(landed) == {}
    assert dangling(landed) == []
