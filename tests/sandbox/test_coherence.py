"""The account hangs together: every id is known, and the money adds up."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from pipelines.sandbox import Sandbox
from pipelines.sandbox.business import credit_notes, invoicing
from pipelines.sandbox.objects.balance import balance
from tests.sandbox.conftest import documents
from tests.sandbox.openapi import validator

SERVED_IDS = re.compile(
    r"(cus|pm|card|sub|si|in|il|inpay|pi|ch|py|re|pyr|prod|price|txn|txr|du|po|di|promo)_[0-9A-Za-z]{14,}"
)
KINDS = (
    "product", "price", "customer", "payment_method", "subscription", "subscription_item", "invoice", "line_item",
    "invoice_payment", "payment_intent", "charge", "refund", "dispute", "balance_transaction", "payout", "tax_rate",
    "coupon", "promotion_code", "discount",
)  # fmt: skip


def texts(value: Any) -> Iterator[str]:
    """Every string in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def test_every_id_that_is_named_is_served_or_was_removed_on_purpose(default: Sandbox) -> None:
    known = {each["id"] for kind in KINDS for each in documents(default, kind)}
    named = {
        text: document["object"]
        for kind in KINDS
        for document in documents(default, kind)
        for text in texts(document)
        if SERVED_IDS.fullmatch(text)
    }
    unknown = {text: kind for text, kind in named.items() if text not in known}
    assert unknown, "the default account removes subscription items"
    deleted = {("si", "line_item"), ("si", "invoice"), ("il", "discount"), ("in", "discount")}
    assert {(text.partition("_")[0], kind) for text, kind in unknown.items()} <= deleted


def test_an_invoice_is_the_sum_of_its_lines_and_taxes(default: Sandbox) -> None:
    lines = defaultdict(list)
    for line in documents(default, "line_item"):
        lines[line["invoice"]].append(line)
    for invoice in documents(default, "invoice"):
        own = lines[invoice["id"]]
        exclusive = sum(tax["amount"] for tax in invoice["total_taxes"] if tax["tax_behavior"] == "exclusive")
        inclusive = sum(tax["amount"] for tax in invoice["total_taxes"] if tax["tax_behavior"] == "inclusive")
        assert invoice["subtotal"] == sum(line["amount"] for line in own)
        assert exclusive + inclusive == sum(tax["amount"] for line in own for tax in line["taxes"])
        off = sum(each["amount"] for each in invoice["total_discount_amounts"])
        assert off == sum(each["amount"] for line in own for each in line["discount_amounts"])
        assert invoice["total"] == invoice["subtotal"] - off + exclusive >= 0 or invoice["billing_reason"] != "manual"
        assert invoice["total_excluding_tax"] == invoice["total"] - exclusive - inclusive
        let_off = invoice["pre_payment_credit_notes_amount"]
        assert invoice["amount_due"] == max(0, invoice["total"] + invoice["starting_balance"]) - let_off
        assert invoice["amount_remaining"] == invoice["amount_due"] - invoice["amount_paid"]
        assert invoice["lines"]["data"] == own[:10]
        assert invoice["lines"]["has_more"] == (len(own) > 10)


def test_a_paid_invoice_is_paid_by_its_payments(default: Sandbox) -> None:
    intents = {each["id"]: each for each in documents(default, "payment_intent")}
    paid: dict[str, int] = defaultdict(int)
    for tie in documents(default, "invoice_payment"):
        intent = intents[tie["payment"]["payment_intent"]]
        assert tie["amount_requested"] == intent["amount"]
        if tie["status"] == "paid":
            assert intent["amount_received"] == tie["amount_paid"]
            paid[tie["invoice"]] += tie["amount_paid"]
    for invoice in documents(default, "invoice"):
        assert invoice["amount_paid"] == (invoice["amount_due"] if invoice["status"] == "paid" else 0)
        assert invoice["amount_paid"] == paid[invoice["id"]]


