"""Every table, view and column says what it is, in the database as in the models."""

import json

import pytest
from sqlalchemy import BigInteger, Connection, Table, text

from oltp_schema import comments
from oltp_schema.base import Base
from oltp_schema.column_order import place
from oltp_schema.models import MODELS
from oltp_schema.schemas import PLAIN
from pipelines.catalogue import CATALOGUE
from pipelines.development import sources
from tests.oltp_schema.full_rows import CONTROL_TABLES, TABLES

IN_DATABASE = """
    SELECT cls.relname::text, coalesce(att.attname::text, ''), coalesce(said.description, '')
    FROM pg_class AS cls
    LEFT JOIN pg_attribute AS att
        ON att.attrelid = cls.oid AND att.attnum > 0 AND NOT att.attisdropped AND cls.relkind = 'r'
    LEFT JOIN pg_description AS said ON said.objoid = cls.oid AND said.objsubid = coalesce(att.attnum, 0)
    WHERE cls.relnamespace = 'oltp'::regnamespace AND cls.relkind = 'r'
    UNION ALL
    SELECT cls.relname::text, '', coalesce(obj_description(cls.oid), '')
    FROM pg_class AS cls
    WHERE cls.relnamespace IN ('oltp'::regnamespace, 'meta'::regnamespace) AND cls.relkind IN ('r', 'v')
        AND cls.relname <> 'alembic_version'
"""


def test_a_migrated_database_has_the_comments_of_the_models_and_none_is_missing(rolled_back: Connection) -> None:
    rows = rolled_back.execute(text(IN_DATABASE))
    found = {(table, column): PLAIN.without_prefix(said) for table, column, said in rows}
    assert [place for place, said in found.items() if not said] == []
    columns = {(table.name, column.name): column.comment for table in TABLES for column in table.c}
    tables = {(table.name, ""): table.comment for table in TABLES + CONTROL_TABLES}
    assert {place: said for place, said in found.items() if place in columns or place in tables} == columns | tables


def test_the_committed_places_are_those_of_the_twins_and_the_history() -> None:
    assert json.loads(comments.COMMITTED.read_text()) == sources.derive(), "run make schema"


@pytest.mark.parametrize(
    ("column", "place"),
    [
        ("charges.amount", "amount"),
        ("charges.invoice_id", "invoice until 2025-02-24.acacia"),
        ("invoices.lines_complete", None),
        ("subscriptions.start_date", "start_date since 2019-03-14, start until 2019-10-08, created"),
    ],
)
def test_a_comment_says_where_documents_have_it_and_in_which_versions(column: str, place: str | None) -> None:
    said = Base.metadata.tables[f"oltp.{column.partition('.')[0]}"].c[column.partition(".")[2]].comment
    assert str(said).partition(". Stripe: ")[2] == (place or "")


def test_amounts_say_the_currency_whose_minor_units_they_are() -> None:
    assert MODELS["charges"].__table__.c.amount.comment.startswith("What was to be paid, in minor units of currency.")
    amounts = [
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.c
        if isinstance(column.type, BigInteger) and column.name.split("_")[0] in {"amount", "total", "subtotal"}
        if "minor units" not in str(column.comment)
    ]
    assert amounts == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_people_look_for_first_stands_first(table: Table) -> None:
    entry = next(entry for entry in CATALOGUE.values() if entry.table == table.name)
    owner = CATALOGUE[entry.embedded.parent].owner_column if entry.embedded else None
    names = [column.name for column in table.c if not column.info.get("ours")]

    def order(name: str) -> tuple[int, str]:
        return place(name, is_integer=isinstance(table.c[name].type, BigInteger), owner=owner)

    assert names == ["id", *sorted(names[1:], key=order)]
