"""What is sold changes: prices rise, products come, are renamed and go."""

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import catalogue
from pipelines.sandbox.business.calendar import HOUR
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.plan import plan_of
from pipelines.sandbox.objects.price import new_price, recurring
from pipelines.sandbox.objects.product import new_product
from pipelines.sandbox.objects.subscription import embed_items


def change_price(account: Account, price: Document, event_type: str) -> Document:
    """Keep a price's new state, also where subscriptions show it: Stripe renders these anew, and tells nothing."""
    account.save(price, event_type)
    holders: dict[str, None] = {}
    for item in account.having("subscription_item", "$.price.id", price["id"]):
        account.save(item | {"price": price, "plan": plan_of(price)})
        holders[item["subscription"]] = None
    for subscription_id in holders:
        subscription = account.get("subscription", subscription_id)
        embed_items(subscription, account.children("subscription_item", subscription_id))
        account.save(subscription)
    return price


def reprice(account: Account, lookup_key: str) -> None:
    """A plan becomes dearer: a new price takes the old one's lookup key, and the old one is not sold any more."""
    old = catalogue.price(account, lookup_key)
    step = 10 if old["currency"] == "kwd" else 1  # Stripe takes no odd thousandths
    amount = old["unit_amount"] + max(step, old["unit_amount"] // 20 // step * step)
    new = new_price(
        account.new_id("price"), account.now, old["product"], old["currency"],
        lookup_key=lookup_key, unit_amount=amount, recurring=old["recurring"],
    )  # fmt: skip
    account.add(new, "price.created")
    account.save({"id": lookup_key, "object": "price.lookup_key", "price": new["id"]})
    product = account.get("product", old["product"])
    if product["default_price"] == old["id"]:
        account.save(product | {"default_price": new["id"], "updated": account.now}, "product.updated")
    gone = {"active": False, "lookup_key": None, "metadata": old["metadata"] | {"replaced_by": new["id"]}}
    change_price(account, old | gone, "price.updated")


def launch(account: Account, number: int) -> None:
    """A product comes, with a price or two or none; what becomes of it is on the agenda."""
    product = new_product(account.new_id("prod"), account.now, f"Offer {number}", metadata={"offer": f"{number}"})
    account.add(product, "product.created")
    hours = account.chance.between(1, 8, "offer", number)
    for place in range(account.chance.between(0, 2, "prices", number)):
        amount = 500 * account.chance.between(1, 20, "amount", number, place)
        price = new_price(
            account.new_id("price"), account.now, product["id"], "usd", unit_amount=amount,
            recurring=recurring("month"),
        )  # fmt: skip
        account.add(price, "price.created")
        if account.chance.happens(0.8, "price goes", number, place):
            account.schedule(account.now + hours * HOUR, "delete_price", price["id"])
    account.schedule(account.now + HOUR // 2, "rename", product["id"])
    account.schedule(account.now + hours * HOUR + 60, "retire", product["id"])


def rename(account: Account, product_id: str) -> None:
    """A product gets another name."""
    product = account.find("product", product_id)
    if product is None:
        return
    account.save(product | {"name": f"{product['name']}, new", "updated": account.now}, "product.updated")


def has_prices(account: Account, product_id: str) -> bool:
    """Whether a product has prices, of whatever kind."""
    return bool(account.having("price", "$.product", product_id))


def delete_price(account: Account, price_id: str) -> None:
    """A price goes for good, as the deletion of its plan does it."""
    price = account.find("price", price_id)
    if price is None:
        return
    account.remove(price, "price.deleted")
    if price["lookup_key"]:
        account.store.forget("price.lookup_key", price["lookup_key"])


def retire(account: Account, product_id: str) -> None:
    """A product goes for good if it has no price (Stripe refuses it else), or is not sold any more."""
    product = account.find("product", product_id)
    if product is None:
        return
    if has_prices(account, product_id):
        account.save(product | {"active": False, "updated": account.now}, "product.updated")
    else:
        account.remove(product, "product.deleted")


ACTS = {
    "rename": rename,
    "delete_price": delete_price,
    "retire": retire,
}
