"""Several installations in one database, each with its own prefix, account and home."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import psycopg2
import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from oltp_schema import dump
from oltp_schema.engine import engine_for
from oltp_schema.models import MODELS
from oltp_schema.schemas import SCHEMAS, Schemas
from pipelines import locks
from pipelines.database import connect
from pipelines.landing.plan.sharing import leading, readers
from pipelines.locks import AnotherRunError, run_lock
from pipelines.raw.dlt.packages import folder_of
from pipelines.sandbox import Sandbox
from tests.cli.conftest import CommandLine, command_line
from tests.conftest import database_name, dropped_afterwards

# The second is a name that dlt, left to itself, would change.
PREFIXES = ("acme_", "other__")
TWO = ("--objects", "customer,charge")


@dataclass(frozen=True)
class Installation:
    """One installation: its command line, and where its rows are."""

    schemas: Schemas
    cli: CommandLine

    @property
    def url(self) -> str:
        """Of the database that all of them are in."""
        return self.cli.environment["DATABASE_URL"]

    def rows(self) -> dict[str, str]:
        """What each of its tables holds, as a digest."""
        names = [self.schemas.raw, self.schemas.oltp, self.schemas.meta]
        tables = fetch(
            self.url, "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname = ANY(%s)", names
        )
        digest = "SELECT md5(string_agg(kept::text, '' ORDER BY kept::text)) FROM {} AS kept"
        return {table: fetch(self.url, digest.format(table))[0] for table in tables}


def fetch(url: str, query: str, *values: object) -> list[str]:
    """The first column of what a query gives, of a connection that knows nothing of prefixes."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture(scope="session")
