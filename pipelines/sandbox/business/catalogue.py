"""What the business sells. Every price has a lookup key, by which the rest of the business finds it."""

from typing import Any

from pipelines.sandbox.account import Account
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.price import new_price, recurring, tier
from pipelines.sandbox.objects.product import new_product

# Minor units: yen have none and Kuwaiti dinars have three decimals.
PLANS = {
    "starter": {"usd": 900, "eur": 800, "jpy": 1200, "kwd": 2750},
    "team": {"usd": 2900, "eur": 2700, "jpy": 3900, "kwd": 8900},
    "business": {"usd": 9900, "eur": 9200, "jpy": 13_800, "kwd": 30_500},
}
ADD_ONS = (
    "Backups", "Audit log", "SSO", "Sandbox", "Priority mail", "Phone support", "Extra region", "Data export",
    "Webhooks", "Custom domain", "Reports", "Forecasts", "Integrations", "White label", "Archive", "Compliance",
)  # fmt: skip
GOODS = {
    "setup": {"usd": 15_000, "eur": 14_000, "jpy": 22_000, "kwd": 46_000},
    "workshop": {"usd": 49_000, "eur": 45_000, "jpy": 72_000, "kwd": 150_000},
    "book": {"usd": 1999, "eur": 1850, "jpy": 2980, "kwd": 6150},
}


def stock(account: Account) -> None:
    """Create all products and prices."""
    for plan, amounts in PLANS.items():
        product = _product(account, f"{plan.title()} plan", tax_code="txcd_10103001", unit_label="workspace")
        for interval, months in (("month", 1), ("year", 10)):
            for currency, amount in amounts.items():
                key = f"{plan}_{interval}_{currency}"
                _price(account, product, currency, key, unit_amount=amount * months, recurring=recurring(interval))
        _set_default(account, product, f"{plan}_month_usd")
    for name in ADD_ONS:
        product = _product(account, name, description=f"{name}, for workspaces that have outgrown the plan.")
        amount = 100 * account.chance.between(3, 40, "add-on", name)
        _price(account, product, "usd", f"add_on_{name}", unit_amount=amount, recurring=recurring("month"))
    for name, amounts in GOODS.items():
        product = _product(account, name.title(), shippable=name == "book")
        for currency, amount in amounts.items():
            _price(account, product, currency, f"{name}_{currency}", unit_amount=amount, tax_behavior="inclusive")
    _unusual(account)


def price(account: Account, lookup_key: str) -> Document:
    """The price of a lookup key."""
    return account.get("price", account.get("price.lookup_key", lookup_key)["price"])


def inline_price(account: Account, product_id: str, currency: str, amount: int) -> Document:
    """A price made for one subscription (``price_data``): no list ever shows it."""
    document = new_price(
        account.new_id("price"), account.now, product_id, currency, unit_amount=amount, recurring=recurring("month")
    )
    return account.add(document | {"active": False}, "price.created", listed=False)


def keep_tiers(account: Account, price_id: str, tiers: list[Document]) -> None:
    """A price's tiers are shown only when asked for (``expand[]=tiers``), so they lie beside it."""
    account.add({"id": price_id, "object": "price.tiers", "tiers": tiers}, listed=False)


def _unusual(account: Account) -> None:
    seats = _product(account, "Seats", unit_label="seat", metadata={"κλειδί": "τιμή", "note": 'a "quoted" \\ value'})
    graduated = [tier(5, 0, 2000), tier(20, 1200), tier(None, 900)]
    for currency in ("usd", "eur"):
        _tiered(account, seats, currency, f"seats_{currency}", mode="graduated", tiers=graduated)
    _tiered(account, seats, "eur", "seats_volume_eur", mode="volume", tiers=[tier(10, 1500), tier(None, 1000)])
    calls = _product(account, "API calls", unit_label="call")
    _price(account, calls, "usd", "calls_usd", unit_amount_decimal="0.25", recurring=recurring("month"))
    storage = _product(account, "Storage", unit_label="GB", metadata={"empty": ""})
    _price(
        account, storage, "usd", "storage_usd", unit_amount=500, recurring=recurring("month"),
        transform_quantity={"divide_by": 100, "round": "up"},
    )  # fmt: skip
    gift = _product(account, "Pay what you want")
    choice = {"maximum": 100_000, "minimum": 500, "preset": 2000}
    _price(account, gift, "usd", "gift_usd", custom_unit_amount=choice)
    # A plan of the days before prices: an id that somebody chose, still billed, no longer sold.
    gold = _product(account, "Gold (legacy)", object_id="gold", type="service")
    _price(account, gold, "usd", "gold", object_id="gold", unit_amount=1900, recurring=recurring("month"))
    _product(account, "Retired plan", active=False)
    _price(account, gold, "usd", "gold_quarter", unit_amount=4900, recurring=recurring("month", 3), active=False)


def _product(account: Account, name: str, *, object_id: str | None = None, **given: Any) -> Document:
    document = new_product(object_id or account.new_id("prod"), account.now, name, **given)
    return account.add(document, "product.created")


def _price(
    account: Account, product: Document, currency: str, key: str, *, object_id: str | None = None, **given: Any
) -> Document:
    price_id = object_id or account.new_id("price")
    document = new_price(price_id, account.now, product["id"], currency, lookup_key=key, **given)
    account.add({"id": key, "object": "price.lookup_key", "price": price_id}, listed=False)
    return account.add(document, "price.created")


def _tiered(account: Account, product: Document, currency: str, key: str, *, mode: str, tiers: list[Document]) -> None:
    document = _price(
        account, product, currency, key, billing_scheme="tiered", tiers_mode=mode, recurring=recurring("month")
    )
    keep_tiers(account, document["id"], tiers)


def _set_default(account: Account, product: Document, lookup_key: str) -> None:
    account.save(product | {"default_price": price(account, lookup_key)["id"]}, "product.updated")
