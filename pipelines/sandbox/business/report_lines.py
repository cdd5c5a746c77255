"""The lines of Stripe's reports, from the books, and what each column says of one."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.currencies import decimals
from pipelines.sandbox.account import Account
from pipelines.sandbox.documents import Document

LINES = """
SELECT each.entry, each.at, each.free_on, each.currency, each.gross, each.fee, each.category, each.source,
    each.description, each.paid, each.paid_currency, each.payout, own.free_on AS arrives_on
FROM movements AS each
LEFT JOIN movements AS own ON own.payout = each.payout AND own.source = each.payout AND own.category = 'payout'
WHERE {}
ORDER BY each.at, each.seq
"""
OWN = "each.category = 'payout' AND each.source = each.payout"
"""An automatic payout's own entry; it takes the money when it is expected to arrive (``free_on``)."""

OF_PAYOUTS = "each.category IN ('payout', 'payout_reversal')"
EFFECTIVE = f"CASE WHEN {OWN} THEN each.free_on ELSE each.at END"


class UnknownColumnError(ValueError):
    """A report has no such column, or the sandbox does not write it."""


class ReportLine:
    """One movement of the books; of the objects it says only what the books do not."""

    def __init__(self, account: Account, values: Mapping[str, Any]) -> None:
        """``values`` are a row of ``LINES``."""
        self.account, self.values = account, values

    @property
    def filtered_by(self) -> dict[str, str]:
        """What a run may filter by."""
        return {"currency": self.values["currency"], "reporting_category": self.values["category"]}

    @cached_property
    def source(self) -> Document:
        """The charge, refund, dispute or payout that moved the money; empty for none."""
        kinds = {"ch": "charge", "py": "charge", "re": "refund", "pyr": "refund", "du": "dispute", "po": "payout"}
        source_id = self.values["source"] or ""
        kind = kinds.get(source_id.partition("_")[0])
        return (kind and self.account.find(kind, source_id)) or {}

    @cached_property
    def charge(self) -> Document:
        """The charge that it is about; empty for none."""
        charge_id = self.source.get("charge")
        if charge_id:
            return self.account.get("charge", charge_id)
        return self.source if self.source.get("object") == "charge" else {}

    @cached_property
    def intent(self) -> Document:
        """The payment intent that it is about; empty for none."""
        return self.account.find("payment_intent", self.charge.get("payment_intent") or "") or {}

    @cached_property
    def invoice(self) -> Document:
        """The invoice that it paid or was to pay; empty for none."""
        invoice_id = self.account.store.invoice_of(self.charge.get("payment_intent") or "")
        return (invoice_id and self.account.find("invoice", invoice_id)) or {}

    @cached_property
    def customer(self) -> Document:
        """The customer; empty for none."""
        return self.account.find("customer", self.charge.get("customer") or "") or {}

    @property
    def card(self) -> Document:
        """The card that was charged; empty for none."""
        return dict((self.charge.get("payment_method_details") or {}).get("card") or {})


def activity(account: Account, start: int, end: int) -> Iterator[ReportLine]:
    """What happened in a time, but for payouts."""
    return _lines(account, f"NOT {OF_PAYOUTS} AND each.at >= ? AND each.at < ?", start, end)


def payouts(account: Account, start: int, end: int) -> Iterator[ReportLine]:
    """The payouts whose money left in a time, and those that came back."""
    return _lines(account, f"{OF_PAYOUTS} AND {EFFECTIVE} >= ? AND {EFFECTIVE} < ?", start, end)


def paid_out(account: Account, start: int, end: int) -> Iterator[ReportLine]:
    """What the automatic payouts that arrive in a time are made of."""
    return _lines(account, f"NOT ({OWN}) AND arrives_on >= ? AND arrives_on < ?", start, end)


def not_paid_out(account: Account, end: int) -> Iterator[ReportLine]:
    """What no automatic payout has taken by a moment: the balance then."""
    return (
        _lines(account, f"each.at < ? AND NOT ({OWN}) AND coalesce(arrives_on >= ?, 1)", end, end) if end else iter(())
    )


