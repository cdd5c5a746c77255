"""Documents that are wrong in one place wait with the right reason, and harm no other."""

from collections.abc import Callable
from random import Random

import pytest

from tests.versions.landed import Landed
from tests.versions.matrix import GROUPS, WHOLE, fill_with_spoiled, generated, rows
from tests.versions.shapes import VERSIONS, versions_of
from tests.versions.spoiling import Spoiled, kinds_of, spoil
from tests.versions.summary import SPOILED

Reason = tuple[str, str | None, str | None]


@pytest.mark.parametrize("versions", GROUPS, ids=lambda versions: versions[0])
def test_exactly_the_spoiled_documents_wait_each_with_its_reason(
    landed: Landed, versions: tuple[str, ...], record_property: Callable[[str, object], None]
) -> None:
    others, spoiled = fill_with_spoiled(landed, versions)
    record_property(SPOILED, len(spoiled))
    held = reasons(landed)
    assert {key: spoiled[key].field for key in spoiled.keys() - held.keys()} == {}
    assert {key: held[key] for key in held.keys() - spoiled.keys()} == {}
    misjudged = [key for key, found in held.items() if not explains(found, spoiled[key])]
    assert [(*key, spoiled[key].kind, spoiled[key].field, held[key]) for key in misjudged] == []
    assert {cell: number for cell, number in rows(landed).items() if cell[0] in WHOLE} == +others
    assert landed.parity().examples == []


@pytest.mark.parametrize("name", WHOLE)
def test_nearly_every_document_can_be_spoiled_in_most_ways(name: str) -> None:
    made = [
        spoil(name, document, Random(version)) for version in VERSIONS for document in generated(name, version, 0, 4)
    ]
    kinds = {spoiled.kind for spoiled in made if spoiled}
    assert kinds >= {"wrong type", "fraction", "overflow", "required"} & kinds_of(name)
    assert sum(spoiled is not None for spoiled in made) > 0.9 * 4 * len(versions_of(name))


def reasons(landed: Landed) -> dict[tuple[str, str], Reason]:
    """SQLSTATE, constraint and field of everything in quarantine."""
    found = landed.query("SELECT object, id, sqlstate, constraint_name, field FROM meta.quarantine")
    return {(row["object"], row["id"]): (row["sqlstate"], row["constraint_name"], row["field"]) for row in found}


def explains(reason: Reason, spoiled: Spoiled) -> bool:
    sqlstate, constraint, field = reason
    named = constraint == spoiled.constraint if spoiled.constraint else field == spoiled.field
    # Parts take the currency of their whole: where its text may be too long for an index, their rule is met first.
    named = named or bool(spoiled.field == "currency" and constraint and constraint.endswith("_currency_form"))
    return sqlstate.startswith(spoiled.sqlstate) and named
