"""Invoices: drafted, finalized, collected, dunned, voided."""

from dataclasses import dataclass
from typing import Any

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business import customers, discounts, invoice_items, payments
from pipelines.sandbox.business.calendar import HOUR
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.invoice import embed_lines, new_invoice
from pipelines.sandbox.objects.invoice_payment import new_invoice_payment
from pipelines.sandbox.objects.line_item import excluding_tax, new_line_item
from pipelines.sandbox.objects.tax_rate import tax_on

RETRY_AFTER_DAYS = (3, 5, 7)


@dataclass(frozen=True)
class Line:
    """A line to be: what it costs, for which item and period."""

    item: Document
    amount: int
    quantity: int
    unit_amount_decimal: str | None
    period: tuple[int, int]
    description: str
    invoice_item: str | None = None
    credited: Document | None = None


def draft(
    account: Account,
    subscription: Document,
    customer: Document,
    lines: list[Line],
    *,
    reason: str,
    period: tuple[int, int],
) -> Document:
    """A draft invoice of a subscription, with its lines, taxes and totals."""
    rates = subscription["default_tax_rates"]
    document = new_invoice(
        account.new_id("in"),
        account.now,
        customer,
        subscription["currency"],
        billing_reason=reason,
        collection_method=subscription["collection_method"],
        default_tax_rates=rates,
        parent={
            "quote_details": None,
            "subscription_details": {"metadata": subscription["metadata"], "subscription": subscription["id"]},
            "type": "subscription_details",
        },
        period_start=period[0],
        period_end=period[1],
    )
    if reason == "subscription_cycle":
        document["automatically_finalizes_at"] = account.now + HOUR
        if document["collection_method"] == "charge_automatically":
            document["next_payment_attempt"] = account.now + HOUR
    document["discounts"] = discounts.of_invoice(subscription, customer)
    written = [_write_line(account, document, subscription, line) for line in lines]
    sum_up(account, document, written, rates)
    for line_document in written:
        account.add(line_document)
        invoice_items.of_line(account, document, line_document)
    return account.add(document, "invoice.created")


def sum_up(account: Account, invoice: Document, lines: list[Document], rates: list[Document]) -> None:
    """Put the lines into their draft, less their discounts, and what they come to."""
    discounts.take_off(account, invoice, lines)
    for line in lines:
        line["taxes"] = [_tax(line["amount"] - off(line), rate) for rate in rates]
    embed_lines(invoice, lines)
    _total(account, invoice, lines, rates)
    _balance(invoice, account.get("customer", invoice["customer"]))


def off(line: Document) -> int:
    """What the discounts of a line take off."""
    return sum(each["amount"] for each in line["discount_amounts"])


def finalize(account: Account, invoice: Document) -> Document:
    """Make a draft binding: number, customer's balance, and an intent to pay what is due."""
    customer = account.get("customer", invoice["customer"])
    _balance(invoice, customer)
    invoice |= {
        "status": "open",
        "number": f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04}",
        "effective_at": account.now,
        "automatically_finalizes_at": None,
        "hosted_invoice_url": f"https://invoice.sandbox.example/{invoice['id']}",
        "invoice_pdf": f"https://invoice.sandbox.example/{invoice['id']}/pdf",
        "ending_balance": customer["balance"] + invoice["total"] - invoice["amount_due"],
    }
    invoice["status_transitions"]["finalized_at"] = account.now
    if invoice["collection_method"] == "send_invoice":
        invoice["due_date"] = account.now + 30 * DAY
    customer["currency"] = invoice["currency"]
    moved = invoice["ending_balance"] - customer["balance"]
    customers.move_balance(account, customer, moved, "applied_to_invoice", invoice=invoice["id"])
    customer["next_invoice_sequence"] += 1
    account.save(customer, "customer.updated")
    if invoice["amount_due"] == 0:
        return _paid(account, invoice, "invoice.finalized")
    intent = payments.create_intent(
        account,
        invoice["amount_due"],
        invoice["currency"],
        customer=customer["id"],
        description="Subscription creation"
        if invoice["billing_reason"] == "subscription_create"
        else "Subscription update",
        receipt_email=customer["email"],
        setup_future_usage="off_session",
        payment_method_types=["card", "sepa_debit"] if invoice["currency"] == "eur" else ["card"],
    )
    account.add(new_invoice_payment(account.new_id("inpay"), account.now, invoice, intent["id"]))
    sent = ["invoice.sent"] if invoice["collection_method"] == "send_invoice" else []
    return account.save(invoice, "invoice.finalized", *sent)


def attempt(account: Account, invoice: Document, method: Document | None) -> str:
    """Try to collect an open invoice from a payment method; returns the intent's status."""
    intent = intent_of(account, invoice)
    invoice["attempted"] = True
    invoice["attempt_count"] += 1
    if method is not None:
        charge = payments.confirm(account, intent, method)
        if charge["status"] == "pending":
            account.schedule(account.now + payments.DEBIT_TAKES, "settle_invoice", invoice["id"])
    settled(account, invoice, intent)
    return str(intent["status"])


