"""What is true of every object type of the catalogue: a new one is tested by being there.

The documents are generated, of every API version in which Stripe had the type (`tests/shapes`). What is special about a
type has a case of its own in `tests/transforms/cases`, what a rule of its table refuses is in
`tests/oltp_schema/test_rules.py`.
"""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from oltp_schema.row_state import PRESENT
from oltp_schema.shape import BOOKKEEPING
from pipelines.catalogue import CATALOGUE, StripeObject, group_of, promoted
from pipelines.exact_json import parse
from pipelines.promotion.statements import table_of
from pipelines.transformers import rows_of, transformer_of
from tests.breadth import slow_but
from tests.objects.conftest import Outcome
from tests.promotion.conftest import Rows
from tests.shapes.history import fields
from tests.transforms.rows import by_python, by_sql, differences
from tests.transforms.test_insertion import add_with_parents, engine, rows_to_insert, session  # noqa: F401 -- fixtures
from tests.versions.generator import Document, full, mixed
from tests.versions.shapes import VERSIONS, versions_of

OF_THE_LANDING = {"observed_at", "deleted_observed_at", "transform_version"}
MIXTURES = (10, 30)
Test = Callable[..., None]

each_type = pytest.mark.parametrize("entry", promoted(), ids=lambda entry: entry.name)
each_document = pytest.mark.parametrize(
    "entry", [entry for entry in promoted() if not entry.embedded], ids=lambda entry: entry.name
)


def in_every_version(test: Test) -> Test:
    """For each type, of what became of its documents of every version: whole runs and a replay made that."""
    return pytest.mark.runs(each_type(test))


@each_type
def test_stripe_is_known_to_have_it(entry: StripeObject) -> None:
    assert versions_of(entry.name)[-1] == VERSIONS[-1]


@each_document
def test_what_is_compared_are_the_values_of_the_row_of_its_transformer(entry: StripeObject) -> None:
    document = parse(json.dumps({"object": entry.name} | full(entry.name)))
    model, rows = transformer_of(entry.name)(document), rows_of(entry.name, document)
    attributes = inspect(type(model)).column_attrs
    columns = {attribute.columns[0].name: getattr(model, attribute.key) for attribute in attributes}
    assert rows[str(entry.table)] == [{column.name: columns[column.name] for column in table_of(entry).data_columns}]
    assert any(rows[str(entry.table)][0].values())


@each_document
def test_the_rows_of_its_transformer_are_inserted_once(entry: StripeObject, session: Session) -> None:  # noqa: F811
    document = json.dumps(full(entry.name))
    add_with_parents(session, rows_to_insert(entry.name, document))
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    session.expunge_all()
    session.add(rows_to_insert(entry.name, document)[0])
    with pytest.raises(IntegrityError, match=f"pk_{entry.table}"):
        session.flush()


def forms_of(name: str) -> tuple[str, ...]:
    """The first version of each shape that a type, or what its documents list, ever had."""
    names = [entry.name for entry in group_of(CATALOGUE[name])]
    shapes = {version: [fields(each, version) for each in names] for version in versions_of(name)}
    return tuple(
        version
        for version, earlier in zip(shapes, ["", *shapes], strict=False)
        if shapes[version] != shapes.get(earlier)
    )


@each_document
@pytest.mark.parametrize("versions", [forms_of, pytest.param(versions_of, marks=pytest.mark.slow)])
def test_sql_equals_python_in_full_documents_of_every_version(
    entry: StripeObject, transforms: Connection, versions: Callable[[str], tuple[str, ...]]
) -> None:
    """In `make test` of one version of each shape that the type had."""
    agree(entry.name, [full(entry.name, version, 100) for version in versions(entry.name)], transforms)


@each_document
@pytest.mark.parametrize("mixtures", slow_but(MIXTURES[:1], MIXTURES))
def test_sql_equals_python_where_versions_mix(entry: StripeObject, transforms: Connection, mixtures: int) -> None:
    chance, versions = Random(entry.name), versions_of(entry.name)
    pairs = [[full(entry.name, chance.choice(versions), number) for _ in range(2)] for number in range(mixtures)]
    agree(entry.name, [mixed(one, other, chance) for one, other in pairs], transforms)


@in_every_version
def test_a_full_document_fills_every_column_of_some_version(entry: StripeObject, outcome: Outcome) -> None:
    filled = {name for row in outcome.incremental[entry.name] for name, value in row.items() if value is not None}
    assert {column.name for column in table_of(entry).data_columns} - filled == set()


@in_every_version
def test_every_version_is_promoted(entry: StripeObject, outcome: Outcome) -> None:
    held = {row["object"]: row["message"] for row in outcome.incremental["quarantine"]}
    assert entry.name not in held
    versions = {version for name, version in outcome.present if name == entry.name}
    # A few documents may all come without parts: the whole matrix asks for those of every version.
    there = set(versions_of(entry.name))
    missing = there - versions
    assert len(missing) <= (len(there) * 2 / 3 if entry.embedded else 0), missing
    assert entry.name not in outcome.unbalanced


@in_every_version
def test_promoted_rows_are_what_python_reads(entry: StripeObject, outcome: Outcome) -> None:
    assert [example for example in outcome.parity.examples if example.object == entry.name] == []
    assert outcome.parity.objects[entry.name].rows > 0


@in_every_version
def test_landed_twice_it_is_there_once(entry: StripeObject, outcome: Outcome) -> None:
    twice, once = (
        [row for row in told(rows[entry.name]) if row["id"] not in outcome.embedded_only]
        for rows in (outcome.twice, outcome.incremental)
    )
    assert apart(twice, once) == []
    assert len({row["id"] for row in twice}) == len(twice) > 0


@in_every_version
def test_replay_equals_the_incremental_path(entry: StripeObject, outcome: Outcome) -> None:
    assert apart(outcome.replayed[entry.name], outcome.twice[entry.name]) == []
    assert len(outcome.replayed[entry.name]) > len(VERSIONS) / 2 or entry.embedded


def agree(name: str, documents: list[Document], transforms: Connection) -> None:
    texts = list(dict.fromkeys(json.dumps(document) for document in documents))  # many versions have one shape
    assert differences(by_sql(transforms, name, texts), by_python(name, texts)) == []


def apart(some: Rows, others: Rows) -> list[str]:
    """Where rows differ, a line each."""
    first, second = ({row["id"]: row for row in rows} for rows in (some, others))
    found = [f"only one has {stripe_id}" for stripe_id in first.keys() ^ second.keys()]
    for stripe_id in sorted(first.keys() & second.keys()):
        one, other = first[stripe_id], second[stripe_id]
        found += [f"{name} of {stripe_id}: {one[name]!r}, {other[name]!r}" for name in one if one[name] != other[name]]
    return found


def told(rows: Rows) -> list[dict[str, Any]]:
    """The rows of landed documents, without what says when those were observed."""
    assert {"observed_at", "row_state"} <= BOOKKEEPING
    present = (row for row in rows if row["row_state"] == PRESENT)
    return [{name: value for name, value in row.items() if name not in OF_THE_LANDING} for row in present]
