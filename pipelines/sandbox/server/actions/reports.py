"""POST of report runs."""

from typing import Any

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import reports
from pipelines.sandbox.business.report_lines import UnknownColumnError
from pipelines.sandbox.documents import Document
from pipelines.sandbox.errors import ApiError, bad_parameter
from pipelines.sandbox.objects.reporting_report_type import available_until
from pipelines.sandbox.server.given import Given


def create(account: Account, given: Given) -> Document:
    """Make a report; the answer is pending, and it has succeeded when it is looked at again."""
    report_id, asked = given.needed("report_type"), given.nested("parameters")
    given.end()
    if report_id not in reports.REPORTS:
        raise bad_parameter("report_type", f"Invalid report_type: must be one of {', '.join(reports.REPORTS)}")
    parameters = _parameters(account, asked, has_start=reports.REPORTS[report_id].has_start)
    try:
        return reports.run(account, report_id, parameters)
    except UnknownColumnError as error:
        raise bad_parameter("parameters", f"{error}.") from None


def _parameters(account: Account, asked: Given, *, has_start: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"columns": asked.texts("columns"), "currency": asked.text("currency")}
    found["interval_end"] = _moment(account, asked, "interval_end")
    if has_start:
        found["interval_start"] = _moment(account, asked, "interval_start")
        if found["interval_start"] >= found["interval_end"]:
            raise bad_parameter(asked.name("interval_start"), "interval_start must be before interval_end.")
    found |= {name: asked.text(name) for name in ("reporting_category", "timezone")}
    asked.end()
    return {name: value for name, value in found.items() if value not in (None, [])}


def _moment(account: Account, asked: Given, name: str) -> int:
    moment, began = asked.integer(name), int(account.store.setting("began") or 0)
    if moment is None:
        raise bad_parameter(asked.name(name), f"Missing required param: {asked.name(name)}.", "parameter_missing")
    until = available_until(account.now)
    if not began <= moment <= until:
        message = f"{name} must be between data_available_start ({began}) and data_available_end ({until})."
        raise ApiError(400, message, param=asked.name(name))
    return moment


ACTIONS = {("POST", "/v1/reporting/report_runs"): create}
