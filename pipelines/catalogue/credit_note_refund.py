"""One refund that a credit note names; it has no id."""

from pipelines.catalogue.traits import EmbeddedIn, StripeObject

ENTRY = StripeObject(
    name="credit_note_refund",
    plural="credit_note_refunds",
    table="credit_note_refunds",
    transform=1,
    embedded=EmbeddedIn("credit_note", "refunds", None, "credit_note"),
    mark="amount_refunded",
    created=None,
)
