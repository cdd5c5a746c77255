"""Fields that an object has only when asked for (``expand``): they are kept beside it, or follow from it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.sandbox.account import Account, Document


def keep(account: "Account", document: "Document", name: str, value: Any) -> None:
    """Keep a field beside its object: it is no part of it, so events and answers that were not asked leave it out."""
    account.add({"id": document["id"], "object": f"{document['object']}.{name}", name: value}, listed=False)


def included(account: "Account", kind: str, name: str, document: "Document") -> tuple[Any, ...]:
    """The value of a field as a tuple of one; empty where the object does not have it even when asked."""
    kept = account.find(f"{'price' if kind == 'plan' else kind}.{name}", document.get("id", ""))
    if kept is not None:
        return (kept[name],)
    return (FOLLOWS[kind, name](document),) if (kind, name) in FOLLOWS else ()


def _cash_balance(customer: "Document") -> "Document":
    return {
        "object": "cash_balance",
        "available": None,
        "customer": customer["id"],
        "livemode": False,
        "settings": {"reconciliation_mode": "automatic", "using_merchant_default": True},
    }


def _invoice_credit_balance(customer: "Document") -> "Document":
    return {customer["currency"]: customer["balance"]} if customer.get("currency") and customer.get("balance") else {}


def _tax(customer: "Document") -> "Document":
    address = customer.get("address") or {}
    place = {"country": address.get("country"), "source": "billing_address", "state": address.get("state")}
    return {
        "automatic_tax": "supported" if address.get("country") else "unrecognized_location",
        "ip_address": None,
        "location": place if address.get("country") else None,
        "provider": "stripe",
    }


def _currency_options(price: "Document") -> "Document":
    amounts = ("custom_unit_amount", "tax_behavior", "unit_amount", "unit_amount_decimal")
    return {price["currency"]: {name: price.get(name) for name in amounts}}


FOLLOWS: Mapping[tuple[str, str], Callable[["Document"], Any]] = MappingProxyType(
    {
        ("customer", "cash_balance"): _cash_balance,
        ("customer", "invoice_credit_balance"): _invoice_credit_balance,
        ("customer", "tax"): _tax,
        ("price", "currency_options"): _currency_options,
    }
)
