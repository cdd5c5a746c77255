"""Taking money and giving it back: payment intents, charges, refunds."""

from typing import Any

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business import balance, disputes
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.charge import card_details, new_charge, sepa_details
from pipelines.sandbox.objects.payment_intent import new_payment_intent
from pipelines.sandbox.objects.refund import new_refund

# Stripe's own test cards by their last digits. Cards of generated customers have other digits and fail by chance.
DECLINING_CARDS = {
    "0002": ("card_declined", "generic_decline"),
    "0341": ("card_declined", "generic_decline"),
    "9995": ("card_declined", "insufficient_funds"),
    "0069": ("expired_card", "expired_card"),
    "0127": ("incorrect_cvc", "incorrect_cvc"),
}
RELIABLE_CARDS = frozenset({"4242", "5556", "4444", "8210", "0005", "8431", "1117", "9424", "0004", "3222"})
DECLINES = (
    ("card_declined", "insufficient_funds"),
    ("card_declined", "generic_decline"),
    ("card_declined", "do_not_honor"),
    ("expired_card", "expired_card"),
)
MESSAGES = {
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "debit_not_authorized": "The bank refused the debit.",
}
DEBIT_TAKES = 4 * DAY
FIRST_FAILS, AGAIN_FAILS = 0.05, 0.45


def create_intent(account: Account, amount: int, currency: str, **given: Any) -> Document:
    """An intent to take an amount; nothing is attempted yet."""
    intent_id = account.new_id("pi")
    secret = account.chance.token(25, "secret", intent_id)
    intent = new_payment_intent(intent_id, account.now, amount, currency, secret, **given)
    return account.add(intent, "payment_intent.created")


def confirm(account: Account, intent: Document, method: Document) -> Document:
    """Try to take an intent's money from a payment method: the charge says how it went, and the intent with it."""
    bank_debit = method["type"] != "card"
    charge = new_charge(account.new_id("py" if bank_debit else "ch"), account.now, intent, method)
    intent["payment_method"], intent["latest_charge"] = method["id"], charge["id"]
    if bank_debit:
        _begin_debit(account, intent, charge, method)
        return charge
    declined = _decline(account, intent, method, charge["id"])
    network_id = account.chance.token(15, "network", charge["id"])
    charge["payment_method_details"] = card_details(method["card"], None if declined else charge["amount"], network_id)
    if declined:
        _fail(account, intent, charge, method, declined)
    else:
        _succeed(account, intent, charge)
    return charge


def settle_debit(account: Account, charge: Document) -> Document:
    """A pending bank debit arrives or bounces; returns its intent."""
    intent = account.get("payment_intent", charge["payment_intent"])
    if charge["status"] != "pending":
        return intent
    if account.chance.happens(0.06, "bounce", charge["id"]):
        method = account.get("payment_method", charge["payment_method"])
        _fail(account, intent, charge, method, ("debit_not_authorized", "debit_not_authorized"), new=False)
    else:
        _succeed(account, intent, charge, new=False)
    return intent


def capture(account: Account, intent: Document, amount: int | None = None) -> Document:
    """Take what was authorized, or less of it."""
    charge = account.get("charge", intent["latest_charge"])
    taken = intent["amount_capturable"] if amount is None else amount
    charge |= {"captured": True, "amount_captured": taken}
    charge["balance_transaction"] = _earn(account, charge)
    intent |= {"status": "succeeded", "amount_capturable": 0, "amount_received": taken}
    account.save(charge, "charge.captured")
    return account.save(intent, "payment_intent.succeeded")


def cancel_intent(account: Account, intent: Document, reason: str | None) -> Document:
    """Give an intent up; an authorization that was not captured is released in full."""
    if intent["status"] == "requires_capture":
        charge = account.get("charge", intent["latest_charge"])
        refund(account, charge, charge["amount"], None)
    intent |= {
        "status": "canceled",
        "canceled_at": account.now,
        "cancellation_reason": reason,
        "amount_capturable": 0,
    }
    return account.save(intent, "payment_intent.canceled")


def refund(
    account: Account, charge: Document, amount: int, reason: str | None, metadata: dict[str, str] | None = None
) -> Document:
    """Give an amount of a charge back."""
    bank_debit = charge["payment_method_details"]["type"] != "card"
    given: dict[str, Any] = {"reason": reason, "metadata": metadata or {}}
    if bank_debit:
        given |= {"status": "pending", "destination_details": {"type": "sepa_debit"}, "pending_reason": "processing"}
    refund_id = account.new_id("pyr" if bank_debit else "re")
    document = new_refund(refund_id, account.now, charge, amount, **given)
    if charge["captured"]:
        document["balance_transaction"] = balance.give_back(account, document)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == (charge["amount_captured"] or charge["amount"])
    account.add(document, "refund.created")
    account.save(charge, "charge.refunded")
    if bank_debit:
        account.schedule(account.now + DEBIT_TAKES, "settle_refund", refund_id)
    return document


