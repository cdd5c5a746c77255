"""POST of products and prices."""

from typing import Any

from pipelines.sandbox.account import Account
from pipelines.sandbox.business.assortment import change_price
from pipelines.sandbox.business.catalogue import keep_tiers
from pipelines.sandbox.documents import Document
from pipelines.sandbox.errors import bad_parameter
from pipelines.sandbox.objects.price import new_price, recurring, tier
from pipelines.sandbox.objects.product import new_product
from pipelines.sandbox.server.forms import whole_number
from pipelines.sandbox.server.given import Given, addressed, named

INTERVALS = ("day", "week", "month", "year")
PRODUCT_TEXTS = ("description", "name", "statement_descriptor", "unit_label", "url", "tax_code")
PRICE_TEXTS = ("lookup_key", "nickname")


def create_product(account: Account, given: Given) -> Document:
    """A product, with a default price when ``default_price_data`` is given."""
    given_id, name = given.text("id"), given.needed("name")
    if given_id and account.find("product", given_id):
        raise bad_parameter("id", "Product already exists.", "resource_already_exists")
    fields = _product_fields(given, {})
    default = given.nested("default_price_data") if "default_price_data" in given else None
    given.end()
    product = new_product(given_id or account.new_id("prod"), account.now, name, **fields)
    account.add(product, "product.created")
    if default:
        price = _new_price(account, default, product["id"])
        product = account.save(product | {"default_price": price["id"]}, "product.updated")
    return product


def update_product(account: Account, given: Given, product_id: str) -> Document:
    """Change a product."""
    product = addressed(account, "product", product_id)
    fields = _product_fields(given, product)
    if "default_price" in given:
        fields["default_price"] = named(account, "price", given.needed("default_price"), "default_price")["id"]
    given.end()
    if "tax_code" in fields:
        fields["tax_details"] = {"performance_location": None, "tax_code": fields["tax_code"]}
    return account.save(product | fields | {"updated": account.now}, "product.updated")


def create_price(account: Account, given: Given) -> Document:
    """A price of a product that exists, or of one made along with it (``product_data``)."""
    if "product_data" in given:
        product = create_product(account, given.nested("product_data"))
    else:
        product = named(account, "product", given.needed("product"), "product")
    return _new_price(account, given, product["id"])


def update_price(account: Account, given: Given, price_id: str) -> Document:
    """Change what a price may change: never its amount."""
    price = addressed(account, "price", price_id)
    fields: dict[str, Any] = {name: given.text(name) for name in PRICE_TEXTS if name in given}
    if "active" in given:
        fields["active"] = given.truth("active")
    if "metadata" in given:
        fields["metadata"] = given.metadata(price["metadata"])
    given.ignore("transfer_lookup_key")
    given.end()
    if fields.get("lookup_key") and fields["lookup_key"] != price["lookup_key"]:
        _claim(account, fields["lookup_key"], price_id)
    return change_price(account, price | fields, "price.updated")


def inline_price(account: Account, given: Given) -> Document:
    """The price of ``price_data``: served by id, never listed."""
    product = named(account, "product", given.needed("product"), given.name("product"))
    return _new_price(account, given, product["id"], listed=False)


def _new_price(account: Account, given: Given, product_id: str, *, listed: bool = True) -> Document:
    currency = given.currency()
    fields: dict[str, Any] = {name: given.text(name) for name in PRICE_TEXTS}
    fields |= {"active": given.truth("active", default=True), "metadata": given.metadata()}
    fields["tax_behavior"] = given.choice("tax_behavior", ("exclusive", "inclusive", "unspecified"), "unspecified")
    fields |= _amount(given)
    if "recurring" in given:
        fields["recurring"] = _recurring(given.nested("recurring"))
    if "transform_quantity" in given:
        package = given.nested("transform_quantity")
        divide_by = package.integer("divide_by", least=1)
        fields["transform_quantity"] = {"divide_by": divide_by, "round": package.choice("round", ("up", "down"), "up")}
    tiers = [_tier(one) for one in given.each("tiers")]
    if tiers:
        fields |= {"billing_scheme": "tiered", "tiers_mode": given.choice("tiers_mode", ("graduated", "volume"))}
    elif fields.get("unit_amount_decimal") is None and "custom_unit_amount" not in fields:
        raise bad_parameter("unit_amount", "Missing required param: unit_amount.", "parameter_missing")
    given.ignore("billing_scheme", "transfer_lookup_key")
    given.end()
    price = new_price(account.new_id("price"), account.now, product_id, currency, **fields)
    if price["lookup_key"]:
        _claim(account, price["lookup_key"], price["id"])
    account.add(price, "price.created", listed=listed)
    if tiers:
        keep_tiers(account, price["id"], tiers)
    return price


def _amount(given: Given) -> dict[str, Any]:
    if "custom_unit_amount" in given:
        choice = given.nested("custom_unit_amount")
        choice.ignore("enabled")
        return {"custom_unit_amount": {name: choice.integer(name) for name in ("maximum", "minimum", "preset")}}
    amount, decimal = given.integer("unit_amount", least=0), given.text("unit_amount_decimal")
    if decimal is None:
        return {"unit_amount": amount, "unit_amount_decimal": None if amount is None else str(amount)}
    if not decimal.replace(".", "", 1).isdigit():
        raise bad_parameter("unit_amount_decimal", f"Invalid decimal: {decimal}")
    return {"unit_amount": int(decimal) if "." not in decimal else None, "unit_amount_decimal": decimal}


def _recurring(given: Given) -> Document:
    interval = given.choice("interval", INTERVALS, "month")
    count = given.integer("interval_count", 1, least=1)
    usage_type = given.choice("usage_type", ("licensed", "metered"), "licensed")
    given.end()
    return recurring(str(interval), count or 1, str(usage_type))


def _tier(given: Given) -> Document:
    up_to = given.needed("up_to")
    made = tier(
        None if up_to == "inf" else whole_number(given.name("up_to"), up_to),
        given.integer("unit_amount"),
        given.integer("flat_amount"),
    )
    given.end()
    return made


def _product_fields(given: Given, before: Document) -> dict[str, Any]:
    fields: dict[str, Any] = {name: given.text(name) for name in PRODUCT_TEXTS if name in given}
    fields |= {name: given.truth(name) for name in ("active", "shippable") if name in given}
    if "images" in given:
        fields["images"] = given.texts("images")
    if "marketing_features" in given:
        fields["marketing_features"] = [{"name": one.needed("name")} for one in given.each("marketing_features")]
    if "metadata" in given:
        fields["metadata"] = given.metadata(before.get("metadata"))
    return fields


def _claim(account: Account, lookup_key: str, price_id: str) -> None:
    if account.find("price.lookup_key", lookup_key):
        message = f"A price already uses that lookup key: {lookup_key}."
        raise bad_parameter("lookup_key", message, "resource_already_exists")
    account.add({"id": lookup_key, "object": "price.lookup_key", "price": price_id}, listed=False)


ACTIONS = {
    ("POST", "/v1/products"): create_product,
    ("POST", "/v1/products/{id}"): update_product,
    ("POST", "/v1/prices"): create_price,
    ("POST", "/v1/prices/{id}"): update_price,
}
