"""An item of a phase of a subscription schedule as its row."""

from itertools import count

from oltp_schema.models.subscription_schedule_phase_item import SubscriptionSchedulePhaseItem
from pipelines.transformers.readers import (
    Document,
    each,
    first,
    integer,
    json_array,
    json_object,
    reference,
    value_at,
)


def items_of(phase: Document, schedule_id: str | None, phase_id: str) -> list[SubscriptionSchedulePhaseItem]:
    """The items of a phase (``plans`` until 2020-03-02), in their order. Raises DocumentError."""
    places = count(1)

    def read(item: Document) -> SubscriptionSchedulePhaseItem:
        return stripe_subscription_schedule_phase_item_to_model(item, schedule_id, phase_id, next(places))

    return each(phase, "items" if value_at(phase, "items") is not None else "plans", read)


def stripe_subscription_schedule_phase_item_to_model(
    item: Document, schedule_id: str | None = None, phase_id: str | None = None, position: int = 1
) -> SubscriptionSchedulePhaseItem:
    """Map the item at a position, from 1, of the phase that holds it. Raises DocumentError."""
    return SubscriptionSchedulePhaseItem(
        id=f"{phase_id}.{position}",
        billing_thresholds_usage_gte=integer(item, "billing_thresholds.usage_gte"),
        discounts=json_array(item, "discounts"),
        metadata_=json_object(item, "metadata"),
        position=position,
        price_id=first(reference(item, "price"), reference(item, "plan")),
        quantity=integer(item, "quantity"),
        subscription_schedule_id=schedule_id,
        phase_id=phase_id,
        tax_rates=json_array(item, "tax_rates"),
    )
