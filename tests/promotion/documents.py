"""The smallest documents that promote: what Stripe sends in every version, and what a test sets."""

from hashlib import blake2b
from json import dumps
from typing import Any

Document = dict[str, Any]
CREATED = 1_700_000_000


def account(id: str = "acct_1", **fields: Any) -> Document:
    return {"id": id, "object": "account", "charges_enabled": True, "type": "standard"} | fields


def product(id: str = "prod_1", **fields: Any) -> Document:
    return _document("product", id, name="Tea", images=[], updated=CREATED, active=True) | fields


def price(id: str = "price_1", **fields: Any) -> Document:
    rest = {"active": True, "billing_scheme": "per_unit", "currency": "usd", "product": "prod_1", "type": "recurring"}
    return _document("price", id, **rest) | fields


def customer(id: str = "cus_1", **fields: Any) -> Document:
    return _document("customer", id, email="a@example.com") | fields


def payment_method(id: str = "pm_1", **fields: Any) -> Document:
    return _document("payment_method", id, type="card", customer="cus_1") | fields


def subscription(id: str = "sub_1", items: list[Document] | None = None, **fields: Any) -> Document:
    rest = {"billing_cycle_anchor": CREATED, "cancel_at_period_end": False, "customer": "cus_1", "status": "active"}
    return _document("subscription", id, items=listed(items or []), **rest) | fields


def subscription_item(id: str = "si_1", **fields: Any) -> Document:
    rest = {"price": price(), "quantity": 1, "subscription": "sub_1"}
    return {"id": id, "object": "subscription_item", "created": CREATED, "metadata": {}} | rest | fields


def invoice(id: str = "in_1", lines: list[Document] | None = None, *, cut: bool = False, **fields: Any) -> Document:
    amounts = ("amount_due", "amount_paid", "amount_remaining", "subtotal", "total")
    zeros = ("attempt_count", "post_payment_credit_notes_amount", "pre_payment_credit_notes_amount", "starting_balance")
    return (
        _document("invoice", id, lines=listed(lines or [], cut=cut), customer="cus_1", currency="usd", status="paid")
        | dict.fromkeys(amounts, 1000)
        | dict.fromkeys(zeros, 0)
        | {"attempted": True, "period_start": CREATED, "period_end": CREATED}
        | fields
    )


def line_item(id: str = "il_1", **fields: Any) -> Document:
    rest = {"amount": 1000, "currency": "usd", "discountable": True, "invoice": "in_1", "quantity": 1}
    return _document("line_item", id, period={"start": CREATED, "end": CREATED}, **rest) | fields


def invoice_payment(id: str = "inpay_1", payment_intent: str = "pi_1", **fields: Any) -> Document:
    """A payment that is to come; `payment` may name a charge instead."""
    rest = {"invoice": "in_1", "currency": "usd", "amount_requested": 1000, "is_default": True, "status": "open"}
    payment = {"type": "payment_intent", "payment_intent": payment_intent}
    return _document("invoice_payment", id, payment=payment, **rest) | fields


def payment_intent(id: str = "pi_1", **fields: Any) -> Document:
    rest = {"capture_method": "automatic", "confirmation_method": "automatic", "payment_method_types": ["card"]}
    return _document("payment_intent", id, amount=1000, currency="usd", status="succeeded", **rest) | fields


def charge(id: str = "ch_1", **fields: Any) -> Document:
    rest = {"captured": True, "paid": True, "refunded": False, "status": "succeeded", "amount_refunded": 0}
    return _document("charge", id, amount=1000, currency="usd", **rest) | fields


def refund(id: str = "re_1", **fields: Any) -> Document:
    return _document("refund", id, amount=1000, charge="ch_1", currency="usd") | fields


def dispute(id: str = "dp_1", **fields: Any) -> Document:
    rest = {"balance_transactions": [], "evidence": {}, "evidence_details": {}, "is_charge_refundable": True}
    rest |= {"charge": "ch_1", "reason": "general", "status": "needs_response"}
    return _document("dispute", id, amount=1000, currency="usd", **rest) | fields


