"""What tells a tax authority who somebody is: a customer, or the account itself."""

from pipelines.catalogue.traits import Reading, StripeObject

ENTRY = StripeObject(
    name="tax_id",
    plural="tax_ids",
    table="tax_ids",
    transform=1,
    path="/v1/tax_ids",  # the account's own; customers hold theirs
    reading=Reading(created_since=None, has_silent_updates=True),  # of the account's own no event tells
)
