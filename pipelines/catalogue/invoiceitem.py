"""What is to be put on a customer's next invoice."""

from pipelines.catalogue.traits import Reading, StripeObject

ENTRY = StripeObject(
    name="invoiceitem",
    plural="invoiceitems",
    table="invoice_items",
    transform=1,
    offered=True,
    path="/v1/invoiceitems",
    created="date",
    embeds=("$.price",),  # whole before basil, and the only source of inline ones
    reading=Reading(
        has_silent_updates=True,  # there is no invoiceitem.updated any more
        expand={"discounts": "2020-03-02"},
        ids=("discounts",),
    ),
)
