"""A phase of a subscription schedule as its row, with its items."""

from itertools import count

from oltp_schema.models.subscription_schedule_phase import SubscriptionSchedulePhase
from pipelines.transformers.readers import (
    Document,
    boolean,
    decimal,
    each,
    integer,
    json_array,
    json_object,
    reference,
    text,
    timestamp,
)
from pipelines.transformers.subscription_schedule_phase_item import items_of


def phases_of(schedule: Document) -> list[SubscriptionSchedulePhase]:
    """The phases of a subscription schedule, in their order. Raises DocumentError."""
    places = count(1)

    def read(phase: Document) -> SubscriptionSchedulePhase:
        return stripe_subscription_schedule_phase_to_model(phase, text(schedule, "id"), next(places))

    return each(schedule, "phases", read)


def stripe_subscription_schedule_phase_to_model(
    phase: Document, schedule_id: str | None = None, position: int = 1
) -> SubscriptionSchedulePhase:
    """Map the phase at a position, from 1, of the schedule that holds it, ``items`` included. Raises DocumentError."""
    stripe_id = f"{schedule_id}.{position}"
    return SubscriptionSchedulePhase(
        id=stripe_id,
        add_invoice_items=json_array(phase, "add_invoice_items"),
        application_fee_percent=decimal(phase, "application_fee_percent"),
        automatic_tax=json_object(phase, "automatic_tax"),
        automatic_tax_enabled=boolean(phase, "automatic_tax.enabled"),
        billing_cycle_anchor=text(phase, "billing_cycle_anchor"),
        billing_thresholds_amount_gte=integer(phase, "billing_thresholds.amount_gte"),
        billing_thresholds_reset_billing_cycle_anchor=boolean(phase, "billing_thresholds.reset_billing_cycle_anchor"),
        collection_method=text(phase, "collection_method"),
        coupon_id=reference(phase, "coupon"),
        currency=text(phase, "currency"),
        default_payment_method_id=reference(phase, "default_payment_method"),
        default_tax_rates=json_array(phase, "default_tax_rates"),
        description=text(phase, "description"),
        discounts=json_array(phase, "discounts"),
        end_date=timestamp(phase, "end_date"),
        invoice_settings=json_object(phase, "invoice_settings"),
        invoice_settings_days_until_due=integer(phase, "invoice_settings.days_until_due"),
        metadata_=json_object(phase, "metadata"),
        on_behalf_of_id=reference(phase, "on_behalf_of"),
        position=position,
        proration_behavior=text(phase, "proration_behavior"),
        start_date=timestamp(phase, "start_date"),
        subscription_schedule_id=schedule_id,
        tax_percent=decimal(phase, "tax_percent"),
        transfer_data_amount_percent=decimal(phase, "transfer_data.amount_percent"),
        transfer_data_destination_id=reference(phase, "transfer_data.destination"),
        trial=boolean(phase, "trial"),
        trial_end=timestamp(phase, "trial_end"),
        items=items_of(phase, schedule_id, stripe_id),
    )
