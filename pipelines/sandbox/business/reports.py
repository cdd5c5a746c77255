"""Stripe's financial reports, made from the books: which there are, what a run takes, and the file that it becomes.

Columns, their defaults and what each report holds: docs.stripe.com/reports/report-types. A report is made at once: a
run is pending where it is asked for, and has succeeded when it is looked at again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipelines.sandbox import included
from pipelines.sandbox.account import Account
from pipelines.sandbox.business import report_lines
from pipelines.sandbox.business.calendar import month_before, month_of
from pipelines.sandbox.business.report_lines import ReportLine
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.file import new_report_file
from pipelines.sandbox.objects.reporting_report_run import new_report_run
from pipelines.sandbox.objects.reporting_report_type import available_until, new_report_type

PAYOUT = ("payout_expected_arrival_date", "payout_status")
MONEY = ("currency", "gross", "fee", "net", "reporting_category")
SETTLED = ("automatic_payout_id", "automatic_payout_effective_at", "balance_transaction_id", "created", "available_on")


class Report(NamedTuple):
    """A report: its name, the columns that it has unless others are asked for, and its lines.

    ``has_start`` says whether it is of a time or of what there is at its end.
    """

    name: str
    columns: Sequence[str]
    lines: Callable[[Account, int, int], Iterator[ReportLine]]
    has_start: bool = True


REPORTS: Mapping[str, Report] = {
    "balance_change_from_activity.itemized.3": Report(
        "Itemized balance change from activity",
        ("balance_transaction_id", "created", "available_on", *MONEY, "description"),
        report_lines.activity,
    ),
    "ending_balance_reconciliation.itemized.4": Report(
        "Itemized ending balance reconciliation",
        (*SETTLED, *MONEY, "description"),
        lambda account, _, end: report_lines.not_paid_out(account, end),
        has_start=False,
    ),
    "payout_reconciliation.itemized.5": Report(
        "Itemized payout reconciliation", (*SETTLED, *MONEY, "description"), report_lines.paid_out
    ),
    "payouts.itemized.3": Report(
        "Itemized payouts",
        ("payout_id", "effective_at", *MONEY, "balance_transaction_id", "description", *PAYOUT),
        report_lines.payouts,
    ),
}

MONTHLY = "balance_change_from_activity.itemized.3"
"""What the sandbox's own bookkeeper asks for."""


def offer(account: Account) -> None:
    """Offer the reports of a new account."""
    for report_id, report in REPORTS.items():
        account.add(new_report_type(report_id, report.name, report.columns, began=account.now))


def update(account: Account) -> None:
    """There is data for the reports until now."""
    for report_id in REPORTS:
        report_type = account.get("reporting.report_type", report_id)
        known = {"data_available_end": available_until(account.now), "updated": account.now}
        account.change_silently(report_type | known)


def run(account: Account, report_id: str, parameters: dict[str, Any]) -> Document:
    """Make a report; returns its run as it is where it was asked for, pending."""
    pending = new_report_run(account.new_id("frr"), account.now, report_id, parameters)
    contents = csv(account, report_id, parameters)
    file = new_report_file(account.new_id("file"), account.now, pending["id"], len(contents.encode()))
    account.add(file)
    included.keep(account, file, "contents", contents)
    account.add(pending)
    done = {"status": "succeeded", "succeeded_at": account.now, "result": file}
    account.save(pending | done, "reporting.report_run.succeeded")
    return pending


def csv(account: Account, report_id: str, parameters: Mapping[str, Any]) -> str:
    """A report as Stripe writes it: texts in quotes, nothing for what there is none of."""
    report, end = REPORTS[report_id], parameters["interval_end"]
    names = parameters.get("columns", report.columns)
    of_payouts = report.lines is report_lines.payouts
    columns = [report_lines.column(name, of_payouts=of_payouts) for name in names]
    zone = report_lines.zone(parameters.get("timezone", "Etc/UTC"))
    lines = report.lines(account, parameters.get("interval_start", 0), end)
    chosen = (line for line in lines if _is_chosen(line, parameters))
    rows = (",".join(_quoted(value(line, zone)) for value in columns) for line in chosen)
    return "\n".join([",".join(map(_quoted, names)), *rows, ""])


def close_month(account: Account, _: str) -> None:
    """The bookkeeper asks for the activity of the month before."""
    start, end = month_before(account.now), month_of(account.now)
    if start >= int(account.store.setting("began") or 0):
        run(account, MONTHLY, {"interval_end": end, "interval_start": start})


def _is_chosen(line: ReportLine, parameters: Mapping[str, Any]) -> bool:
    return all(parameters.get(name, value) == value for name, value in line.filtered_by.items())


def _quoted(value: str | None) -> str:
    return "" if value is None else '"' + value.replace('"', '""') + '"'


ACTS = {"close_month": close_month}
