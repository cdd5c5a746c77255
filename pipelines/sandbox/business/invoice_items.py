"""Invoice items: what is put on a customer's next invoice, by hand or because something changed within a period."""

from typing import Any

from pipelines.sandbox.account import Account
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.invoiceitem import new_invoiceitem


def of_line(account: Account, invoice: Document, line: Document) -> None:
    """The item that a new line of an invoice comes from, if it comes from one."""
    links = line["parent"][line["parent"]["type"]]
    if not links["invoice_item"] or account.find("invoiceitem", links["invoice_item"]):
        return
    item = new_invoiceitem(
        links["invoice_item"],
        account.now,
        invoice["customer"],
        line["amount"],
        line["currency"],
        description=line["description"],
        discounts=line["discounts"],
        invoice=invoice["id"],
        parent=_parent(links),
        period=line["period"],
        pricing=line["pricing"],
        proration=links["proration"],
        quantity=line["quantity"],
        quantity_decimal=line["quantity_decimal"],
    )
    account.add(item, "invoiceitem.created")


def _parent(links: Document) -> dict[str, Any] | None:
    if not links["subscription"]:
        return None
    details = {"subscription": links["subscription"], "subscription_item": links.get("subscription_item")}
    return {"subscription_details": details, "type": "subscription_details"}
