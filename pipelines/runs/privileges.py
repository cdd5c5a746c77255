"""What the role of the database lacks, and the statement that grants it (docs/running.md has all of them)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg2.errors import InsufficientPrivilege, ReadOnlySqlTransaction
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import quote_ident

from oltp_schema.schemas import WRITTEN, of
from pipelines.errors import StripeOltpError

SCHEMAS = ", ".join(WRITTEN)
# What PostgreSQL says, and what grants it: to a role that looks, and to one that writes. `{0}` is the thing denied.
DATABASE = "GRANT CREATE ON DATABASE {0} TO {role};"
TEMPORARY = "GRANT TEMPORARY ON DATABASE {0} TO {role};"
FUNCTIONS = f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {SCHEMAS} TO {{role}};"
GRANTS = {
    r'permission denied for database "?(.+?)"?': (DATABASE, DATABASE),
    r'permission denied to create temporary tables in database "?(.+?)"?': (TEMPORARY, TEMPORARY),
    r'permission denied for schema "?(.+?)"?': (
        "GRANT USAGE ON SCHEMA {0} TO {role};",
        "GRANT USAGE, CREATE ON SCHEMA {0} TO {role};",
    ),
    r"permission denied for table .+": (f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMAS} TO {{role}};", None),
    r"permission denied for view .+": (f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMAS}, mart TO {{role}};", None),
    r"permission denied for function .+": (FUNCTIONS, FUNCTIONS),
}
READ = r"permission denied for (schema|table|view|function) .+"
OWNER = (
    "Only the role that made the tables can write: run as that one, or as one that was granted the role of loaders or"
    " promoters (stripe-oltp schema roles)."
)


class MissingPrivilegeError(StripeOltpError):
    """The role may not do what the command does. The transaction was rolled back."""


@contextmanager
def explained(connection: Connection, *, writes: bool) -> Iterator[None]:
    """Raise MissingPrivilegeError for what PostgreSQL denies in the block."""
    try:
        yield
    except InsufficientPrivilege as error:
        role, said = connection.info.user, str(error.diag.message_primary)
        raise MissingPrivilegeError(
            f"The role {role} of DATABASE_URL lacks a privilege: {said}. {_remedy(connection, said, writes=writes)}"
            " docs/running.md lists what a role needs."
        ) from None
    except ReadOnlySqlTransaction as error:
        raise MissingPrivilegeError(
            f"The database is read-only: {error.diag.message_primary}. It is a standby, or read-only for this role."
            " Use the primary server. status, parity and diff change nothing, but create temporary tables."
        ) from None


def _remedy(connection: Connection, said: str, *, writes: bool) -> str:
    if not writes and re.fullmatch(READ, said) and (reader := _reader(connection)):
        grant = f"GRANT {reader} TO {_quoted(connection, connection.info.user)};"
        return f"Let an administrator run: {grant} That role reads raw and all personal columns, too."
    for pattern, statements in GRANTS.items():
        if (found := re.fullmatch(pattern, said)) and (statement := statements[writes]):
            names = [_quoted(connection, name) for name in found.groups()]
            role = _quoted(connection, connection.info.user)
            granting = of(connection).translate(statement.format(*names, role=role))
            return f"Let an administrator or the owner run: {granting}"
    return OWNER


def _reader(connection: Connection) -> str | None:
    """The role of those who read everything, where there is one (`schema roles`)."""
    connection.rollback()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = %s", (f"{of(connection).prefix}stripe_reader",))
        found = cursor.fetchone()
    return str(found[0]) if found else None


def _quoted(connection: Connection, name: str) -> str:
    return name if re.fullmatch(r"[a-z_][a-z0-9_]*", name) else quote_ident(name, connection)
