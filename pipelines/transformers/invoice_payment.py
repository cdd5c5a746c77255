"""An invoice payment as its row, and the one that an older invoice implies."""

from oltp_schema.models.invoice import Invoice
from oltp_schema.models.invoice_payment import InvoicePayment
from pipelines.transformers.readers import Document, boolean, integer, reference, text, timestamp


def stripe_invoice_payment_to_model(data: Document) -> InvoicePayment:
    """Map an invoice payment of any API version. Raises DocumentError."""
    return InvoicePayment(
        id=text(data, "id"),
        amount_paid=integer(data, "amount_paid"),
        amount_requested=integer(data, "amount_requested"),
        canceled_at=timestamp(data, "status_transitions.canceled_at"),
        charge_id=reference(data, "payment.charge"),
        created=timestamp(data, "created"),
        currency=text(data, "currency"),
        derived=False,
        invoice_id=reference(data, "invoice"),
        is_default=boolean(data, "is_default"),
        livemode=boolean(data, "livemode"),
        paid_at=timestamp(data, "status_transitions.paid_at"),
        payment_intent_id=reference(data, "payment.payment_intent"),
        payment_record_id=reference(data, "payment.payment_record"),
        payment_type=text(data, "payment.type"),
        status=text(data, "status"),
    )


def derived_invoice_payment(invoice: Invoice) -> InvoicePayment | None:
    """The payment that an invoice names itself; None of one that names none.

    Until 2025-03-31.basil an invoice had one payment at most, in ``payment_intent`` or, without one, in ``charge``.
    """
    paying = invoice.payment_intent_id or invoice.charge_id
    if paying is None:
        return None
    status = _status(invoice)
    return InvoicePayment(
        id=f"{invoice.id}:{paying}",
        amount_paid=invoice.amount_paid if status == "paid" else None,
        amount_requested=invoice.amount_due,
        canceled_at=invoice.status_transitions_voided_at if status == "canceled" else None,
        charge_id=None if invoice.payment_intent_id else invoice.charge_id,
        created=None,
        currency=invoice.currency,
        derived=True,
        invoice_id=invoice.id,
        is_default=True,
        livemode=invoice.livemode,
        paid_at=invoice.status_transitions_paid_at if status == "paid" else None,
        payment_intent_id=invoice.payment_intent_id,
        payment_record_id=None,
        payment_type="payment_intent" if invoice.payment_intent_id else "charge",
        status=status,
    )


def _status(invoice: Invoice) -> str:
    """What was paid out of band was not paid by this payment."""
    if invoice.paid and not invoice.paid_out_of_band:
        return "paid"
    return "canceled" if invoice.paid or invoice.status == "void" else "open"
