"""The views for people as migrations make them: in place of older ones, and never in somebody else's schema."""

import pytest
from sqlalchemy import text

from oltp_schema import migrate
from oltp_schema.analysts import mart, stripe
from oltp_schema.analysts.layer import MARK
from oltp_schema.engine import engine_for
from oltp_schema.errors import DependentObjectsError
from oltp_schema.schemas import PLAIN

ARE_THERE = "SELECT count(*) FROM information_schema.views WHERE table_schema = :schema"
OLD = f"COMMENT ON VIEW stripe.plans IS '{MARK}of-before'"


def run(url: str, *statements: str) -> None:
    with engine_for(url).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def number(url: str, query: str = ARE_THERE) -> int:
    with engine_for(url).begin() as connection:
        return int(connection.scalar(text(query), {"schema": PLAIN.stripe} if query == ARE_THERE else {}) or 0)


def test_views_of_another_release_are_made_again_and_keep_who_may_read_them(database_url: str) -> None:
    run(
        database_url,
        OLD,
        "GRANT SELECT ON stripe.charges TO pg_monitor",
        "GRANT SELECT (id) ON stripe.refunds TO PUBLIC",
    )
    migrate.upgrade(database_url)
    assert number(database_url) == len(stripe.views())
    granted = "SELECT has_table_privilege('pg_monitor', 'stripe.charges', 'SELECT')::int"
    assert number(database_url, granted) == 1
    column = "SELECT has_column_privilege('pg_monitor', 'stripe.refunds', 'id', 'SELECT')::int"
    assert number(database_url, column) == 1


def test_what_a_user_made_of_a_view_is_not_dropped(database_url: str) -> None:
    run(database_url, OLD, "CREATE VIEW public.mine AS SELECT id FROM stripe.charges")
    with pytest.raises(DependentObjectsError, match="mine"):
        migrate.upgrade(database_url)
    assert number(database_url) == len(stripe.views())


def test_a_schema_of_this_name_that_somebody_else_fills_stays_as_it_is(empty_database_url: str) -> None:
    run(empty_database_url, "CREATE SCHEMA stripe", "CREATE TABLE stripe.charge (id text)")
    migrate.upgrade(empty_database_url)
    assert number(empty_database_url) == 0
    assert number(empty_database_url, "SELECT count(*) FROM mart.currencies") > 0
    assert migrate.current(empty_database_url) == migrate.head()
    migrate.upgrade(empty_database_url)


def test_a_schema_that_an_administrator_made_for_them_is_filled(empty_database_url: str) -> None:
    run(empty_database_url, "CREATE SCHEMA stripe")
    migrate.upgrade(empty_database_url)
    assert number(empty_database_url) == len(stripe.views())


def test_every_view_of_mart_and_each_of_its_columns_says_what_it_is(database_url: str) -> None:
    said = """
        SELECT cls.relname, col_description(cls.oid, att.attnum), obj_description(cls.oid)
          FROM pg_class AS cls JOIN pg_attribute AS att ON att.attrelid = cls.oid
         WHERE cls.relnamespace = to_regnamespace('mart') AND cls.relkind = 'v'
    """
    with engine_for(database_url).begin() as connection:
        rows = connection.execute(text(said)).all()
    assert {view for view, _, _ in rows} == set(mart.views())
    assert [row for row in rows if not row[1] or not row[2].startswith("One row per ")] == []
