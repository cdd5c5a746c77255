"""One attempt to be paid, from its beginning to its end."""

from pipelines.catalogue.traits import EmbeddedObjects, Reading, StripeObject

ENTRY = StripeObject(
    name="payment_intent",
    plural="payment_intents",
    table="payment_intents",
    transform=1,
    path="/v1/payment_intents",
    reading=Reading(
        has_silent_updates=True,  # there is no payment_intent.updated
        changed_by_events={
            "charge.": ("payment_intent",),
            "review.": ("payment_intent",),
        },
        embedded_objects={"charges": EmbeddedObjects("charge", "/v1/charges?payment_intent={id}")},
    ),
)
