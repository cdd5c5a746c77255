"""A real PostgreSQL for every test, and nothing of the user's: no key, no database, no home folder.

One embedded server serves the whole run; ``TEST_DATABASE_URL`` names another (an administrator's URL, PostgreSQL 15 or
newer). Each test that asks for ``database_url`` gets a database of its own, cloned from a migrated template.

With ``TEST_SCHEMA_PREFIX`` (`make test-prefix`) that prefix is the one of all tests that name none: of their settings,
of their connections, and of the environment of their commands.
"""

import os
import pickle
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import psycopg2.extensions
import pytest

from oltp_schema.migrate import upgrade
from oltp_schema.schemas import PLAIN
from pipelines.catalogue import StripeObject, promotable, registry
from pipelines.postgres import embedded_postgres, is_running, stop
from pipelines.postgres.locks import locked
from pipelines.promotion import promote
from pipelines.promotion.transforms import install_functions
from tests import tiers
from tests.versions.summary import pytest_terminal_summary  # noqa: F401 -- a subfolder cannot print for all workers

T = TypeVar("T")
OF_THE_USER = re.compile(
    r"PG[A-Z]+|STRIPE_\w+|DLT_\w+|(SOURCES|DESTINATION|RUNTIME|EXTRACT|NORMALIZE|LOAD|DATA_WRITER|SCHEMA|CREDENTIALS)(__\w+)?"
)
# Tests of the whole, which need minutes, and of what is shown of the default account: `make test-slow`.
SLOW = (
    *("tests/torture/", "tests/benchmarks/", "tests/peers/", "tests/cli/test_wheel.py", "tests/cli/test_recipes.py"),
    "tests/cli/test_readme.py",
    *("tests/versions/test_matrix.py", "tests/versions/test_spoiled.py", "tests/versions/test_one_account.py"),
)
# Tests with whole runs and replays, or servers and processes of their own: not in `make test-fast`.
RUNS = (
    *("tests/cli/", "tests/docs/", "tests/landing/", "tests/postgres/", "tests/runs/", "tests/upgrade/"),
    *("tests/objects/test_awkward.py", "tests/objects/test_every_object.py", "tests/objects/test_listed_per.py"),
    *("tests/promotion/test_history.py", "tests/promotion/test_history_of_events.py"),
    *("tests/promotion/test_runs.py", "tests/promotion/test_steps.py"),
    "tests/promotion/test_embedded_objects.py",
    *(
        "tests/promotion/test_embedded_objects.py",
        "tests/oltp_schema/test_analysts.py",
        "tests/oltp_schema/test_roles.py",
    ),
    *("tests/webhooks/test_receiving.py", "tests/test_home.py"),
    *("tests/verify/", "tests/versions/", "tests/sandbox/"),
    *("tests/promotion/test_asked.py", "tests/promotion/test_contested.py", "tests/promotion/test_replay.py"),
    *("tests/promotion/test_diff.py", "tests/promotion/test_invoice_payments.py", "tests/promotion/test_seconds.py"),
    "tests/oltp_schema/test_migrations.py",
    *("tests/development/test_object.py", "tests/development/test_schema.py"),
)
A_WHILE = 600  # seconds
MARKS = {"slow": SLOW, "runs": RUNS}
PREFIX = os.environ.get("TEST_SCHEMA_PREFIX", "")
# A clone of a database is 900 small files: in memory it takes a tenth of the CPU that it takes on a disk.
MEMORY, ENOUGH = Path("/dev/shm"), 4 << 30  # noqa: S108 -- pytest makes a folder of its own in it
SILENCED = ("STRIPE_API_KEY", "SOURCES__STRIPE__API_KEY", "DATABASE_URL")  # empty wins over what .env may hold


def pytest_configure() -> None:
    """Give every test the prefix, before any module of tests makes settings or a class of cursors."""
    if _has_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
        if "PYTEST_XDIST_WORKER" not in os.environ:
            _remove_what_killed_runs_left()
    if PREFIX:
        object.__setattr__(PLAIN, "prefix", PREFIX)
        connect = psycopg2.connect
        psycopg2.connect = lambda *given, **more: connect(*given, **{"cursor_factory": PLAIN.cursor_factory, **more})


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no module whose tests `-m "not slow"` or `-m "not runs"` leaves out anyway: a third of them all."""
    path = collection_path.relative_to(config.rootpath).as_posix() + "/" * collection_path.is_dir()
    terms = config.option.markexpr.split(" and ")
    left_out = [place for mark, places in MARKS.items() if f"not {mark}" in terms for place in places]
    return True if path.startswith(tuple(left_out)) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests by what they cost, which their folder says, or what was measured."""
    slow = tiers.listed()
    tiers.mark(items, slow)
    if config.args == config.getini("testpaths") and (gone := tiers.unknown(items, slow)):
        raise pytest.UsageError(f"{tiers.FILE.name} lists what is no test: {', '.join(sorted(gone))}")
    for item in items:
        path = item.path.relative_to(config.rootpath).as_posix()
        for mark, places in MARKS.items():
            if path.startswith(places):
                item.add_marker(mark)


@pytest.fixture(scope="session", autouse=True)
def _no_configuration_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in filter(OF_THE_USER.fullmatch, list(os.environ)):
            patch.delenv(name)
        for name in SILENCED:
            patch.setenv(name, "")
        patch.setenv("STRIPE_OLTP_HOME", str(home))
        if PREFIX:
            patch.setenv("STRIPE_OLTP_SCHEMA_PREFIX", PREFIX)
        yield
    stop(home)


