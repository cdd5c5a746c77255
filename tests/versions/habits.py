"""What Stripe's documents keep to although no schema says it, and without which they would not be Stripe's."""

from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import oltp_schema.models  # noqa: F401 -- fills the metadata
from oltp_schema.base import Base, check_name
from pipelines.catalogue import CATALOGUE
from pipelines.stripe_api.documents import LAST_MOMENT

Document = dict[str, Any]
LINES_WITH_IDS_OF_THEIR_OWN = "2019-12-03"


@cache
def never_negative(name: str, path: str) -> bool:
    """Whether the schema holds Stripe to an amount of zero or more."""
    entry = CATALOGUE.get(name)
    if entry is None or entry.table is None:
        return False
    rules = {constraint.name for constraint in Base.metadata.tables[f"oltp.{entry.table}"].constraints}
    return check_name(entry.table, f"{path.replace('.', '_')}_not_negative") in rules


def _balance_transaction(transaction: Document, chance: Random, version: str) -> None:
    """What is left of the amount without the fee."""
    transaction["fee"] = int(chance.random() * 10_000) - 1_000
    transaction["amount"] = max(transaction["amount"], -(2**62))
    net = transaction["amount"] - transaction["fee"]
    if not -(2**63) <= net < 2**63:
        transaction["fee"], net = 0, transaction["amount"]
    transaction["net"] = net


def _charge(charge: Document, chance: Random, version: str) -> None:
    """What is refunded was captured before, which with overcapture is more than was authorised."""
    most = max(charge["amount"], charge.get("amount_captured") or 0)
    charge["amount_refunded"] = most if chance.random() < 0.2 else int(chance.random() * most)


def _event(event: Document, chance: Random, version: str) -> None:
    """It names the object that it tells of, which is of any type and has an id as a rule, and the moment."""
    told = event["data"]["object"]
    told["object"] = "balance" if chance.random() < 0.1 else chance.choice(("customer", "charge", "file"))
    told.pop("id", None)
    if told["object"] != "balance":
        told["id"] = f"{told['object']}_{chance.randrange(60)}"
    event["created"] = min(event["created"], LAST_MOMENT - 1)


def _subscription(subscription: Document, chance: Random, version: str) -> None:
    for item in _elements(subscription, "items"):
        if "subscription" in item:
            item["subscription"] = subscription["id"]


def _invoice(invoice: Document, chance: Random, version: str) -> None:
    """Lines name their invoice; before 2019-12-03 they had no ids of their own but that of what is billed.

    Documents of those versions that are rendered today carry the line's own id as `unique_id`; events of then do not.
    """
    for line in _elements(invoice, "lines"):
        if line.get("invoice"):
            line["invoice"] = invoice["id"]
        if version < LINES_WITH_IDS_OF_THEIR_OWN and "id" in line:
            if chance.random() < 0.7:
                line["unique_id"] = line["id"]
            line["id"] = line.get("subscription") or line.get("invoice_item") or "sub_shared"
    for payment in _elements(invoice, "payments"):
        if "invoice" in payment:
            payment["invoice"] = invoice["id"]


def _payout(payout: Document, chance: Random, version: str) -> None:
    """No document of Stripe's holds them: promotion puts the list per payout there that was read."""
    entries = [{"id": f"txn_{payout['id']}_{number}"} for number in range(2)]
    payout["balance_transactions"] = {"data": entries}


def _elements(document: Document, name: str) -> list[Document]:
    found: list[Document] = (document.get(name) or {"data": []})["data"]
    return found


HABITS: dict[str, Callable[[Document, Random, str], None]] = {
    "balance_transaction": _balance_transaction,
    "charge": _charge,
    "event": _event,
    "subscription": _subscription,
    "invoice": _invoice,
    "payout": _payout,
}
