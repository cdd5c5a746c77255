"""The sandbox's own books balance, and say what the documents say, which they do not follow from."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from pipelines.sandbox import NOW, Business, Sandbox
from pipelines.sandbox.business import balance as acts
from pipelines.sandbox.business.books import Posting, UnbalancedPostingsError, post
from pipelines.sandbox.objects.balance import balance
from pipelines.sandbox.objects.balance_transaction import new_balance_transaction
from tests.sandbox.conftest import Document, documents

DAY = 86_400


def said(sandbox: Sandbox, name: str) -> list[dict[str, Any]]:
    """A statement of the books."""
    return [msgspec.json.decode(row) for row in sandbox.truth(f"books.{name}")]


def held(sandbox: Sandbox) -> Counter[tuple[str, str]]:
    """What each account of the books holds, by its name and currency."""
    return Counter({(row["account"], row["currency"]): row["balance"] for row in said(sandbox, "trial_balance")})


def nonzero(counted: Counter[Any]) -> dict[Any, int]:
    return {key: value for key, value in counted.items() if value}


def differences(sandbox: Sandbox) -> list[str]:
    """Where books and documents do not agree."""
    wrong = [name for name, (books, kept) in compared(sandbox).items() if nonzero(books) != nonzero(kept)]
    return wrong + ["trial balance"] * any(left(sandbox).values())


def left(sandbox: Sandbox) -> Counter[str]:
    """What debits and credits leave, by currency: nothing."""
    sums = Counter[str]()
    for (_, currency), amount in held(sandbox).items():
        sums[currency] += amount
    return sums


def compared(sandbox: Sandbox) -> dict[str, tuple[Counter[Any], Counter[Any]]]:
    """By what is compared: what the books say, and what follows from the documents."""
    holds, entries = held(sandbox), documents(sandbox, "balance_transaction")
    days, kept_days, made_of, kept_made_of = (Counter[Any]() for _ in range(4))
    for row in said(sandbox, "activity"):
        for name in ("count", "gross", "fee", "net"):
            days[row["day"], row["reporting_category"], row["currency"], name] += row[name]
    for each in entries:
        day = f"{datetime.fromtimestamp(each['created'], UTC):%Y-%m-%d}"
        for name, value in (("count", 1), ("gross", each["amount"]), ("fee", each["fee"]), ("net", each["net"])):
            kept_days[day, each["reporting_category"], each["currency"], name] += value
    reconciled = [each["id"] for each in payouts(sandbox) if each["reconciliation_status"] == "completed"]
    for row in said(sandbox, "payouts"):
        if row["payout"] in reconciled:
            made_of[row["payout"], row["currency"], row["reporting_category"]] += row["net"]
    for payout_id in reconciled:
        for each in sandbox.account.children("balance_transaction", payout_id):
            kept_made_of[payout_id, each["currency"], each["reporting_category"]] += each["net"]
    return {
        "activity": (days, kept_days),
        "payouts": (made_of, kept_made_of),
        "balance": (accounts(holds, "balance:"), shown_balance(sandbox)),
        "bank": (accounts(holds, "bank"), paid(sandbox, "paid")),
        "in transit": (accounts(holds, "payouts:"), paid(sandbox, "pending", "in_transit")),
        "customers": (accounts(holds, "customers"), taken(sandbox)),
        "fees": (accounts(holds, "fees:"), fees(entries)),
    }


def accounts(holds: Counter[tuple[str, str]], prefix: str) -> Counter[tuple[str, str]]:
    return Counter(
        {
            (name.removeprefix(prefix), currency): amount
            for (name, currency), amount in holds.items()
            if name.startswith(prefix)
        }
    )


def shown_balance(sandbox: Sandbox) -> Counter[tuple[str, str]]:
    shown = balance(sandbox.account)
    sums = Counter[tuple[str, str]]()
    for status in ("available", "pending"):
        for each in shown[status]:
            sums[status, each["currency"]] = each["amount"]
    return sums


def payouts(sandbox: Sandbox) -> list[Document]:
    return documents(sandbox, "payout")


def paid(sandbox: Sandbox, *statuses: str) -> Counter[tuple[str, str]]:
    sums = Counter[tuple[str, str]]()
    for each in payouts(sandbox):
        if each["status"] in statuses:
            sums["" if statuses == ("paid",) else "in_transit", each["currency"]] += each["amount"]
    return sums


def taken(sandbox: Sandbox) -> Counter[tuple[str, str]]:
    """What customers paid and were not given back, in their own currencies; a credit."""
    sums = Counter[tuple[str, str]]()
    for charge in documents(sandbox, "charge"):
        if charge["balance_transaction"]:
            sums["", charge["currency"]] -= charge["amount_captured"]
    for refund in documents(sandbox, "refund"):
        if refund["balance_transaction"] and refund["status"] != "failed":
            sums["", refund["currency"]] += refund["amount"]
    return sums


def fees(entries: list[Document]) -> Counter[tuple[str, str]]:
    """By type: parts of other entries, and entries of their own."""
    sums = Counter[tuple[str, str]]()
    for each in entries:
        for part in each["fee_details"]:
            sums[part["type"], part["currency"]] += part["amount"]
        if own := {"stripe_fee": "stripe_fee", "tax_fee": "tax"}.get(each["type"]):
            sums[own, each["currency"]] -= each["amount"]
    return sums


def test_the_books_balance_and_say_what_the_documents_say(default: Sandbox) -> None:
    assert left(default).keys() == {"eur", "jpy", "kwd", "usd"}
    assert differences(default) == []


def test_they_still_do_after_weeks_of_business() -> None:
    sandbox = Sandbox.create(None, customers=20)
    Business(sandbox, seed=3, pace=3000).step(300)
    sandbox.advance(NOW + 60 * DAY)
    assert differences(sandbox) == []
    assert documents(sandbox, "payout")[-1]["created"] > NOW + 40 * DAY


def test_a_document_that_is_made_wrong_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(object_id: str, now: int, movement: Any, free_on: int) -> Document:
        return new_balance_transaction(object_id, now, movement._replace(amount=movement.amount + 1), free_on)

    monkeypatch.setattr(acts, "new_balance_transaction", wrong)
    assert differences(Sandbox.create(None, customers=8)) == ["activity", "payouts", "balance", "fees"]


def test_postings_that_do_not_add_up_to_nothing_are_refused(default: Sandbox) -> None:
    one_sided = [Posting("bank", "usd", 1), Posting("customers", "eur", -1)]
    with pytest.raises(UnbalancedPostingsError, match="txn_1 does not balance"):
        post(default.account, "txn_1", one_sided)