def settle_refund(account: Account, refund_id: str) -> None:
    """A pending refund arrives; now and then the bank returns it and the money is the account's again."""
    document = account.get("refund", refund_id)
    del document["pending_reason"]
    if not account.chance.happens(0.2, "refund fails", refund_id):
        account.save(document | {"status": "succeeded"}, "refund.updated")
        return
    failure = {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    failure["failure_balance_transaction"] = balance.take_back(account, document)
    charge = account.get("charge", document["charge"])
    charge["amount_refunded"] -= document["amount"]
    charge["refunded"] = False
    account.save(document | failure, "refund.updated", "refund.failed")
    account.save(charge, "charge.updated")


def _earn(account: Account, charge: Document) -> str:
    disputes.consider(account, charge)
    return balance.earn(account, charge)


def _decline(account: Account, intent: Document, method: Document, charge_id: str) -> tuple[str, str] | None:
    last4 = method["card"]["last4"]
    if last4 in DECLINING_CARDS or last4 in RELIABLE_CARDS:
        return DECLINING_CARDS.get(last4)
    probability = AGAIN_FAILS if intent["last_payment_error"] else FIRST_FAILS
    if not account.chance.happens(probability, "decline", charge_id):
        return None
    return account.chance.pick(DECLINES, "why", charge_id)


def _begin_debit(account: Account, intent: Document, charge: Document, method: Document) -> None:
    mandate = f"mandate_{account.chance.token(24, 'mandate', method['id'])}"
    charge["payment_method_details"] = sepa_details(method["sepa_debit"], mandate)
    charge["captured"], charge["amount_captured"] = True, charge["amount"]
    intent["status"], intent["last_payment_error"] = "processing", None
    account.add(charge, "charge.pending")
    account.save(intent, "payment_intent.processing")


def _succeed(account: Account, intent: Document, charge: Document, *, new: bool = True) -> None:
    manual = intent["capture_method"] == "manual" and new
    charge |= {
        "status": "succeeded",
        "paid": True,
        "captured": not manual,
        "amount_captured": 0 if manual else charge["amount"],
        "receipt_url": f"https://receipts.sandbox.example/{charge['id']}",
        "outcome": _outcome(account, charge["id"], None),
    }
    charge["balance_transaction"] = None if manual else _earn(account, charge)
    intent["last_payment_error"] = None
    if manual:
        intent |= {"status": "requires_capture", "amount_capturable": charge["amount"]}
    else:
        intent |= {"status": "succeeded", "amount_received": charge["amount"]}
    keep = account.add if new else account.save
    keep(charge, "charge.succeeded")
    account.save(intent, "payment_intent.amount_capturable_updated" if manual else "payment_intent.succeeded")


def _fail(
    account: Account, intent: Document, charge: Document, method: Document, why: tuple[str, str], *, new: bool = True
) -> None:
    code, decline_code = why
    message = MESSAGES.get(decline_code, "Your card was declined.")
    charge |= {
        "status": "failed",
        "captured": False,
        "amount_captured": 0,
        "failure_code": code,
        "failure_message": message,
        "outcome": _outcome(account, charge["id"], decline_code),
    }
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "last_payment_error": {
            "charge": charge["id"],
            "code": code,
            "decline_code": decline_code,
            "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
            "message": message,
            "payment_method": method,
            "type": "card_error",
        },
    }
    keep = account.add if new else account.save
    keep(charge, "charge.failed")
    account.save(intent, "payment_intent.payment_failed")


def _outcome(account: Account, charge_id: str, decline_code: str | None) -> Document:
    return {
        "advice_code": "try_again_later" if decline_code else None,
        "network_advice_code": None,
        "network_decline_code": "51" if decline_code else None,
        "network_status": "declined_by_network" if decline_code else "approved_by_network",
        "reason": decline_code,
        "risk_level": "normal",
        "risk_score": account.chance.between(0, 64, "risk", charge_id),
        "seller_message": "The bank did not return any further details." if decline_code else "Payment complete.",
        "type": "issuer_declined" if decline_code else "authorized",
    }


ACTS = {
    "settle_refund": settle_refund,
}
