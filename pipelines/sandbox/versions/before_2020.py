"""Undoing the changes of 2019: other names, and line ids that were no ids."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.sandbox.account import Account, Document

UNIQUE_LINE_IDS = "2019-12-03"
"""The version from which a line's id is its own."""


def line_id(account: "Account", line: "Document") -> None:
    """2019-12-03: lines got ids of their own. Until then several lines shared one, and ``unique_id`` told them apart.

    A line of an invoice item had that item's id, one of a subscription an id that came again with each invoice.
    """
    del account
    line["unique_id"] = line["id"]
    line["id"] = old_line_id(line)
    line["unified_proration"] = False


def old_line_id(line: "Document") -> str:
    """The id that a line had before 2019-12-03, from the line in its newest or its older shape."""
    parent = line.get("parent") or {}
    links = parent[parent["type"]] if parent else line
    if links.get("invoice_item"):
        return str(links["invoice_item"])
    return f"sli_{links['subscription_item'].partition('_')[2]}"


def tax_info(account: "Account", customer: "Document") -> None:
    """2019-12-03: ``tax_info`` became ``tax_ids``."""
    del account
    customer["tax_info"] = customer["tax_info_verification"] = None


def balance_settings(account: "Account", subscription: "Document") -> None:
    """2019-12-03: void invoices always give applied balance back, which was a setting."""
    del account
    subscription["invoice_customer_balance_settings"] = {"consume_applied_balance_on_void": True}


def billing(account: "Account", document: "Document") -> None:
    """2019-10-17: ``billing`` became ``collection_method``; both were there since 2019-05-16."""
    del account
    document["billing"] = document["collection_method"]


def account_balance(account: "Account", customer: "Document") -> None:
    """2019-10-17: ``account_balance`` became ``balance``; both were there since 2019-05-16."""
    del account
    customer["account_balance"] = customer["balance"]


def start(account: "Account", subscription: "Document") -> None:
    """2019-10-17: ``start`` became ``start_date``; a change of plan moved it, which is not remembered here."""
    del account
    subscription["start"] = subscription["start_date"]


def platform_payments(account: "Account", document: "Document") -> None:
    """2019-08-14: the capability ``platform_payments`` became ``transfers``."""
    del account
    document["capabilities"]["platform_payments"] = document["capabilities"].pop("transfers")


def invoice_dates(account: "Account", invoice: "Document") -> None:
    """2019-03-14: ``date`` and ``finalized_at`` went, being ``created`` and a part of ``status_transitions``."""
    del account
    invoice["date"] = invoice["created"]
    invoice["finalized_at"] = invoice["status_transitions"]["finalized_at"]
    invoice["application_fee"] = invoice.pop("application_fee_amount")


def one_percentage(account: "Account", document: "Document") -> None:
    """2019-03-14: tax rates came. Before, there was one percentage on top, which says less."""
    del account
    rates = document["default_tax_rates"]
    if len(rates) == 1 and not rates[0]["inclusive"]:
        document["tax_percent"] = rates[0]["percentage"]
