"""What PostgreSQL says when it refuses something: which rule, never the row's values."""

from dataclasses import dataclass

import psycopg2
from psycopg2 import errors

# SQLSTATE classes that a document can cause: cardinality, data, integrity, program limits (nesting, sizes).
OF_THE_DOCUMENT = frozenset({"21", "22", "23", "54"})


@dataclass(frozen=True)
class DatabaseFailure:
    """What PostgreSQL says of a document that it refuses, without the message, which carries the row's values."""

    sqlstate: str
    constraint: str | None
    column: str | None

    @classmethod
    def of(cls, error: psycopg2.Error) -> "DatabaseFailure":
        """That of an error."""
        return cls(error.pgcode or "", error.diag.constraint_name, error.diag.column_name)

    @property
    def is_of_the_document(self) -> bool:
        """Whether it lies in what a document says, and not in the server, the connection or our own SQL."""
        return self.sqlstate[:2] in OF_THE_DOCUMENT

    @property
    def name(self) -> str:
        """PostgreSQL's name of it."""
        return str(errors.lookup(self.sqlstate).__name__)
