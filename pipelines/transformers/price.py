"""A price as its row."""

from oltp_schema.models.price import Price
from pipelines.transformers.readers import (
    Document,
    boolean,
    decimal,
    integer,
    json_array,
    json_object,
    reference,
    text,
    timestamp,
)


def stripe_price_to_model(data: Document) -> Price:
    """Map a price of any API version. Raises DocumentError."""
    return Price(
        id=text(data, "id"),
        active=boolean(data, "active"),
        billing_scheme=text(data, "billing_scheme"),
        created=timestamp(data, "created"),
        currency=text(data, "currency"),
        currency_options=json_object(data, "currency_options"),
        custom_unit_amount=json_object(data, "custom_unit_amount"),
        livemode=boolean(data, "livemode"),
        lookup_key=text(data, "lookup_key"),
        metadata_=json_object(data, "metadata"),
        nickname=text(data, "nickname"),
        product_id=reference(data, "product"),
        recurring_aggregate_usage=text(data, "recurring.aggregate_usage"),
        recurring_interval=text(data, "recurring.interval"),
        recurring_interval_count=integer(data, "recurring.interval_count"),
        recurring_meter_id=reference(data, "recurring.meter"),
        recurring_trial_period_days=integer(data, "recurring.trial_period_days"),
        recurring_usage_type=text(data, "recurring.usage_type"),
        tax_behavior=text(data, "tax_behavior"),
        tiers=json_array(data, "tiers"),
        tiers_mode=text(data, "tiers_mode"),
        transform_quantity_divide_by=integer(data, "transform_quantity.divide_by"),
        transform_quantity_round=text(data, "transform_quantity.round"),
        type=text(data, "type"),
        unit_amount=integer(data, "unit_amount"),
        unit_amount_decimal=decimal(data, "unit_amount_decimal"),
    )
