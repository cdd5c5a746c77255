"""Customers."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.embedded import Embedded
from pipelines.sandbox.objects.traits import SandboxType, VersionChange, same


def new_customer(object_id: str, now: int, invoice_prefix: str, **given: Any) -> Document:
    """A customer who has bought nothing yet."""
    return {
        "id": object_id,
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": now,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": invoice_prefix,
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    } | given


EMBEDDED = {
    "sources": Embedded(None, "/v1/customers/{}/sources"),
    "subscriptions": Embedded(
        "subscription", "/v1/customers/{}/subscriptions", shows=lambda each: each["status"] != "canceled"
    ),
    "tax_ids": Embedded("tax_id", "/v1/customers/{}/tax_ids", newest_first=True),
}


def _cash_balance(_: Documents, customer: Document) -> Document:
    return {
        "object": "cash_balance",
        "available": None,
        "customer": customer["id"],
        "livemode": False,
        "settings": {"reconciliation_mode": "automatic", "using_merchant_default": True},
    }


def _invoice_credit_balance(_: Documents, customer: Document) -> Document:
    return {customer["currency"]: customer["balance"]} if customer.get("currency") and customer.get("balance") else {}


def _tax(_: Documents, customer: Document) -> Document:
    address = customer.get("address") or {}
    place = {"country": address.get("country"), "source": "billing_address", "state": address.get("state")}
    return {
        "automatic_tax": "supported" if address.get("country") else "unrecognized_location",
        "ip_address": None,
        "location": place if address.get("country") else None,
        "provider": "stripe",
    }


def default_currency(documents: Documents, customer: Document) -> None:
    """2022-08-01: ``default_currency`` went; it was ``currency`` under a second name."""
    del documents
    customer["default_currency"] = customer["currency"]


def customer_lists(documents: Documents, customer: Document) -> None:
    """2020-08-27: ``sources``, ``subscriptions`` and ``tax_ids`` are no longer there unless asked for."""
    for name, embedded in EMBEDDED.items():
        customer[name] = embedded.of(documents, customer["id"])


def tax_info(documents: Documents, customer: Document) -> None:
    """2019-12-03: ``tax_info`` became ``tax_ids``."""
    del documents
    customer["tax_info"] = customer["tax_info_verification"] = None


def account_balance(documents: Documents, customer: Document) -> None:
    """2019-10-17: ``account_balance`` became ``balance``; both were there since 2019-05-16."""
    del documents
    customer["account_balance"] = customer["balance"]


TYPE = SandboxType(
    name="customer",
    paths=("/v1/customers",),
    filters=same("email", "test_clock"),
    embedded=EMBEDDED,
    included={"cash_balance": _cash_balance, "invoice_credit_balance": _invoice_credit_balance, "tax": _tax},
    searched="created email name phone",
    changes=(
        VersionChange("2022-08-01", default_currency),
        VersionChange("2020-08-27", customer_lists),
        VersionChange("2019-12-03", tax_info),
        VersionChange("2019-10-17", account_balance),
    ),
    added={
        "2025-12-15.clover": "customer_account",
        "2020-08-27": "default_currency invoice_settings.rendering_options test_clock",
        "2020-03-02": "next_invoice_sequence",
        "2019-05-16": "balance",
        "2019-03-14": "address invoice_settings.default_payment_method name phone preferred_locales tax_exempt tax_ids",
    },
    moved=frozenset({"balance", "default_currency"}),
)
