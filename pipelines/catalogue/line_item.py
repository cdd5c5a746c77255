"""One line of an invoice."""

from pipelines.catalogue.traits import EmbeddedIn, Reading, StripeObject

ENTRY = StripeObject(
    name="line_item",
    plural="line_items",
    table="invoice_line_items",
    transform=1,
    embedded=EmbeddedIn("invoice", "lines", "/v1/invoices/{id}/lines", "invoice", own_ids="il_", unique_id="unique_id"),
    embeds=("$.price", "$.discounts[*].**{0 to 2}"),
    reading=Reading(
        expand={"discounts": "2020-03-02"},
        ids=("discounts",),
        expand_inside={"discounts.source.coupon": "2025-09-30.clover"},
    ),
)
