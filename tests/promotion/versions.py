"""What tests of history land, and what they read of it."""

from datetime import timedelta
from typing import Any

from tests.promotion.conftest import NOON, Database
from tests.promotion.documents import event, listed

SPAN = "version, valid_from, valid_to, source, exact"
BEFORE = int(NOON.timestamp()) - 3_600
# What Stripe gives of a customer when asked: without it, a copy is completed with what others said.
ASKED = {"cash_balance": None, "invoice_credit_balance": {}, "sources": listed([]), "tax": {}, "tax_ids": listed([])}


def minute(at: int | None) -> Any:
    return None if at is None else NOON + timedelta(minutes=at)


def spans(database: Database, table: str, column: str, where: str = "TRUE") -> list[tuple[Any, ...]]:
    """Version, value, from and to in minutes after noon, source, exact."""
    rows = database.query(f"SELECT {column}, {SPAN} FROM history.{table} WHERE {where} ORDER BY id, version")
    return [_span(row, column) for row in rows]


def _span(row: dict[str, Any], column: str) -> tuple[Any, ...]:
    begun, ended = _minutes(row["valid_from"]), _minutes(row["valid_to"])
    return row["version"], row[column], begun, ended, row["source"][0], row["exact"]


def _minutes(moment: Any) -> int | None:
    return None if moment is None else round((moment - NOON).total_seconds() / 60)


def told(database: Database, document: dict[str, Any], at: int, kind: str = "updated", **before: Any) -> None:
    """Land an event of the API about an object at a minute after noon."""
    created = int(minute(at).timestamp())
    database.land(event(document, kind, created, **before), at=at)


def versions(database: Database) -> dict[str, Any]:
    query = "SELECT to_jsonb(kept) - 'promoted_at' AS row FROM history.{} AS kept ORDER BY id, version"
    tables = ("subscriptions", "subscription_items", "customers", "prices", "coupons")
    return {table: database.query(query.format(table)) for table in tables}
