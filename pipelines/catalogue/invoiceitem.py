"""What is to be put on a customer's next invoice."""

from pipelines.catalogue.traits import Reading, StripeObject

# Where a line of an invoice names the item it is of, in one version or another.
OF_LINES = (
    "lines.data[].parent.invoice_item_details.invoice_item",
    "lines.data[].parent.subscription_item_details.invoice_item",
    "lines.data[].invoice_item",
)

ENTRY = StripeObject(
    name="invoiceitem",
    plural="invoiceitems",
    table="invoice_items",
    transform=1,
    path="/v1/invoiceitems",
    created="date",
    embeds=("$.price", "$.discounts[*].**{0 to 2}"),  # prices before basil, the only source of inline ones
    reading=Reading(
        has_silent_updates=True,  # there is no invoiceitem.updated any more
        expand={"discounts": "2020-03-02"},
        ids=("discounts",),
        expand_inside={"discounts.source.coupon": "2025-09-30.clover"},
        # An invoice takes what was pending; a draft that is deleted gives it back. No event of the item says so.
        changed_by_events={"invoice.created": OF_LINES, "invoice.deleted": OF_LINES},
    ),
)
