"""Charges."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.embedded import Embedded
from pipelines.sandbox.objects.payment_intent import payer
from pipelines.sandbox.objects.traits import SandboxType, VersionChange, same

REFUNDS = Embedded("refund", "/v1/charges/{}/refunds")


def new_charge(object_id: str, now: int, intent: Document, method: Document, **given: Any) -> Document:
    """An attempt to take the money of an intent from a payment method; its outcome is given."""
    return {
        "id": object_id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "SANDBOX SOFTWARE",
        "captured": False,
        "created": now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "destination": None,
        "dispute": None,
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "order": None,
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": None,
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": intent["shipping"],
        "source": None,
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "pending",
        "transfer_data": None,
        "transfer_group": None,
    } | given


def card_details(card: Document, amount: int | None, network_transaction_id: str) -> Document:
    """``payment_method_details`` of a charge to a card; ``amount`` is what the bank authorized."""
    return {
        "card": {
            "amount_authorized": amount,
            "authorization_code": None,
            "brand": card["brand"],
            "checks": card["checks"],
            "country": card["country"],
            "electronic_commerce_indicator": None,
            "exp_month": card["exp_month"],
            "exp_year": card["exp_year"],
            "extended_authorization": {"status": "disabled"},
            "fingerprint": card["fingerprint"],
            "funding": card["funding"],
            "incremental_authorization": {"status": "unavailable"},
            "installments": None,
            "last4": card["last4"],
            "mandate": None,
            "multicapture": {"status": "unavailable"},
            "network": card["brand"],
            "network_token": {"used": False},
            "network_transaction_id": network_transaction_id,
            "overcapture": {"maximum_amount_capturable": amount or 0, "status": "unavailable"},
            "regulated_status": card["regulated_status"],
            "three_d_secure": None,
            "wallet": None,
        },
        "type": "card",
    }


def sepa_details(account: Document, mandate: str) -> Document:
    """``payment_method_details`` of a charge to a European bank account."""
    return {
        "sepa_debit": {
            "bank_code": account["bank_code"],
            "branch_code": account["branch_code"],
            "country": account["country"],
            "fingerprint": account["fingerprint"],
            "last4": account["last4"],
            "mandate": mandate,
        },
        "type": "sepa_debit",
    }


def charge_refunds(documents: Documents, charge: Document) -> None:
    """2022-11-15: ``refunds`` are no longer there unless asked for."""
    charge["refunds"] = REFUNDS.of(documents, charge["id"])


TYPE = SandboxType(
    name="charge",
    paths=("/v1/charges",),
    filters=same("customer", "payment_intent", "transfer_group"),
    parent="payment_intent",
    embedded={"refunds": REFUNDS},
    searched="amount billing_details.address.postal_code created currency customer disputed refunded status",
    search_pattern=r"payment_method_details\.[a-z_]+\.(brand|exp_month|exp_year|fingerprint|last4)",
    changes=(VersionChange("2025-03-31.basil", payer), VersionChange("2022-11-15", charge_refunds)),
    added={
        "2026-09-30.endive": "payment_method_details.card.electronic_commerce_indicator",
        "2025-04-30.basil": "billing_details.tax_id",
        "2025-01-27.acacia": "outcome.advice_code",
        "2024-12-18.acacia": "outcome.network_advice_code outcome.network_decline_code"
        " payment_method_details.card.network_transaction_id payment_method_details.card.regulated_status",
        "2024-06-20": "payment_method_details.card.authorization_code",
        "2023-10-16": "payment_method_details.card.amount_authorized payment_method_details.card.extended_authorization"
        " payment_method_details.card.incremental_authorization payment_method_details.card.multicapture"
        " payment_method_details.card.overcapture",
        "2022-11-15": "payment_method_details.card.network_token",
        "2020-08-27": "amount_captured failure_balance_transaction payment_method_details.card.mandate radar_options",
        "2020-03-02": "calculated_statement_descriptor",
        "2019-12-03": "payment_method_details.card.network",
        "2019-11-05": "disputed",
        "2019-10-17": "payment_method_details.card.installments",
        "2019-09-09": "payment_method_details.sepa_debit.mandate",
        "2019-05-16": "statement_descriptor_suffix",
        "2019-03-14": "billing_details payment_method payment_method_details",
    },
)