def zone(name: str) -> ZoneInfo:
    """A time zone. Raises UnknownColumnError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnknownColumnError(f"Invalid timezone: {name}") from error


Column = Callable[[ReportLine, ZoneInfo], str | None]


def column(name: str, *, of_payouts: bool) -> Column:
    """What a column says, of a report of payouts or of another one. Raises UnknownColumnError."""
    field, _, key = name.rstrip("]").partition("[")
    if key and field in METADATA and not of_payouts:
        return lambda line, _: METADATA[field](line).get(key)
    is_of_payouts = field in PAYOUT_COLUMNS or field.startswith("payout_")
    if name not in COLUMNS or (field not in COMMON_COLUMNS and is_of_payouts != of_payouts):
        raise UnknownColumnError(f"{name} is no column of this report, or one that the sandbox does not write")
    return COLUMNS[name]


def _lines(account: Account, where: str, *values: int) -> Iterator[ReportLine]:
    found = account.store.connection.execute(LINES.format(where), values)
    names = [each[0] for each in found.description]
    for row in found.fetchall():
        texts = (each.decode() if isinstance(each, bytes) else each for each in row)
        yield ReportLine(account, dict(zip(names, texts, strict=True)))


def _time(moment: int | None, zone: ZoneInfo | None = None) -> str | None:
    return None if moment is None else f"{datetime.fromtimestamp(moment, zone or UTC):%Y-%m-%d %H:%M:%S}"


def _times(name: str, value: Callable[[ReportLine], int | None]) -> dict[str, Column]:
    """A moment in the zone that is asked for, and in UTC."""
    return {
        name: lambda line, zone: _time(value(line), zone),
        f"{name}_utc": lambda line, _: _time(value(line)),
    }


def _texts(value: Callable[[ReportLine], Document], **fields: str) -> dict[str, Column]:
    """Columns that are fields of an object."""
    return {name: _text(value, field) for name, field in fields.items()}


def _text(value: Callable[[ReportLine], Document], field: str) -> Column:
    def text(line: ReportLine, _: ZoneInfo) -> str | None:
        found = value(line).get(field)
        return None if found is None else str(found)

    return text


def _money(name: str) -> Column:
    return lambda line, _: _major(line.values[name], line.values["currency"])


def _major(amount: int | None, currency: str | None) -> str | None:
    """An amount in whole units of its currency: dollars, yen."""
    return None if amount is None or currency is None else f"{Decimal(amount).scaleb(-decimals(currency)):f}"


def _net(line: ReportLine, _: ZoneInfo) -> str | None:
    return _major(line.values["gross"] - line.values["fee"], line.values["currency"])


def _effective_at(line: ReportLine) -> int:
    is_own = line.values["payout"] == line.values["source"] and line.values["category"] == "payout"
    return int(line.values["free_on"] if is_own else line.values["at"])


def _reversed_at(line: ReportLine) -> int | None:
    failure = line.source.get("failure_balance_transaction")
    return int(line.account.get("balance_transaction", failure)["created"]) if failure else None


def _subscription(line: ReportLine, _: ZoneInfo) -> str | None:
    parent = line.invoice.get("parent")
    return str(parent["subscription_details"]["subscription"]) if parent else None


def _trace(line: ReportLine) -> Document:
    return line.source.get("trace_id") or {}


def _values(line: ReportLine) -> Document:
    return dict(line.values)


COLUMNS: Mapping[str, Column] = {
    **_times("created", lambda line: line.values["at"]),
    **_times("available_on", lambda line: line.values["free_on"]),
    **_times("automatic_payout_effective_at", lambda line: line.values["arrives_on"]),
    **_times("effective_at", _effective_at),
    **_times("charge_created", lambda line: line.charge.get("created")),
    **_times("payout_reversed_at", _reversed_at),
    **_texts(_values, balance_transaction_id="entry", currency="currency", description="description"),
    **_texts(_values, reporting_category="category", source_id="source", customer_facing_currency="paid_currency"),
    **_texts(_values, automatic_payout_id="payout", payout_id="source"),
    **_texts(lambda line: line.charge, charge_id="id", customer_id="customer", payment_intent_id="payment_intent"),
    **_texts(lambda line: line.charge, statement_descriptor="statement_descriptor"),
    **_texts(lambda line: line.card, card_brand="brand", card_country="country", card_funding="funding"),
    **_texts(lambda line: line.customer, customer_email="email", customer_name="name"),
    **_texts(lambda line: line.customer, customer_description="description"),
    **_texts(lambda line: line.invoice, invoice_id="id", invoice_number="number"),
    **_texts(lambda line: line.source, payout_status="status", payout_type="type", payout_destination_id="destination"),
    **_texts(lambda line: line.source, payout_description="description"),
    **_texts(_trace, trace_id="value", trace_id_status="status"),
    "gross": _money("gross"),
    "fee": _money("fee"),
    "net": _net,
    "customer_facing_amount": lambda line, _: _major(line.values["paid"], line.values["paid_currency"]),
    "dispute_reason": lambda line, _: line.source.get("reason") if line.source.get("object") == "dispute" else None,
    "payment_method_type": lambda line, _: (line.charge.get("payment_method_details") or {}).get("type"),
    "payout_expected_arrival_date": lambda line, _: _time(line.source.get("arrival_date")),
    "subscription_id": _subscription,
}
PAYOUT_COLUMNS = frozenset({"effective_at", "effective_at_utc"})
COMMON_COLUMNS = frozenset(
    {"balance_transaction_id", "currency", "description", "fee", "gross", "net", "reporting_category"}
    | {"trace_id", "trace_id_status"}
)
METADATA: Mapping[str, Callable[[ReportLine], Document]] = {
    "payment_metadata": lambda line: line.intent.get("metadata") or line.charge.get("metadata") or {},
    "refund_metadata": lambda line: line.source.get("metadata") or {} if line.source.get("object") == "refund" else {},
}
"""Columns that are asked for with a key: ``payment_metadata[order]``."""
