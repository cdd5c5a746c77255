"""Invoices."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.embedded import LONGEST, Embedded
from pipelines.sandbox.objects.discount import one_discount
from pipelines.sandbox.objects.line_item import tax_amount
from pipelines.sandbox.objects.subscription import billing, one_percentage, tax_percent
from pipelines.sandbox.objects.traits import Filter, SandboxType, VersionChange, same


def new_invoice(object_id: str, now: int, customer: Document, currency: str, **given: Any) -> Document:
    """A draft without lines."""
    return {
        "id": object_id,
        "object": "invoice",
        "account_country": "US",
        "account_name": "Sandbox Software",
        "account_tax_ids": None,
        "amount_due": 0,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_paid_off_stripe": 0,
        "amount_remaining": 0,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "automatically_finalizes_at": None,
        "billing_reason": "manual",
        "collection_method": "charge_automatically",
        "created": now,
        "currency": currency,
        "custom_fields": None,
        "customer": customer["id"],
        "customer_account": None,
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": customer["shipping"],
        "customer_tax_exempt": customer["tax_exempt"],
        "customer_tax_ids": [],
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "due_date": None,
        "effective_at": None,
        "ending_balance": None,
        "footer": None,
        "from_invoice": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "lines": {"object": "list", "data": [], "has_more": False, "url": f"/v1/invoices/{object_id}/lines"},
        "livemode": False,
        "metadata": {},
        "next_payment_attempt": None,
        "number": None,
        "on_behalf_of": None,
        "parent": None,
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": now,
        "period_start": now,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "starting_balance": 0,
        "statement_descriptor": None,
        "status": "draft",
        "status_details": None,
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "subtotal": 0,
        "subtotal_excluding_tax": 0,
        "test_clock": None,
        "total": 0,
        "total_discount_amounts": [],
        "total_excluding_tax": 0,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
        "webhooks_delivered_at": None,
    } | given


def embed_lines(invoice: Document, lines: list[Document]) -> None:
    """Put the first lines into their invoice; the rest is for the sub-list."""
    invoice["lines"]["data"] = lines[:LONGEST]
    invoice["lines"]["has_more"] = len(lines) > LONGEST


def _confirmation_secret(documents: Documents, invoice: Document) -> Document | None:
    """With what a customer confirms the payment of an open invoice."""
    if invoice["status"] != "open":
        return None
    tie = documents.children("invoice_payment", invoice["id"])[-1]
    intent = documents.get("payment_intent", tie["payment"]["payment_intent"])
    return {"client_secret": intent["client_secret"], "type": "payment_intent"}


def invoice_parent(documents: Documents, invoice: Document) -> None:
    """``parent`` → ``subscription``, ``subscription_details``, ``subscription_proration_date``, ``quote``."""
    del documents
    parent = invoice.get("parent") or {}
    details = parent.get("subscription_details")
    invoice["subscription"] = details["subscription"] if details else None
    invoice["subscription_details"] = {"metadata": details["metadata"]} if details else None
    if details and details.get("subscription_proration_date") is not None:
        invoice["subscription_proration_date"] = details["subscription_proration_date"]
    invoice["quote"] = (parent.get("quote_details") or {}).get("quote")


def invoice_payments(documents: Documents, invoice: Document) -> None:
    """Invoice payments → ``payment_intent``, ``charge``, ``paid``. Nothing here is paid out of band."""
    ties = documents.children("invoice_payment", invoice["id"])
    intent_id = ties[-1]["payment"]["payment_intent"] if ties else None
    intent = documents.find("payment_intent", intent_id) if intent_id else None
    invoice["payment_intent"] = intent_id
    invoice["charge"] = intent["latest_charge"] if intent else None
    invoice["paid"] = invoice["status"] == "paid"
    invoice["paid_out_of_band"] = False
    invoice["application_fee_amount"] = invoice["transfer_data"] = None


def invoice_taxes(documents: Documents, invoice: Document) -> None:
    """``total_taxes`` → ``tax``, ``total_tax_amounts``."""
    del documents
    taxes = invoice["total_taxes"]
    invoice["tax"] = sum(tax["amount"] for tax in taxes) if taxes else None
    invoice["total_tax_amounts"] = [tax_amount(tax) for tax in taxes]


def rendering_options(documents: Documents, invoice: Document) -> None:
    """2024-04-10: ``rendering_options`` became ``rendering``, which knows more."""
    del documents
    known = invoice["rendering"]
    invoice["rendering_options"] = {"amount_tax_display": known["amount_tax_display"]} if known else None


def invoice_dates(documents: Documents, invoice: Document) -> None:
    """2019-03-14: ``date`` and ``finalized_at`` went, being ``created`` and a part of ``status_transitions``."""
    del documents
    invoice["date"] = invoice["created"]
    invoice["finalized_at"] = invoice["status_transitions"]["finalized_at"]
    invoice["application_fee"] = invoice.pop("application_fee_amount")


TYPE = SandboxType(
    name="invoice",
    paths=("/v1/invoices",),
    filters=same("collection_method", "customer", "customer_account", "status")
    | {
        "subscription": Filter("$.parent.subscription_details.subscription"),
        "due_date": Filter("$.due_date", "range"),
    },
    parent="customer",
    embedded={"payments": Embedded("invoice_payment", "/v1/invoice_payments?invoice={}")},
    included={"confirmation_secret": _confirmation_secret},
    searched="created currency customer last_finalization_error_code last_finalization_error_type number"
    " receipt_number status subscription total",
    searched_at={
        "last_finalization_error_code": "last_finalization_error.code",
        "last_finalization_error_type": "last_finalization_error.type",
        "subscription": "parent.subscription_details.subscription",
    },
    changes=(
        VersionChange("2025-03-31.basil", invoice_parent),
        VersionChange("2025-03-31.basil", invoice_payments),
        VersionChange("2025-03-31.basil", invoice_taxes),
        VersionChange("2025-03-31.basil", one_discount),
        VersionChange("2024-04-10", rendering_options),
        VersionChange("2020-08-27", tax_percent),
        VersionChange("2019-10-17", billing),
        VersionChange("2019-03-14", invoice_dates),
        VersionChange("2019-03-14", one_percentage),
    ),
    added={
        "2026-09-30.endive": "status_details",
        "2026-05-27.dahlia": "amount_paid_off_stripe",
        "2025-12-15.clover": "customer_account",
        "2025-04-30.basil": "automatic_tax.provider",
        "2025-03-31.basil": "amount_overpaid parent total_taxes",
        "2024-12-18.acacia": "automatic_tax.disabled_reason",
        "2024-09-30.acacia": "total_pretax_credit_amounts",
        "2024-06-20": "automatically_finalizes_at",
        "2023-10-16": "automatic_tax.liability issuer rendering",
        "2022-11-15": "amount_shipping effective_at shipping_cost shipping_details subscription_details"
        " total_tax_amounts[].taxability_reason total_tax_amounts[].taxable_amount",
        "2022-08-01": "from_invoice latest_revision",
        "2020-08-27": "account_tax_ids application automatic_tax last_finalization_error on_behalf_of paid_out_of_band"
        " payment_settings quote rendering_options subtotal_excluding_tax test_clock total_excluding_tax",
        "2020-03-02": "discounts total_discount_amounts transfer_data",
        "2019-05-16": "collection_method",
        "2019-03-14": "account_country account_name customer_address customer_email customer_name customer_phone"
        " customer_shipping customer_tax_exempt customer_tax_ids default_payment_method default_tax_rates"
        " payment_intent post_payment_credit_notes_amount pre_payment_credit_notes_amount"
        " total_tax_amounts",
    },
    moved=frozenset({"collection_method", "parent", "rendering", "total_taxes"}),
)
