"""Who buys."""

from pipelines.catalogue.traits import EmbeddedObjects, Reading, StripeObject

ENTRY = StripeObject(
    name="customer",
    plural="customers",
    table="customers",
    transform=1,
    path="/v1/customers",
    embeds=("$.discount.**{0 to 2}",),  # with its coupon
    reading=Reading(
        on_clocks=True,
        expand=dict.fromkeys(("cash_balance", "invoice_credit_balance", "sources", "tax", "tax_ids"), "2020-08-27"),
        expand_inside={"discount.source.coupon": "2025-09-30.clover"},
        embedded_objects={"tax_ids": EmbeddedObjects("tax_id", "/v1/customers/{id}/tax_ids", only_here=True)},
        changed_by_events={
            "customer.discount.": ("customer",),
            "customer.source.": ("customer",),  # it may be the default one
            "customer.tax_id.": ("customer",),
            "cash_balance.": ("customer",),
            "customer_cash_balance_transaction.": ("customer",),
        },
    ),
)
