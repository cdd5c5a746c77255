"""The coupons of the business and the codes by which customers redeem them. Some end, one is deleted."""

from typing import Any, NamedTuple

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business import catalogue
from pipelines.sandbox.documents import Document
from pipelines.sandbox.included import keep
from pipelines.sandbox.objects.coupon import LIVES_ON, is_valid, new_coupon
from pipelines.sandbox.objects.promotion_code import new_promotion_code


class Offer(NamedTuple):
    """A coupon that somebody may redeem, by a promotion code or without one."""

    coupon: Document
    code: Document | None = None


def stock(account: Account) -> None:
    """Create all coupons and promotion codes."""
    coupon(account, "WELCOME10", "once", percent_off=10, name="Welcome")
    coupon(account, "spring-25", "repeating", percent_off=25, duration_in_months=3, redeem_by=account.now + 120 * DAY)
    coupon(account, "FRIENDS", "forever", percent_off=15, name="Friends & family", metadata={"owner": "sales"})
    coupon(account, "OLD_FRIENDS", "forever", percent_off=12.5)
    coupon(account, "HALF", "once", percent_off=50, max_redemptions=12)
    options = {name: {"amount_off": off} for name, off in (("eur", 450), ("jpy", 700), ("kwd", 1500), ("usd", 500))}
    coupon(account, "FIVE-OFF", "once", amount_off=500, currency="usd", currency_options=options)
    options = {name: {"amount_off": off} for name, off in (("eur", 800), ("usd", 900))}
    sold = [catalogue.price(account, f"{plan}_month_usd")["product"] for plan in ("team", "business")]
    coupon(
        account, "PARTNER", "repeating", duration_in_months=6, amount_off=900, currency="usd",
        currency_options=options, applies_to={"products": sold},
    )  # fmt: skip
    coupon(account, of_staff(account), "forever", percent_off=100, name="Staff")
    code(account, "HELLO", "WELCOME10", restrictions=_first_purchase)
    code(account, "SPRING", "spring-25", expires_at=account.now + 90 * DAY)
    code(account, "FORMER", "OLD_FRIENDS")
    code(account, "Half-Price", "HALF", max_redemptions=8)
    code(account, "FIVE", "FIVE-OFF")
    code(account, "PARTNER", "PARTNER", restrictions=_large_purchase, metadata={"partner": "№ 1"})
    account.schedule(account.now + 150 * DAY, "delete_coupon", "OLD_FRIENDS")
    account.schedule(account.now + 245 * DAY, "launch_coupon", "0")
    account.schedule(account.now + 255 * DAY, "delete_coupon", "spring-25")


def of_staff(account: Account) -> str:
    """The coupon that takes off everything. Its id is one that Stripe chose."""
    return account.chance.token(8, "coupon")


_first_purchase = {"first_time_transaction": True, "minimum_amount": None, "minimum_amount_currency": None}
_large_purchase = {"first_time_transaction": False, "minimum_amount": 1000, "minimum_amount_currency": "usd"}


def coupon(account: Account, object_id: str, duration: str, **given: Any) -> Document:
    """A new coupon. What it applies to, and its amounts in other currencies, are told only to those who ask."""
    told = {name: given.pop(name) for name in ("currency_options", "applies_to") if given.get(name)}
    document = new_coupon(object_id, account.now, duration, **given)
    for name, value in told.items():
        keep(account, document, name, value)
    if document["redeem_by"]:
        account.schedule(document["redeem_by"], "expire_coupon", object_id)
    return account.add(document, "coupon.created")


def code(account: Account, words: str, coupon_id: str, **given: Any) -> Document:
    """A new promotion code."""
    document = new_promotion_code(account.new_id("promo"), account.now, words, coupon_id, **given)
    if document["expires_at"]:
        account.schedule(document["expires_at"], "expire_code", document["id"])
    return account.add(document, "promotion_code.created")


def offers(account: Account, currency: str) -> list[Offer]:
    """What may be redeemed now by a code, in a currency, in the order of the codes."""
    codes = account.having("promotion_code", "$.active", True)
    found = [Offer(account.get("coupon", each["promotion"]["coupon"]), each) for each in codes if not each["customer"]]
    return [offer for offer in found if off_in(account, offer.coupon, currency) is not None or _is_share(offer.coupon)]


def off_in(account: Account, coupon: Document, currency: str) -> int | None:
    """The amount that a coupon takes off in a currency (minor units); None where it takes a share, or nothing."""
    if coupon["currency"] == currency:
        return int(coupon["amount_off"])
    kept = account.find("coupon.currency_options", coupon["id"])
    options = kept["currency_options"] if kept else {}
    return int(options[currency]["amount_off"]) if currency in options else None


def count(account: Account, offer: Offer) -> None:
    """Note that an offer was redeemed. No event tells it, nor that it was for the last time."""
    coupon = offer.coupon | {"times_redeemed": offer.coupon["times_redeemed"] + 1}
    _keep(account, coupon)
    if offer.code:
        redeemed = account.get("promotion_code", offer.code["id"])
        redeemed["times_redeemed"] += 1
        limit = redeemed["max_redemptions"]
        redeemed["active"] = redeemed["active"] and (limit is None or redeemed["times_redeemed"] < limit)
        account.save(redeemed)


def expire(account: Account, coupon_id: str) -> None:
    """The last day of a coupon is over, which no event tells."""
    if found := account.find("coupon", coupon_id):
        _keep(account, found)


def expire_code(account: Account, code_id: str) -> None:
    """The last day of a promotion code is over, which no event tells."""
    account.save(account.get("promotion_code", code_id) | {"active": False})


def delete(account: Account, coupon_id: str) -> None:
    """Delete a coupon: it is redeemed no more, and the discounts that it was given for go on."""
    found = account.find("coupon", coupon_id)
    if found is None:
        return
    account.remove(found, "coupon.deleted")
    account.add({"id": coupon_id, "object": LIVES_ON, "coupon": found | {"valid": False}}, listed=False)
    for each in account.having("promotion_code", "$.promotion.coupon", coupon_id):
        account.save(each | {"active": False}, "promotion_code.updated")


def launch(account: Account, number: str) -> None:
    """A new coupon with its code; it is deleted some hours later, or stays."""
    new = coupon(account, f"OFFER-{number}", "once", percent_off=5 * account.chance.between(1, 9, "off", number))
    code(account, f"OFFER{number}", new["id"], max_redemptions=3)
    if account.chance.happens(0.6, "coupon goes", number):
        account.schedule(account.now + account.chance.between(1, 48, "goes", number) * 3600, "delete_coupon", new["id"])


def _keep(account: Account, coupon: Document) -> None:
    coupon["valid"] = is_valid(coupon, account.now)
    account.save(coupon)
    if not coupon["valid"]:
        for each in account.having("promotion_code", "$.promotion.coupon", coupon["id"]):
            account.save(each | {"active": False})


def _is_share(coupon: Document) -> bool:
    return coupon["percent_off"] is not None


ACTS = {
    "expire_coupon": expire,
    "expire_code": expire_code,
    "delete_coupon": delete,
    "launch_coupon": launch,
}