def both(
    new_database: Callable[..., str],
    once: Callable[[str, Callable[[], tuple[str, list[Path]]]], tuple[str, list[Path]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, list[Path]]:
    """Two that ran the pipeline, each on an account of its own: the name of their database, and their homes."""

    def made() -> tuple[str, list[Path]]:
        url, homes = new_database(), []
        for number, prefix in enumerate(PREFIXES, 1):
            folder = tmp_path_factory.mktemp("installation")
            Sandbox.create(folder / "sandbox.sqlite", seed=number, customers=2).close()
            command_line(folder, DATABASE_URL=url, STRIPE_OLTP_SCHEMA_PREFIX=prefix)("pipeline")
            homes.append(folder)
        return database_name(url), homes

    return once("installations", made)


@pytest.fixture
def installations(
    both: tuple[str, list[Path]], server_url: str, new_database: Callable[..., str], tmp_path: Path
) -> Iterator[tuple[Installation, Installation]]:
    """The same two in a copy of that database, with homes of the test's own."""
    name, homes = both
    url, own = new_database(name), []
    for prefix, home in zip(PREFIXES, homes, strict=True):
        folder = Path(copytree(home, tmp_path / prefix))
        cli = command_line(folder, DATABASE_URL=url, STRIPE_OLTP_SCHEMA_PREFIX=prefix)
        own.append(Installation(Schemas(prefix), cli))
    with contextmanager(dropped_afterwards)(server_url, url):
        yield own[0], own[1]


def test_each_has_its_own_account_and_whole_schemas(installations: tuple[Installation, Installation]) -> None:
    one, other = (each.cli.json("status") for each in installations)
    assert one["balanced"]
    assert other["balanced"]
    assert one["account"] != other["account"]
    schemas = [each.schemas for each in installations]
    names = {f"{each.prefix}{name}" for each in schemas for name in SCHEMAS if name != "fivetran"}
    assert names | {"public"} == set(
        fetch(installations[0].url, "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)'")
    )
    for each in installations:
        dumped = dump.dump(each.url, each.schemas)
        assert dumped.partition("-- and function")[0] == dump.COMMITTED.read_text()
        assert each.cli("schema", "dump").stdout == dumped


def test_what_one_does_the_other_does_not_notice(
    installations: tuple[Installation, Installation], tmp_path: Path
) -> None:
    one, other = installations
    before, count = other.rows(), one.cli.json("status")["objects"]["customer"]["promoted"]
    refused = tmp_path / "refused.json"
    refused.write_text(json.dumps({"id": "cus_refused", "object": "customer", "created": "never", "livemode": False}))
    one.cli("land", "--from", str(refused))
    one.cli("promote", *TWO, code=3)
    assert one.cli.json("quarantine", code=3)["documents"][0]["id"] == "cus_refused"
    assert one.cli.json("parity", *TWO)["mismatches"] == 0
    assert one.cli.json("verify", *TWO, code=3)["agrees"]
    one.cli("replay", *TWO, code=3)
    one.cli("reconcile", *TWO, code=3)
    one.cli("pipeline", *TWO, code=3)
    one.cli("schema", "upgrade")
    assert one.cli.json("status")["objects"]["customer"]["promoted"] == count
    assert other.rows() == before


def test_when_one_is_dropped_the_other_goes_on(installations: tuple[Installation, Installation]) -> None:
    one, other = installations
    before = other.rows()
    names = f"{one.schemas.raw}, {one.schemas.oltp}, {one.schemas.meta}"
    with closing(psycopg2.connect(one.url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {names} CASCADE")
    assert other.rows() == before
    assert other.cli.json("parity", *TWO)["mismatches"] == 0
    other.cli("pipeline", *TWO)
    assert "holds nothing of stripe-oltp yet" in one.cli("status", code=1).stderr


def test_renamed_schemas_are_the_same_installation(installations: tuple[Installation, Installation]) -> None:
    one, _ = installations
    renamed = Installation(
        Schemas("renamed_"),
        CommandLine(one.cli.folder, one.cli.environment | {"STRIPE_OLTP_SCHEMA_PREFIX": "renamed_"}),
    )
    loads = fetch(one.url, "SELECT load_id FROM acme_raw._dlt_loads ORDER BY 1")
    with closing(psycopg2.connect(one.url)) as connection, connection, connection.cursor() as cursor:
        for name in ("raw", "oltp", "history", "meta"):
            cursor.execute(f"ALTER SCHEMA acme_{name} RENAME TO renamed_{name}")
    renamed.cli("pipeline", *TWO)
    assert fetch(one.url, "SELECT load_id FROM renamed_raw._dlt_loads ORDER BY 1") == loads
    renamed.cli("replay", *TWO)
    assert dump.dump(one.url, renamed.schemas).partition("-- and function")[0] == dump.COMMITTED.read_text()


def test_status_names_the_schemas(installations: tuple[Installation, Installation]) -> None:
    one, _ = installations
    assert "acme_oltp" in one.cli("status").stdout
    assert one.cli.json("status")["schemas"] == {"raw": "acme_raw", "oltp": "acme_oltp", "meta": "acme_meta"}


def test_models_and_text_find_the_rows_of_an_installation(installations: tuple[Installation, Installation]) -> None:
    customer = MODELS["customers"]
    for each in installations:
        ids = set(fetch(each.url, f"SELECT id FROM {each.schemas.oltp}.customers"))
        own = create_engine(
            each.url.replace("postgresql:", "postgresql+psycopg2:"),
            execution_options={"schema_translate_map": {"oltp": each.schemas.oltp}},
        )
        for engine in (own, engine_for(each.url, each.schemas)):
            with Session(engine) as session:
                assert {row.id for row in session.scalars(select(customer))} == ids != set()
            engine.dispose()


@pytest.mark.plain_names
def test_locks_of_one_do_not_stop_the_other(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "DYING", 0)

    def opened(prefix: str) -> closing:  # type: ignore[type-arg]  # of psycopg2's connection
        return closing(connect(empty_database_url, Schemas(prefix)))

    with opened("acme_") as one, opened("other__") as other, opened("") as plain, opened("acme_") as again:
        with run_lock(one), run_lock(other), run_lock(plain), leading(one):
            assert [readers(each) for each in (one, other, plain)] == [1, 1, 1]
            with pytest.raises(AnotherRunError), run_lock(again):
                pass
        folders = {folder_of(tmp_path, each) for each in (one, other, plain, again)}
        assert len(folders) == 3
