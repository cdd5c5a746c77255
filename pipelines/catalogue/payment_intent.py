"""One attempt to be paid, from its beginning to its end."""

from pipelines.catalogue.traits import Evidence, Reading, StripeObject

ENTRY = StripeObject(
    name="payment_intent",
    plural="payment_intents",
    table="payment_intents",
    transform=1,
    path="/v1/payment_intents",
    reading=Reading(
        unevented=True,  # there is no payment_intent.updated
        told_by={
            "charge.": ("payment_intent",),
            "review.": ("payment_intent",),
        },
        evidence={"charges": Evidence("charge", "/v1/charges?payment_intent={id}")},
    ),
)
