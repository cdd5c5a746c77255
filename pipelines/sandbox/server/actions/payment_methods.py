"""POST of payment methods, and Stripe's ready-made test methods (``pm_card_visa``)."""

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import customers
from pipelines.sandbox.documents import Document
from pipelines.sandbox.errors import bad_parameter, missing
from pipelines.sandbox.objects.payment_method import billing_details
from pipelines.sandbox.server.given import Given, addressed, named

# What Stripe's test names stand for: brand and last digits. The digits decide whether a charge succeeds.
TEST_CARDS = {
    "visa": ("visa", "4242"),
    "visa_debit": ("visa", "5556"),
    "mastercard": ("mastercard", "4444"),
    "mastercard_prepaid": ("mastercard", "8210"),
    "amex": ("amex", "0005"),
    "discover": ("discover", "1117"),
    "diners": ("diners", "0004"),
    "chargeDeclined": ("visa", "0002"),
    "visa_chargeDeclined": ("visa", "0002"),
    "chargeDeclinedInsufficientFunds": ("visa", "9995"),
    "visa_chargeDeclinedInsufficientFunds": ("visa", "9995"),
    "chargeDeclinedExpiredCard": ("visa", "0069"),
    "chargeDeclinedIncorrectCvc": ("visa", "0127"),
    "chargeCustomerFail": ("visa", "0341"),
}
BRANDS = {"4": "visa", "5": "mastercard", "2": "mastercard", "3": "amex", "6": "discover"}


def usable(account: Account, method_id: str, param: str) -> Document:
    """The payment method of an id; a test name makes a new one each time. Raises ApiError."""
    card = TEST_CARDS.get(method_id.removeprefix("pm_card_"))
    if method_id.startswith("pm_card_") and card:
        return customers.new_card(account, card[1], card[0], "US", id=account.new_id("pm"))
    return named(account, "payment_method", method_id, param)


def create(account: Account, given: Given) -> Document:
    """A payment method that belongs to nobody yet."""
    kind = given.choice("type", ("card", "sepa_debit"), "card")
    details = _billing_details(given, billing_details())
    metadata = given.metadata()
    given.ignore("allow_redisplay")
    if kind == "sepa_debit":
        iban = given.nested("sepa_debit").needed("iban")
        given.end()
        method = customers.new_bank_account(account, iban[:2], billing_details=details, metadata=metadata)
        method["sepa_debit"] |= {"last4": iban[-4:]}
        return account.save(method)
    brand, last4, month, year = _card(given.nested("card"))
    given.end()
    method = customers.new_card(
        account, last4, brand, "US", id=account.new_id("pm"), billing_details=details, metadata=metadata
    )
    if month and year:
        method["card"] |= {"exp_month": month, "exp_year": year}
    return account.save(method)


def update(account: Account, given: Given, method_id: str) -> Document:
    """Change whom a payment method belongs to by name, or its metadata."""
    method = addressed(account, "payment_method", method_id)
    details, metadata = _billing_details(given, method["billing_details"]), given.metadata(method["metadata"])
    given.end()
    return account.save(method | {"billing_details": details, "metadata": metadata}, "payment_method.updated")


def attach(account: Account, given: Given, method_id: str) -> Document:
    """Save it to a customer. One that was detached can never be used again."""
    customer = named(account, "customer", given.needed("customer"), "customer")
    given.end()
    ready_made = method_id.removeprefix("pm_card_") in TEST_CARDS
    method = usable(account, method_id, "id") if ready_made else addressed(account, "payment_method", method_id)
    if method["customer"]:
        raise bad_parameter(
            "payment_method", "The payment method you provided has already been attached to a customer."
        )
    return customers.attach(account, method, customer["id"])


def detach(account: Account, given: Given, method_id: str) -> Document:
    """Take it from its customer for good."""
    given.end()
    method = addressed(account, "payment_method", method_id)
    if not method["customer"]:
        raise bad_parameter("payment_method", "The payment method you provided is not attached to a customer.")
    return customers.drop_method(account, method)


def _card(given: Given) -> tuple[str, str, int | None, int | None]:
    token = given.text("token")
    number, month, year = given.text("number"), given.integer("exp_month"), given.integer("exp_year")
    given.ignore("cvc")
    given.end()
    if token:
        card = TEST_CARDS.get(token.removeprefix("tok_"))
        if card is None:
            raise missing("token", token, param="card[token]", status=400)
        return (*card, month, year)
    if number is None or not number.isdigit() or len(number) < 12:
        raise bad_parameter("card[number]", "Your card number is incorrect.", "incorrect_number")
    return BRANDS.get(number[0], "unknown"), number[-4:], month, year


def _billing_details(given: Given, before: Document) -> Document:
    details = given.nested("billing_details")
    changed: Document = {name: details.text(name) for name in ("email", "name", "phone") if name in details}
    if "address" in details:
        changed["address"] = details.address()
    details.end()
    return before | changed


ACTIONS = {
    ("POST", "/v1/payment_methods"): create,
    ("POST", "/v1/payment_methods/{id}"): update,
    ("POST", "/v1/payment_methods/{id}/attach"): attach,
    ("POST", "/v1/payment_methods/{id}/detach"): detach,
}
