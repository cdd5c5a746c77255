"""A subscription as its row, and its items as theirs."""

from functools import partial

from oltp_schema.models.subscription import Subscription
from pipelines.transformers.readers import (
    Document,
    boolean,
    decimal,
    each,
    first,
    integer,
    json_array,
    json_object,
    reference,
    text,
    timestamp,
)
from pipelines.transformers.subscription_item import stripe_subscription_item_to_model


def stripe_subscription_to_model(data: Document) -> Subscription:
    """Map a subscription of any API version, ``items`` included. Raises DocumentError.

    From 2025-03-31.basil the periods are those of the items: the earliest start, the earliest end.
    A subscription of 2017 does not say its currency, which all its items share.
    """
    starts = each(data, "items", lambda item: timestamp(item, "current_period_start"))
    currencies = each(data, "items", _currency)
    ends = each(data, "items", lambda item: timestamp(item, "current_period_end"))
    return Subscription(
        id=text(data, "id"),
        application_fee_percent=decimal(data, "application_fee_percent"),
        application_id=reference(data, "application"),
        automatic_tax=json_object(data, "automatic_tax"),
        automatic_tax_enabled=boolean(data, "automatic_tax.enabled"),
        billing_cycle_anchor=timestamp(data, "billing_cycle_anchor"),
        billing_cycle_anchor_config=json_object(data, "billing_cycle_anchor_config"),
        billing_mode=json_object(data, "billing_mode"),
        billing_mode_type=text(data, "billing_mode.type"),
        billing_schedules=json_array(data, "billing_schedules"),
        billing_thresholds_amount_gte=integer(data, "billing_thresholds.amount_gte"),
        billing_thresholds_reset_billing_cycle_anchor=boolean(data, "billing_thresholds.reset_billing_cycle_anchor"),
        cancel_at=timestamp(data, "cancel_at"),
        cancel_at_period_end=boolean(data, "cancel_at_period_end"),
        canceled_at=timestamp(data, "canceled_at"),
        cancellation_details_comment=text(data, "cancellation_details.comment"),
        cancellation_details_feedback=text(data, "cancellation_details.feedback"),
        cancellation_details_reason=text(data, "cancellation_details.reason"),
        collection_method=first(text(data, "collection_method"), text(data, "billing")),
        created=timestamp(data, "created"),
        currency=first(
            text(data, "currency"),
            min((word for word in currencies if word is not None), default=None),
            text(data, "plan?.currency"),
        ),
        current_period_end=first(
            timestamp(data, "current_period_end"), min((end for end in ends if end), default=None)
        ),
        current_period_start=first(
            timestamp(data, "current_period_start"), min((start for start in starts if start), default=None)
        ),
        customer_account_id=reference(data, "customer_account"),
        customer_id=reference(data, "customer"),
        days_until_due=integer(data, "days_until_due"),
        default_payment_method_id=reference(data, "default_payment_method"),
        default_source_id=reference(data, "default_source"),
        default_tax_rates=json_array(data, "default_tax_rates"),
        description=text(data, "description"),
        discount=json_object(data, "discount"),
        discount_coupon_id=first(reference(data, "discount?.source.coupon"), reference(data, "discount?.coupon")),
        discount_id=reference(data, "discount"),
        discounts=json_array(data, "discounts"),
        ended_at=timestamp(data, "ended_at"),
        invoice_settings=json_object(data, "invoice_settings"),
        latest_invoice_id=reference(data, "latest_invoice"),
        livemode=boolean(data, "livemode"),
        metadata_=json_object(data, "metadata"),
        next_pending_invoice_item_invoice=timestamp(data, "next_pending_invoice_item_invoice"),
        on_behalf_of_id=reference(data, "on_behalf_of"),
        pause_collection_behavior=text(data, "pause_collection.behavior"),
        pause_collection_resumes_at=timestamp(data, "pause_collection.resumes_at"),
        payment_settings=json_object(data, "payment_settings"),
        pending_invoice_item_interval=json_object(data, "pending_invoice_item_interval"),
        pending_setup_intent_id=reference(data, "pending_setup_intent"),
        pending_update=json_object(data, "pending_update"),
        pending_update_expires_at=timestamp(data, "pending_update.expires_at"),
        plan_id=reference(data, "plan"),
        quantity=integer(data, "quantity"),
        schedule_id=reference(data, "schedule"),
        start_date=first(timestamp(data, "start_date"), timestamp(data, "start"), timestamp(data, "created")),
        status=text(data, "status"),
        status_details_paused_transitioned_at=timestamp(data, "status_details.paused.transitioned_at"),
        tax_percent=decimal(data, "tax_percent"),
        test_clock_id=reference(data, "test_clock"),
        transfer_data_amount_percent=decimal(data, "transfer_data.amount_percent"),
        transfer_data_destination_id=reference(data, "transfer_data.destination"),
        trial_end=timestamp(data, "trial_end"),
        trial_settings_end_behavior_missing_payment_method=text(
            data, "trial_settings.end_behavior.missing_payment_method"
        ),
        trial_start=timestamp(data, "trial_start"),
        items=each(data, "items", partial(stripe_subscription_item_to_model, subscription=data)),
    )


def _currency(item: Document) -> str | None:
    return first(text(item, "price?.currency"), text(item, "plan?.currency"))
