"""A subscription item as its row."""

from oltp_schema.models.subscription_item import SubscriptionItem
from pipelines.transformers.readers import (
    ALONE,
    Document,
    first,
    integer,
    json_array,
    json_object,
    reference,
    text,
    timestamp,
)


def stripe_subscription_item_to_model(item: Document, subscription: Document = ALONE) -> SubscriptionItem:
    """Map an item of the subscription that holds it, or one that came alone. Raises DocumentError.

    Until 2025-02-24.acacia the billing period was the subscription's. Items of 2017 have no metadata and do
    not say so.
    """
    return SubscriptionItem(
        id=text(item, "id"),
        billed_until=timestamp(item, "billed_until"),
        billing_thresholds_usage_gte=integer(item, "billing_thresholds.usage_gte"),
        created=timestamp(item, "created"),
        current_period_end=first(timestamp(item, "current_period_end"), timestamp(subscription, "current_period_end")),
        current_period_start=first(
            timestamp(item, "current_period_start"), timestamp(subscription, "current_period_start")
        ),
        current_trial_end_date=timestamp(item, "current_trial.end_date"),
        current_trial_start_date=timestamp(item, "current_trial.start_date"),
        current_trial_trial_offer_id=reference(item, "current_trial.trial_offer"),
        discounts=json_array(item, "discounts"),
        metadata_=first(json_object(item, "metadata"), {}),
        price_id=first(reference(item, "price"), reference(item, "plan")),
        quantity=integer(item, "quantity"),
        subscription_id=text(subscription, "id") if subscription else reference(item, "subscription"),
        tax_rates=json_array(item, "tax_rates"),
    )
