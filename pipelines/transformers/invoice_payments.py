"""Which of an invoice's payments its row names: from 2025-03-31.basil there may be several, and only where expanded."""

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.transformers.readers import Document, boolean, each, first, integer, reference, text


@dataclass(frozen=True)
class Payment:
    """What tells the payments of one invoice apart."""

    is_default: bool | None
    is_paid: bool | None
    created: int | None
    payment_intent_id: str | None
    charge_id: str | None


NO_PAYMENT = Payment(is_default=None, is_paid=None, created=None, payment_intent_id=None, charge_id=None)


def payment_intent_id(invoice: Document) -> str | None:
    """The payment intent of the default payment, else of the oldest."""
    return _first_by(lambda payment: payment.is_default, invoice).payment_intent_id


def charge_id(invoice: Document) -> str | None:
    """The charge of the oldest payment that is paid, else of the oldest."""
    return _first_by(lambda payment: payment.is_paid, invoice).charge_id


def _first_by(preferred: Callable[[Payment], bool | None], invoice: Document) -> Payment:
    """The oldest of those that are, else of those that are not, else of those that do not say."""
    payments = each(invoice, "payments", _payment)
    return min(
        payments,
        key=lambda payment: (
            (True, False, None).index(preferred(payment)),
            payment.created is None,
            payment.created or 0,
        ),
        default=NO_PAYMENT,
    )


def _payment(data: Document) -> Payment:
    status = text(data, "status")
    return Payment(
        is_default=boolean(data, "is_default"),
        is_paid=None if status is None else status == "paid",
        created=integer(data, "created"),
        payment_intent_id=reference(data, "payment.payment_intent"),
        # A charge of a payment intent is only known when Stripe expanded the intent.
        charge_id=first(reference(data, "payment.charge"), reference(data, "payment.payment_intent?.latest_charge")),
    )
