"""Promotion codes: Stripe's documents as rows of ``oltp.promotion_codes``."""

from oltp_schema.models.promotion_code import PromotionCode
from pipelines.transformers.readers import Document, boolean, first, integer, json_object, reference, text, timestamp


def stripe_promotion_code_to_model(data: Document) -> PromotionCode:
    """Map a promotion code of any API version. Raises DocumentError."""
    return PromotionCode(
        id=text(data, "id"),
        active=boolean(data, "active"),
        code=text(data, "code"),
        coupon_id=first(reference(data, "promotion.coupon"), reference(data, "coupon")),
        created=timestamp(data, "created"),
        customer_account_id=reference(data, "customer_account"),
        customer_id=reference(data, "customer"),
        expires_at=timestamp(data, "expires_at"),
        livemode=boolean(data, "livemode"),
        max_redemptions=integer(data, "max_redemptions"),
        metadata_=json_object(data, "metadata"),
        promotion_type=text(data, "promotion.type"),
        restrictions_currency_options=json_object(data, "restrictions.currency_options"),
        restrictions_first_time_transaction=boolean(data, "restrictions.first_time_transaction"),
        restrictions_minimum_amount=integer(data, "restrictions.minimum_amount"),
        restrictions_minimum_amount_currency=text(data, "restrictions.minimum_amount_currency"),
        times_redeemed=integer(data, "times_redeemed"),
    )
