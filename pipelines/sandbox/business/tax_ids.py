"""The tax ids of customers who are businesses, and the account's own."""

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business.people import Country
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.tax_id import new_tax_id, verification

KINDS = {"US": "us_ein", "CA": "ca_bn", "DE": "eu_vat", "FR": "eu_vat", "NL": "eu_vat", "JP": "jp_cn"}
OWN = (("us_ein", "12-3456789"), ("eu_oss_vat", "EU372000041"))


def stock(account: Account) -> None:
    """The account's own, which no event tells of."""
    for kind, value in OWN:
        account.add(new_tax_id(account.new_id("atxi"), account.now, kind, value, None))


def sign_up(account: Account, customer: Document, number: int, where: Country) -> None:
    """What a newcomer says of its business, if it is one; a group of companies has more than ten."""
    if where.code in KINDS and account.chance.happens(0.2, "business", number):
        is_group = account.chance.happens(0.1, "group", number)
        for _ in range(account.chance.between(11, 14, "companies", number) if is_group else 1):
            give(account, customer["id"], where.code)


def give(account: Account, customer_id: str, country: str) -> Document:
    """One more tax id of a country, which is verified a day later."""
    number = account.store.count("tax id")
    digits = account.chance.between(100_000_000, 999_999_999, "tax id", number)
    kind = KINDS[country]
    return add(account, customer_id, kind, f"{country}{digits}" if kind == "eu_vat" else f"{digits}")


def add(account: Account, customer_id: str, kind: str, value: str) -> Document:
    """Add a tax id to a customer."""
    tax_id = new_tax_id(account.new_id("txi"), account.now, kind, value, customer_id)
    account.schedule(account.now + DAY, "verify_tax_id", tax_id["id"])
    return account.add(tax_id, "customer.tax_id.created", listed=False)


def verify(account: Account, tax_id: str) -> None:
    """The authority answers: mostly that it knows who this is."""
    found = account.find("tax_id", tax_id)
    if found is None:
        return
    draw = account.chance.draw("verified", tax_id)
    customer = account.get("customer", found["customer"])
    status = "verified" if draw < 0.7 else "unverified" if draw < 0.85 else "unavailable"
    name, place = (customer["name"], (customer["address"] or {}).get("line1")) if status == "verified" else (None, None)
    account.save(found | {"verification": verification(status, name, place)}, "customer.tax_id.updated")


def remove(account: Account, tax_id: Document) -> None:
    """Take a tax id away for good; of the account's own no event tells."""
    account.remove(tax_id, "customer.tax_id.deleted" if tax_id["customer"] else None)


def remove_all(account: Account, customer_id: str) -> None:
    """Take away all that a customer has."""
    for tax_id in account.children("tax_id", customer_id):
        remove(account, tax_id)


def change(account: Account, customer_id: str) -> None:
    """A customer who had none gives one; another takes the first away."""
    held = account.children("tax_id", customer_id)
    customer = account.get("customer", customer_id)
    country = (customer["address"] or {}).get("country")
    if held:
        remove(account, held[0])
    elif country in KINDS:
        give(account, customer_id, country)


ACTS = {
    "verify_tax_id": verify,
}
