"""Stripe's financial reports against the balance transactions: another system of Stripe's than its lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from oltp_schema.sql_files import sql_file
from pipelines.checks.money.equations import FIRST, read_with, types_of
from pipelines.checks.money.proof import Equation, Unequal
from pipelines.checks.money.stripe_side import StripeSide
from pipelines.currencies import minor_units
from pipelines.stripe_api.lists import Span
from pipelines.stripe_api.reports import Line, available, lines, report

VIEW = "report_lines"
AMOUNTS = ("gross", "fee", "net")
NAMED = 10  # transactions of a sum that differs
DAY = 86_400
DAYS = 31  # unless the user says since when

Key = tuple[str, str, str]  # day (UTC), reporting category, currency
Amounts = tuple[int, ...]
Sums = dict[Key, list[int]]


@dataclass(frozen=True)
class ComparedReport:
    """One of Stripe's reports: the column with the ``time`` of a line, and ``here`` the condition of our lines.

    ``is_of_time`` says whether it is of a time, or of what there is at its end.
    """

    report_type: str
    says: str
    time: str
    here: str
    is_of_time: bool = True


REPORTS: Mapping[str, ComparedReport] = {
    "report_activity": ComparedReport(
        "balance_change_from_activity.itemized.3",
        "Per day (UTC), reporting category and currency: what Stripe reports = the balance transactions but payouts.",
        "created",
        "is_of_payouts IS NOT TRUE AND created >= to_timestamp(%(since)s) AND created < to_timestamp(%(until)s)",
    ),
    "report_payouts": ComparedReport(
        "payouts.itemized.3",
        "Per day (UTC), reporting category and currency: what Stripe reports = the balance transactions of payouts.",
        "effective_at",
        "is_of_payouts AND effective_at >= to_timestamp(%(since)s) AND effective_at < to_timestamp(%(until)s)",
    ),
    "report_ending_balance": ComparedReport(
        "ending_balance_reconciliation.itemized.4",
        "Per day (UTC), reporting category and currency: what Stripe reports as not paid out = the balance"
        " transactions that no automatic payout took.",
        "created",
        "NOT is_automatic_payout AND created < to_timestamp(%(until)s)"
        " AND (settled_at IS NULL OR settled_at >= to_timestamp(%(until)s))",
        is_of_time=False,
    ),
}


@dataclass
class ComparedSums:
    """How many sums were compared, those that are not known yet, and those that differ."""

    checked: int = 0
    pending: int = 0
    found: list[Unequal] = field(default_factory=list)


def compared(side: StripeSide, name: str) -> Equation:
    """The equation of a report. Raises what the client raises, and StripeRequestError for a report that fails."""
    asked, types = REPORTS[name], read_with(types_of(VIEW))
    if missing := [each for each in types if each in side.unread]:
        return Equation(asked.says, types, missing)
    since, until = _time(side, asked)
    if since >= until:
        return Equation(asked.says, types, reason="Stripe has no report of this time yet")
    parameters = {
        "columns": ["balance_transaction_id", f"{asked.time}_utc", "currency", "reporting_category", *AMOUNTS],
        "interval_end": until,
        **({"interval_start": since} if asked.is_of_time else {}),
    }
    contents = report(side.lists.client, asked.report_type, parameters)
    result = _compare(side, asked, contents, Span(since, until))
    return Equation(asked.says, types, [], result.checked, len(result.found), result.pending, result.found[:FIRST])


def _time(side: StripeSide, asked: ComparedReport) -> tuple[int, int]:
    """From when to when: whole days, which Stripe has data of and runs have read."""
    span, has_data = side.reports or Span(), available(side.lists.client, asked.report_type)
    read_until = min(side.watermark(entry) for entry in side.entries(read_with(types_of(VIEW))))
    # The end must be before that of the data.
    until = min(read_until, (has_data.until or 0) - 1) // DAY * DAY
    until = min(until, until if span.until is None else span.until)
    since = until - DAYS * DAY if span.since is None else span.since
    return max(since, -(-(has_data.since or 0) // DAY) * DAY), until


def _compare(side: StripeSide, asked: ComparedReport, contents: bytes, span: Span) -> ComparedSums:
    theirs, ours = _theirs(lines(contents), asked), _ours(side, asked, span)
    unknown = (
        set()
        if asked.is_of_time
        else {
            currency for (currency,) in side.current.query(sql_file(__package__, "unread_payouts.sql"), _bounds(span))
        }
    )
    result = ComparedSums()
    for key in sorted({*theirs, *ours}):
        figures, expected = theirs.get(key, [0, 0, 0]), ours.get(key, [0, 0, 0])
        if figures != expected and key[2] in unknown:
            result.pending += len(AMOUNTS)
            continue
        result.checked += len(AMOUNTS)
        result.found += [
            Unequal([*key[:2], amount], key[2], figure, here)
            for amount, figure, here in zip(AMOUNTS, figures, expected, strict=True)
            if figure != here
        ]
    if result.found:
        _name(side, asked, contents, span, result.found[:FIRST])
    return result


def _key(line: Line, asked: ComparedReport) -> Key:
    return line[f"{asked.time}_utc"][:10], line["reporting_category"], line["currency"]


def _amounts(line: Line) -> Amounts:
    return tuple(minor_units(line[amount] or "0", line["currency"]) for amount in AMOUNTS)


def _theirs(of_report: Iterable[Line], asked: ComparedReport) -> Sums:
    sums: Sums = defaultdict(lambda: [0] * len(AMOUNTS))
    for line in of_report:
        total = sums[_key(line, asked)]
        for place, amount in enumerate(_amounts(line)):
            total[place] += amount
    return dict(sums)


def _ours(side: StripeSide, asked: ComparedReport, span: Span) -> Sums:
    rows = side.current.query(
        f"SELECT {_our_key(asked)}, {', '.join(f'sum({amount})' for amount in AMOUNTS)} FROM oltp.{VIEW}"
        f" WHERE {asked.here} GROUP BY 1, 2, 3",
        _bounds(span),
    )
    return {(day, category, currency): [int(each) for each in sums] for day, category, currency, *sums in rows}


def _name(side: StripeSide, asked: ComparedReport, contents: bytes, span: Span, found: Iterable[Unequal]) -> None:
    """Add to each sum the transactions that differ in it, or are on one side only."""
    keys = {(one.ids[0], one.ids[1], one.currency) for one in found}
    theirs, ours = defaultdict[Key, dict[str, Amounts]](dict), defaultdict[Key, dict[str, Amounts]](dict)
    for line in lines(contents):
        if (key := _key(line, asked)) in keys:
            theirs[key][line["balance_transaction_id"]] = _amounts(line)
    rows = side.current.query(
        f"SELECT {_our_key(asked)}, id, {', '.join(AMOUNTS)} FROM oltp.{VIEW} WHERE {asked.here}", _bounds(span)
    )
    for day, category, currency, transaction, *amounts in rows:
        if (day, category, currency) in keys:
            ours[day, category, currency][transaction] = tuple(amounts)
    for one in found:
        key = (one.ids[0], one.ids[1], one.currency or "")
        differing = theirs[key].items() ^ ours[key].items()
        one.ids.extend(sorted({transaction for transaction, _ in differing})[:NAMED])


def _our_key(asked: ComparedReport) -> str:
    day = f"to_char({asked.time} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    return f"{day} AS day, coalesce(reporting_category, '') AS reporting_category, currency"


def _bounds(span: Span) -> dict[str, int | None]:
    return {"since": span.since, "until": span.until}
