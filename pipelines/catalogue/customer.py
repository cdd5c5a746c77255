"""Who buys."""

from pipelines.catalogue.traits import Reading, StripeObject

ENTRY = StripeObject(
    name="customer",
    plural="customers",
    table="customers",
    transform=1,
    path="/v1/customers",
    embeds=("$.discount.**{0 to 2}",),  # with its coupon
    reading=Reading(
        on_clocks=True,
        expand=dict.fromkeys(("cash_balance", "invoice_credit_balance", "sources", "tax"), "2020-08-27"),
        changed_by_events={
            "customer.discount.": ("customer",),
            "customer.source.": ("customer",),  # it may be the default one
            "customer.tax_id.": ("customer",),
            "cash_balance.": ("customer",),
            "customer_cash_balance_transaction.": ("customer",),
        },
    ),
)