def coupon(id: str = "FALL", **fields: Any) -> Document:
    rest = {"duration": "once", "percent_off": 10, "times_redeemed": 0, "valid": True}
    return _document("coupon", id, **{**rest, **fields})


def promotion_code(id: str = "promo_1", **fields: Any) -> Document:
    rest = {"active": True, "code": "LEAF", "restrictions": {"first_time_transaction": False}, "times_redeemed": 0}
    return _document("promotion_code", id, **{**rest, **fields})


def invoiceitem(id: str = "ii_1", **fields: Any) -> Document:
    rest = {"amount": 1000, "currency": "usd", "customer": "cus_1", "discountable": True, "proration": False}
    rest |= {"date": CREATED, "period": {"start": CREATED, "end": CREATED}, "quantity": 1, "invoice": None}
    return {"id": id, "object": "invoiceitem", "livemode": False, "metadata": {}} | rest | fields


def credit_note(id: str = "cn_1", lines: list[Document] | None = None, **fields: Any) -> Document:
    rest = {"amount": 1000, "currency": "usd", "customer": "cus_1", "invoice": "in_1", "status": "issued"}
    rest |= {"number": "A-1-CN-01", "pdf": "https://example.com/pdf", "type": "pre_payment"}
    return _document("credit_note", id, lines=listed(lines or []), **rest) | fields


def credit_note_line_item(id: str = "cnli_1", **fields: Any) -> Document:
    rest = {"amount": 1000, "discount_amount": 0, "livemode": False, "tax_rates": [], "type": "custom_line_item"}
    return {"id": id, "object": "credit_note_line_item"} | rest | fields


def subscription_schedule(id: str = "sub_sched_1", **fields: Any) -> Document:
    rest: Document = {"customer": "cus_1", "phases": [], "status": "not_started", "subscription": None}
    return _document("subscription_schedule", id, **rest) | fields


def discount(id: str = "di_1", **fields: Any) -> Document:
    """One that its customer was given; it has neither `created` nor `livemode`."""
    rest = {"customer": "cus_1", "end": None, "start": CREATED}
    return {"id": id, "object": "discount"} | rest | fields


def tax_rate(id: str = "txr_1", **fields: Any) -> Document:
    rest = {"active": True, "display_name": "VAT", "inclusive": False, "percentage": 20}
    return _document("tax_rate", id, **rest) | fields


def tax_id(id: str = "txi_1", **fields: Any) -> Document:
    rest = {"country": "DE", "customer": "cus_1", "type": "eu_vat", "value": "DE123456789", "verification": None}
    return _document("tax_id", id, **rest) | fields


def balance_transaction(id: str = "txn_1", **fields: Any) -> Document:
    rest = {"amount": 1000, "available_on": CREATED, "currency": "usd", "fee": 0, "fee_details": [], "net": 1000}
    rest |= {"created": CREATED, "source": "ch_1", "status": "available", "type": "charge"}
    return {"id": id, "object": "balance_transaction"} | rest | fields


def payout(id: str = "po_1", **fields: Any) -> Document:
    rest = {"arrival_date": CREATED, "automatic": False, "method": "standard", "source_type": "card"}
    rest |= {"status": "paid", "type": "bank_account"}
    return _document("payout", id, amount=1000, currency="usd", **rest) | fields


def event(document: Document, kind: str, created: int, **before: Any) -> Document:
    """An event of the API about an object, with what it calls previous."""
    fields = {"type": f"{document['object']}.{kind}", "created": created, "api_version": "2026-10-28.endive"}
    data = {"object": document, "previous_attributes": before}
    digest = blake2b(dumps([fields, data]).encode(), digest_size=8).hexdigest()
    return {"id": f"evt_{digest}", "object": "event", "livemode": False, "data": data} | fields


def stub(object_name: str, id: str) -> Document:
    """What Stripe serves of a deleted object."""
    return {"id": id, "object": object_name, "deleted": True}


def listed(data: list[Document], *, cut: bool = False) -> Document:
    return {"object": "list", "data": data, "has_more": cut, "url": "/v1/list"}


def _document(object_name: str, id: str, **fields: Any) -> Document:
    return {"id": id, "object": object_name, "created": CREATED, "livemode": False, "metadata": {}} | fields
