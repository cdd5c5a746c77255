"""Changes of a running subscription: what is unused is credited and the rest of the period charged, at once."""

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import amounts, collection, invoicing
from pipelines.sandbox.business.calendar import period_end
from pipelines.sandbox.business.invoicing import Line
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.plan import plan_of
from pipelines.sandbox.objects.subscription import embed_items
from pipelines.sandbox.objects.subscription_item import new_subscription_item


def change_price(account: Account, subscription: Document, item_id: str, price: Document, quantity: int) -> Document:
    """Move an item to another price or quantity of the same interval."""
    items = subscription["items"]["data"]
    item = _one(items, item_id)
    credit = _unused(account, subscription, item)
    item |= {"price": price, "plan": plan_of(price), "quantity": quantity}
    account.save(item)
    return _invoice(account, subscription, items, [credit, _rest(account, item)])


def add_item(account: Account, subscription: Document, price: Document, quantity: int) -> Document:
    """Add an item for the rest of the period."""
    items = subscription["items"]["data"]
    period = (account.now, items[0]["current_period_end"])
    item = new_subscription_item(
        account.new_id("si"), subscription["id"], price, quantity, created=account.now, period=period
    )
    account.add(item)
    return _invoice(account, subscription, [*items, item], [_rest(account, item)])


def remove_item(account: Account, subscription: Document, item_id: str) -> Document:
    """Take an item away. It is gone for good: older invoices go on naming it."""
    items = subscription["items"]["data"]
    item = _one(items, item_id)
    credit = _unused(account, subscription, item)
    account.remove(item)
    return _invoice(account, subscription, [item for item in items if item["id"] != item_id], [credit])


def _one(items: list[Document], item_id: str) -> Document:
    return next(item for item in items if item["id"] == item_id)


def _invoice(account: Account, subscription: Document, items: list[Document], lines: list[Line]) -> Document:
    embed_items(subscription, items)
    if subscription["status"] == "trialing":
        return account.save(subscription, "customer.subscription.updated")
    customer = account.get("customer", subscription["customer"])
    period = (account.now, account.now)
    invoice = invoicing.draft(account, subscription, customer, lines, reason="subscription_update", period=period)
    subscription["latest_invoice"] = invoice["id"]
    account.save(subscription, "customer.subscription.updated")
    collection.bill(account, invoicing.finalize(account, invoice))
    return account.get("subscription", subscription["id"])


def _unused(account: Account, subscription: Document, item: Document) -> Line:
    billed = [
        line
        for line in account.children("line_item", subscription["latest_invoice"])
        if line["parent"]["subscription_item_details"]["subscription_item"] == item["id"]
    ]
    ids = [line["id"] for line in billed]
    credited = {"invoice": subscription["latest_invoice"], "invoice_line_items": ids} if billed else None
    amount = amounts.share(_whole(account, item), *_shares(account, item))
    if gross := sum(line["amount"] for line in billed):
        amount = amounts.share(amount, gross - sum(map(invoicing.off, billed)), gross)
    return _line(account, dict(item), -amount, "Unused time on", credited)


def _rest(account: Account, item: Document) -> Line:
    amount = amounts.share(_whole(account, item), *_shares(account, item))
    return _line(account, item, amount, "Remaining time on", None)


def _line(account: Account, item: Document, amount: int, words: str, credited: Document | None) -> Line:
    name = account.get("product", item["price"]["product"])["name"]
    return Line(
        item,
        amount,
        item["quantity"],
        None,
        (account.now, item["current_period_end"]),
        f"{words} {name}",
        invoice_item=account.new_id("ii"),
        credited=credited,
    )


def _whole(account: Account, item: Document) -> int:
    return sum(part.amount for part in amounts.parts(account, item["price"], item["quantity"]))


def _shares(account: Account, item: Document) -> tuple[int, int]:
    """How much of a whole period is left, and how long that whole period is (seconds)."""
    every = item["price"]["recurring"]
    finish = item["current_period_end"]
    start = item["current_period_start"]
    whole = period_end(start, start, every["interval"], every["interval_count"]) - start
    return min(finish - account.now, whole), whole
