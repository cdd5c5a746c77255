"""Payment intents."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.embedded import Embedded
from pipelines.sandbox.objects.traits import SandboxType, VersionChange, same

CHARGES = Embedded("charge", "/v1/charges?payment_intent={}", newest_first=True)


def new_payment_intent(object_id: str, now: int, amount: int, currency: str, secret: str, **given: Any) -> Document:
    """An intent that has no payment method yet."""
    return {
        "id": object_id,
        "object": "payment_intent",
        "allowed_payment_method_types": None,
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{object_id}_secret_{secret}",
        "confirmation_method": "automatic",
        "created": now,
        "currency": currency,
        "customer": None,
        "customer_account": None,
        "description": None,
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "managed_payments": None,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {
            "card": {
                "installments": None,
                "mandate_options": None,
                "network": None,
                "request_three_d_secure": "automatic",
            }
        },
        "payment_method_types": ["card"],
        "payment_record": None,
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    } | given


def payer(documents: Documents, document: Document) -> None:
    """Invoice payments → ``invoice`` of a charge and of a payment intent."""
    intent_id = document["id"] if document["object"] == "payment_intent" else document["payment_intent"]
    document["invoice"] = documents.store.invoice_of(intent_id) if intent_id else None


def intent_charges(documents: Documents, intent: Document) -> None:
    """2022-11-15: the list of ``charges`` became ``latest_charge``."""
    intent["charges"] = CHARGES.of(documents, intent["id"])


TYPE = SandboxType(
    name="payment_intent",
    paths=("/v1/payment_intents",),
    filters=same("customer", "customer_account"),
    embedded={"charges": CHARGES},
    searched="amount created currency customer status",
    changes=(VersionChange("2025-03-31.basil", payer), VersionChange("2022-11-15", intent_charges)),
    added={
        "2026-09-30.endive": "payment_record",
        "2026-07-29.dahlia": "allowed_payment_method_types",
        "2026-04-22.dahlia": "managed_payments",
        "2025-12-15.clover": "customer_account",
        "2025-08-27.basil": "excluded_payment_method_types",
        "2023-10-16": "payment_method_configuration_details",
        "2022-11-15": "latest_charge",
        "2020-08-27": "amount_details automatic_payment_methods payment_method_options.card.mandate_options processing",
        "2020-03-02": "payment_method_options.card.network",
        "2019-10-17": "payment_method_options.card.installments",
        "2019-05-16": "payment_method_options setup_future_usage statement_descriptor_suffix",
        "2019-03-14": "invoice last_payment_error.payment_method payment_method",
    },
    moved=frozenset({"latest_charge"}),
)
