"""A subscription schedule as its row, with its phases and their items."""

from oltp_schema.models.subscription_schedule import SubscriptionSchedule
from pipelines.transformers.readers import (
    Document,
    boolean,
    first,
    integer,
    json_array,
    json_object,
    reference,
    text,
    timestamp,
)
from pipelines.transformers.subscription_schedule_phase import phases_of

SETTINGS = "default_settings."  # where they stood beside it until 2019-11-05


def stripe_subscription_schedule_to_model(data: Document) -> SubscriptionSchedule:
    """Map a subscription schedule of any API version, ``phases`` included. Raises DocumentError."""
    return SubscriptionSchedule(
        id=text(data, "id"),
        application_id=reference(data, "application"),
        billing_mode=json_object(data, "billing_mode"),
        billing_mode_type=text(data, "billing_mode.type"),
        billing_thresholds_amount_gte=first(
            integer(data, f"{SETTINGS}billing_thresholds.amount_gte"), integer(data, "billing_thresholds.amount_gte")
        ),
        billing_thresholds_reset_billing_cycle_anchor=first(
            boolean(data, f"{SETTINGS}billing_thresholds.reset_billing_cycle_anchor"),
            boolean(data, "billing_thresholds.reset_billing_cycle_anchor"),
        ),
        canceled_at=timestamp(data, "canceled_at"),
        collection_method=first(
            text(data, f"{SETTINGS}collection_method"), text(data, "collection_method"), text(data, "billing")
        ),
        completed_at=timestamp(data, "completed_at"),
        created=timestamp(data, "created"),
        current_phase_end_date=timestamp(data, "current_phase.end_date"),
        current_phase_start_date=timestamp(data, "current_phase.start_date"),
        customer_account_id=reference(data, "customer_account"),
        customer_id=reference(data, "customer"),
        default_payment_method_id=first(
            reference(data, f"{SETTINGS}default_payment_method"), reference(data, "default_payment_method")
        ),
        default_settings=json_object(data, "default_settings"),
        default_source_id=reference(data, "default_source"),
        end_behavior=_end_behavior(data),
        invoice_settings_days_until_due=first(
            integer(data, f"{SETTINGS}invoice_settings.days_until_due"),
            integer(data, "invoice_settings.days_until_due"),
        ),
        livemode=boolean(data, "livemode"),
        metadata_=json_object(data, "metadata"),
        pause_schedules=json_array(data, "pause_schedules"),
        released_at=timestamp(data, "released_at"),
        released_subscription_id=reference(data, "released_subscription"),
        renewal_interval_interval=text(data, "renewal_interval.interval"),
        renewal_interval_length=integer(data, "renewal_interval.length"),
        revision=text(data, "revision"),
        status=text(data, "status"),
        subscription_id=reference(data, "subscription"),
        test_clock_id=reference(data, "test_clock"),
        phases=phases_of(data),
    )


def _end_behavior(data: Document) -> str | None:
    """What Stripe called `none` in 2019 is to `cancel`."""
    told = first(text(data, "end_behavior"), text(data, "renewal_behavior"))
    return "cancel" if told == "none" else told
