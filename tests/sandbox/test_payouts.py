"""Payouts: by themselves and by hand, their ways through the bank, and what they are made of."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from pipelines.sandbox import NOW, Sandbox
from pipelines.sandbox.business import books
from pipelines.sandbox.business.calendar import weekday
from tests.sandbox.conftest import Document, Served, documents
from tests.sandbox.openapi import validator

DAY = 86_400


def made_of(sandbox: Sandbox, payout: Document) -> list[Document]:
    """What a payout is made of, with its own entry."""
    return sandbox.account.children("balance_transaction", payout["id"])


def told(sandbox: Sandbox, payout_id: str) -> list[str]:
    """The types of the events of a payout, oldest first."""
    found = (each for each in documents(sandbox, "event") if each["data"]["object"].get("id") == payout_id)
    return [event["type"].removeprefix("payout.") for event in found]


def test_the_default_account_has_payouts_of_every_kind(default: Sandbox) -> None:
    payouts = documents(default, "payout")
    assert {each["currency"] for each in payouts if each["automatic"]} == {"eur", "jpy", "usd"}
    assert {each["status"] for each in payouts if each["automatic"]} == {"failed", "in_transit", "paid"}
    assert {(each["method"], each["status"]) for each in payouts if not each["automatic"]} == {
        ("instant", "paid"), ("standard", "canceled"), ("standard", "paid"),
    }  # fmt: skip
    assert any(each["amount"] < 0 for each in payouts), "a negative balance is taken from the bank"
    assert {each["reconciliation_status"] for each in payouts} == {"completed", "in_progress", "not_applicable"}
    kinds = {each["type"]: each["reporting_category"] for each in documents(default, "balance_transaction")}
    assert kinds.items() >= {
        "charge": "charge", "payment": "charge", "refund": "refund", "payment_refund": "refund",
        "refund_failure": "refund_failure", "payout": "payout", "payout_cancel": "payout_reversal",
        "payout_failure": "payout_reversal", "stripe_fee": "fee", "tax_fee": "tax", "contribution": "contribution",
    }.items()  # fmt: skip


def test_an_automatic_payout_is_the_sum_of_what_it_is_made_of(default: Sandbox) -> None:
    unreconciled = 0
    for payout in documents(default, "payout"):
        entries = made_of(default, payout)
        if not payout["automatic"]:
            assert entries == []
        elif payout["reconciliation_status"] == "in_progress":
            unreconciled += 1
            assert payout["balance_transaction"] not in {each["id"] for each in entries}
        else:
            assert sum(each["net"] for each in entries) == 0
            assert {each["currency"] for each in entries} == {payout["currency"]}
            assert all(each["available_on"] <= payout["arrival_date"] for each in entries)
    assert unreconciled


def test_each_entry_is_paid_out_once_and_none_twice(default: Sandbox) -> None:
    seen = Counter(each["id"] for payout in documents(default, "payout") for each in made_of(default, payout))
    assert set(seen.values()) == {1}
    left = [each for each in documents(default, "balance_transaction") if each["id"] not in seen]
    unreconciled = {each["balance_transaction"] for each in documents(default, "payout") if each["automatic"]}
    assert all(each["created"] > NOW - 7 * DAY for each in left if each["id"] not in unreconciled)


def test_what_a_failed_payout_gave_back_is_in_a_later_one(default: Sandbox) -> None:
    failed = [each for each in documents(default, "payout") if each["status"] == "failed"]
    later = {each["id"] for payout in documents(default, "payout") for each in made_of(default, payout)}
    assert failed
    for payout in failed:
        assert payout["failure_code"]
        assert payout["failure_balance_transaction"] in later
        assert payout["failure_balance_transaction"] not in {each["id"] for each in made_of(default, payout)}


def test_payouts_leave_on_business_days_and_arrive_on_them(default: Sandbox) -> None:
    for payout in documents(default, "payout"):
        if payout["automatic"]:
            assert {weekday(payout["created"]), weekday(payout["arrival_date"])} & {5, 6} == set()


def test_an_entry_becomes_available_without_an_event(own: Served) -> None:
    sandbox = own.sandbox
    given: Any = {"amount": 10_000, "currency": "eur", "confirm": True, "payment_method": "pm_card_visa"}
    intent = own.client.v1.payment_intents.create(params=given)
    entry = entry_of(own, str(intent.latest_charge))
    assert (entry["status"], entry["currency"]) == ("pending", "eur")
    assert [(each["type"], each["amount"], each["description"]) for each in entry["fee_details"]] == [
        ("stripe_fee", 175, "Stripe processing fees"), ("tax", 40, "VAT"),
    ]  # fmt: skip
    assert entry["available_on"] % DAY == 0
    sandbox.advance(entry["available_on"] - 1)
    assert entry_of(own, str(intent.latest_charge))["status"] == "pending"
    sandbox.advance(entry["available_on"])
    after = entry_of(own, str(intent.latest_charge))
    assert after == entry | {"status": "available"}
    assert not [each for each in documents(sandbox, "event") if each["data"]["object"].get("id") == entry["id"]]


def entry_of(served: Served, charge_id: str) -> Document:
    charge = served.client.v1.charges.retrieve(charge_id, params={"expand": ["balance_transaction"]}).to_dict()
    entry: Document = charge["balance_transaction"]
    return entry


@pytest.mark.parametrize(
    ("currency", "paid", "low", "high"),
    [("kwd", 1_000, 300, 350), ("gbp", 1_000, 1_250, 1_400), ("krw", 10_000, 650, 750)],
)
def test_what_is_paid_in_another_currency_is_converted(
    own: Served, currency: str, paid: int, low: int, high: int
) -> None:
    given: Any = {"amount": paid, "currency": currency, "confirm": True, "payment_method": "pm_card_visa"}
    intent = own.client.v1.payment_intents.create(params=given)
    entry = entry_of(own, str(intent.latest_charge))
    assert entry["currency"] == "usd"
    assert low <= entry["amount"] <= high
    assert entry["amount"] == round(paid * entry["exchange_rate"])
    refund = own.client.v1.refunds.create(
        params={"payment_intent": intent.id, "amount": paid // 2, "expand": ["balance_transaction"]}
    ).to_dict()
    back = refund["balance_transaction"]
    assert (back["currency"], back["fee"]) == ("usd", 0)
    assert -high / 2 <= back["amount"] <= -low / 2


def by_hand(own: Served, **given: Any) -> Document:
    """A payout by hand of an account that pays out nothing by itself; there is money in it."""
    client = own.client
    client.raw_request("post", "/v1/balance_settings", payments={"payouts": {"schedule": {"interval": "manual"}}})
    intent: Any = {"amount": 100_000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
    client.v1.payment_intents.create(params=intent)
    own.sandbox.advance(own.sandbox.now + 7 * DAY)
    return dict(own.v1.payouts.create(params={"amount": 5_000, "currency": "usd", **given}).to_dict())


def test_a_payout_by_hand_goes_through_the_bank_and_names_no_entries(own: Served) -> None:
    payout = by_hand(own, metadata={"why": "rent"}, statement_descriptor="RENT")
    assert (payout["status"], payout["automatic"], payout["metadata"]) == ("pending", False, {"why": "rent"})
    assert payout["reconciliation_status"] == "not_applicable"
    own.sandbox.advance(payout["arrival_date"] + DAY)
    after = own.client.v1.payouts.retrieve(payout["id"])
    assert after.status == "paid"
    assert told(own.sandbox, payout["id"]) == ["created", "updated", "paid"]
    with pytest.raises(stripe.InvalidRequestError, match="only be filtered on automatic transfers, not manual") as no:
        own.client.v1.balance_transactions.list(params={"payout": payout["id"]})
    assert no.value.http_status == 400


def test_an_instant_payout_costs_a_fee_and_is_there_at_once(own: Served) -> None:
    payout = by_hand(own, method="instant")
    entry = own.sandbox.account.get("balance_transaction", payout["balance_transaction"])
    assert (entry["amount"], entry["fee"], entry["net"], entry["status"]) == (-5_000, 50, -5_050, "available")
    own.sandbox.advance(own.sandbox.now + 3_600)
    assert told(own.sandbox, payout["id"]) == ["created", "paid"]


def test_a_payout_by_hand_is_canceled_before_it_is_sent_and_not_after(own: Served) -> None:
    payout = by_hand(own)
    before = books.unsettled(own.sandbox.account, "usd", free=True)
    canceled = own.client.v1.payouts.cancel(payout["id"])
    assert canceled.status == "canceled"
    assert told(own.sandbox, payout["id"]) == ["created", "canceled"]
    assert books.unsettled(own.sandbox.account, "usd", free=True) == before + payout["amount"]
    own.sandbox.advance(payout["arrival_date"] + DAY)
    assert own.client.v1.payouts.retrieve(payout["id"]).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError, match="only be canceled while they are pending"):
        own.client.v1.payouts.cancel(payout["id"])


def test_a_payout_is_reversed_once_by_another_one(own: Served) -> None:
    payout = by_hand(own)
    own.sandbox.advance(payout["arrival_date"] + DAY)
    reversal = own.client.v1.payouts.reverse(payout["id"]).to_dict()
    assert (reversal["amount"], reversal["original_payout"]) == (-5_000, payout["id"])
    assert own.client.v1.payouts.retrieve(payout["id"]).reversed_by == reversal["id"]
    with pytest.raises(stripe.InvalidRequestError, match="it is reversed already"):
        own.client.v1.payouts.reverse(payout["id"])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"amount": 10_000_000}, "insufficient available funds"),
        ({"currency": "kwd"}, "external accounts in that currency"),
        ({"destination": "ba_1"}, "No such external account: 'ba_1'"),
        ({"amount": 0}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_paid_out_is_refused(served: Served, given: Document, message: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=message):
        served.v1.payouts.create(params={"amount": 1, "currency": "usd", **given})


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ({"status": "failed"}, lambda each: each["status"] == "failed"),
        ({"arrival_date": {"lt": NOW - 100 * DAY}}, lambda each: each["arrival_date"] < NOW - 100 * DAY),
        ({"created": {"gte": NOW - 50 * DAY}}, lambda each: each["created"] >= NOW - 50 * DAY),
    ],
)
def test_payouts_are_filtered(served: Served, given: Document, holds: Callable[[Document], bool]) -> None:
    listed = served.v1.payouts.list(params={"limit": 100, **given}).data
    expected = [each for each in documents(served.sandbox, "payout") if holds(each)][-100:]
    assert [each.id for each in listed] == [each["id"] for each in reversed(expected)]
    assert listed


def test_payouts_are_found_by_the_bank_account_that_they_went_to(served: Served) -> None:
    euros = next(each["destination"] for each in documents(served.sandbox, "payout") if each["currency"] == "eur")
    listed = served.client.v1.payouts.list(params={"limit": 100, "destination": euros}).data
    assert {each.currency for each in listed} == {"eur"}


def test_what_a_payout_is_made_of_is_asked_for_by_its_id_and_no_entry_names_it(served: Served) -> None:
    payout = next(each for each in documents(served.sandbox, "payout") if each["reconciliation_status"] == "completed")
    listed = served.client.v1.balance_transactions.list(params={"payout": payout["id"], "limit": 100})
    entries = [each.to_dict() for each in listed.auto_paging_iter()]
    assert entries[0]["id"] == payout["balance_transaction"]
    assert sum(each["net"] for each in entries[1:]) == payout["amount"]
    assert not any("payout" in each for each in entries)


def test_the_schedule_is_changed_and_said(own: Served) -> None:
    path = "/v1/balance_settings"

    def said(method: str, **given: Any) -> Document:
        found: Document = own.client.deserialize(own.client.raw_request(method, path, **given), api_mode="V1").to_dict()
        assert list(validator("balance_settings").iter_errors(found)) == []
        schedule: Document = found["payments"]["payouts"]["schedule"]
        return schedule

    assert said("get") == {"interval": "daily"}
    weekly = {"interval": "weekly", "weekly_payout_days": ["monday"]}
    assert said("post", payments={"payouts": {"schedule": {"interval": "weekly"}}}) == weekly
    own.sandbox.advance(own.sandbox.now + 30 * DAY)
    made = [each for each in documents(own.sandbox, "payout") if each["automatic"] and each["created"] > NOW]
    assert {weekday(each["created"]) for each in made} == {0}