def settled(account: Account, invoice: Document, intent: Document) -> None:
    """Tell an invoice how the attempt to pay it ended, or that it is still under way."""
    if intent["status"] == "succeeded":
        tie = account.children("invoice_payment", invoice["id"])[-1]
        tie |= {"status": "paid", "amount_paid": intent["amount_received"]}
        tie["status_transitions"]["paid_at"] = account.now
        account.save(tie, "invoice_payment.paid")
        _paid(account, invoice, "invoice.updated")
    elif intent["status"] == "processing":
        invoice["next_payment_attempt"] = None
        account.save(invoice, "invoice.updated")
    else:
        retries = invoice["attempt_count"] - 1
        again = invoice["collection_method"] == "charge_automatically" and retries < len(RETRY_AFTER_DAYS)
        invoice["next_payment_attempt"] = account.now + RETRY_AFTER_DAYS[retries] * DAY if again else None
        invoice["auto_advance"] = again
        account.save(invoice, "invoice.updated", "invoice.payment_failed")


def void(account: Account, invoice: Document) -> None:
    """Take an open invoice back: nothing is owed any more."""
    _end_payment(account, invoice, "void_invoice")
    invoice |= {"status": "void", "next_payment_attempt": None, "auto_advance": False}
    invoice["status_transitions"]["voided_at"] = account.now
    account.save(invoice, "invoice.updated", "invoice.voided")


def mark_uncollectible(account: Account, invoice: Document, reason: str) -> None:
    """Give up on an open invoice; it is still owed."""
    invoice |= {"status": "uncollectible", "next_payment_attempt": None, "auto_advance": False}
    invoice["status_details"] = {"uncollectible": {"reason": reason}}
    invoice["status_transitions"]["marked_uncollectible_at"] = account.now
    account.save(invoice, "invoice.updated", "invoice.marked_uncollectible")


def intent_of(account: Account, invoice: Document) -> Document:
    """The intent that is to pay an open invoice."""
    tie = account.children("invoice_payment", invoice["id"])[-1]
    return account.get("payment_intent", tie["payment"]["payment_intent"])


def _end_payment(account: Account, invoice: Document, reason: str) -> None:
    tie = account.children("invoice_payment", invoice["id"])[-1]
    intent = account.get("payment_intent", tie["payment"]["payment_intent"])
    payments.cancel_intent(account, intent, reason)
    tie["status"] = "canceled"
    tie["status_transitions"]["canceled_at"] = account.now
    account.save(tie)


def _paid(account: Account, invoice: Document, *first: str) -> Document:
    invoice |= {
        "status": "paid",
        "attempted": True,
        "amount_paid": invoice["amount_due"],
        "amount_remaining": 0,
        "auto_advance": False,
        "next_payment_attempt": None,
    }
    invoice["status_transitions"]["paid_at"] = account.now
    return account.save(invoice, *first, "invoice.paid", "invoice.payment_succeeded")


def _write_line(account: Account, invoice: Document, subscription: Document, line: Line) -> Document:
    details: dict[str, Any] = {
        "invoice_item": line.invoice_item,
        "proration": line.invoice_item is not None,
        "proration_details": {"credited_items": line.credited} if line.invoice_item else None,
        "subscription": subscription["id"],
        "subscription_item": line.item["id"],
    }
    price = line.item["price"]
    return new_line_item(
        account.new_id("il"),
        invoice,
        line.amount,
        description=line.description,
        discountable=line.invoice_item is None,
        discounts=line.item["discounts"],
        parent={
            "invoice_item_details": None,
            "subscription_item_details": details,
            "type": "subscription_item_details",
        },
        period={"end": line.period[1], "start": line.period[0]},
        pricing={
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": line.unit_amount_decimal,
        },
        quantity=line.quantity,
        quantity_decimal=str(line.quantity),
    )


def _tax(amount: int, rate: Document) -> Document:
    on_it = tax_on(amount, rate)
    return {
        "amount": on_it,
        "tax_behavior": "inclusive" if rate["inclusive"] else "exclusive",
        "tax_rate_details": {"tax_rate": rate["id"]},
        "taxability_reason": "standard_rated",
        "taxable_amount": amount - on_it if rate["inclusive"] else amount,
        "type": "tax_rate_details",
    }


def _total(account: Account, invoice: Document, lines: list[Document], rates: list[Document]) -> None:
    subtotal = sum(line["amount"] for line in lines)
    discounted = subtotal - sum(off(line) for line in lines)
    totals = [_sum_taxes([line["taxes"][place] for line in lines]) for place in range(len(rates))] if lines else []
    inclusive = sum(each["amount"] for each in totals if each["tax_behavior"] == "inclusive")
    exclusive = sum(each["amount"] for each in totals if each["tax_behavior"] == "exclusive")
    invoice |= {
        "subtotal": subtotal,
        "subtotal_excluding_tax": sum(excluding_tax(account, line) for line in lines),
        "total": discounted + exclusive,
        "total_excluding_tax": discounted - inclusive,
        "total_taxes": totals,
    }


def _sum_taxes(taxes: list[Document]) -> Document:
    return taxes[0] | {name: sum(each[name] for each in taxes) for name in ("amount", "taxable_amount")}


def _balance(invoice: Document, customer: Document) -> None:
    due = max(0, invoice["total"] + customer["balance"])
    invoice |= {"starting_balance": customer["balance"], "amount_due": due, "amount_remaining": due}
