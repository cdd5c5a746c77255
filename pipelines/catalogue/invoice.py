"""What a customer owes, and for what."""

from pipelines.catalogue.traits import EmbeddedObjects, Reading, StripeObject

ENTRY = StripeObject(
    name="invoice",
    plural="invoices",
    table="invoices",
    transform=1,
    path="/v1/invoices",
    embeds=(
        "$.payments.data[*]",
        "$.lines.data[*].price",  # until 2025-02-24.acacia
        "$.lines.data[*].discounts[*].**{0 to 2}",
        "$.discounts[*].**{0 to 2}",  # with their coupons
        "$.discount.**{0 to 2}",  # until 2025-02-24.acacia
    ),
    preview="upcoming_",
    reading=Reading(
        expand={"payments": "2025-03-31.basil", "discounts": "2020-03-02"},
        ids=("discounts",),
        expand_inside={"discounts.source.coupon": "2025-09-30.clover"},
        formerly={"payments": ("payment_intent", "charge")},
        changed_by_events={
            "invoice_payment.": ("invoice",),
            "invoiceitem.": ("invoice",),
            "credit_note.": ("invoice",),
            "customer.discount.": ("invoice",),
        },
        embedded_objects={"payments": EmbeddedObjects("invoice_payment", "/v1/invoice_payments?invoice={id}")},
    ),
)
