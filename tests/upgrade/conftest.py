"""Databases as releases of the past left them, and what a comparison reads of one.

``databases/<commit>.sql.gz`` is the database of a small account, landed and promoted by that commit, with a document in
quarantine, one that was set aside and a type outside the catalogue. A release adds its own: with a server of
PostgreSQL 15, which every later one can restore,

    stripe-oltp sandbox --seed 3 --customers 2      then pipeline, land --from what is odd, promote
    pg_dump --inserts --no-owner --no-privileges --no-toast-compression --no-comments DATABASE |
        grep -v -e '^--' -e '^\\\\' -e '^SET ' -e '^SELECT pg_catalog.set_config' | gzip -9n > COMMIT.sql.gz
"""

import gzip
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from oltp_schema.schemas import PLAIN
from pipelines.promotion.statements import in_foreign_key_order
from tests.conftest import database_name

DATABASES = Path(__file__).parent / "databases"
RELEASES = sorted(path.name.removesuffix(".sql.gz") for path in DATABASES.glob("*.sql.gz"))

COLUMNS = """
    SELECT att.attname, format_type(att.atttypid, att.atttypmod), att.attcollation::regcollation::text, att.attnotnull,
        att.attstorage, att.attcompression, pg_get_expr(def.adbin, def.adrelid)
    FROM pg_attribute AS att LEFT JOIN pg_attrdef AS def ON def.adrelid = att.attrelid AND def.adnum = att.attnum
    WHERE att.attrelid = to_regclass(%s) AND att.attnum > 0 AND NOT att.attisdropped ORDER BY att.attname
"""
INDEXES = """
    SELECT replace(pg_get_indexdef(indexrelid), relname, 'name'), reloptions
    FROM pg_index JOIN pg_class ON oid = indrelid
    WHERE indrelid = to_regclass(%s) ORDER BY 1
"""


@pytest.fixture(scope="session")
def restored(new_database: Callable[..., str], once: Callable[[str, Callable[[], str]], str]) -> Callable[[str], str]:
    """The URL of a database of an earlier release, new with each call."""

    def first(release: str) -> str:
        url = new_database()
        with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute("SET search_path TO ''; SET standard_conforming_strings TO on")
            cursor.execute(gzip.decompress((DATABASES / f"{release}.sql.gz").read_bytes()).decode())
        return database_name(url)

    known: dict[str, str] = {}

    def restore(release: str) -> str:
        if release not in known:
            known[release] = once(f"release {release}", lambda: first(release))
        return new_database(known[release])

    return restore


@pytest.fixture(params=[RELEASES[0], *(pytest.param(release, marks=pytest.mark.slow) for release in RELEASES[1:])])
def old_url(request: pytest.FixtureRequest, restored: Callable[[str], str]) -> str:
    """A database of each earlier release, of all but the first in slow tests."""
    return restored(request.param)


def fetch(url: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def execute(url: str, statement: str) -> None:
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)


def shape_of(url: str, table: str) -> list[tuple[Any, ...]]:
    """Columns and indexes of a table, whatever their order and its name."""
    name = PLAIN.translate(table)
    return [*fetch(url, COLUMNS, name), *fetch(url, INDEXES, name)]


def oltp_of(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of ``oltp``."""
    rows = "SELECT (to_jsonb(kept) - 'promoted_at')::text FROM oltp.{} AS kept ORDER BY kept.id"
    return {str(entry.table): fetch(url, rows.format(entry.table)) for entry in in_foreign_key_order()}
