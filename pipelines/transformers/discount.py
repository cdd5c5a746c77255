"""Discounts: Stripe's documents as rows of ``oltp.discounts``."""

from oltp_schema.models.discount import Discount
from pipelines.transformers.readers import Document, first, reference, text, timestamp


def stripe_discount_to_model(data: Document) -> Discount:
    """Map a discount of any API version that gives it an id. Raises DocumentError."""
    return Discount(
        id=text(data, "id"),
        checkout_session_id=reference(data, "checkout_session"),
        coupon_id=first(reference(data, "source.coupon"), reference(data, "coupon")),
        customer_account_id=reference(data, "customer_account"),
        customer_id=reference(data, "customer"),
        end=timestamp(data, "end"),
        invoice_id=reference(data, "invoice"),
        invoice_item_id=reference(data, "invoice_item"),
        promotion_code_id=reference(data, "promotion_code"),
        source_type=text(data, "source.type"),
        start=timestamp(data, "start"),
        subscription_id=reference(data, "subscription"),
        subscription_item_id=reference(data, "subscription_item"),
    )
