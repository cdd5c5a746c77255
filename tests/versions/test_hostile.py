"""Whatever a document says: it is promoted or waits, SQL and Python read it alike, and no other is harmed."""

import os
from random import Random

import pytest

from pipelines.catalogue import CATALOGUE, group_of
from pipelines.checks import balance
from pipelines.promotion import writer
from pipelines.promotion.forms import misformed
from pipelines.raw import forms
from tests.versions.hostile import Hostile, hostile
from tests.versions.landed import Landed
from tests.versions.matrix import SEED, WHOLE, generated
from tests.versions.shapes import versions_of
from tests.versions.values import pick

OF_A_TYPE = int(os.environ.get("FUZZ_DOCUMENTS", "") or 70)
SEVERAL = 3  # values of a document that breaks more than one rule
HELD = """
    SELECT object, id, raw_id, sqlstate, constraint_name, column_name, field, message, contested FROM meta.quarantine
    ORDER BY object, id
"""
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


@pytest.mark.parametrize("name", WHOLE)
def test_landing_marks_only_what_promotion_would_let_pass(landed: Landed, name: str) -> None:
    chance = Random(f"{SEED}/forms/{name}")
    for version in versions_of(name)[-1:]:
        landed.land_all(version, generated(name, version, 800_000, 5))
    assert marks(landed, name) == {("marked", "well-formed"): 5}
    documents = [one(name, number, chance) for number in range(4 * OF_A_TYPE)]
    landed.land_texts(NEWEST, [(name, document.text) for document in documents])
    found = marks(landed, name)
    assert ("marked", "of a wrong form") not in found
    assert found["marked", "well-formed"] > 5


def marks(landed: Landed, name: str) -> dict[tuple[str, str], int]:
    """How many documents of a type landing marked, and how many are of a wrong form, by both."""
    of = group_of(CATALOGUE[name])
    wrong = " OR ".join(f"({misformed(entry, 'payload', 'NULL::integer')})" for entry in of)
    found = landed.query(f"""
        SELECT CASE WHEN forms = {forms.number(name)} THEN 'marked' ELSE 'unmarked' END AS mark,
            CASE WHEN {wrong} THEN 'of a wrong form' ELSE 'well-formed' END AS form, count(*)
        FROM raw.{CATALOGUE[name].plural} GROUP BY 1, 2
    """)
    return {(row["mark"], row["form"]): row["count"] for row in found}


@pytest.mark.parametrize("name", WHOLE)
def test_a_refused_document_waits_for_the_reason_that_writing_it_alone_gives(
    landed: Landed, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(f"{SEED}/{name}/{SEVERAL}")
    documents = [
        hostile(name, generated(name, pick(chance, tuple(versions_of(name))), number, 1)[0], chance, places=SEVERAL)
        for number in range(OF_A_TYPE // 2)
    ]
    landed.land_texts(NEWEST, [(name, document.text) for document in documents])
    with monkeypatch.context() as patched:
        for way in ("_name_refused", "_try_each"):
            patched.setattr(writer, way, lambda *_arguments: [])
        landed.promote()
    alone = landed.query(HELD)
    landed.replay()
    assert landed.query(HELD) == alone
    assert len(alone) > OF_A_TYPE / 7


def one(name: str, number: int, chance: Random) -> Hostile:
    """A hostile document of any version, with an id of its own."""
    version = pick(chance, tuple(versions_of(name)))
    return hostile(name, generated(name, version, number, 1)[0], chance)


def unbalanced(landed: Landed) -> dict[str, balance.TypeBalance]:
    pages = balance.read(landed.connection).objects
    landed.connection.rollback()
    return {name: page for name, page in pages.items() if not page.balanced}
