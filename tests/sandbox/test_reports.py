"""Stripe's financial reports: asked for, downloaded, and equal to the documents, which they are not made from."""

import csv
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import stripe

from pipelines.currencies import decimals
from pipelines.sandbox import NOW, Lacking, Sandbox, Serving
from tests.sandbox.conftest import Document, Served, client_of, documents

DAY = 86_400
ACTIVITY, PAYOUTS = "balance_change_from_activity.itemized.3", "payouts.itemized.3"
ENDING, RECONCILIATION = "ending_balance_reconciliation.itemized.4", "payout_reconciliation.itemized.5"
START, END = NOW - 60 * DAY, NOW - 2 * DAY


@pytest.fixture(scope="module")
def reported() -> Iterator[Served]:
    """An account of which reports may be asked for."""
    sandbox = Sandbox.create(None, customers=60)
    with sandbox.serve() as serving:
        yield Served(sandbox, serving, client_of(serving))


def download(serving: Serving, url: str, key: str | None = None) -> str:
    assert url.startswith(serving.url)
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key or serving.api_key}"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - it is our own server's
        assert answer.headers["Content-Type"] == "text/csv"
        text: str = answer.read().decode()
    return text


def report(served: Served, report_type: str, **parameters: Any) -> list[dict[str, str]]:
    """The rows of a report that is asked for, waited for and downloaded."""
    times = {} if report_type == ENDING else {"interval_start": START}
    given = {"interval_end": END, **times, **parameters}
    run = served.v1.reporting.report_runs.create(params={"report_type": report_type, "parameters": given})
    assert (run.status, run.result) == ("pending", None)
    run = served.v1.reporting.report_runs.retrieve(run.id)
    assert run.status == "succeeded"
    text = download(served.serving, run.result.url)
    assert len(text.encode()) == run.result.size
    return list(csv.DictReader(text.splitlines()))


def minor(row: dict[str, str], name: str) -> int:
    """An amount of a row in minor units."""
    return int(Decimal(row[name]).scaleb(decimals(row["currency"])))


def amounts(rows: list[dict[str, str]]) -> dict[str, tuple[int, int, int, str]]:
    return {
        row["balance_transaction_id"]: (
            minor(row, "gross"),
            minor(row, "fee"),
            minor(row, "net"),
            row["reporting_category"],
        )
        for row in rows
    }


def expected(entries: list[Document]) -> dict[str, tuple[int, int, int, str]]:
    return {each["id"]: (each["amount"], each["fee"], each["net"], each["reporting_category"]) for each in entries}


def is_of_payouts(entry: Document) -> bool:
    return entry["reporting_category"] in ("payout", "payout_reversal")


def leaves_at(leaves: dict[str, int], entry: Document) -> int:
    return leaves.get(entry["id"]) or int(entry["created"])


def arrivals(served: Served) -> dict[str, int]:
    """When the money of each payout leaves, by its entry."""
    return {
        each["balance_transaction"]: each["arrival_date"] if each["automatic"] else each["created"]
        for each in documents(served.sandbox, "payout")
    }


def test_the_activity_is_every_entry_of_a_time_but_those_of_payouts(reported: Served) -> None:
    rows = report(reported, ACTIVITY)
    entries = documents(reported.sandbox, "balance_transaction")
    own = [each for each in entries if START <= each["created"] < END and not is_of_payouts(each)]
    assert amounts(rows) == expected(own)
    assert {row["currency"] for row in rows} >= {"eur", "jpy", "usd"}
    assert list(rows[0]) == [
        "balance_transaction_id", "created", "available_on", "currency", "gross", "fee", "net", "reporting_category",
        "description",
    ]  # fmt: skip


def test_payouts_are_those_whose_money_left_and_those_that_came_back(reported: Served) -> None:
    leaves = arrivals(reported)
    entries = documents(reported.sandbox, "balance_transaction")
    own = [each for each in entries if is_of_payouts(each) and START <= leaves_at(leaves, each) < END]
    rows = report(reported, PAYOUTS)
    assert amounts(rows) == expected(own)
    assert {row["reporting_category"] for row in rows} == {"payout", "payout_reversal"}
    payouts = {each["id"]: each for each in documents(reported.sandbox, "payout")}
    assert {row["payout_status"] for row in rows} == {payouts[row["payout_id"]]["status"] for row in rows}


