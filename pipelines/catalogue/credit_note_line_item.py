"""One line of a credit note."""

from pipelines.catalogue.traits import EmbeddedIn, StripeObject

ENTRY = StripeObject(
    name="credit_note_line_item",
    plural="credit_note_line_items",
    table="credit_note_line_items",
    transform=1,
    embedded=EmbeddedIn("credit_note", "lines", "/v1/credit_notes/{id}/lines", "credit_note"),
    created=None,
)
