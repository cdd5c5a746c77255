"""What one discount takes off an invoice."""

from pipelines.catalogue.traits import EmbeddedIn, StripeObject

ENTRY = StripeObject(
    name="invoice_discount_amount",
    plural="invoice_discount_amounts",
    table="invoice_discount_amounts",
    transform=1,
    embedded=EmbeddedIn("invoice", "total_discount_amounts", None, "invoice"),
    mark="amount",
    created=None,
)
