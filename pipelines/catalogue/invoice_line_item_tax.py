"""One tax of a line of an invoice, at one rate."""

from pipelines.catalogue.traits import EmbeddedIn, StripeObject

ENTRY = StripeObject(
    name="invoice_line_item_tax",
    plural="invoice_line_item_taxes",
    table="invoice_line_item_taxes",
    transform=1,
    embedded=EmbeddedIn("invoice", "lines[].taxes", None, "invoice", formerly="tax_amounts"),
    mark="amount",
    created=None,
)
