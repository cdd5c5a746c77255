"""The figures of the report, all of one moment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema import money
from oltp_schema.analysts import LAYERS
from oltp_schema.schemas import of
from oltp_schema.sql_files import files_of
from pipelines.checks.balance import DatabaseBalance, read_within
from pipelines.checks.money import Equation
from pipelines.checks.money.equations import unread_types, within
from pipelines.checks.verify.current import Current
from pipelines.errors import StripeOltpError
from pipelines.landing.plan.defaults import not_permitted
from pipelines.promotion.history import upkeep

QUERIES = Path(__file__).parent / "queries"
MART = next(layer for layer in LAYERS if layer.schema == "mart")
Row = dict[str, Any]


class NoMartError(StripeOltpError):
    """The schema of the views that the report reads is somebody else's, or this role may not make them."""


@dataclass(frozen=True)
class Figures:
    """The figures at ``as_of``, by the database's clock.

    ``rows`` are those of each query, by its name: amounts in minor units of the row's ``currency``, months by their
    first day, all times UTC. ``not_permitted`` are types that the key may not read, ``history_behind`` those whose
    versions are yet to be made of what was promoted.
    """

    as_of: datetime
    balance: DatabaseBalance
    equations: Mapping[str, Equation]
    not_permitted: list[str]
    history_behind: list[str]
    rows: Mapping[str, list[Row]]

    @property
    def differences(self) -> int:
        """How often money does not add up."""
        return sum(equation.differences for equation in self.equations.values())

    @property
    def quarantined(self) -> int:
        """How many documents wait in quarantine."""
        return sum(of_type.quarantined for of_type in self.balance.objects.values())

    def as_dict(self) -> dict[str, Any]:
        """The form of ``report --json``."""
        return {
            "as_of": self.as_of.isoformat(),
            "account": self.balance.account,
            "livemode": self.balance.livemode,
            "balanced": self.balance.balanced,
            "quarantined": self.quarantined,
            "waiting": sum(self.balance.waiting.values()),
            "differences": self.differences,
            "not_permitted": self.not_permitted,
            "history_behind": self.history_behind,
            "equations": {name: asdict(equation) for name, equation in self.equations.items()},
            "figures": {name: [_plain(row) for row in rows] for name, rows in self.rows.items()},
        }


def read(connection: Connection) -> Figures:
    """Read all of it in one snapshot; nothing is kept. Raises NoMartError."""
    with _snapshot(connection) as cursor:
        _require_mart(cursor)
        cursor.execute("SELECT transaction_timestamp()")
        (as_of,) = cursor.fetchone()
        rows = {name: _rows(cursor, query) for name, query in files_of(QUERIES).items()}
        current = Current(connection)
        equations = within(current, money.equations(), unread_types(current))
        state = read_within(cursor)
        behind = upkeep.behind(cursor, state.waiting)
        return Figures(as_of, state, equations, not_permitted(cursor), behind, rows)


@contextmanager
def _snapshot(connection: Connection) -> Iterator[Cursor]:
    """Not READ ONLY: the balance makes temporary tables, which go with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        try:
            yield cursor
        finally:
            if not connection.closed:
                connection.rollback()


def _require_mart(cursor: Cursor) -> None:
    found = MART.found(cursor)
    if not found.is_ours or list(found.versions) != [MART.version()] * len(MART.views()):
        mart = of(cursor).mart
        raise NoMartError(
            f"The report reads the views of schema {mart}, and {mart} does not have those of this release,"
            " which this role cannot make there. Run stripe-oltp schema upgrade as the owner: it makes them, or says"
            " what stands in the way."
        )


def _rows(cursor: Cursor, query: str) -> list[Row]:
    cursor.execute(query)
    names = [column.name for column in cursor.description]
    return [{name: _value(value) for name, value in zip(names, row, strict=True)} for row in cursor.fetchall()]


def _value(value: Any) -> Any:
    """PostgreSQL's sums are decimals; those of minor units have no fraction."""
    return int(value) if isinstance(value, Decimal) else value


def _plain(row: Row) -> Row:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
