"""People arrive: who they are, what they subscribe to and on which terms."""

from typing import Any

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business import (
    catalogue,
    coupons,
    customers,
    discounts,
    people,
    schedules,
    subscriptions,
    tax_ids,
    taxes,
)
from pipelines.sandbox.business.coupons import Offer
from pipelines.sandbox.business.people import Country
from pipelines.sandbox.business.subscriptions import Order
from pipelines.sandbox.documents import Document, address
from pipelines.sandbox.objects.payment_method import billing_details

KINDS = (
    (0.16, "buyer"),
    (0.28, "trial"),
    (0.37, "yearly"),
    (0.44, "invoiced"),
    (0.49, "bundle"),
    (0.58, "seats"),
    (0.62, "legacy"),
    (0.65, "deal"),
    (1.00, "monthly"),
)


def sign_up(account: Account, number: int) -> None:
    """The customer of a number arrives, and subscribes or buys."""
    where = people.country(account.chance, number)
    customer = _arrive(account, number, where)
    tax_ids.sign_up(account, customer, number, where)
    kind = _kind(account, number, where)
    if kind != "trial" or not account.chance.happens(0.3, "no card", number):
        method = _add_method(account, customer, number, where)
        customer = customers.make_default(account, customer, method["id"])
    if kind == "buyer":
        account.schedule(account.now, "buy", customer["id"])
        return
    if account.chance.happens(0.05, "friend", number):
        is_staff = account.chance.happens(0.2, "staff", number)
        customer = discounts.give(account, customer, coupons.of_staff(account) if is_staff else "FRIENDS")
    order = Order(
        _choice(account, number, kind, where),
        14 if kind == "trial" else 0,
        _terms(account, customer, number, kind, where),
        redeems=_code(account, number, where),
        redeems_of_first=(Offer(account.get("coupon", "FRIENDS")),) * account.chance.happens(0.04, "item", number),
    )
    if kind in ("monthly", "trial") and account.chance.happens(0.12, "later", number):
        schedules.begin_later(account, customer, order)
        return
    subscription = subscriptions.begin(account, customer, order)
    account.schedule(account.now + 5 * DAY, "live", subscription["id"])


def _arrive(account: Account, number: int, where: Country) -> Document:
    given: dict[str, Any] = {"name": people.name(account.chance, number)}
    if not account.chance.happens(0.04, "no mail", number):
        given["email"] = f"customer{number}@example.{account.chance.pick(('com', 'org', 'net'), 'domain', number)}"
    if not account.chance.happens(0.2, "no address", number):
        line1 = f"{account.chance.between(1, 999, 'street', number)} Main Street"
        given["address"] = address(city=where.city, country=where.code, line1=line1, postal_code=where.postal_code)
        given["preferred_locales"] = [where.locale]
    if account.chance.happens(0.3, "phone", number):
        given["phone"] = f"+1555{account.chance.between(1_000_000, 9_999_999, 'phone', number)}"
    if account.chance.happens(0.15, "metadata", number):
        given["metadata"] = {"crm_id": f"{number:06}", "since": "2026", "emoji": "🧾"}
    if account.chance.happens(0.1, "shipping", number):
        given["shipping"] = {
            "address": address(city=where.city, country=where.code),
            "name": given["name"],
            "phone": None,
        }
    return customers.arrive(account, **given)


def _kind(account: Account, number: int, where: Country) -> str:
    draw = account.chance.draw("kind", number)
    kind = next(kind for limit, kind in KINDS if draw < limit)
    needs = {"bundle": ("usd",), "legacy": ("usd",), "seats": ("usd", "eur")}.get(kind)
    return kind if needs is None or where.currency in needs else "monthly"


def _add_method(account: Account, customer: Document, number: int, where: Country) -> Document:
    details = billing_details(name=customer["name"], email=customer["email"], address=customer["address"] or address())
    if where.currency == "eur" and account.chance.happens(0.25, "bank debit", number):
        method = customers.new_bank_account(account, where.code, billing_details=details)
    else:
        method = customers.some_card(account, where.code, billing_details=details)
    if account.chance.happens(0.12, "second card", number):
        customers.attach(account, customers.some_card(account, where.code, billing_details=details), customer["id"])
    return customers.attach(account, method, customer["id"])


def _choice(account: Account, number: int, kind: str, where: Country) -> list[tuple[Document, int]]:
    chance = account.chance
    plan = chance.pick(("starter", "starter", "team", "team", "business"), "plan", number)
    if kind == "bundle":
        count = chance.between(11, 16, "bundle", number)
        keys = [f"add_on_{name}" for name in catalogue.ADD_ONS[:count]]
        return [(catalogue.price(account, key), 1) for key in keys]
    if kind == "seats":
        key = "seats_volume_eur" if chance.happens(0.15, "volume", number) else f"seats_{where.currency}"
        key = key if where.currency == "eur" or key != "seats_volume_eur" else "seats_usd"
        return [(catalogue.price(account, key), chance.between(1, 40, "seats", number))]
    if kind == "legacy":
        return [(catalogue.price(account, "gold"), 1)]
    if kind == "deal":
        product = catalogue.price(account, f"{plan}_month_usd")["product"]
        amount = catalogue.PLANS[plan][where.currency] * 4 // 5 // 10 * 10
        return [(catalogue.inline_price(account, product, where.currency, amount), 1)]
    chosen = [(catalogue.price(account, f"{plan}_{'year' if kind == 'yearly' else 'month'}_{where.currency}"), 1)]
    if where.currency == "usd" and kind == "monthly":
        if chance.happens(0.15, "storage", number):
            chosen.append((catalogue.price(account, "storage_usd"), chance.between(1, 900, "GB", number)))
        if chance.happens(0.1, "calls", number):
            chosen.append((catalogue.price(account, "calls_usd"), chance.between(101, 9999, "calls", number)))
    return chosen


def _code(account: Account, number: int, where: Country) -> tuple[Offer, ...]:
    """The code that a newcomer brings, one in six; one of them has a coupon on top that only the business gives."""
    if not account.chance.happens(0.17, "code", number):
        return ()
    brought = account.chance.pick(coupons.offers(account, where.currency), "which code", number)
    on_top = account.chance.happens(0.1, "on top", number)
    return (brought, *[Offer(account.get("coupon", "FRIENDS"))] * on_top)


def _terms(account: Account, customer: Document, number: int, kind: str, where: Country) -> dict[str, Any]:
    method_id = customer["invoice_settings"]["default_payment_method"]
    rates = taxes.of(account, where)
    terms: dict[str, Any] = {"default_tax_rates": rates} if rates else {}
    if method_id is None:
        behavior = {"billing_cycle_anchor": None, "missing_payment_method": "pause"}
        terms["trial_settings"] = {"end_behavior": behavior}
    elif account.chance.happens(0.5, "own method", number):
        terms["default_payment_method"] = method_id
    if kind == "invoiced":
        terms |= {"collection_method": "send_invoice", "days_until_due": 30}
    if account.chance.happens(0.1, "sub metadata", number):
        terms["metadata"] = {"order": f"№ {number}", "campaign": "autumn / «herbst»"}
    return terms


def come(account: Account, number: str) -> None:
    """The time of a newcomer has come."""
    sign_up(account, int(number))


ACTS = {
    "sign_up": come,
}
