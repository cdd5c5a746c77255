"""POST and DELETE of subscriptions."""

from typing import Any

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import changes, discounts, endings, subscriptions
from pipelines.sandbox.business.subscriptions import Order
from pipelines.sandbox.documents import Document
from pipelines.sandbox.errors import ApiError, bad_parameter, missing
from pipelines.sandbox.server.actions.catalog import inline_price
from pipelines.sandbox.server.actions.coupons import offer
from pipelines.sandbox.server.given import Given, addressed, named

NO_SETTINGS = {
    "payment_method_options": None,
    "payment_method_types": None,
    "save_default_payment_method": "off",
}
BEHAVIORS = ("allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete")
# Stripe's words that change nothing here: amounts due are always invoiced and collected at once.
IGNORED = ("off_session", "proration_behavior", "billing_mode", "automatic_tax")


def create(account: Account, given: Given) -> Document:
    """Begin a subscription; its first invoice is collected at once from the payment method that is saved."""
    customer = named(account, "customer", given.needed("customer"), "customer")
    prices = [_price(account, item) for item in given.each("items")]
    if not prices:
        raise bad_parameter("items", "Missing required param: items.", "parameter_missing")
    if len({(price["currency"], str(price["recurring"])) for price, _ in prices}) > 1:
        raise bad_parameter("items", "The sandbox bills all items of a subscription in one currency and interval.")
    trial_days = given.integer("trial_period_days", 0, least=0) or 0
    behavior = given.choice("payment_behavior", BEHAVIORS, "allow_incomplete")
    offers = [offer(account, one) for one in given.each("discounts")]
    terms = _terms(account, given, {"metadata": {}})
    given.ignore(*IGNORED)
    given.end()
    collect = behavior != "default_incomplete"
    if collect:
        _check_payable(customer, terms, trial_days)
    order = Order(prices, trial_days, terms, collect, redeems=tuple(offers))
    subscription = subscriptions.begin(account, customer, order)
    if behavior == "error_if_incomplete" and subscription["status"] == "incomplete":
        raise ApiError(402, "Your card was declined.", code="card_declined", kind="card_error")
    return subscription


def update(account: Account, given: Given, subscription_id: str) -> Document:
    """Change a subscription: its terms, its items, or whether it ends with the period."""
    subscription = _running(account, subscription_id)
    items = given.each("items")
    ending = given.truth("cancel_at_period_end") if "cancel_at_period_end" in given else None
    feedback = given.nested("cancellation_details").text("feedback")
    offers = [offer(account, one) for one in given.each("discounts")]
    terms = _terms(account, given, subscription)
    given.ignore(*IGNORED, "payment_behavior")
    given.end()
    if terms:
        subscription = account.save(subscription | terms, "customer.subscription.updated")
    for one in offers:
        subscription = discounts.redeem(account, subscription, one)
    for item in items:
        subscription = _change_item(account, subscription, item)
    if ending and not subscription["cancel_at_period_end"]:
        subscription = endings.end_with_period(account, subscription, feedback)
    elif ending is False and subscription["cancel_at_period_end"]:
        subscription = endings.stay(account, subscription)
    return subscription


def cancel(account: Account, given: Given, subscription_id: str) -> Document:
    """End a subscription now."""
    subscription = _running(account, subscription_id)
    details = given.nested("cancellation_details")
    subscription["cancellation_details"] |= {
        name: details.text(name) for name in ("comment", "feedback") if name in details
    }
    given.ignore("invoice_now", "prorate")
    given.end()
    return endings.end(account, subscription)


def end_discount(account: Account, given: Given, subscription_id: str) -> Document:
    """Take the discounts of a subscription away; the answer is what is left of the last."""
    given.end()
    ids = _running(account, subscription_id)["discounts"]
    if not ids:
        raise missing("discount", subscription_id)
    return [discounts.ended(account, each) for each in ids][-1]


def _check_payable(customer: Document, terms: dict[str, Any], trial_days: int) -> None:
    saved = terms.get("default_payment_method") or customer["invoice_settings"]["default_payment_method"]
    if not saved and not trial_days and terms.get("collection_method") != "send_invoice":
        message = "This customer has no attached payment source or default payment method."
        raise ApiError(400, message, code="resource_missing")


def _running(account: Account, subscription_id: str) -> Document:
    subscription = addressed(account, "subscription", subscription_id)
    if subscription["status"] in endings.ENDED:
        raise ApiError(404, f"No such subscription: '{subscription_id}'", code="resource_missing", param="id")
    return subscription


def _price(account: Account, given: Given) -> tuple[Document, int]:
    quantity = given.integer("quantity", 1, least=0)
    if "price_data" in given:
        price = inline_price(account, given.nested("price_data"))
    else:
        price = named(account, "price", given.needed("price"), given.name("price"))
    given.ignore("metadata")
    given.end()
    if price["recurring"] is None:
        message = f"The price {price['id']} is set to `type=one_time`; a subscription takes `type=recurring` only."
        raise bad_parameter(given.name("price"), message)
    return price, 1 if quantity is None else quantity


def _terms(account: Account, given: Given, before: Document) -> dict[str, Any]:
    terms: dict[str, Any] = {}
    if method_id := given.text("default_payment_method"):
        terms["default_payment_method"] = named(account, "payment_method", method_id, "default_payment_method")["id"]
    if "description" in given:
        terms["description"] = given.text("description")
    if "payment_settings" in given:
        terms["payment_settings"] = _payment_settings(given.nested("payment_settings"), before)
    if "metadata" in given:
        terms["metadata"] = given.metadata(before["metadata"])
    if method := given.choice("collection_method", ("charge_automatically", "send_invoice")):
        terms["collection_method"] = method
    if "days_until_due" in given:
        terms["days_until_due"] = given.integer("days_until_due", 30, least=0)
    return terms


def _payment_settings(given: Given, before: Document) -> Document:
    """How a subscription is paid; of what types its payments are changes nothing here."""
    settings: Document = dict(before.get("payment_settings") or NO_SETTINGS)
    if saves := given.choice("save_default_payment_method", ("off", "on_subscription")):
        settings["save_default_payment_method"] = saves
    given.ignore("payment_method_types", "payment_method_options")
    given.end()
    return settings


def _change_item(account: Account, subscription: Document, given: Given) -> Document:
    item_id = given.text("id")
    if item_id is None:
        return changes.add_item(account, subscription, *_price(account, given))
    item = next((item for item in subscription["items"]["data"] if item["id"] == item_id), None)
    if item is None:
        raise bad_parameter(given.name("id"), f"No such subscription item: '{item_id}'", "resource_missing")
    if given.truth("deleted"):
        if len(subscription["items"]["data"]) == 1:
            raise bad_parameter(given.name("deleted"), "A subscription must have at least one active item.")
        return changes.remove_item(account, subscription, item_id)
    price_id = given.text("price")
    price = named(account, "price", price_id, given.name("price")) if price_id else item["price"]
    quantity = given.integer("quantity", item["quantity"], least=0)
    given.end()
    return changes.change_price(account, subscription, item_id, price, quantity or 0)


ACTIONS = {
    ("POST", "/v1/subscriptions"): create,
    ("POST", "/v1/subscriptions/{id}"): update,
    ("DELETE", "/v1/subscriptions/{id}"): cancel,
    ("DELETE", "/v1/subscriptions/{id}/discount"): end_discount,
}
