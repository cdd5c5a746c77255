"""The views for people as migrations make them: in place of older ones, and never in somebody else's schema."""

from collections.abc import Callable

import pytest
from psycopg2.extensions import cursor as Cursor
from sqlalchemy import text

from oltp_schema import analysts, migrate
from oltp_schema.adoption import FIRST
from oltp_schema.analysts import stripe
from oltp_schema.analysts.layer import MARK, Layer
from oltp_schema.engine import connected, engine_for
from oltp_schema.errors import SchemaClosedError, ViewInUseError
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


def test_what_a_user_made_of_views_is_not_dropped_and_all_of_it_is_named(database_url: str) -> None:
    run(
        database_url,
        OLD,
        "CREATE VIEW public.mine AS SELECT id FROM stripe.charges",
        "CREATE VIEW public.yours AS SELECT code FROM mart.currencies",
    )
    with pytest.raises(ViewInUseError, match=r"(?=.*\bmine .*stripe\.charges)(?=.*\byours .*mart\.curr)"):
        migrate.upgrade(database_url)
    assert number(database_url) == len(stripe.views())


def test_a_view_that_this_release_has_no_more_goes_and_one_of_the_user_stays(database_url: str) -> None:
    run(
        database_url,
        OLD,
        "CREATE VIEW stripe.renamed AS SELECT id FROM oltp.charges",
        f"COMMENT ON VIEW stripe.renamed IS 'One row per charge. {MARK}of-before'",
        "CREATE VIEW stripe.mine AS SELECT id FROM oltp.charges",
    )
    migrate.upgrade(database_url)
    assert number(database_url, "SELECT (to_regclass('stripe.renamed') IS NULL)::int") == 1
    assert number(database_url, "SELECT (to_regclass('stripe.mine') IS NOT NULL)::int") == 1


def test_views_are_ours_without_their_comments_and_a_missing_one_is_made(database_url: str) -> None:
    comments = [f"COMMENT ON VIEW stripe.{name} IS NULL" for name in stripe.views()]
    run(database_url, *comments, "DROP VIEW stripe.plans")
    migrate.upgrade(database_url)
    assert number(database_url) == len(stripe.views())


def test_a_schema_of_this_name_that_somebody_else_fills_stays_as_it_is_and_is_told(empty_database_url: str) -> None:
    run(
        empty_database_url,
        "CREATE TABLE public.sales (id text)",
        "CREATE SCHEMA stripe",
        "CREATE VIEW stripe.charges AS SELECT id FROM public.sales",  # a name of ours
    )
    told: list[str] = []
    migrate.upgrade(empty_database_url, tell=told.append)
    assert [said for said in told if "stripe holds what" in said] == told != []
    assert number(empty_database_url) == 1
    assert number(empty_database_url, "SELECT count(*) FROM mart.currencies") > 0
    assert migrate.current(empty_database_url) == migrate.head()
    migrate.upgrade(empty_database_url, tell=told.append)
    assert len(told) == 1


def test_a_role_that_may_not_make_the_views_is_told_what_lets_it(empty_database_url: str) -> None:
    role = "writer_of_a_test"
    run(
        empty_database_url,
        f"CREATE ROLE {role}",
        *(f"CREATE SCHEMA {name} AUTHORIZATION {role}" for name in ("meta", "raw", "oltp", "history", "stripe")),
        "CREATE SCHEMA mart",
    )
    told: list[str] = []
    try:
        migrate.upgrade(f"{empty_database_url}?options=-crole%3D{role}", tell=told.append)
    finally:
        run(empty_database_url, f"DROP OWNED BY {role} CASCADE", f"DROP ROLE {role}")
    (said,) = told
    assert f"GRANT USAGE, CREATE ON SCHEMA {PLAIN.mart} lets" in said


def test_a_schema_that_an_administrator_made_for_them_is_filled(empty_database_url: str) -> None:
    run(empty_database_url, "CREATE SCHEMA stripe")
    migrate.upgrade(empty_database_url)
    assert number(empty_database_url) == len(stripe.views())


