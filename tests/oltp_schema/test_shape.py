"""The file that promotion reads says what the models and a migrated database say."""

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import cursor as Cursor

from oltp_schema.shape import COMMITTED, tables
from oltp_schema.shape_of_models import render

COLUMNS = """
    SELECT cls.relname, att.attname, format_type(att.atttypid, att.atttypmod)
    FROM pg_attribute AS att JOIN pg_class AS cls ON cls.oid = att.attrelid
    WHERE cls.relnamespace = 'oltp'::regnamespace AND cls.relkind = 'r' AND att.attnum > 0 AND NOT att.attisdropped
        AND att.attname <> 'promoted_at'
"""
REFERENCES = """
    SELECT child.relname, quote_ident(att.attname), parent.relname, rule.condeferrable
    FROM pg_constraint AS rule
    JOIN pg_class AS child ON child.oid = rule.conrelid
    JOIN pg_class AS parent ON parent.oid = rule.confrelid
    JOIN pg_attribute AS att ON att.attrelid = rule.conrelid AND att.attnum = ALL (rule.conkey)
    WHERE rule.contype = 'f' AND rule.connamespace = 'oltp'::regnamespace
"""


def test_the_committed_file_is_that_of_the_models() -> None:
    assert COMMITTED.read_text() == render(), "run make schema"


@pytest.fixture
def cursor(database_url: str) -> Iterator[Cursor]:
    with closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        yield cursor


def test_a_migrated_database_has_these_columns_and_references(cursor: Cursor) -> None:
    cursor.execute(COLUMNS)
    shape = {(table.name, column.name, column.type) for table in tables().values() for column in table.columns}
    assert set(cursor.fetchall()) == shape
    cursor.execute(REFERENCES)
    edges = {
        (table.name, edge.column, edge.parent, edge.weak) for table in tables().values() for edge in table.references
    }
    assert set(cursor.fetchall()) == edges


def test_what_no_transform_fills_is_bookkeeping() -> None:
    ours = {name: sorted(table.bookkeeping) for name, table in tables().items()}
    object_columns = ["deleted_observed_at", "observed_at", "row_state", "transform_version"]
    assert ours["charges"] == object_columns
    assert ours["invoices"] == sorted([*object_columns, "lines_complete"])
    assert ours["subscription_items"] == ["row_state", "transform_version"]


def test_parents_come_before_the_tables_that_name_them() -> None:
    order = list(tables())
    for table in tables().values():
        for edge in table.references:
            assert edge.weak or order.index(edge.parent) < order.index(table.name)
