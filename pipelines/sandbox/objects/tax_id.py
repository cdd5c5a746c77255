"""Tax ids, of customers and of the account itself."""

from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.traits import Filter, SandboxType

OWNERS = ("account", "application", "customer", "self")


def new_tax_id(object_id: str, now: int, kind: str, value: str, customer: str | None) -> Document:
    """One that nobody has verified yet; without a ``customer`` it is the account's own, which nobody verifies."""
    return {
        "id": object_id,
        "object": "tax_id",
        "country": (value if kind == "eu_vat" else kind)[:2].upper() if customer else None,
        "created": now,
        "customer": customer,
        "customer_account": None,
        "livemode": False,
        "owner": {"type": "self"} if customer is None else _of(customer),
        "type": kind,
        "value": value,
        "verification": verification("pending") if customer else None,
    }


def _of(customer: str) -> Document:
    return {"type": "customer", "customer": customer, "customer_account": None}


def verification(status: str, name: str | None = None, address: str | None = None) -> Document:
    """What the authority says of it."""
    return {"status": status, "verified_address": address, "verified_name": name}


TYPE = SandboxType(
    name="tax_id",
    paths=("/v1/tax_ids",),
    filters={
        "owner[type]": Filter("$.owner.type", "word", {owner: (owner,) for owner in OWNERS}),
        "owner[account]": Filter("$.owner.account"),
        "owner[customer]": Filter("$.owner.customer"),
        "owner[customer_account]": Filter("$.owner.customer_account"),
    },
    sub_lists={("/v1/customers", "tax_ids"): {}},
    parent="customer",
    since="2019-03-14",
    added={
        "2025-12-15.clover": "customer_account owner.customer_account",
        "2023-10-16": "owner",
    },
)
