"""Start, share and stop the embedded PostgreSQL of one home folder."""

import os
import shlex
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from pipelines.home import FolderAccessError, open_private, own_home
from pipelines.postgres import binaries, cluster, process
from pipelines.postgres.account import server_account
from pipelines.postgres.errors import ServerDidNotStartError
from pipelines.postgres.layout import Layout
from pipelines.postgres.locks import is_last_holder, is_locked, locked
from pipelines.postgres.service import NAME, Service, write_psql

ATTEMPTS = 5  # at finding a port that nobody takes between our look and the server's

ANSWERS_WITHIN = 10.0  # seconds, of a server that says it is ready


@contextmanager
def embedded_postgres(home: Path, *, durable: bool = True, linger: bool = False) -> Iterator[str]:
    """Share the server of ``home``, started when it is not running; yields its URL.

    ``home`` is created when needed; everything lies in ``home/postgres``. Without ``linger`` the server stops when its
    last holder leaves or dies. ``durable=False`` turns fsync off: for tests, a power cut ruins the data.
    Raises an ``EmbeddedPostgresError``.
    """
    layout = _prepare_home(home)
    with locked(layout.holders_lock, shared=True) as holder:
        try:
            yield _ensure_running(layout, durable=durable, linger=linger)
        finally:
            if not linger and is_last_holder(holder):
                _stop_unless_kept(layout)


def start(home: Path, *, durable: bool = True) -> str:
    """Start the server of ``home`` unless it is running, and leave it running until ``stop``; returns its URL."""
    return _ensure_running(_prepare_home(home), durable=durable, linger=True)


def stop(home: Path) -> bool:
    """Stop the server of ``home``, whoever uses it; False when it was not running."""
    if not Layout(home).folder.exists():
        return False
    layout = Layout(own_home(home))
    with locked(layout.starting_lock):
        layout.keep.unlink(missing_ok=True)
        return process.halt(layout)


def who_uses(home: Path) -> list[str]:
    """The programs of this project that are connected to the server of ``home``, by the names they give themselves."""
    service = Service.read(Layout(home.resolve())) if is_running(home) else None
    if service is None:
        return []
    try:
        with (
            # Whatever PGSSLMODE says; to no database of an installation.
            closing(psycopg2.connect(service.url("postgres"), sslmode="disable")) as connection,  # noqa: TID251
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "SELECT DISTINCT activity.application_name FROM pg_stat_activity AS activity"
                " WHERE activity.application_name LIKE 'stripe-oltp%' ORDER BY activity.application_name"
            )
            return [name for (name,) in cursor.fetchall()]
    except psycopg2.OperationalError:
        return []


def is_running(home: Path) -> bool:
    """Whether the server of ``home`` runs."""
    return Layout(home).server_lock.exists() and is_locked(Layout(own_home(home)).server_lock)


def url(home: Path) -> str | None:
    """The URL of the server of ``home``, or None when it is not running."""
    service = Service.read(Layout(home.resolve())) if is_running(home) else None
    return service.url() if service else None


def psql_command(home: Path) -> str:
    """What a person types to open psql on the server of ``home``; holds no password."""
    psql = Layout(home.resolve()).psql
    near = psql.is_relative_to(Path.cwd()) and psql.parent != Path.cwd()
    return shlex.quote(str(psql.relative_to(Path.cwd()) if near else psql))


def _prepare_home(home: Path) -> Layout:
    layout = Layout(own_home(home))
    try:
        layout.folder.mkdir(exist_ok=True)
        layout.folder.chmod(0o711)
    except OSError as error:
        raise FolderAccessError(
            f"{layout.folder} cannot be written ({error.strerror}). Run as its owner, or set STRIPE_OLTP_HOME."
        ) from error
    return layout


def _ensure_running(layout: Layout, *, durable: bool, linger: bool) -> str:
    with locked(layout.starting_lock):
        if linger:
            os.close(open_private(layout.keep))
        service = _running(layout)
        if service is None:
            service = _start(layout, durable=durable, guarded=not linger)
            _ensure_database(service)
        return service.url()


def _running(layout: Layout) -> Service | None:
    """How to connect to the server that already runs; None after stopping what is left of a broken one.

    Broken is one that was killed, and one whose password was lost.
    """
    service = Service.read(layout)
    failure = None
    for _ in process.moments(ANSWERS_WITHIN):
        if service is None or not process.is_alive(layout):
            process.halt(layout)
            return None
        try:
            process.wait_until_ready(layout)
            _ensure_database(service)
        except (psycopg2.OperationalError, ServerDidNotStartError) as error:  # also while it is dying
            failure = error
        else:
            return service
    raise ServerDidNotStartError(
        f"The PostgreSQL of {layout.home} is running but refuses the connection: {failure} Stop it"
        f" with `make down` and try again; if its password was changed, also remove {layout.service} before that."
    )


def _start(layout: Layout, *, durable: bool, guarded: bool) -> Service:
    if guarded:
        layout.keep.unlink(missing_ok=True)
        process.launch_guard(layout)
    account = server_account(layout)
    programs = binaries.server_binaries(layout, account)
    service = cluster.prepare(layout, account, programs, durable=durable)
    write_psql(layout, programs)
    for _ in range(ATTEMPTS):
        service = Service(service.password, process.free_port(service.port))
        service.write(layout)
        process.launch(layout, account, programs, service.port, durable=durable)
        if process.wait_until_ready(layout):
            return service
    raise ServerDidNotStartError(f"Every port tried was taken. The end of {layout.log}:\n{process.log_end(layout)}")


def _ensure_database(service: Service) -> None:
    administration = service.url("postgres")
    # Whatever PGSSLMODE says; to no database of an installation.
    with closing(psycopg2.connect(administration, sslmode="disable")) as connection:  # noqa: TID251
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [NAME])
            if cursor.rowcount == 0:
                cursor.execute(f"CREATE DATABASE {NAME}")


def _stop_unless_kept(layout: Layout) -> None:
    with locked(layout.starting_lock):
        if not layout.keep.exists():
            process.halt(layout)
