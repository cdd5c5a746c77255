"""The account's balance: what each charge and each refund adds to it or takes from it."""

from pipelines.sandbox.account import Account, Document

FEE = 29
"""Of every 1,000 that a charge brings, in minor units; the fee of a refund is not given back."""

CATEGORIES = {"charge": "charge", "payment": "charge", "refund": "refund", "payment_refund": "refund"}


def earn(account: Account, charge: Document) -> str:
    """Enter what was captured of a charge; returns the id of the entry."""
    amount = charge["amount_captured"]
    kind = "payment" if charge["id"].startswith("py_") else "charge"
    return _enter(account, charge, kind, amount, fee=(amount * FEE + 500) // 1000)


def give_back(account: Account, refund: Document) -> str:
    """Enter a refund; returns the id of the entry."""
    kind = "payment_refund" if refund["id"].startswith("pyr_") else "refund"
    return _enter(account, refund, kind, -refund["amount"])


def take_back(account: Account, refund: Document) -> str:
    """Enter a refund that the bank returned; returns the id of the entry."""
    return _enter(account, refund, "refund_failure", refund["amount"])


def balance(account: Account) -> Document:
    """``GET /v1/balance``: all entries of each currency. None is pending: money is there at once."""
    available = [
        {"amount": net, "currency": currency, "source_types": {"card": net}}
        for currency, net in account.store.sums("balance_transaction", "$.currency", "$.net")
    ]
    pending = [each | {"amount": 0, "source_types": {"card": 0}} for each in available]
    return {"object": "balance", "available": available, "livemode": False, "pending": pending}


def _enter(account: Account, source: Document, kind: str, amount: int, fee: int = 0) -> str:
    currency = source["currency"]
    details = {"amount": fee, "application": None, "currency": currency, "description": "Stripe processing fees"}
    entry = {
        "id": account.new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": account.now,
        "balance_type": "payments",
        "created": account.now,
        "currency": currency,
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [details | {"type": "stripe_fee"}] if fee else [],
        "net": amount - fee,
        "reporting_category": CATEGORIES.get(kind, kind),
        "source": source["id"],
        "status": "available",
        "type": kind,
    }
    return str(account.add(entry)["id"])