def test_a_charge_is_of_its_intents_amount_and_the_latest_one_decides(default: Sandbox) -> None:
    charges = documents(default, "charge")
    latest = {charge["payment_intent"]: charge for charge in charges}
    intents = {each["id"]: each for each in documents(default, "payment_intent")}
    assert len(charges) > len(latest), "some payments are tried more than once"
    for charge in charges:
        intent = intents[charge["payment_intent"]]
        assert charge["currency"] == intent["currency"]
        assert charge["amount"] == intent["amount"] or charge["status"] == "failed", "a credit note came after it"
        assert charge["customer"] == intent["customer"]
    for intent in intents.values():
        last = latest.get(intent["id"], {"id": None, "amount_captured": 0})
        assert intent["latest_charge"] == last["id"]
        assert intent["amount_received"] == (last["amount_captured"] if intent["status"] == "succeeded" else 0)


def test_nobody_is_let_off_while_a_bank_debit_is_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """What arrived would be more than what was still asked for."""
    sandbox = Sandbox.create(None, customers=30)
    account = sandbox.account
    monkeypatch.setattr(type(account.chance), "happens", lambda *_: True)
    invoices = [each for each in documents(sandbox, "invoice") if each["status"] == "open"]
    processing = [each for each in invoices if invoicing.intent_of(account, each)["status"] == "processing"]
    with sandbox.store.transaction():
        for each in invoices:
            credit_notes.consider(account, account.get("invoice", each["id"]))
    let_off = {note["invoice"] for note in documents(sandbox, "credit_note") if note["created"] == account.now}
    assert processing
    assert let_off == {each["id"] for each in invoices if each not in processing}


def test_credit_notes_are_what_their_invoices_and_refunds_say(default: Sandbox) -> None:
    before: dict[str, int] = defaultdict(int)
    after: dict[str, int] = defaultdict(int)
    refunds = {each["id"]: each for each in documents(default, "refund")}
    notes = documents(default, "credit_note")
    assert {(note["type"], note["status"]) for note in notes} == {
        ("post_payment", "issued"), ("pre_payment", "issued"), ("pre_payment", "void")
    }  # fmt: skip
    for note in notes:
        assert note["amount"] == note["pre_payment_amount"] + note["post_payment_amount"]
        assert note["amount"] == sum(line["amount"] for line in note["lines"]["data"])
        if note["status"] == "issued":
            before[note["invoice"]] += note["pre_payment_amount"]
            after[note["invoice"]] += note["post_payment_amount"]
        for each in note["refunds"]:
            assert each["amount_refunded"] == refunds[each["refund"]]["amount"]
    for invoice in documents(default, "invoice"):
        assert invoice["pre_payment_credit_notes_amount"] == before[invoice["id"]]
        assert invoice["post_payment_credit_notes_amount"] == after[invoice["id"]]


def test_what_was_refunded_is_the_sum_of_the_refunds_that_did_not_fail(default: Sandbox) -> None:
    refunded: dict[str, int] = defaultdict(int)
    for refund in documents(default, "refund"):
        refunded[refund["charge"]] += 0 if refund["status"] == "failed" else refund["amount"]
    for charge in documents(default, "charge"):
        assert charge["amount_refunded"] == refunded[charge["id"]] <= charge["amount"]
        whole = charge["amount_captured"] or charge["amount"]
        assert charge["refunded"] == (charge["amount_refunded"] == whole)


def test_a_customers_balance_is_what_the_last_finalized_invoice_left(default: Sandbox) -> None:
    left: dict[str, tuple[int, int]] = {}
    for place, invoice in enumerate(documents(default, "invoice")):
        finalized = invoice["status_transitions"]["finalized_at"]
        if finalized and (finalized, place) > (left.get(invoice["customer"], (0, 0))[0], 0):
            left[invoice["customer"]] = (finalized, invoice["ending_balance"])
    balances = {each["id"]: each["balance"] for each in documents(default, "customer") if not each.get("deleted")}
    assert any(balances.values()), "some downgrade left a credit"
    assert {key: balance for key, (_, balance) in left.items() if key in balances} == {
        key: balance for key, balance in balances.items() if key in left
    }


