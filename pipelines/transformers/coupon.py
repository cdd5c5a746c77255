"""Coupons: Stripe's documents as rows of ``oltp.coupons``."""

from oltp_schema.models.coupon import Coupon
from pipelines.transformers.readers import (
    Document,
    boolean,
    decimal,
    first,
    integer,
    json_array,
    json_object,
    text,
    timestamp,
)


def stripe_coupon_to_model(data: Document) -> Coupon:
    """Map a coupon of any API version. Raises DocumentError."""
    return Coupon(
        id=text(data, "id"),
        amount_off=integer(data, "amount_off"),
        applies_to_products=json_array(data, "applies_to.products"),
        created=timestamp(data, "created"),
        currency=text(data, "currency"),
        currency_options=json_object(data, "currency_options"),
        duration=text(data, "duration"),
        duration_in_months=integer(data, "duration_in_months"),
        livemode=boolean(data, "livemode"),
        max_redemptions=integer(data, "max_redemptions"),
        metadata_=json_object(data, "metadata"),
        name=text(data, "name"),
        percent_off=first(decimal(data, "percent_off_precise"), decimal(data, "percent_off")),
        redeem_by=timestamp(data, "redeem_by"),
        times_redeemed=integer(data, "times_redeemed"),
        valid=boolean(data, "valid"),
    )
