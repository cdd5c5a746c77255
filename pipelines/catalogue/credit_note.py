"""What is taken off an invoice after it was finalized."""

from pipelines.catalogue.traits import StripeObject

ENTRY = StripeObject(
    name="credit_note",
    plural="credit_notes",
    table="credit_notes",
    transform=1,
    path="/v1/credit_notes",
)
