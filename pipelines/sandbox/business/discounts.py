"""Discounts begin, take something off invoices, and end. All amounts are integers in minor units."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import coupons, endings
from pipelines.sandbox.business.calendar import period_end
from pipelines.sandbox.business.coupons import Offer
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.coupon import coupon_of
from pipelines.sandbox.objects.discount import new_discount
from pipelines.sandbox.objects.subscription import embed_items


def begin(account: Account, customer_id: str, offer: Offer, **given: str) -> Document:
    """Redeem an offer; ``given`` says for what, if not for the customer."""
    coupons.count(account, offer)
    discount = new_discount(account.new_id("di"), account.now, customer_id, offer.coupon["id"], **given)
    discount["promotion_code"] = offer.code["id"] if offer.code else None
    if offer.coupon["duration"] == "repeating":
        discount["end"] = period_end(account.now, account.now, "month", offer.coupon["duration_in_months"])
        account.schedule(discount["end"], "end_discount", discount["id"])
    is_lasting = not discount["invoice"] and not discount["invoice_item"]
    return account.add(discount, *["customer.discount.created"] * is_lasting, listed=False)


def redeem_at_start(
    account: Account, subscription: Document, item: Document, offers: Iterable[Offer], of_item: Iterable[Offer]
) -> None:
    """Redeem offers for a subscription that begins, and for an item of it."""
    customer_id, subscription_id = subscription["customer"], subscription["id"]
    subscription["discounts"] = [
        begin(account, customer_id, offer, subscription=subscription_id)["id"] for offer in offers
    ]
    item["discounts"] = [
        begin(account, customer_id, offer, subscription=subscription_id, subscription_item=item["id"])["id"]
        for offer in of_item
    ]


def redeem(account: Account, subscription: Document, offer: Offer) -> Document:
    """Redeem an offer for a running subscription: from its next invoice on."""
    discount = begin(account, subscription["customer"], offer, subscription=subscription["id"])
    discounts = [*subscription["discounts"], discount["id"]]
    return account.save(subscription | {"discounts": discounts}, "customer.subscription.updated")


def give(account: Account, customer: Document, coupon_id: str) -> Document:
    """Give a coupon to a customer: it is taken off whatever has no discount of its own."""
    discount = begin(account, customer["id"], Offer(account.get("coupon", coupon_id)))
    return account.save(customer | {"discount": discount}, "customer.updated")


def grant(account: Account, invoice: Document, lines: Sequence[Document]) -> None:
    """Take something off an invoice that is written by hand, or off its first line, now and then."""
    offers = [Offer(account.get("coupon", coupon_id)) for coupon_id in ("FRIENDS", "FIVE-OFF")]
    if account.chance.happens(0.4, "discount", invoice["id"]):
        offer = account.chance.pick(offers, "coupon", invoice["id"])
        invoice["discounts"] = [begin(account, invoice["customer"], offer, invoice=invoice["id"])["id"]]
    if account.chance.happens(0.3, "line discount", invoice["id"]):
        offer = Offer(account.get("coupon", "FRIENDS"))
        lines[0]["discounts"] = [begin(account, invoice["customer"], offer, invoice_item=lines[0]["id"])["id"]]


def of_invoice(subscription: Document, customer: Document) -> list[str]:
    """The discounts of a new invoice: those of its subscription, which stand before the customer's."""
    own: list[str] = subscription["discounts"]
    return own or ([customer["discount"]["id"]] if customer.get("discount") else [])


def take_off(account: Account, invoice: Document, lines: Sequence[Document]) -> None:
    """What the discounts of a draft and of its lines come to; those of lines are taken off first."""
    totals: dict[str, int] = {}
    for line in lines:
        line["discount_amounts"] = []
        for discount_id in line["discounts"]:
            _take_off(account, discount_id, [line], totals)
    for discount_id in invoice["discounts"]:
        _take_off(account, discount_id, lines, totals)
    invoice["total_discount_amounts"] = [{"amount": off, "discount": each} for each, off in totals.items()]


def spend(account: Account, invoice: Document) -> None:
    """End the discounts that are for one invoice, once they took something off this one."""
    for total in invoice["total_discount_amounts"]:
        coupon = _coupon(account, total["discount"])
        if total["amount"] and coupon["duration"] == "once":
            end(account, total["discount"])


def ended(account: Account, discount_id: str) -> Document:
    """End a discount, and give what Stripe answers: what it was, without its end."""
    end(account, discount_id)
    return {k: v for k, v in account.get("discount", discount_id).items() if k != "end"} | {"deleted": True}


def end(account: Account, discount_id: str) -> None:
    """Take a discount from whatever has it. Older invoices go on naming it."""
    discount = account.get("discount", discount_id)
    if discount["subscription"]:
        _end_of_subscription(account, discount)
    else:
        _end_of_customer(account, discount)


def _end_of_subscription(account: Account, discount: Document) -> None:
    subscription = account.get("subscription", discount["subscription"])
    items = [] if subscription["status"] in endings.ENDED else subscription["items"]["data"]
    holders = [holder for holder in (*items, *[subscription] * bool(items)) if discount["id"] in holder["discounts"]]
    for holder in holders:
        holder["discounts"].remove(discount["id"])
        if holder is not subscription:
            account.save(holder)
    if holders:
        embed_items(subscription, items)
        account.announce(discount, "customer.discount.deleted")
        account.save(subscription, "customer.subscription.updated")


def _end_of_customer(account: Account, discount: Document) -> None:
    customer = account.get("customer", discount["customer"])
    if (customer.get("discount") or {}).get("id") == discount["id"]:
        account.announce(discount, "customer.discount.deleted")
        account.save(customer | {"discount": None}, "customer.updated")


def _take_off(account: Account, discount_id: str, lines: Sequence[Document], totals: dict[str, int]) -> None:
    coupon = _coupon(account, discount_id)
    only = account.find("coupon.applies_to", coupon["id"])
    eligible = [line for line in lines if line["discountable"] and _applies(only, line) and _left(line) > 0]
    totals.setdefault(discount_id, 0)
    for line, off in zip(eligible, _offs(account, coupon, eligible), strict=True):
        line["discount_amounts"].append({"amount": off, "discount": discount_id})
        totals[discount_id] += off


def _offs(account: Account, coupon: Document, lines: Sequence[Document]) -> list[int]:
    """What a coupon takes off each of some lines; an amount is spread over them, to the last unit."""
    lefts = [_left(line) for line in lines]
    if coupon["percent_off"] is not None:
        share = Decimal(str(coupon["percent_off"])) / 100
        return [_round(left * share) for left in lefts]
    whole = sum(lefts)
    off = min(whole, coupons.off_in(account, coupon, lines[0]["currency"]) or 0) if lines else 0
    reached = [_round(Decimal(off) * sum(lefts[: place + 1]) / whole) for place in range(len(lefts))]
    return [high - low for low, high in zip([0, *reached], reached, strict=False)]


def _applies(only: Document | None, line: Document) -> bool:
    return only is None or line["pricing"]["price_details"]["product"] in only["applies_to"]["products"]


def _left(line: Document) -> int:
    return int(line["amount"] - sum(each["amount"] for each in line["discount_amounts"]))


def _coupon(account: Account, discount_id: str) -> Document:
    coupon = coupon_of(account, account.get("discount", discount_id)["source"]["coupon"])
    assert coupon is not None  # noqa: S101 -- a deleted one lives on
    return coupon


def _round(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


ACTS = {
    "end_discount": end,
}
