"""Why a load failed, in words that quote no row."""

import psycopg2
from psycopg2.errors import InsufficientPrivilege


def causes(error: BaseException) -> list[BaseException]:
    """An error, and what it came of."""
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        current = current.__cause__ or current.__context__
    return found


def reason(error: BaseException) -> str:
    """The SQLSTATE, or what the system said, or the kind of failure: PostgreSQL's own text may quote a row."""
    found = causes(error)
    for cause in found:
        if isinstance(cause, InsufficientPrivilege):  # it names the table, and no row
            return str(cause.diag.message_primary)
        if state := getattr(cause, "pgcode", None):
            return f"SQLSTATE {state}"
        if isinstance(cause, psycopg2.OperationalError) and str(cause):  # libpq's own, of the connection
            return str(cause).splitlines()[0]
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
    return type(found[-1]).__name__