def test_a_subscription_holds_its_items_and_its_latest_invoice(default: Sandbox) -> None:
    items = defaultdict(list)
    for item in documents(default, "subscription_item"):
        items[item["subscription"]].append(item)
    invoices = {each["id"]: each for each in documents(default, "invoice")}
    for subscription in documents(default, "subscription"):
        assert subscription["items"]["data"] == items[subscription["id"]]
        latest = invoices[subscription["latest_invoice"]]
        assert latest["parent"]["subscription_details"]["subscription"] == subscription["id"]
        assert latest["customer"] == subscription["customer"]


def test_deleted_customers_left_subscriptions_and_charges_behind(default: Sandbox) -> None:
    deleted = {each["id"] for each in documents(default, "customer") if each.get("deleted")}
    assert deleted
    assert deleted & {each["customer"] for each in documents(default, "subscription")}
    assert deleted & {each["customer"] for each in documents(default, "charge")}
    assert not deleted & {each["customer"] for each in documents(default, "payment_method")}


def test_payment_methods_are_detached_never_attached_or_of_the_old_form(default: Sandbox) -> None:
    methods = {each["id"]: each for each in documents(default, "payment_method")}
    used = {each["payment_method"] for each in documents(default, "charge")}
    assert any(methods[method_id]["customer"] is None for method_id in used)
    assert any(method_id.startswith("card_") for method_id in used)


def test_what_charges_bring_and_refunds_take_is_in_the_balance(default: Sandbox) -> None:
    entries = {each["id"]: each for each in documents(default, "balance_transaction")}
    for charge in documents(default, "charge"):
        entry = entries.pop(charge["balance_transaction"], None)
        assert (entry is None) == (charge["status"] != "succeeded" or not charge["captured"])
        if entry:
            assert (entry["source"], entry["amount"]) == (charge["id"], settled(entry, charge, "amount_captured"))
    for refund in documents(default, "refund"):
        entry, failure = (entries.pop(refund.get(f"{name}balance_transaction"), None) for name in ("", "failure_"))
        assert entry is None or entry["amount"] == -settled(entry, refund, "amount")
        assert (failure is not None) == (refund["status"] == "failed")
    for dispute in documents(default, "dispute"):
        for entry in dispute["balance_transactions"]:
            assert entries.pop(entry["id"]) == entry
    for payout in documents(default, "payout"):
        entry, failure = (entries.pop(payout[f"{name}balance_transaction"], None) for name in ("", "failure_"))
        assert entry
        assert (entry["amount"], entry["source"]) == (-payout["amount"], payout["id"])
        assert (failure is not None) == (payout["status"] in ("failed", "canceled"))
        assert failure is None or (failure["amount"], failure["source"]) == (payout["amount"], payout["id"])
    assert {entry["type"] for entry in entries.values()} == {"adjustment", "contribution", "stripe_fee", "tax_fee"}
    assert {entry["source"] for entry in entries.values()} == {None}


def settled(entry: dict[str, Any], source: dict[str, Any], name: str) -> int:
    """An amount of an object in the currency of its entry."""
    assert (entry["exchange_rate"] is None) == (entry["currency"] == source["currency"])
    amount: int = source[name]
    return round(amount * entry["exchange_rate"]) if entry["exchange_rate"] else amount


def test_the_balance_is_the_sum_of_its_entries(default: Sandbox) -> None:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for entry in documents(default, "balance_transaction"):
        sums[entry["status"], entry["currency"]] += entry["net"]
        assert entry["net"] == entry["amount"] - entry["fee"]
        assert entry["fee"] == sum(each["amount"] for each in entry["fee_details"])
        assert (entry["status"] == "available") == (entry["available_on"] <= default.now)
    shown = balance(default.account)
    for status in ("available", "pending"):
        assert {each["currency"]: each["amount"] for each in shown[status]} == {
            currency: sums[status, currency] for currency in ("eur", "jpy", "usd")
        }
    assert any(each["amount"] for each in shown["pending"])
    assert list(validator("balance").iter_errors(shown)) == []
