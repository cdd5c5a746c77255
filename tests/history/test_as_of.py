"""The database as it stood at a moment, beside the tables of now."""

from contextlib import closing
from datetime import UTC, datetime

import pytest

from oltp_schema.schemas import PLAIN, Schemas
from oltp_schema.shape import tables
from pipelines.checks import balance, freshness
from pipelines.database import connect
from pipelines.errors import UsageError
from pipelines.runs.as_of import replay_as_of
from pipelines.settings import Settings
from tests.history.conftest import Past, live, moment
from tests.history.test_truth import differs

pytestmark = pytest.mark.runs


def test_it_is_built_from_what_raw_says_of_the_time_until_then(past: Past) -> None:
    live(past, steps=20, noted=6, read=5)
    at = sorted(past.truth)[1]
    settings = Settings(past.home, database_url=past.url, schemas=PLAIN)
    for _ in range(2):  # the second replaces the first
        built = replay_as_of(moment(at), f"{PLAIN.prefix}past", settings)
    names = Schemas(f"{PLAIN.prefix}past_")
    assert built.schemas == names
    assert (built.is_told_only, built.until) == (False, None)
    with closing(connect(past.url, names)) as connection, connection.cursor() as cursor:
        assert balance.read(connection).balanced
        for name, true in past.truth[at].items():
            table = tables()[name]
            columns = ", ".join(column.sql for column in table.data_columns)
            cursor.execute(f"SELECT {columns} FROM oltp.{name} WHERE row_state = 'present'")
            found = {row[0]: row for row in cursor.fetchall()}
            then = past.rows(f"SELECT {columns} FROM history.{name}_at(%s)", moment(at))
            assert found.keys() == true.keys() == {row[0] for row in then}, name
            named = {
                row[0]: dict(zip((column.name for column in table.data_columns), row, strict=True)) for row in then
            }
            assert {differs(table, named[key], row) for key, row in found.items()} <= {""}, name


def test_it_takes_the_place_of_nothing_else(past: Past) -> None:
    past.promote()
    past.rows(f"CREATE SCHEMA {PLAIN.prefix}mine_oltp; SELECT 1")
    settings = Settings(past.home, database_url=past.url, schemas=PLAIN)
    with pytest.raises(UsageError, match="mine_oltp is there already"):
        replay_as_of(datetime(2026, 11, 1, tzinfo=UTC), f"{PLAIN.prefix}mine", settings)


def test_what_is_yet_to_come_is_refused_and_replaces_nothing(past: Past) -> None:
    past.promote()
    settings = Settings(past.home, database_url=past.url, schemas=PLAIN)
    with pytest.raises(UsageError, match="2126-01-01 00:00 UTC is yet to come"):
        replay_as_of(datetime(2126, 1, 1, tzinfo=UTC), f"{PLAIN.prefix}past", settings)
    assert past.rows("SELECT count(*) FROM pg_namespace WHERE nspname = %s", f"{PLAIN.prefix}past_oltp") == [(0,)]


def test_it_says_what_was_not_read_by_then_or_is_not_yet(past: Past) -> None:
    past.run()
    now, settings = past.sandbox.now, Settings(past.home, database_url=past.url, schemas=PLAIN)
    with past.connection, past.connection.cursor() as cursor:
        freshness.note_in_step(cursor, moment(now - 3_600), 0)
    told, read = (replay_as_of(moment(at), f"{PLAIN.prefix}past", settings) for at in (now - 86_400, now))
    assert (told.is_told_only, told.until) == (True, None)
    assert (read.is_told_only, read.until) == (False, moment(now - 3_600))
