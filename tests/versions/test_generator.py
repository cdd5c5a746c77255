"""The generator covers what it says, and says the same thing twice."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from tests.breadth import slow_but
from tests.shapes.history import UnknownShapeError
from tests.versions.generator import Document, Generator
from tests.versions.matrix import WHOLE
from tests.versions.shapes import VERSIONS, alternatives, shape, versions_of
from tests.versions.spoiling import spoil

NEWEST = VERSIONS[-1]


def test_a_seed_gives_the_same_documents() -> None:
    def texts(seed: int) -> list[str]:
        generator = Generator("invoice", NEWEST, seed)
        return [json.dumps(generator.document()) for _ in range(5)]

    assert texts(7) == texts(7)
    assert texts(7) != texts(8)


@pytest.mark.parametrize("name", WHOLE)
def test_no_two_documents_have_an_id_in_common(name: str) -> None:
    ids = [document["id"] for version in versions_of(name) for document in documents(name, version, 3)]
    assert len(ids) == len(set(ids))
    assert all(len(stripe_id) < 256 for stripe_id in ids)


def test_a_shape_that_the_history_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownShapeError, match=r"no price in 2019-12-03\. .* the first of them 2020-03-02 "):
        Generator("price", "2019-12-03")
    with pytest.raises(UnknownShapeError, match="no gift in any version"):
        Generator("gift", "2020-08-27")


ENDS, BETWEEN = ("2018-09-06", NEWEST), ("2020-08-27", "2025-02-24.acacia")
SAMPLE = [[name, version] for name in WHOLE for version in (*ENDS, *BETWEEN) if version in versions_of(name)]


@pytest.mark.parametrize(("name", "version"), slow_but([case for case in SAMPLE if case[1] in ENDS], SAMPLE))
def test_every_field_is_there_null_and_absent_as_its_shape_says(name: str, version: str) -> None:
    found = shape(name, version)
    assert found
    many = documents(name, version, 200)
    for field in found.fields:
        if field.name == "id" or field.name in alternatives(found.fields):
            continue
        seen = {form(document, field.name) for document in many}
        allowed = {"there", *(["absent"] * field.optional), *(["null"] * field.nullable)}
        assert seen == allowed, field.path


def test_references_come_in_all_their_forms() -> None:
    customers = [document["customer"] for document in documents("invoice", "2019-12-03", 200)]
    assert {shape_of(customer) for customer in customers} == {"id", "object", "stub"}


def test_lists_are_empty_short_and_cut() -> None:
    lists = [document["lines"] for document in documents("invoice", NEWEST, 200)]
    assert {len(lines["data"]) for lines in lists} == {0, 1, 2, 3}
    assert {lines["has_more"] for lines in lists} == {True, False}


def test_values_go_to_the_edges() -> None:
    text = json.dumps([documents(name, NEWEST, 200) for name in WHOLE], ensure_ascii=False)
    for edge in (2**53 + 1, 2**63 - 1, -(2**63), 253_402_300_799, 2**31):
        assert str(edge) in text
    for word in ("jpy", "kwd", "brand_new_word", "\U0001f375", "Ключ", "__proto__", "Tea & Biscuits"):
        assert word in text
    assert '"created": 0' in text


def test_what_is_long_undocumented_is_still_sent() -> None:
    found = documents("subscription", NEWEST, 200)
    assert {"plan", "quantity"} <= set().union(*found)
    assert any("parent" in document for document in documents("invoice", "2024-09-30.acacia", 200))


def test_lines_share_their_ids_before_2019_12_03() -> None:
    old, new = (documents("invoice", version, 50) for version in ("2019-11-05", "2019-12-03"))
    assert any("unique_id" in line for line in lines_of(old))
    assert not any("unique_id" in line for line in lines_of(new))


@pytest.mark.parametrize("name", WHOLE)
def test_spoiling_changes_one_place(name: str) -> None:
    chance = Random(0)
    for document in documents(name, NEWEST, 30):
        before = json.dumps(document)
        spoiled = spoil(name, document, chance)
        assert json.dumps(document) == before
        assert spoiled
        (changed,) = differences(document, spoiled.document)
        assert changed == spoiled.field


def documents(name: str, version: str, number: int) -> list[Document]:
    generator = Generator(name, version)
    return [generator.document() for _ in range(number)]


def lines_of(invoices: list[Document]) -> Iterator[Document]:
    return (line for invoice in invoices for line in invoice["lines"]["data"])


def form(document: Document, name: str) -> str:
    return "absent" if name not in document else "null" if document[name] is None else "there"


def shape_of(reference: Any) -> str:
    return "id" if isinstance(reference, str) else "stub" if reference.get("deleted") else "object"


def differences(one: Any, other: Any, path: str = "") -> list[str]:
    """The paths at which two documents differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        names = sorted(one.keys() | other.keys())
        inner = [(f"{path}.{name}".lstrip("."), one.get(name), other.get(name)) for name in names]
        # The data of a list object is the list.
        return [found for where, a, b in inner for found in differences(a, b, where.replace(".data", ""))]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [found for number, (a, b) in pairs for found in differences(a, b, f"{path}[{number}]")]
    return [] if one == other and type(one) is type(other) else [path]
