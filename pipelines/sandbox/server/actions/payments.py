"""POST of payment intents and refunds."""

from typing import Any

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import collection, payments
from pipelines.sandbox.documents import Document
from pipelines.sandbox.errors import ApiError, bad_parameter
from pipelines.sandbox.server.actions.payment_methods import usable
from pipelines.sandbox.server.given import Given, addressed, named
from pipelines.sandbox.server.messages import Answer, refusal

TEXTS = ("description", "receipt_email", "statement_descriptor", "statement_descriptor_suffix", "setup_future_usage")
IGNORED = ("confirmation_method", "off_session", "payment_method_options", "return_url")
REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def create_intent(account: Account, given: Given) -> Document | Answer:
    """An intent; ``confirm=true`` tries to take the money at once."""
    amount, currency = given.integer("amount", least=1), given.currency()
    if amount is None:
        raise bad_parameter("amount", "Missing required param: amount.", "parameter_missing")
    fields = _fields(given, {})
    if customer_id := given.text("customer"):
        fields["customer"] = named(account, "customer", customer_id, "customer")["id"]
    fields["capture_method"] = given.choice(
        "capture_method", ("automatic", "automatic_async", "manual"), "automatic_async"
    )
    fields |= _method_types(given)
    method_id, at_once = given.text("payment_method"), given.truth("confirm")
    given.ignore(*IGNORED)
    given.end()
    intent = payments.create_intent(account, amount, currency, **fields)
    if method_id is None:
        return intent
    method = usable(account, method_id, "payment_method")
    intent |= {"payment_method": method["id"], "status": "requires_confirmation"}
    account.save(intent)
    return _confirm(account, intent, method) if at_once else intent


def update_intent(account: Account, given: Given, intent_id: str) -> Document:
    """Change an intent. No event tells it: Stripe has no ``payment_intent.updated``."""
    intent = addressed(account, "payment_intent", intent_id)
    fields = _fields(given, intent)
    given.end()
    return account.save(intent | fields)


def confirm_intent(account: Account, given: Given, intent_id: str) -> Document | Answer:
    """Try to take an intent's money."""
    intent = addressed(account, "payment_intent", intent_id)
    method_id = given.text("payment_method") or intent["payment_method"]
    given.ignore(*IGNORED)
    given.end()
    if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
        raise _unexpected(intent, "confirm")
    if method_id is None:
        raise bad_parameter(
            "payment_method", "You cannot confirm this PaymentIntent because it's missing a payment method."
        )
    return _confirm(account, intent, usable(account, method_id, "payment_method"))


def capture_intent(account: Account, given: Given, intent_id: str) -> Document:
    """Take what was authorized."""
    intent = addressed(account, "payment_intent", intent_id)
    amount = given.integer("amount_to_capture", least=1)
    given.end()
    if intent["status"] != "requires_capture":
        raise _unexpected(intent, "capture")
    if amount is not None and amount > intent["amount_capturable"]:
        raise bad_parameter("amount_to_capture", "The amount is greater than what is capturable.", "amount_too_large")
    return payments.capture(account, intent, amount)


def cancel_intent(account: Account, given: Given, intent_id: str) -> Document:
    """Give an intent up."""
    intent = addressed(account, "payment_intent", intent_id)
    reason = given.choice("cancellation_reason", (*REASONS, "abandoned"))
    given.end()
    if intent["status"] in ("succeeded", "canceled", "processing"):
        raise _unexpected(intent, "cancel")
    return payments.cancel_intent(account, intent, reason)


def create_refund(account: Account, given: Given) -> Document:
    """Give a charge back, all that is left of it or an amount."""
    charge = _refundable(account, given)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = given.integer("amount", left, least=1)
    reason, metadata = given.choice("reason", REASONS), given.metadata()
    given.end()
    if left == 0:
        raise ApiError(400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount is None or amount > left:
        raise bad_parameter("amount", f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})")
    return payments.refund(account, charge, amount, reason, metadata)


