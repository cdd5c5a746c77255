from contextlib import closing

import psycopg2
import psycopg2.extensions


def test_a_test_has_a_database_of_its_own(connection: psycopg2.extensions.connection, empty_database_url: str) -> None:
    with closing(psycopg2.connect(empty_database_url)) as other:
        names = {opened.info.dbname for opened in (connection, other)}
    assert len(names) == 2
    assert all(name.startswith("stripe_oltp_test_") for name in names)


def test_an_empty_database_holds_no_schema_of_ours(empty_database_url: str) -> None:
    with closing(psycopg2.connect(empty_database_url)) as opened, opened.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname IN ('raw', 'oltp', 'meta')")
        assert cursor.fetchall() == []