def test_older_tables_are_left_without_views(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "head", lambda: "a_later_one")
    migrate.upgrade(empty_database_url, FIRST)
    assert number(empty_database_url) == 0


def optional(url: str, change: Callable[[Cursor, Layer], bool]) -> bool:
    """Make or drop the schema that is there when asked for."""
    with connected(url, PLAIN) as connection:
        return change(connection.connection.cursor(), analysts.OPTIONAL)


MARKED = f"SELECT count(*) FROM pg_class WHERE obj_description(oid, 'pg_class') LIKE '%{analysts.OPTIONAL.version()}'"
GRANTED = "SELECT has_table_privilege('pg_monitor', 'fivetran.charge', 'SELECT')::int"


def test_the_optional_schema_is_there_when_asked_for_and_migrations_keep_it_current(database_url: str) -> None:
    assert number(database_url, MARKED) == 0
    assert [optional(database_url, analysts.install) for _ in range(2)] == [True, False]
    run(
        database_url,
        f"COMMENT ON VIEW fivetran.charge IS '{MARK}of-before'",
        "GRANT SELECT ON fivetran.charge TO pg_monitor",
    )
    migrate.upgrade(database_url)
    assert (number(database_url, MARKED), number(database_url, GRANTED)) == (len(analysts.OPTIONAL.views()), 1)


USED = "CREATE VIEW public.staged AS SELECT id, amount FROM fivetran.charge"
STALE = f"COMMENT ON VIEW fivetran.charge IS '{MARK}of-before'"


def test_what_depends_on_the_optional_schema_stops_no_migration(database_url: str) -> None:
    optional(database_url, analysts.install)
    run(database_url, STALE, USED)
    told: list[str] = []
    migrate.upgrade(database_url, tell=told.append)
    assert (number(database_url, MARKED), told) == (len(analysts.OPTIONAL.views()), [])
    assert number(database_url, "SELECT count(*) FROM public.staged") == 0


def test_views_with_other_columns_stay_as_long_as_something_depends_on_them(database_url: str) -> None:
    optional(database_url, analysts.install)
    run(database_url, "DROP VIEW fivetran.charge", "CREATE VIEW fivetran.charge AS SELECT amount, id FROM oltp.charges")
    run(database_url, STALE, USED)
    told: list[str] = []
    migrate.upgrade(database_url, tell=told.append)
    assert [f"schema {PLAIN.fivetran} stay" in said for said in told] == [True]
    run(database_url, "DROP VIEW public.staged")
    migrate.upgrade(database_url)
    assert number(database_url, MARKED) == len(analysts.OPTIONAL.views())


def test_what_is_in_the_way_of_a_migration_is_named(database_url: str) -> None:
    optional(database_url, analysts.install)
    run(database_url, USED)
    with (
        pytest.raises(ViewInUseError, match=r"staged depends on view \w*fivetran\.charge"),
        connected(database_url, PLAIN) as connection,
        analysts.made_again(connection.connection.cursor(), lambda _: None),
    ):
        connection.execute(text("ALTER TABLE oltp.charges DROP COLUMN amount"))


def test_the_optional_schema_goes_and_leaves_what_is_a_users(database_url: str) -> None:
    optional(database_url, analysts.install)
    run(database_url, "CREATE TABLE fivetran.mine (id text)")
    assert [optional(database_url, analysts.remove) for _ in range(2)] == [True, False]
    assert number(database_url, "SELECT count(*) FROM fivetran.mine") == 0
    run(database_url, "DROP TABLE fivetran.mine")
    optional(database_url, analysts.remove)
    assert number(database_url, "SELECT (to_regnamespace('fivetran') IS NULL)::int") == 1


def test_a_schema_that_fivetran_fills_is_not_replaced(database_url: str) -> None:
    run(database_url, "CREATE SCHEMA fivetran", "CREATE TABLE fivetran.charge (id text)")
    with pytest.raises(SchemaClosedError, match="fivetran holds what stripe-oltp did not make"):
        optional(database_url, analysts.install)
    assert not optional(database_url, analysts.remove)
    assert number(database_url, "SELECT count(*) FROM fivetran.charge") == 0
