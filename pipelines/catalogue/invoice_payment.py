"""How an invoice was paid."""

from pipelines.catalogue.traits import DerivedFrom, Reading, StripeObject

ENTRY = StripeObject(
    name="invoice_payment",
    plural="invoice_payments",
    table="invoice_payments",
    transform=1,
    path="/v1/invoice_payments",
    granted_with="invoice",
    derived=DerivedFrom("invoice", 1, matched_by="payment_intent_id"),
    reading=Reading(created_since="2025-11-17.clover", has_silent_updates=True),  # only invoice_payment.paid
)