@pytest.fixture(scope="session")
def server_url(_no_configuration_of_the_user: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An administrator's URL of the run's server."""
    given = os.environ.get("TEST_DATABASE_URL", "").replace("postgres://", "postgresql://")
    if given:
        yield given
        _leave(given)
    else:
        folder = _of_the_run(tmp_path_factory) / "server0"
        lock = folder.with_suffix(".lock")
        with ExitStack() as held:
            with locked(lock):
                url = held.enter_context(embedded_postgres(folder, durable=False))
                _hash_once(url)
            yield url
            _leave(url)
            with locked(lock):  # nobody starts it while the last one stops it
                held.close()
                if not is_running(folder):
                    shutil.rmtree(folder)  # pytest keeps what a run with failures leaves


def _of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all processes of a run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def once(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[], T]], T]:
    """What the first process of a run that wants it makes for all of them, by its name; it is pickled.

    On a server of the run's own, with which it goes: on another, each process drops its databases when it ends.
    """
    if os.environ.get("TEST_DATABASE_URL"):
        return lambda _, make: make()
    folder = _of_the_run(tmp_path_factory) / "server0"

    def make_or_take(name: str, make: Callable[[], T]) -> T:
        place = folder / name
        with locked(place.with_suffix(".lock")):
            if not place.exists():
                place.write_bytes(pickle.dumps(make()))
            found: T = pickle.loads(place.read_bytes())  # noqa: S301 -- our own
        return found

    return make_or_take


@pytest.fixture(scope="session")
def new_database(server_url: str) -> Iterator[Callable[..., str]]:
    """Make an empty database, or a clone of ``template``; returns its URL. All go when the run ends."""
    run, numbers = f"stripe_oltp_test_{uuid4().hex[:8]}", count(1)
    made = []

    def make(template: str = "template0") -> str:
        made.append(name := f"{run}_{next(numbers)}")
        # FILE_COPY clones a migrated template in a third of the time of the default, WAL_LOG.
        _execute(server_url, f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' STRATEGY FILE_COPY")
        return _url_of(server_url, name)

    yield make
    for name in made if os.environ.get("TEST_DATABASE_URL") else ():  # with the server of the run
        _execute(server_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def template(new_database: Callable[..., str], once: Callable[[str, Callable[[], str]], str]) -> str:
    """The name of a migrated database that nobody is connected to, in which promotion has found nothing to promote.

    The first promotion of a database looks for the history of every type, which takes as long as what a test is about.
    """

    def migrated() -> str:
        url = new_database()
        upgrade(url)
        with closing(psycopg2.connect(url)) as connection:
            install_functions(connection)
            promote(connection, promotable(None), run_id=0)
            connection.commit()
        return database_name(url)

    return once("migrated", migrated)


@pytest.fixture
def empty_database_url(server_url: str, new_database: Callable[..., str]) -> Iterator[str]:
    """A database without a schema of ours."""
    yield from dropped_afterwards(server_url, new_database())


@pytest.fixture
def database_url(server_url: str, new_database: Callable[..., str], template: str) -> Iterator[str]:
    """A migrated database without rows."""
    yield from dropped_afterwards(server_url, new_database(template))


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg2.extensions.connection]:
    """A psycopg2 connection to ``database_url``."""
    with closing(psycopg2.connect(database_url)) as opened:
        yield opened


@pytest.fixture
def landed_only(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a type that is listed and never promoted: no release will ever promote one that Stripe has not."""
    entry = StripeObject(name="gift", plural="gifts", path="/v1/gifts")
    monkeypatch.setitem(registry._ENTRIES, entry.name, entry)
    return entry.name


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home folder; an embedded server left running in it is stopped."""
    folder = tmp_path / "home"
    yield folder
    stop(folder)


def database_name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def _hash_once(url: str) -> None:
    """Hash the password in one round: the usual 4096 take milliseconds of each connection, on both sides."""
    parts = urlsplit(url)
    _execute(url, f"SET scram_iterations = 1; ALTER ROLE {parts.username} PASSWORD '{parts.password}'")


def _remove_what_killed_runs_left() -> None:
    """Remove the servers in memory that do not run and are not about to: pytest itself waits for three days."""
    for folder in _servers_in_memory():
        with suppress(FileNotFoundError):  # another run ends at this moment
            if time.time() - folder.stat().st_mtime > A_WHILE and not is_running(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _servers_in_memory() -> Iterator[Path]:
    for of_run in MEMORY.glob("pytest-of-*/pytest-*"):
        for root, names, _ in os.walk(of_run):
            servers = {name for name in names if re.fullmatch(r"server\d", name)}
            names[:] = [name for name in names if name not in servers]
            yield from (Path(root) / name for name in servers)


def _has_memory() -> bool:
    """Whether there is a file system in memory with room for servers, from which programs run."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return False
    is_closed = os.statvfs(MEMORY).f_flag & getattr(os, "ST_NOEXEC", 0)
    return not is_closed and shutil.disk_usage(MEMORY).free > ENOUGH


def dropped_afterwards(server_url: str, url: str) -> Iterator[str]:
    yield url
    _execute(server_url, f"DROP DATABASE IF EXISTS {database_name(url)} WITH (FORCE)")


def _url_of(server_url: str, database: str) -> str:
    return urlsplit(server_url)._replace(path=f"/{database}").geturl()


def _execute(url: str, statement: str) -> None:
    with _administration(url).cursor() as cursor:
        cursor.execute(statement)


@cache
def _administration(url: str) -> psycopg2.extensions.connection:
    """One connection for all databases that a process makes and drops: each of its own would cost as much."""
    admin = psycopg2.connect(url)
    admin.autocommit = True
    return admin


def _leave(url: str) -> None:
    _administration(url).close()
    _administration.cache_clear()
