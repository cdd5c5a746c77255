"""How a customer pays."""

from pipelines.catalogue.traits import Reading, StripeObject

ENTRY = StripeObject(
    name="payment_method",
    plural="payment_methods",
    table="payment_methods",
    transform=1,
    path="/v1/payment_methods",
    # The cards, bank accounts and sources of old accounts are payment methods of the same id.
    reading=Reading(created_since=None, changed_by_events={"customer.source.": ("id",)}, detachable=True),
)
