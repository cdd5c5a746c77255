"""Small edits of objects: a note, a description. Some of them no event tells, as with Stripe."""

from collections.abc import Callable

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import customers
from pipelines.sandbox.documents import Document

Edit = Callable[[Account, str], None]


def edit(kind: str, *event_types: str) -> Edit:
    """The act that writes a note to an object's metadata."""

    def act(account: Account, object_id: str) -> None:
        document = account.get(kind, object_id)
        account.save(_noted(account, document), *event_types)

    return act


def edit_twice(account: Account, customer_id: str) -> None:
    """Two changes of one customer in one second."""
    for _ in range(2):
        account.save(_noted(account, account.get("customer", customer_id)), "customer.updated")


def edit_account(account: Account, _: str) -> None:
    """A note to the account itself."""
    (own,) = account.having("account", "$.object", "account")
    account.save(_noted(account, own), "account.updated")


def owe(account: Account, customer_id: str) -> None:
    """The customer's balance is changed by hand, by a credit or a debt of some minor units."""
    customer = account.get("customer", customer_id)
    by = account.chance.between(-900, 900, "owes", customer_id, account.now) or 1
    customers.move_balance(account, customer, by * 10, "adjustment")
    account.save(customer, "customer.updated")


def renew_card(account: Account, method_id: str) -> None:
    """The bank sends a new card: the same one, valid for longer."""
    method = account.get("payment_method", method_id)
    if method["type"] == "card":
        card = method["card"] | {"exp_year": method["card"]["exp_year"] + 1}
        account.save(method | {"card": card}, "payment_method.automatically_updated")


def lose_method(account: Account, method_id: str) -> None:
    """Detach a payment method that a customer has."""
    method = account.get("payment_method", method_id)
    if method["customer"]:
        customers.drop_method(account, method)


def _noted(account: Account, document: Document) -> Document:
    note = {"note": f"№ {account.store.count('note')}"}
    return document | {"metadata": document["metadata"] | note}
