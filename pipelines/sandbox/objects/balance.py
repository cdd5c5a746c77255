"""The account's balance."""

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.traits import SandboxType


def balance(documents: Documents) -> Document:
    """All entries of each currency. None is pending: money is there at once."""
    available = [
        {"amount": net, "currency": currency, "source_types": {"card": net}}
        for currency, net in documents.store.sums("balance_transaction", "$.currency", "$.net")
    ]
    pending = [each | {"amount": 0, "source_types": {"card": 0}} for each in available]
    return {"object": "balance", "available": available, "livemode": False, "pending": pending}


TYPE = SandboxType(
    name="balance",
    alone="/v1/balance",
    computed=balance,
)
