"""Customers and payment methods."""

from typing import Any

from pipelines.sandbox.account import Document


def customer(object_id: str, now: int, invoice_prefix: str, **given: Any) -> Document:
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


def address(**given: str | None) -> Document:
    """An address; what is not known is null."""
    empty = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return empty | given


def billing_details(**given: Any) -> Document:
    """To whom a payment method belongs."""
    return {"address": address(), "email": None, "name": None, "phone": None, "tax_id": None} | given


def payment_method(object_id: str, now: int, kind: str, details: Document, **given: Any) -> Document:
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


def card(brand: str, last4: str, *, fingerprint: str, exp_month: int, exp_year: int, country: str) -> Document:
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


def sepa_debit(last4: str, fingerprint: str, country: str) -> Document:
    """A European bank account: its payments take days to succeed."""
    return {
        "bank_code": "37040044",
        "branch_code": "",
        "country": country,
        "fingerprint": fingerprint,
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": last4,
    }
