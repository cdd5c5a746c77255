"""What a server, a database or a role has for its defaults changes neither results nor plans."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2

from oltp_schema import session
from oltp_schema.schemas import PLAIN
from pipelines.catalogue import select
from pipelines.database import connect
from pipelines.promotion import promote
from pipelines.promotion.transforms import install_functions
from pipelines.runs import ledger
from tests.conftest import database_name
from tests.upgrade.conftest import RELEASES, fetch, oltp_of
from tests.upgrade.test_upgrade import Run, run

__all__ = ["run"]  # the fixture

HOSTILE = {
    "jit": "on",
    "jit_above_cost": "1000",
    "work_mem": "64kB",
    "plan_cache_mode": "force_custom_plan",
    "geqo": "off",
    "join_collapse_limit": "1",
    "from_collapse_limit": "1",
    "cursor_tuple_fraction": "1",
    "timezone": "Asia/Kathmandu",
    "datestyle": "SQL, DMY",
    "intervalstyle": "iso_8601",
    "bytea_output": "escape",
    "extra_float_digits": "-15",
    "standard_conforming_strings": "off",
    "transform_null_equals": "on",
    "array_nulls": "off",
    "quote_all_identifiers": "on",
    "default_transaction_isolation": "serializable",
    "statement_timeout": "800ms",
    "idle_session_timeout": "20s",
    "idle_in_transaction_session_timeout": "20s",
    **dict.fromkeys(("enable_hashjoin", "enable_hashagg", "enable_indexscan", "enable_nestloop", "enable_sort"), "off"),
    "search_path": "strange, pg_catalog",
}
STRANGE = """
    CREATE SCHEMA strange;
    CREATE FUNCTION strange.jsonb_typeof(jsonb) RETURNS text LANGUAGE sql AS $$ SELECT 'strange' $$;
    CREATE FUNCTION strange.to_regclass(text) RETURNS regclass LANGUAGE sql AS 'SELECT NULL::regclass';
    CREATE FUNCTION strange.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT '1970-01-01Z'::timestamptz $$;
    CREATE FUNCTION strange.to_timestamp(double precision) RETURNS timestamptz LANGUAGE sql AS 'SELECT strange.now()'
"""


def make_hostile(url: str) -> None:
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(STRANGE)
        for name, value in HOSTILE.items():
            setting = value if name == "search_path" else f"'{value}'"
            cursor.execute(f"ALTER DATABASE {database_name(url)} SET {name} TO {setting}")


def test_every_command_says_the_same_under_hostile_defaults(
    restored: Callable[[str], str], run: Run, tmp_path: Path
) -> None:
    plain, hostile = restored(RELEASES[0]), restored(RELEASES[0])
    make_hostile(hostile)
    document = r'{"id":"prod_9","object":"product","livemode":false,"name":"\\ \u0000"}'
    (tmp_path / "odd.json").write_text(document)
    for command in (f"land --from {tmp_path / 'odd.json'}", "promote", "replay"):
        run(plain, command)
        run(hostile, command)
    for command in ("parity", "diff --transform charge=1 --json", "quarantine"):
        assert run(hostile, command).stdout == run(plain, command).stdout
    run(hostile, "status")
    assert oltp_of(_calm(hostile)) == oltp_of(plain)


def test_a_promotion_sets_what_it_relies_on_for_whoever_calls_it(restored: Callable[[str], str], run: Run) -> None:
    url = restored(RELEASES[0])
    run(url, "schema upgrade")
    make_hostile(url)
    with closing(psycopg2.connect(f"{url}?options=-cstatement_timeout%3D0")) as connection:
        install_functions(connection)
        connection.commit()
        seen: list[dict[str, str]] = []

        def note(*_: object) -> None:
            seen.append(_settings(connection))

        with ledger.run(connection, "replay") as this:
            promote(connection, select(None), run_id=this.id, everything=True, on_progress=note)
            connection.rollback()
    assert seen
    relied = {name: value for name, value in session.RELIED_ON.items() if name in seen[0]}
    ours = {"search_path": f"{PLAIN.meta}, pg_catalog", "plan_cache_mode": "force_generic_plan", "work_mem": "64MB"}
    expected = relied | ours | {name: "on" for name in HOSTILE if name.startswith("enable_")}
    assert {name: seen[0][name] for name in expected} == expected


def test_a_connection_has_no_limits_of_people(database_url: str) -> None:
    make_hostile(database_url)
    with closing(connect(database_url, PLAIN)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1), current_setting('transaction_isolation')")
        assert cursor.fetchone()[1:] == ("read committed",)
        settings = _settings(connection)
        cursor.execute("SELECT name, boot_val FROM pg_settings WHERE starts_with(name, 'enable_') AND context = 'user'")
        built = dict(cursor.fetchall())
    assert built == {name: value for name, value in session.WAYS.items() if name in settings}
    assert built == {name: settings[name] for name in built}
    assert {name: settings[name] for name in session.RELIED_ON if name in settings} == {
        name: value for name, value in session.RELIED_ON.items() if name in settings
    }


def _settings(connection: Any) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, current_setting(name) FROM pg_settings")
        return dict(cursor.fetchall())


def _calm(url: str) -> str:
    """The same database, read as ``plain`` is."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO pg_catalog; ALTER DATABASE {database_name(url)} RESET ALL")
    assert fetch(url, "SHOW jit_above_cost") == [("100000",)]
    return url
