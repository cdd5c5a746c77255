"""A payment intent as its row."""

from oltp_schema.models.payment_intent import PaymentIntent
from pipelines.transformers.readers import (
    Document,
    boolean,
    each,
    first,
    integer,
    json_array,
    json_object,
    reference,
    text,
    timestamp,
)


def stripe_payment_intent_to_model(data: Document) -> PaymentIntent:
    """Map a payment intent of any API version. Raises DocumentError."""
    return PaymentIntent(
        id=text(data, "id"),
        allowed_payment_method_types=json_array(data, "allowed_payment_method_types"),
        amount=integer(data, "amount"),
        amount_capturable=integer(data, "amount_capturable"),
        amount_details=json_object(data, "amount_details"),
        amount_received=integer(data, "amount_received"),
        application_fee_amount=integer(data, "application_fee_amount"),
        application_id=reference(data, "application"),
        automatic_payment_methods_allow_redirects=text(data, "automatic_payment_methods.allow_redirects"),
        automatic_payment_methods_enabled=boolean(data, "automatic_payment_methods.enabled"),
        canceled_at=timestamp(data, "canceled_at"),
        cancellation_reason=text(data, "cancellation_reason"),
        capture_method=text(data, "capture_method"),
        confirmation_method=text(data, "confirmation_method"),
        created=timestamp(data, "created"),
        currency=text(data, "currency"),
        customer_account_id=reference(data, "customer_account"),
        customer_id=reference(data, "customer"),
        description=text(data, "description"),
        excluded_payment_method_types=json_array(data, "excluded_payment_method_types"),
        invoice_id=reference(data, "invoice"),
        last_payment_error=json_object(data, "last_payment_error"),
        last_payment_error_code=text(data, "last_payment_error.code"),
        last_payment_error_decline_code=text(data, "last_payment_error.decline_code"),
        last_payment_error_message=text(data, "last_payment_error.message"),
        last_payment_error_type=text(data, "last_payment_error.type"),
        latest_charge_id=reference(data, "latest_charge") or _newest_charge(data),
        livemode=boolean(data, "livemode"),
        metadata_=json_object(data, "metadata"),
        next_action=first(json_object(data, "next_action"), json_object(data, "next_source_action")),
        next_action_type=_next_action_type(data),
        on_behalf_of_id=reference(data, "on_behalf_of"),
        payment_details=json_object(data, "payment_details"),
        payment_method_configuration_details=json_object(data, "payment_method_configuration_details"),
        payment_method_id=reference(data, "payment_method"),
        payment_method_options=json_object(data, "payment_method_options"),
        payment_method_types=first(json_array(data, "payment_method_types"), json_array(data, "allowed_source_types")),
        payment_record_id=reference(data, "payment_record"),
        presentment_details_presentment_amount=integer(data, "presentment_details.presentment_amount"),
        presentment_details_presentment_currency=text(data, "presentment_details.presentment_currency"),
        processing=json_object(data, "processing"),
        receipt_email=text(data, "receipt_email"),
        review_id=reference(data, "review"),
        setup_future_usage=text(data, "setup_future_usage"),
        shipping=json_object(data, "shipping"),
        source_id=reference(data, "source"),
        statement_descriptor=text(data, "statement_descriptor"),
        statement_descriptor_suffix=text(data, "statement_descriptor_suffix"),
        status=_status(data),
        transfer_data=json_object(data, "transfer_data"),
        transfer_data_amount=integer(data, "transfer_data.amount"),
        transfer_data_destination_id=reference(data, "transfer_data.destination"),
        transfer_group=text(data, "transfer_group"),
    )


def _newest_charge(data: Document) -> str | None:
    """``latest_charge`` came in 2022-11-15; before, the charges themselves were embedded."""
    charges = each(data, "charges", lambda charge: (integer(charge, "created") or 0, text(charge, "id")))
    return max(charges, key=lambda charge: charge[0], default=(0, None))[1]


def _next_action_type(data: Document) -> str | None:
    """Of the one action that there is: a ``next_action`` without a type does not make an older one speak."""
    place = "next_action" if json_object(data, "next_action") is not None else "next_source_action"
    return text(data, f"{place}.type")


def _status(data: Document) -> str | None:
    """In the words of 2019-02-11, when sources became payment methods."""
    word = text(data, "status")
    if word == "requires_source":
        return "requires_payment_method"
    if word == "requires_source_action":
        return "requires_action"
    return word
