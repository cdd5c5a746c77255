"""Every table, view and column says what it is, in the database as in the models."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg2
import pytest
from sqlalchemy import BigInteger, Table

from oltp_schema import analysts, comments, raw
from oltp_schema.base import Base
from oltp_schema.column_order import place
from oltp_schema.models import MODELS
from oltp_schema.schemas import PLAIN, SCHEMAS
from pipelines.catalogue import CATALOGUE
from pipelines.development import sources
from tests.conftest import dropped_afterwards
from tests.oltp_schema.full_rows import TABLES

EVERYTHING = """
    SELECT format('%%s.%%s', cls.relnamespace::regnamespace, cls.relname), coalesce(att.attname, ''), said.description
    FROM pg_class AS cls
    CROSS JOIN LATERAL (
        SELECT 0 AS attnum, NULL::name AS attname
        UNION ALL
        SELECT attnum, attname FROM pg_attribute WHERE attrelid = cls.oid AND attnum > 0 AND NOT attisdropped
    ) AS att
    LEFT JOIN pg_description AS said
        ON said.objoid = cls.oid AND said.objsubid = att.attnum AND said.classoid = 'pg_class'::regclass
    WHERE cls.relnamespace::regnamespace::text = ANY (%(schemas)s) AND cls.relkind IN ('r', 'p', 'v')
"""
Said = dict[tuple[str, str], str | None]  # by relation and column, which is empty for the relation itself


@pytest.fixture(scope="module")
def said(server_url: str, new_database: Callable[..., str], template: str) -> Iterator[Said]:
    """What everything in all schemas says of itself; one table is of a type that no migration knows."""
    for url in dropped_afterwards(server_url, new_database(template)):
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            analysts.install(cursor, analysts.OPTIONAL)
            raw.create_table(cursor, "unheard_ofs")
            cursor.execute(EVERYTHING, {"schemas": [getattr(PLAIN, name) for name in SCHEMAS]})
            rows = cursor.fetchall()
            yield {(PLAIN.without_prefix(name), column): words for name, column, words in rows}


def test_every_relation_and_column_of_every_schema_says_what_it_is(said: Said) -> None:
    assert {name.partition(".")[0] for name, _ in said} == set(SCHEMAS)
    assert [place for place, words in said.items() if not words] == []


@pytest.mark.parametrize(
    "column", ["row_state", "observed_at", "deleted_observed_at", "transform_version", "promoted_at"]
)
def test_a_column_of_ours_says_the_same_in_all_tables(said: Said, column: str) -> None:
    assert len({said[f"oltp.{name}", column] for name in MODELS if (f"oltp.{name}", column) in said}) == 1


def test_a_migrated_database_has_the_comments_of_the_models(said: Said) -> None:
    models = Base.metadata.tables
    expected: Said = {(name, ""): table.comment for name, table in models.items()}
    expected |= {(name, column.name): column.comment for name, table in models.items() for column in table.c}
    found = {place: PLAIN.without_prefix(str(words)) for place, words in said.items() if place[0] in models}
    assert found == expected


@pytest.mark.parametrize(
    ("relation", "column", "words"),
    [
        ("raw.unheard_ofs", "", "Copies of unheard_ofs as Stripe sent them"),
        ("raw.unheard_ofs", "payload", "The document"),
        ("oltp.money_charge_amount", "figure", "What Stripe says, in minor units."),
        ("oltp.plans", "amount", "Price of one unit, in minor units of currency. Stripe: unit_amount"),
        ("stripe.charges", "amount", "What was to be paid, in minor units of currency. Stripe: amount"),
        ("stripe.charges", "deleted", "Whether Stripe has deleted it"),
        ("stripe.charges", "shipping_address_city", "address.city in shipping. Stripe: shipping.address.city"),
        ("stripe.invoices", "charge_id", "The charge that paid it, or tried last, a row of charges."),
        ("stripe.subscriptions", "price_id", "The price, a row of prices. Stripe: price"),
        ("fivetran.invoice", "charge_id", "The charge that paid it, or tried last, a row of charges."),
        ("fivetran.charge", "_fivetran_synced", "When the promotion began that made or last changed the row"),
        ("fivetran.transfer", "amount", "Always empty: it is not known here"),
    ],
)
def test_a_column_of_a_view_says_what_the_one_does_that_it_shows(
    said: Said, relation: str, column: str, words: str
) -> None:
    assert str(said[relation, column]).startswith(words)


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
