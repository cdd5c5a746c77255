from collections.abc import Callable, Iterator
from contextlib import closing
from io import StringIO

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.errors import SchemaPrefixError
from oltp_schema.schemas import LONGEST, PLAIN, Schemas, execute_values, of

ACME, NONE = Schemas("acme_"), Schemas("")


@pytest.fixture
def cursor(empty_database_url: str) -> Iterator[Cursor]:
    """A cursor of an installation with a prefix; its schemas are there and empty."""
    with _connected(empty_database_url, ACME) as connection, connection.cursor() as made:
        made.execute("CREATE SCHEMA oltp; CREATE SCHEMA IF NOT EXISTS meta; CREATE TABLE oltp.told (said text)")
        yield made


def _connected(url: str, schemas: Schemas) -> closing[Connection]:
    return closing(psycopg2.connect(url, cursor_factory=schemas.cursor_factory))


@pytest.mark.parametrize(
    ("sql", "translated"),
    [
        ("SELECT oltp.a.id FROM oltp.a JOIN raw.b", "SELECT acme_oltp.a.id FROM acme_oltp.a JOIN acme_raw.b"),
        ("to_regclass('raw.' || %s)", "to_regclass('acme_raw.' || %s)"),
        ("format('meta.%%I', name)", "format('acme_meta.%%I', name)"),
        ('FROM raw."order"', 'FROM acme_raw."order"'),
        (
            "GRANT USAGE ON SCHEMA meta, raw, oltp TO meta",
            "GRANT USAGE ON SCHEMA acme_meta, acme_raw, acme_oltp TO meta",
        ),
        ("DROP SCHEMA IF EXISTS raw CASCADE", "DROP SCHEMA IF EXISTS acme_raw CASCADE"),
        ("'oltp'::regnamespace", "'acme_oltp'::regnamespace"),
        ("to_regnamespace('raw')", "to_regnamespace('acme_raw')"),
        ("SELECT landed.raw.x, other_raw.y, raw, 'oltp'", "SELECT landed.raw.x, other_raw.y, raw, 'oltp'"),
        ("SELECT 'What Stripe said is in raw.'", "SELECT 'What Stripe said is in acme_raw.'"),
        ("acme_oltp.charges", "acme_oltp.charges"),
    ],
)
def test_schemas_are_recognised_by_where_they_stand(sql: str, translated: str) -> None:
    assert ACME.translate(sql) == translated
    assert NONE.translate(sql) == sql


def test_values_stay_as_they_are(cursor: Cursor) -> None:
    said = ["meta.runs", "SCHEMA raw", "'oltp'::regnamespace"]
    cursor.execute("INSERT INTO oltp.told VALUES (%s)", (said[0],))
    cursor.executemany("INSERT INTO oltp.told VALUES (%s)", [(said[1],)])
    execute_values(cursor, "INSERT INTO oltp.told VALUES %s", [(said[2],)])
    cursor.copy_expert("COPY oltp.told FROM STDIN", StringIO("raw.copied\n"))
    text = cursor.mogrify("SELECT told.said, %s FROM acme_oltp.told JOIN oltp.told AS same USING (said)", ("raw.",))
    cursor.execute(text)
    assert sorted(cursor.fetchall()) == sorted((value, "raw.") for value in (*said, "raw.copied"))


def test_a_cursor_and_its_connection_say_whose_they_are(cursor: Cursor) -> None:
    assert of(cursor) == of(cursor.connection) == ACME
    with cursor.connection.cursor("named") as named:
        assert of(named) == ACME


def test_without_a_prefix_the_cursor_is_psycopg2s_own(empty_database_url: str) -> None:
    assert NONE.cursor_factory is Cursor
    with _connected(empty_database_url, NONE) as connection, connection.cursor() as plain:
        assert of(connection) == of(plain) == PLAIN


@pytest.mark.parametrize("prefix", ["Acme_", "1_", "pg_", "pg_a_", "a-b", "a b", "ä", 'a"', "a.", "a" * (LONGEST + 1)])
def test_what_cannot_be_a_prefix_is_refused(prefix: str) -> None:
    with pytest.raises(SchemaPrefixError, match="lower-case letters"):
        Schemas(prefix)


@pytest.mark.parametrize("prefix", ["", "a", "_a1_", "a__", "a" * LONGEST])
def test_what_can_be_one_makes_schemas(prefix: str, new_database: Callable[..., str]) -> None:
    schemas = Schemas(prefix)
    with _connected(new_database(), schemas) as connection, connection.cursor() as made:
        made.execute("CREATE SCHEMA meta")
        made.execute("SELECT nspname FROM pg_namespace WHERE oid = 'meta'::regnamespace")
        assert made.fetchone() == (schemas.meta,)


def test_locks_are_an_installations_own() -> None:
    keys = {Schemas(prefix).lock_key(7) for prefix in ("", "a_", "b_")}
    assert len(keys) == 3
    assert NONE.lock_key(7) == 7
    assert all(0 <= key < 2**31 for key in keys)


def test_each_installation_has_a_bell_of_its_own() -> None:
    assert {Schemas().bell, Schemas("acme_").bell} == {"stripe_oltp_bell", "acme_stripe_oltp_bell"}
