"""Connections to a database."""

from contextlib import closing, suppress
from urllib.parse import urlsplit

import psycopg2
from psycopg2.extensions import connection as Connection

from oltp_schema import session
from oltp_schema.schemas import PLAIN, Schemas
from pipelines import connection_failure
from pipelines.errors import StripeOltpError
from pipelines.kept_sessions import KeptConnection, Key, keeper

OLDEST_SUPPORTED = 150000

# By itself a server runs the last statement of a killed client to its end, and takes a machine that is gone for alive
# for two hours: so long the run lock would be held. A killed client is noticed within a second, a machine in a minute.
NOTICE_KILLED = "SET client_connection_check_interval TO '1s'"
NOTICE_GONE = "SET tcp_keepalives_idle TO 30; SET tcp_keepalives_interval TO 10; SET tcp_keepalives_count TO 3"


class UnreachableDatabaseError(StripeOltpError):
    """No connection could be made."""


class OldServerError(StripeOltpError):
    """The server is older than what the SQL needs."""


class EncodingError(StripeOltpError):
    """The database cannot hold every character of Unicode."""


class PooledError(StripeOltpError):
    """A pooler gives each transaction another session of the server."""


def connect(url: str, names: Schemas, *, application: str = "stripe-oltp", repeats: bool = False) -> Connection:
    """Open a connection to the installation whose schemas have these ``names``.

    It ``repeats`` what was asked before by the same session, where sessions are kept with their plans.
    Its client encoding is UTF8, whatever the environment says. Raises UnreachableDatabaseError, OldServerError,
    EncodingError or PooledError, never with the password in them.
    """
    own = keeper()
    repeats = repeats and own is not None and own.with_plans
    key = (url, names.prefix, application, *(["repeats"] if repeats else []))
    if kept := _kept(key):
        return kept
    try:
        connection = _open(url, application, names)
        _refuse(connection, is_shared=_is_shared(connection, url))
        _prepare(connection)
    except (psycopg2.OperationalError, psycopg2.ProgrammingError, UnicodeError) as error:
        raise UnreachableDatabaseError(connection_failure.why(error, url)) from None
    if connection.server_version < OLDEST_SUPPORTED:
        version = connection.server_version // 10000
        connection.close()
        raise OldServerError(f"The database is PostgreSQL {version}; 15 is the oldest supported.")
    connection.key, connection.keeper = key, own
    if repeats:
        connection.keep_plans()
    return connection


def _kept(key: Key) -> KeptConnection | None:
    """A session that was kept and is still there."""
    own = keeper()
    while own and (connection := own.take(key)):
        with suppress(psycopg2.Error):
            _prepare(connection)
            connection.keeper = own
            return connection
        connection.close()
    return None


def _prepare(connection: Connection) -> None:
    with connection.cursor() as cursor:  # not as an option: a URL may have its own, and poolers refuse them
        session.rely(cursor, local=False, default_transaction_isolation=session.ISOLATION)
    connection.commit()
    _ask_to_be_watched(connection)


def _open(url: str, application: str, names: Schemas = PLAIN) -> KeptConnection:
    connection: KeptConnection = psycopg2.connect(  # noqa: TID251 -- the only place
        url,
        application_name=application,
        connect_timeout=10,
        keepalives_idle=30,
        client_encoding="UTF8",
        cursor_factory=names.cursor_factory,
        connection_factory=KeptConnection,
    )
    return connection


def _refuse(connection: Connection, *, is_shared: bool) -> None:
    encoding, name = connection.get_parameter_status("server_encoding"), connection.info.dbname
    if encoding == "UTF8" and not is_shared:
        return
    connection.close()
    if is_shared:
        raise PooledError(
            "DATABASE_URL points to a pooler that gives each transaction another session, such as pgbouncer with"
            " pool_mode = transaction. A run needs locks and settings of its session. Use the server itself, or a pool"
            " with pool_mode = session."
        )
    raise EncodingError(
        f"The database {name} has the encoding {encoding}, but Stripe's documents need all of Unicode. Make one with"
        " CREATE DATABASE … ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0."
    )


def _is_shared(connection: Connection, url: str) -> bool:
    """Whether sessions of the server are shared among connections, by transactions or statements.

    A pooler invents the process id that it tells at the beginning, some in front of sessions of one's own, too. Then a
    second connection shows it: either each keeps a process of the server to itself, or they get the one that was used
    last, or each in turn.
    """
    if _served_by(connection) == connection.info.backend_pid:
        return False
    with closing(_open(url, "stripe-oltp")) as other:
        ours = {_served_by(connection), _served_by(connection)}
        theirs = {_served_by(other), _served_by(other)}
        ours.add(_served_by(connection))
    return len(ours) > 1 or len(theirs) > 1 or ours == theirs


def _served_by(connection: Connection) -> int:
    """The server's process that runs a statement of this connection."""
    connection.autocommit = True  # where statements share sessions, a transaction ends the connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    connection.autocommit = False
    return int(pid)


def _ask_to_be_watched(connection: Connection) -> None:
    for statement in (NOTICE_KILLED, NOTICE_GONE):
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        except psycopg2.Error:  # the server's system cannot
            connection.rollback()
        else:
            connection.commit()


def ensure_database(server: str, name: str) -> str:
    """The URL of the database ``name`` on the server of the URL ``server``; made when it is not there."""
    with closing(connect(server, PLAIN)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", (name,))
            if cursor.rowcount == 0:
                cursor.execute(f'CREATE DATABASE "{name}"')
    return urlsplit(server)._replace(path=f"/{name}").geturl()
