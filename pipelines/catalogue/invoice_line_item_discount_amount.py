"""What one discount takes off a line of an invoice."""

from pipelines.catalogue.traits import EmbeddedIn, StripeObject

ENTRY = StripeObject(
    name="invoice_line_item_discount_amount",
    plural="invoice_line_item_discount_amounts",
    table="invoice_line_item_discount_amounts",
    transform=1,
    embedded=EmbeddedIn("invoice", "lines[].discount_amounts", None, "invoice"),
    mark="amount",
    created=None,
)
