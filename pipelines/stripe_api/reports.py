"""Stripe's financial reports: asked for, waited for and downloaded. https://docs.stripe.com/reports/api."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import msgspec
from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_exponential

from pipelines.stripe_api.client import Client
from pipelines.stripe_api.errors import StripeRequestError
from pipelines.stripe_api.lists import Span

RUNS, TYPES = "/v1/reporting/report_runs", "/v1/reporting/report_types"
WITHIN = 900.0  # seconds; Stripe makes most within a few minutes
LONGEST_WAIT = 15.0

Line = Mapping[str, str]


class _File(msgspec.Struct):
    id: str


class _Run(msgspec.Struct):
    id: str
    report_type: str
    status: str
    parameters: dict[str, Any]
    result: _File | None = None
    error: str | None = None


class _Type(msgspec.Struct):
    data_available_start: int
    data_available_end: int


def available(client: Client, report_type: str) -> Span:
    """Of which time Stripe has data for a report."""
    found = msgspec.json.decode(client.retrieve(f"{TYPES}/{quote(report_type)}").body, type=_Type)
    return Span(found.data_available_start, found.data_available_end)


def report(client: Client, report_type: str, parameters: Mapping[str, Any]) -> bytes:
    """A report as CSV; one that was made with these parameters is taken, else it is asked for. Waits for it.

    Raises what the client raises, and StripeRequestError for a report that fails or takes too long.
    """
    run = _made(client, report_type, parameters) or _asked(client, report_type, parameters)
    if run.result is None:
        raise StripeRequestError(f"Stripe could not make the report {report_type}: {run.error or run.status}")
    return client.contents(run.result.id)


def lines(contents: bytes) -> Iterator[Line]:
    """The lines of a report, by column."""
    yield from csv.DictReader(io.StringIO(contents.decode(), newline=""))


def _made(client: Client, report_type: str, parameters: Mapping[str, Any]) -> _Run | None:
    """The newest such run; one that is not ready yet is waited for."""
    page = next(client.pages(RUNS))
    for run in (msgspec.json.decode(element, type=_Run) for element in page.elements):
        if run.report_type == report_type and run.parameters == parameters and run.status != "failed":
            return _ready(client, run)
    return None


def _asked(client: Client, report_type: str, parameters: Mapping[str, Any]) -> _Run:
    body = client.create(RUNS, {"report_type": report_type, "parameters": dict(parameters)})
    return _ready(client, msgspec.json.decode(body, type=_Run))


def _ready(client: Client, run: _Run) -> _Run:
    """The run once it has ended."""
    if run.status != "pending":
        return run
    retrying = Retrying(
        retry=retry_if_result(lambda run: run.status == "pending"),
        wait=wait_exponential(max=LONGEST_WAIT),
        stop=stop_after_delay(WITHIN),
    )
    try:
        return retrying(lambda: msgspec.json.decode(client.retrieve(f"{RUNS}/{quote(run.id)}").body, type=_Run))
    except RetryError as error:
        raise StripeRequestError(
            f"Stripe has not made the report {run.report_type} within {WITHIN / 60:.0f} minutes."
            " Try again later: the same report is waited for."
        ) from error
