"""What of a price goes to a tax authority."""

from pipelines.catalogue.traits import ACTIVE_AND_INACTIVE, Reading, StripeObject

ENTRY = StripeObject(
    name="tax_rate",
    plural="tax_rates",
    table="tax_rates",
    transform=1,
    path="/v1/tax_rates",
    reading=Reading(views=ACTIVE_AND_INACTIVE),
)
