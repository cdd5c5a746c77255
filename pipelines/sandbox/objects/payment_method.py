"""Payment methods: cards and European bank accounts."""

from typing import Any

from pipelines.sandbox.documents import Document, address
from pipelines.sandbox.objects.traits import SandboxType, same


def billing_details(**given: Any) -> Document:
    """To whom a payment method belongs."""
    return {"address": address(), "email": None, "name": None, "phone": None, "tax_id": None} | given


def new_payment_method(object_id: str, now: int, kind: str, details: Document, **given: Any) -> Document:
    """A payment method of a type, with that type's own details; without a customer until it is attached."""
    return {
        "id": object_id,
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": billing_details(),
        kind: details,
        "created": now,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
    } | given


def card_fields(brand: str, last4: str, *, fingerprint: str, exp_month: int, exp_year: int, country: str) -> Document:
    """A card as a payment method shows it."""
    return {
        "brand": brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": "pass", "cvc_check": "pass"},
        "country": country,
        "display_brand": {"amex": "american_express"}.get(brand, brand),
        "exp_month": exp_month,
        "exp_year": exp_year,
        "fingerprint": fingerprint,
        "funding": "credit",
        "generated_from": None,
        "last4": last4,
        "networks": {"available": [brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def sepa_debit_fields(last4: str, fingerprint: str, country: str) -> Document:
    """A European bank account: its payments take days to succeed."""
    return {
        "bank_code": "37040044",
        "branch_code": "",
        "country": country,
        "fingerprint": fingerprint,
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": last4,
    }


TYPE = SandboxType(
    name="payment_method",
    paths=("/v1/payment_methods",),
    filters=same("customer", "customer_account", "type", "allow_redisplay"),
    sub_lists={("/v1/customers", "payment_methods"): same("type", "allow_redisplay")},
    parent="customer",
    since="2019-03-14",
    added={
        "2025-12-15.clover": "customer_account",
        "2025-04-30.basil": "billing_details.tax_id",
        "2024-12-18.acacia": "card.regulated_status",
        "2024-04-10": "allow_redisplay",
        "2023-10-16": "card.display_brand",
        "2020-08-27": "sepa_debit.generated_from",
        "2020-03-02": "card.networks",
    },
)
