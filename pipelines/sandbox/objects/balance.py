"""The account's balance."""

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.traits import SandboxType


def balance(documents: Documents) -> Document:
    """The entries of each currency, those whose money can be used apart from those that are pending."""
    sums = documents.store.sums("balance_transaction", ("$.currency", "$.status"), "$.net")
    currencies = dict.fromkeys(currency for currency, _ in sums)
    available, pending = (
        [_amount(currency, sums.get((currency, status), 0)) for currency in currencies]
        for status in ("available", "pending")
    )
    return {"object": "balance", "available": available, "livemode": False, "pending": pending}


def _amount(currency: str, net: int) -> Document:
    return {"amount": net, "currency": currency, "source_types": {"card": net}}


TYPE = SandboxType(
    name="balance",
    alone="/v1/balance",
    computed=balance,
)
