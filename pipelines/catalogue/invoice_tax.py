"""One tax of an invoice, at one rate."""

from pipelines.catalogue.traits import EmbeddedIn, StripeObject

ENTRY = StripeObject(
    name="invoice_tax",
    plural="invoice_taxes",
    table="invoice_taxes",
    transform=1,
    embedded=EmbeddedIn("invoice", "total_taxes", None, "invoice", formerly="total_tax_amounts"),
    mark="amount",
    created=None,
)
