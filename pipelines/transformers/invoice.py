"""An invoice as its row, and its lines as theirs."""

from oltp_schema.models.invoice import Invoice
from pipelines.transformers.invoice_discount_amount import discount_amounts_of
from pipelines.transformers.invoice_payments import charge_id, payment_intent_id
from pipelines.transformers.invoice_tax import taxes_of
from pipelines.transformers.line_item import lines_of
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


def stripe_invoice_to_model(data: Document) -> Invoice:
    """Map an invoice of any API version, ``lines`` included. Raises DocumentError."""
    return Invoice(
        id=text(data, "id"),
        account_country=text(data, "account_country"),
        account_name=text(data, "account_name"),
        account_tax_ids=json_array(data, "account_tax_ids"),
        amount_due=integer(data, "amount_due"),
        amount_overpaid=integer(data, "amount_overpaid"),
        amount_paid=integer(data, "amount_paid"),
        amount_paid_off_stripe=integer(data, "amount_paid_off_stripe"),
        amount_remaining=integer(data, "amount_remaining"),
        amount_shipping=integer(data, "amount_shipping"),
        application_fee_amount=first(integer(data, "application_fee_amount"), integer(data, "application_fee")),
        application_id=reference(data, "application"),
        attempt_count=integer(data, "attempt_count"),
        attempted=boolean(data, "attempted"),
        auto_advance=boolean(data, "auto_advance"),
        automatic_tax=json_object(data, "automatic_tax"),
        automatic_tax_enabled=boolean(data, "automatic_tax.enabled"),
        automatic_tax_provider=text(data, "automatic_tax.provider"),
        automatic_tax_status=text(data, "automatic_tax.status"),
        automatically_finalizes_at=timestamp(data, "automatically_finalizes_at"),
        billing_reason=text(data, "billing_reason"),
        charge_id=first(reference(data, "charge"), charge_id(data)),
        collection_method=first(text(data, "collection_method"), text(data, "billing")),
        created=first(timestamp(data, "created"), timestamp(data, "date")),
        currency=text(data, "currency"),
        custom_fields=json_array(data, "custom_fields"),
        customer_account_id=reference(data, "customer_account"),
        customer_address=json_object(data, "customer_address"),
        customer_address_country=text(data, "customer_address.country"),
        customer_address_postal_code=text(data, "customer_address.postal_code"),
        customer_address_state=text(data, "customer_address.state"),
        customer_email=text(data, "customer_email"),
        customer_id=reference(data, "customer"),
        customer_name=text(data, "customer_name"),
        customer_phone=text(data, "customer_phone"),
        customer_shipping=json_object(data, "customer_shipping"),
        customer_tax_exempt=text(data, "customer_tax_exempt"),
        customer_tax_ids=json_array(data, "customer_tax_ids"),
        default_payment_method_id=reference(data, "default_payment_method"),
        default_source_id=reference(data, "default_source"),
        default_tax_rates=json_array(data, "default_tax_rates"),
        description=text(data, "description"),
        discount=json_object(data, "discount"),
        discount_coupon_id=first(reference(data, "discount?.source.coupon"), reference(data, "discount?.coupon")),
        discount_id=reference(data, "discount"),
        discounts=json_array(data, "discounts"),
        due_date=timestamp(data, "due_date"),
        effective_at=timestamp(data, "effective_at"),
        ending_balance=integer(data, "ending_balance"),
        footer=text(data, "footer"),
        from_invoice_action=text(data, "from_invoice.action"),
        from_invoice_invoice_id=reference(data, "from_invoice.invoice"),
        hosted_invoice_url=text(data, "hosted_invoice_url"),
        invoice_pdf=text(data, "invoice_pdf"),
        issuer_account_id=reference(data, "issuer.account"),
        issuer_type=text(data, "issuer.type"),
        last_finalization_error=json_object(data, "last_finalization_error"),
        last_finalization_error_code=text(data, "last_finalization_error.code"),
        latest_revision_id=reference(data, "latest_revision"),
        livemode=boolean(data, "livemode"),
        metadata_=json_object(data, "metadata"),
        next_payment_attempt=timestamp(data, "next_payment_attempt"),
        number=text(data, "number"),
        on_behalf_of_id=reference(data, "on_behalf_of"),
        paid=first(boolean(data, "paid"), _paid_by_status(data)),
        paid_out_of_band=boolean(data, "paid_out_of_band"),
        parent_type=text(data, "parent.type"),
        payment_intent_id=first(reference(data, "payment_intent"), payment_intent_id(data)),
        payment_settings=json_object(data, "payment_settings"),
        period_end=timestamp(data, "period_end"),
        period_start=timestamp(data, "period_start"),
        post_payment_credit_notes_amount=integer(data, "post_payment_credit_notes_amount"),
        pre_payment_credit_notes_amount=integer(data, "pre_payment_credit_notes_amount"),
        quote_id=first(reference(data, "parent.quote_details.quote"), reference(data, "quote")),
        receipt_number=text(data, "receipt_number"),
        rendering=first(json_object(data, "rendering"), json_object(data, "rendering_options")),
        shipping_cost=json_object(data, "shipping_cost"),
        shipping_details=json_object(data, "shipping_details"),
        starting_balance=integer(data, "starting_balance"),
        statement_descriptor=text(data, "statement_descriptor"),
        status=first(text(data, "status"), _status_of_old(data)),
        status_details_uncollectible_reason=text(data, "status_details.uncollectible.reason"),
        status_transitions_finalized_at=first(
            timestamp(data, "status_transitions.finalized_at"), timestamp(data, "finalized_at")
        ),
        status_transitions_marked_uncollectible_at=timestamp(data, "status_transitions.marked_uncollectible_at"),
        status_transitions_paid_at=timestamp(data, "status_transitions.paid_at"),
        status_transitions_voided_at=timestamp(data, "status_transitions.voided_at"),
        subscription_details_metadata=first(
            json_object(data, "parent.subscription_details.metadata"),
            json_object(data, "subscription_details.metadata"),
        ),
        subscription_id=first(
            reference(data, "parent.subscription_details.subscription"), reference(data, "subscription")
        ),
        subscription_proration_date=first(
            timestamp(data, "parent.subscription_details.subscription_proration_date"),
            timestamp(data, "subscription_proration_date"),
        ),
        subtotal=integer(data, "subtotal"),
        subtotal_excluding_tax=integer(data, "subtotal_excluding_tax"),
        tax=first(integer(data, "tax"), _sum_of_taxes(data)),
        tax_percent=decimal(data, "tax_percent"),
        test_clock_id=reference(data, "test_clock"),
        threshold_reason=json_object(data, "threshold_reason"),
        total=integer(data, "total"),
        total_discount_amounts=discount_amounts_of(data),
        total_excluding_tax=integer(data, "total_excluding_tax"),
        total_pretax_credit_amounts=json_array(data, "total_pretax_credit_amounts"),
        total_taxes=taxes_of(data),
        transfer_data_amount=integer(data, "transfer_data.amount"),
        transfer_data_destination_id=reference(data, "transfer_data.destination"),
        webhooks_delivered_at=timestamp(data, "webhooks_delivered_at"),
        lines=lines_of(data),
    )


def _paid_by_status(data: Document) -> bool | None:
    """``paid`` left in 2025-03-31.basil; a document without a status tells nothing."""
    status = text(data, "status")
    return None if status is None else status == "paid"


def _status_of_old(data: Document) -> str | None:
    """Until 2018-10-31 an invoice had no ``status``, and of what it said only these two are sure."""
    if boolean(data, "paid"):
        return "paid"
    return "uncollectible" if boolean(data, "forgiven") else None


def _sum_of_taxes(data: Document) -> int | None:
    """``tax`` left in 2025-03-31.basil; no tax at all is nothing, not zero, as it was before."""
    amounts = [amount for amount in each(data, "total_taxes", lambda tax: integer(tax, "amount")) if amount is not None]
    return sum(amounts) if amounts else None
