"""POST of coupons and promotion codes."""

from typing import Any

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import coupons
from pipelines.sandbox.business.coupons import Offer
from pipelines.sandbox.documents import Document
from pipelines.sandbox.errors import ApiError, bad_parameter
from pipelines.sandbox.server.given import Given, addressed, named

DURATIONS = ("once", "repeating", "forever")


def create_coupon(account: Account, given: Given) -> Document:
    """A coupon of a percentage or of an amount."""
    coupon_id = given.text("id") or account.chance.token(8, "coupon", account.store.count("coupon"))
    if account.find("coupon", coupon_id):
        raise bad_parameter("id", "Coupon already exists.", "resource_already_exists")
    duration = str(given.choice("duration", DURATIONS, "once"))
    fields: dict[str, Any] = {"name": given.text("name"), "metadata": given.metadata()}
    for name in ("max_redemptions", "redeem_by", "duration_in_months", "amount_off"):
        fields[name] = given.integer(name, least=1)
    fields["percent_off"] = _percentage(given)
    if (fields["amount_off"] is None) == (fields["percent_off"] is None):
        raise bad_parameter("percent_off", "You must pass either percent_off or amount_off, but not both.")
    if fields["amount_off"]:
        fields["currency"] = given.currency()
        fields["currency_options"] = _options(given, fields["currency"], fields["amount_off"])
    if products := given.nested("applies_to").texts("products"):
        fields["applies_to"] = {"products": [named(account, "product", each, "applies_to")["id"] for each in products]}
    if (duration == "repeating") != (fields["duration_in_months"] is not None):
        raise bad_parameter("duration_in_months", "duration_in_months is for a duration of repeating, and only for it.")
    given.end()
    return coupons.coupon(account, coupon_id, duration, **fields)


def update_coupon(account: Account, given: Given, coupon_id: str) -> Document:
    """Change what a coupon may change: never what it takes off."""
    coupon = addressed(account, "coupon", coupon_id)
    fields: dict[str, Any] = {"name": given.text("name")} if "name" in given else {}
    fields["metadata"] = given.metadata(coupon["metadata"])
    given.end()
    return account.save(coupon | fields, "coupon.updated")


def create_code(account: Account, given: Given) -> Document:
    """A promotion code for a coupon."""
    promotion = given.nested("promotion")
    promotion.ignore("type")
    coupon = named(account, "coupon", promotion.needed("coupon"), "promotion[coupon]")
    promotion.end()
    words = given.text("code") or account.chance.token(8, "code", account.store.count("code")).upper()
    fields: dict[str, Any] = {"metadata": given.metadata(), "active": given.truth("active", default=True)}
    if customer_id := given.text("customer"):
        fields["customer"] = named(account, "customer", customer_id, "customer")["id"]
    for name in ("expires_at", "max_redemptions"):
        fields[name] = given.integer(name, least=1)
    given.end()
    if any(each["active"] for each in account.having("promotion_code", "$.code", words)):
        raise bad_parameter("code", f"An active promotion code with `code: {words}` already exists.")
    return coupons.code(account, words, coupon["id"], **fields)


def update_code(account: Account, given: Given, code_id: str) -> Document:
    """Change whether a promotion code is active, and its metadata."""
    code = addressed(account, "promotion_code", code_id)
    fields: dict[str, Any] = {"active": given.truth("active")} if "active" in given else {}
    fields["metadata"] = given.metadata(code["metadata"])
    given.end()
    return account.save(code | fields, "promotion_code.updated")


def offer(account: Account, given: Given) -> Offer:
    """What is redeemed, as ``discounts[0][coupon]`` or ``discounts[0][promotion_code]`` names it."""
    code_id, coupon_id = given.text("promotion_code"), given.text("coupon")
    given.end()
    code = named(account, "promotion_code", code_id, given.name("promotion_code")) if code_id else None
    wanted = code["promotion"]["coupon"] if code else coupon_id or ""
    coupon = named(account, "coupon", wanted, given.name("coupon"))
    if not coupon["valid"] or (code and not code["active"]):
        raise ApiError(400, f"Coupon expired: {coupon['id']}", code="coupon_expired", param=given.name("coupon"))
    return Offer(coupon, code)


def _percentage(given: Given) -> float | int | None:
    words = given.text("percent_off")
    if words is None:
        return None
    if not words.replace(".", "", 1).isdigit() or not 0 < float(words) <= 100:
        raise bad_parameter("percent_off", f"Invalid percentage: {words}")
    return float(words) if "." in words else int(words)


def _options(given: Given, currency: str, amount: int) -> dict[str, Document]:
    options = given.nested("currency_options")
    found = {name: options.nested(name).integer("amount_off", least=1) for name in list(options.left)}
    return {name: {"amount_off": off} for name, off in sorted({**found, currency: amount}.items())}


ACTIONS = {
    ("POST", "/v1/coupons"): create_coupon,
    ("POST", "/v1/coupons/{id}"): update_coupon,
    ("POST", "/v1/promotion_codes"): create_code,
    ("POST", "/v1/promotion_codes/{id}"): update_code,
}
