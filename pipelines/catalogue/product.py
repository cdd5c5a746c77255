"""What is sold."""

from pipelines.catalogue.traits import ACTIVE_AND_INACTIVE, Reading, StripeObject

ENTRY = StripeObject(
    name="product",
    plural="products",
    table="products",
    transform=1,
    path="/v1/products",
    reading=Reading(views=ACTIVE_AND_INACTIVE),
)
