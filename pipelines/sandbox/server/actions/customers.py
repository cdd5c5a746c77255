"""POST and DELETE of customers."""

from typing import Any

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import customers, discounts, tax_ids
from pipelines.sandbox.documents import Document
from pipelines.sandbox.errors import missing
from pipelines.sandbox.server.actions.payment_methods import usable
from pipelines.sandbox.server.given import Given, addressed, named
from pipelines.sandbox.server.messages import Answer, answer

TEXTS = ("description", "email", "name", "phone")


def create(account: Account, given: Given) -> Document:
    """A new customer, with a payment method attached when one is given."""
    fields = _fields(given, {})
    method_id, default_id = given.text("payment_method"), given.nested("invoice_settings")
    default = default_id.text("default_payment_method")
    default_id.end()
    given.end()
    balance = fields.pop("balance", 0)
    customer = customers.arrive(account, **fields | {"balance": balance})
    customers.move_balance(account, customer | {"balance": 0}, balance, "initial")
    if method_id:
        customers.attach(account, usable(account, method_id, "payment_method"), customer["id"])
    if default:
        method = named(account, "payment_method", default, "invoice_settings[default_payment_method]")
        customer = customers.make_default(account, customer, method["id"])
    return customer


def update(account: Account, given: Given, customer_id: str) -> Document:
    """Change a customer."""
    customer = addressed(account, "customer", customer_id)
    fields = _fields(given, customer)
    settings = given.nested("invoice_settings")
    if "default_payment_method" in settings:
        method_id = settings.text("default_payment_method")
        if method_id:
            named(account, "payment_method", method_id, "invoice_settings[default_payment_method]")
        fields["invoice_settings"] = customer["invoice_settings"] | {"default_payment_method": method_id}
    settings.end()
    given.end()
    moved = fields.pop("balance", customer["balance"]) - customer["balance"]
    customers.move_balance(account, customer, moved, "adjustment")
    return account.save(customer | fields, "customer.updated")


def delete(account: Account, given: Given, customer_id: str) -> Document:
    """Delete a customer; the stub is the answer."""
    given.end()
    return customers.delete(account, addressed(account, "customer", customer_id))


def add_tax_id(account: Account, given: Given, customer_id: str) -> Document:
    """A tax id of a customer."""
    customer = addressed(account, "customer", customer_id)
    kind, value = given.needed("type"), given.needed("value")
    given.end()
    return tax_ids.add(account, customer["id"], kind, value)


def delete_tax_id(account: Account, given: Given, customer_id: str, tax_id: str) -> Answer:
    """A tax id of a customer: Stripe answers 404 for it from then on."""
    given.end()
    found = addressed(account, "tax_id", tax_id)
    if found["customer"] != customer_id:
        raise missing("tax_id", tax_id)
    tax_ids.remove(account, found)
    return answer({"id": tax_id, "object": "tax_id", "deleted": True})


def end_discount(account: Account, given: Given, customer_id: str) -> Document:
    """Take a customer's discount away; the answer is what is left of it."""
    given.end()
    discount = addressed(account, "customer", customer_id)["discount"]
    if discount is None:
        raise missing("discount", customer_id)
    return discounts.ended(account, discount["id"])


def _fields(given: Given, before: Document) -> dict[str, Any]:
    fields: dict[str, Any] = {name: given.text(name) for name in TEXTS if name in given}
    if "address" in given:
        fields["address"] = None if given.left["address"] == "" else given.address()
        given.ignore("address")
    if "shipping" in given:
        fields["shipping"] = _shipping(given.nested("shipping"))
    if "balance" in given:
        fields["balance"] = given.integer("balance", 0)
    if "preferred_locales" in given:
        fields["preferred_locales"] = given.texts("preferred_locales")
    if "invoice_prefix" in given:
        fields["invoice_prefix"] = given.needed("invoice_prefix")
    if "tax_exempt" in given:
        fields["tax_exempt"] = given.choice("tax_exempt", ("none", "exempt", "reverse"))
    if "metadata" in given:
        fields["metadata"] = given.metadata(before.get("metadata"))
    return fields


def _shipping(given: Given) -> Document:
    shipping = {
        "address": given.address(),
        "name": given.text("name"),
        "phone": given.text("phone"),
    }
    given.end()
    return shipping


ACTIONS = {
    ("POST", "/v1/customers"): create,
    ("POST", "/v1/customers/{id}"): update,
    ("DELETE", "/v1/customers/{id}"): delete,
    ("DELETE", "/v1/customers/{id}/discount"): end_discount,
    ("POST", "/v1/customers/{id}/tax_ids"): add_tax_id,
    ("DELETE", "/v1/customers/{id}/tax_ids/{id}"): delete_tax_id,
}
