"""What a twin makes of a recorded document is a row that PostgreSQL takes, once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from oltp_schema.base import Base
from oltp_schema.read_only import WRITES
from oltp_schema.row_state import PRESENT, UNRESOLVED, ObjectRow, StripeRow
from pipelines.catalogue import CATALOGUE, children_of, partial_lists_of
from pipelines.exact_json import parse
from pipelines.transformers import parts_of, transformer_of
from tests.transforms.cases import Case, all_cases, case

NOW = datetime(2026, 11, 22, tzinfo=UTC)
# A part alone lacks the rest of its parent.
CASES = [each for each in all_cases() if not CATALOGUE[each.path.partition("/")[0]].embedded]
MODELS = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


@pytest.fixture(scope="module")
def engine(transforms_url: str) -> Iterator[Engine]:
    """Fractions inside jsonb stay decimal, as they came."""
    encode = msgspec.json.Encoder(decimal_format="number").encode
    url = transforms_url.replace("postgresql:", "postgresql+psycopg2:")
    engine = create_engine(url, json_serializer=lambda value: encode(value).decode())
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, info={WRITES: True}) as opened:
        yield opened


@pytest.mark.parametrize("recorded", CASES, ids=lambda recorded: recorded.path)
def test_the_row_of_a_case_is_taken_once(recorded: Case, session: Session) -> None:
    add_with_parents(session, rows_to_insert(recorded.name, recorded.text))
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    session.expunge_all()
    again = rows_to_insert(recorded.name, recorded.text)[0]
    session.add(again)
    with pytest.raises(IntegrityError) as refused:
        session.flush()
    assert getattr(refused.value.orig, "diag").constraint_name == f"pk_{again.__tablename__}"  # noqa: B009


def test_what_was_inserted_is_what_the_document_said(session: Session) -> None:
    recorded = case("invoice/every_field_of_endive")
    add_with_parents(session, rows_to_insert(recorded.name, recorded.text))
    session.expire_all()
    invoice = session.get_one(MODELS["invoices"], "in_1")
    assert [line.id for line in invoice.lines] == ["il_1"]
    assert (invoice.amount_due, invoice.subscription.row_state, invoice.customer.id) == (1785, UNRESOLVED, "cus_Ada")
    assert [tax.tax_rate_id for tax in invoice.total_taxes] == ["txr_1"]


def rows_to_insert(name: str, document: str) -> list[Any]:
    model = transformer_of(name)(parse(document))
    children = [child.embedded for child in children_of(CATALOGUE[name]) if child.embedded]
    parts = [part for embedded in children for part in parts_of(model, embedded)]
    for row in (model, *parts):
        row.row_state, row.transform_version = PRESENT, 1
    assert isinstance(model, ObjectRow)
    model.observed_at = NOW
    for field in partial_lists_of(CATALOGUE[name]):
        setattr(model, f"{field}_complete", True)
    return [model, *parts]


def add_with_parents(session: Session, rows: list[StripeRow]) -> None:
    """The rows, after a bare row for each parent that they name and that is not among them."""
    known = {(row.__tablename__, row.id) for row in rows}
    named = {parent for row in rows for parent in parents_of(row)} - known
    session.add_all(MODELS[table](id=parent_id, row_state=UNRESOLVED) for table, parent_id in named)
    session.flush()
    session.add(rows[0])
    session.flush()


def parents_of(row: StripeRow) -> Iterator[tuple[str, str]]:
    for key in row.__table__.foreign_keys:
        value = getattr(row, key.parent.key)
        if value is not None:
            yield key.column.table.name, value
