"""Whatever a document says: it is promoted or waits, SQL and Python read it alike, and no other is harmed."""

import os
from random import Random

import pytest

from pipelines.checks import balance
from tests.versions.hostile import Hostile, hostile
from tests.versions.landed import Landed
from tests.versions.matrix import SEED, WHOLE, generated
from tests.versions.shapes import versions_of
from tests.versions.values import pick

OF_A_TYPE = int(os.environ.get("FUZZ_DOCUMENTS", "") or 70)
NEWEST = "2026-10-28.endive"


@pytest.mark.parametrize("name", WHOLE)
def test_a_hostile_document_harms_nobody(landed: Landed, name: str) -> None:
    chance = Random(f"{SEED}/{name}")
    documents = [one(name, number, chance) for number in range(OF_A_TYPE)]
    landed.land_texts(NEWEST, [(name, document.text) for document in documents])
    (honest,) = generated(name, versions_of(name)[-1], 900_000, 1)
    landed.land_all(NEWEST, [honest])
    landed.promote()
    told = {document.id: (document.path, document.value) for document in documents}
    wrong = [(*told.get(found.id, (found.id,)), found.column, found.what) for found in landed.parity().examples]
    assert wrong == []
    assert unbalanced(landed) == {}
    before = landed.everything()
    assert honest["id"] not in {row["id"] for row in before["quarantine"]}, before["quarantine"]
    assert honest["id"] in {row["id"] for row in before[name] if row["row_state"] == "present"}
    assert landed.promote().quarantined == len(before["quarantine"])
    landed.replay()
    assert landed.everything() == before


def one(name: str, number: int, chance: Random) -> Hostile:
    """A hostile document of any version, with an id of its own."""
    version = pick(chance, tuple(versions_of(name)))
    return hostile(name, generated(name, version, number, 1)[0], chance)


def unbalanced(landed: Landed) -> dict[str, balance.Page]:
    pages = balance.read(landed.connection).objects
    landed.connection.rollback()
    return {name: page for name, page in pages.items() if not page.balanced}