def test_the_ending_balance_is_what_no_automatic_payout_had_taken(reported: Served) -> None:
    leaves = arrivals(reported)
    sums: dict[str, int] = {}
    for each in documents(reported.sandbox, "balance_transaction"):
        if leaves_at(leaves, each) < END and each["created"] < END:
            sums[each["currency"]] = sums.get(each["currency"], 0) + each["net"]
    found: dict[str, int] = {}
    for row in report(reported, ENDING):
        found[row["currency"]] = found.get(row["currency"], 0) + minor(row, "net")
    assert {key: value for key, value in found.items() if value} == {key: value for key, value in sums.items() if value}


def test_each_reconciled_payout_is_the_sum_of_its_rows(reported: Served) -> None:
    sums: dict[str, int] = {}
    for row in report(reported, RECONCILIATION):
        sums[row["automatic_payout_id"]] = sums.get(row["automatic_payout_id"], 0) + minor(row, "net")
    payouts = documents(reported.sandbox, "payout")
    own = {each["id"]: each["amount"] for each in payouts if each["automatic"] and START <= each["arrival_date"] < END}
    assert sums == own


def test_columns_a_time_zone_and_a_filter_may_be_asked_for(reported: Served) -> None:
    columns = ["source_id", "charge_id", "created", "created_utc", "customer_facing_amount", "customer_facing_currency"]
    columns += ["payment_metadata[thing]", "payment_method_type", "dispute_reason"]
    given = {"columns": columns, "timezone": "America/New_York", "reporting_category": "refund"}
    rows = report(reported, ACTIVITY, **given)
    refunds = {each["id"]: each for each in documents(reported.sandbox, "refund")}
    assert rows
    for row in rows:
        refund = refunds[row["source_id"]]
        assert list(row) == columns
        assert row["charge_id"] == refund["charge"]
        assert row["created_utc"] == f"{datetime.fromtimestamp(refund['created'], UTC):%Y-%m-%d %H:%M:%S}"
        assert row["created"] != row["created_utc"]
        assert row["customer_facing_currency"] == refund["currency"]
        assert -Decimal(row["customer_facing_amount"]).scaleb(decimals(refund["currency"])) == refund["amount"]


@pytest.mark.parametrize(
    ("report_type", "given", "message"),
    [
        ("taxes.itemized.1", {}, "Invalid report_type"),
        (ACTIVITY, {"interval_end": NOW + DAY}, "between data_available_start"),
        (ACTIVITY, {"interval_start": END}, "must be before interval_end"),
        (ACTIVITY, {"interval_end": ""}, "Missing required param"),
        (ENDING, {"interval_start": START}, "unknown parameter"),
        (ACTIVITY, {"columns": ["payout_status"]}, "payout_status is no column"),
        (PAYOUTS, {"columns": ["charge_id"]}, "charge_id is no column"),
        (ACTIVITY, {"timezone": "Mars/Olympus"}, "Invalid timezone"),
    ],
)
def test_a_report_that_cannot_be_made_is_refused(
    reported: Served, report_type: str, given: Document, message: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=message):
        report(reported, report_type, **given)


def test_the_types_say_of_which_time_there_is_data(own: Served) -> None:
    own.sandbox.advance(NOW + DAY + 13 * 3600)
    types = {each["id"]: each for each in own.v1.reporting.report_types.list().to_dict()["data"]}
    assert types.keys() == {ACTIVITY, ENDING, PAYOUTS, RECONCILIATION}
    assert {each["data_available_end"] for each in types.values()} == {NOW + DAY}
    assert own.v1.reporting.report_types.retrieve(PAYOUTS).to_dict() == types[PAYOUTS]


def test_the_files_of_reports_are_listed(default: Sandbox) -> None:
    with default.serve() as serving:
        listed = client_of(serving).v1.files.list(params={"purpose": "finance_report_run", "limit": 100}).data
        assert [each.id for each in listed] == [each["id"] for each in reversed(documents(default, "file"))]
        assert download(serving, str(listed[0].url)).startswith('"balance_transaction_id"')


def test_a_restricted_key_needs_a_permission_for_reports_and_one_for_files(reported: Served) -> None:
    url = documents(reported.sandbox, "file")[0]["url"]
    with reported.sandbox.serve(gate=Lacking("/v1/reporting", "/v1/files")) as serving:
        with pytest.raises(stripe.PermissionError, match="'rak_report_runs_and_report_types_write' permission"):
            report(Served(reported.sandbox, serving, client_of(serving)), ACTIVITY)
        with pytest.raises(urllib.error.HTTPError) as refused:
            download(serving, url.replace("https://files.stripe.com", serving.url), "rk_test_1")
        assert "'rak_file_read'" in json.loads(refused.value.read())["error"]["message"]
        assert refused.value.code == 403