def update_refund(account: Account, given: Given, refund_id: str) -> Document:
    """Change the metadata: Stripe lets nothing else of a refund be changed."""
    refund = addressed(account, "refund", refund_id)
    metadata = given.metadata(refund["metadata"])
    given.end()
    return account.save(refund | {"metadata": metadata}, "refund.updated", "charge.refund.updated")


def _refundable(account: Account, given: Given) -> Document:
    charge_id, intent_id = given.text("charge"), given.text("payment_intent")
    if intent_id:
        charge_id = named(account, "payment_intent", intent_id, "payment_intent")["latest_charge"]
    if not charge_id:
        raise bad_parameter("charge", "One of the following params should be provided: payment_intent or charge.")
    charge = named(account, "charge", charge_id, "charge")
    if charge["status"] != "succeeded" or not charge["captured"]:
        raise ApiError(400, f"Charge {charge_id} cannot be refunded.", code="charge_not_refundable", param="charge")
    if charge["disputed"]:
        message = f"Charge {charge_id} has been charged back; cannot issue a refund."
        raise ApiError(400, message, code="charge_disputed", param="charge")
    return charge


def _confirm(account: Account, intent: Document, method: Document) -> Document | Answer:
    invoice_id = account.store.invoice_of(intent["id"])
    if invoice_id is None:
        charge = payments.confirm(account, intent, method)
        if charge["status"] == "pending":
            account.schedule(account.now + payments.DEBIT_TAKES, "settle_charge", charge["id"])
    else:
        collection.pay(account, account.get("invoice", invoice_id), method)
        intent = account.get("payment_intent", intent["id"])
        charge = account.get("charge", _attempted(intent))
    if charge["status"] != "failed":
        return intent
    error = intent["last_payment_error"]
    more = {"charge": charge["id"], "decline_code": error["decline_code"], "payment_intent": intent}
    return refusal(ApiError(402, error["message"], code=error["code"], kind="card_error", more=more))


def _attempted(intent: Document) -> str:
    error = intent["last_payment_error"]
    return str(error["charge"] if error else intent["latest_charge"])


def _unexpected(intent: Document, verb: str) -> ApiError:
    message = f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}."
    return ApiError(400, message, code="payment_intent_unexpected_state", more={"payment_intent": intent})


def _method_types(given: Given) -> dict[str, Any]:
    types = given.texts("allowed_payment_method_types") or given.texts("payment_method_types")
    automatic = given.nested("automatic_payment_methods") if "automatic_payment_methods" in given else None
    if automatic is None or not automatic.truth("enabled"):
        return {"payment_method_types": types or ["card"]}
    redirects = automatic.choice("allow_redirects", ("always", "never"), "always")
    automatic.end()
    return {
        "automatic_payment_methods": {"allow_redirects": redirects, "enabled": True},
        "payment_method_types": types or ["card", "link"],
    }


def _fields(given: Given, before: Document) -> dict[str, Any]:
    fields: dict[str, Any] = {name: given.text(name) for name in TEXTS if name in given}
    if "shipping" in given:
        shipping = given.nested("shipping")
        fields["shipping"] = {
            "address": shipping.address(),
            "name": shipping.text("name"),
            "phone": shipping.text("phone"),
        }
        shipping.end()
    fields["metadata"] = given.metadata(before.get("metadata"))
    return fields


ACTIONS = {
    ("POST", "/v1/payment_intents"): create_intent,
    ("POST", "/v1/payment_intents/{id}"): update_intent,
    ("POST", "/v1/payment_intents/{id}/confirm"): confirm_intent,
    ("POST", "/v1/payment_intents/{id}/capture"): capture_intent,
    ("POST", "/v1/payment_intents/{id}/cancel"): cancel_intent,
    ("POST", "/v1/refunds"): create_refund,
    ("POST", "/v1/refunds/{id}"): update_refund,
}
