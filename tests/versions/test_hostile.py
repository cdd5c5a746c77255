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
A_FEW = 6  # of each type where all are in one database
SEVERAL = 3  # values of a document that breaks more than one rule
HELD = """
    SELECT object, id, raw_id, sqlstate, constraint_name, column_name, field, message, contested FROM meta.quarantine
    ORDER BY object, id
"""
NEWEST = "2026-10-28.endive"
# A change needs a few of each type; many of one type take minutes in all.
of_types = pytest.mark.parametrize(
    ("names", "number"),
    [
        pytest.param(WHOLE, A_FEW, id="all"),
        *(pytest.param((name,), OF_A_TYPE, id=name, marks=pytest.mark.slow) for name in WHOLE),
    ],
)


@of_types
def test_a_hostile_document_harms_nobody(landed: Landed, names: tuple[str, ...], number: int) -> None:
    documents = [document for name in names for document in hostile_ones(name, number)]
    landed.land_texts(NEWEST, [(document.name, document.text) for document in documents])
    honest = {name: generated(name, versions_of(name)[-1], 900_000, 1)[0] for name in names}
    landed.land_all(NEWEST, honest.values())
    landed.promote()
    told = {(document.name, document.id): (document.path, document.value) for document in documents}
    examples = landed.parity().examples
    assert [(found, told.get((found.object, found.id))) for found in examples] == []
    assert unbalanced(landed) == {}
    before = landed.everything()
    assert {document["id"] for document in honest.values()} & {row["id"] for row in before["quarantine"]} == set()
    for name, document in honest.items():
        assert document["id"] in {row["id"] for row in before[name] if row["row_state"] == "present"}
    assert landed.promote().quarantined == len(before["quarantine"])
    landed.replay()
    assert landed.everything() == before


@of_types
def test_landing_marks_only_what_promotion_would_let_pass(landed: Landed, names: tuple[str, ...], number: int) -> None:
    for name in names:
        landed.land_all(NEWEST, generated(name, versions_of(name)[-1], 800_000, 5))
        assert marks(landed, name) == {("marked", "well-formed"): 5}
        documents = hostile_ones(name, 4 * number, "forms")
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


@of_types
def test_a_refused_document_waits_for_the_reason_that_writing_it_alone_gives(
    landed: Landed, names: tuple[str, ...], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [document for name in names for document in hostile_ones(name, number // 2, places=SEVERAL)]
    landed.land_texts(NEWEST, [(document.name, document.text) for document in documents])
    with monkeypatch.context() as patched:
        for way in ("_name_refused", "_try_each"):
            patched.setattr(writer, way, lambda *_arguments: [])
        landed.promote()
    alone = landed.query(HELD)
    landed.replay()
    assert landed.query(HELD) == alone
    assert len(alone) > len(documents) / 8  # of an event most is in what it shows, of which two fields are read


def hostile_ones(name: str, number: int, seed: str = "", *, places: int = 1) -> list[Hostile]:
    """Hostile documents of any version, each with an id of its own."""
    chance, versions = Random(f"{SEED}/{seed}/{name}/{places}"), tuple(versions_of(name))
    valid = (generated(name, pick(chance, versions), each, 1)[0] for each in range(number))
    return [hostile(name, document, chance, places=places) for document in valid if "id" in document]


def unbalanced(landed: Landed) -> dict[str, balance.TypeBalance]:
    pages = balance.read(landed.connection).objects
    landed.connection.rollback()
    return {name: page for name, page in pages.items() if not page.balanced}
