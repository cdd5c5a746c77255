"""A credit note as its row, with its lines and refunds."""

from functools import partial

from oltp_schema.models.credit_note import CreditNote
from pipelines.transformers.credit_note_line_item import stripe_credit_note_line_item_to_model
from pipelines.transformers.credit_note_refund import refunds_of
from pipelines.transformers.readers import (
    Document,
    boolean,
    each,
    first,
    integer,
    json_array,
    json_object,
    reference,
    taxes,
    text,
    timestamp,
)


def stripe_credit_note_to_model(data: Document) -> CreditNote:
    """Map a credit note of any API version, with the lines and refunds that it holds. Raises DocumentError."""
    return CreditNote(
        id=text(data, "id"),
        amount=integer(data, "amount"),
        amount_shipping=integer(data, "amount_shipping"),
        created=timestamp(data, "created"),
        currency=text(data, "currency"),
        customer_account_id=reference(data, "customer_account"),
        customer_balance_transaction_id=reference(data, "customer_balance_transaction"),
        customer_id=reference(data, "customer"),
        discount_amount=integer(data, "discount_amount"),
        discount_amounts=json_array(data, "discount_amounts"),
        effective_at=timestamp(data, "effective_at"),
        invoice_id=reference(data, "invoice"),
        livemode=boolean(data, "livemode"),
        memo=text(data, "memo"),
        metadata_=json_object(data, "metadata"),
        number=text(data, "number"),
        out_of_band_amount=integer(data, "out_of_band_amount"),
        pdf=text(data, "pdf"),
        post_payment_amount=integer(data, "post_payment_amount"),
        pre_payment_amount=integer(data, "pre_payment_amount"),
        pretax_credit_amounts=json_array(data, "pretax_credit_amounts"),
        reason=text(data, "reason"),
        refund_id=reference(data, "refund"),
        shipping_cost=json_object(data, "shipping_cost"),
        status=text(data, "status"),
        subtotal=integer(data, "subtotal"),
        subtotal_excluding_tax=integer(data, "subtotal_excluding_tax"),
        total=integer(data, "total"),
        total_excluding_tax=integer(data, "total_excluding_tax"),
        total_taxes=first(json_array(data, "total_taxes"), taxes(data, "tax_amounts")),
        type=text(data, "type"),
        voided_at=timestamp(data, "voided_at"),
        lines=each(data, "lines", partial(stripe_credit_note_line_item_to_model, credit_note=data)),
        refunds=refunds_of(data),
    )
