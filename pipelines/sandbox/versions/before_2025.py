"""Undoing the changes from 2020-03-02 to 2024-04-10: embedded lists that must now be asked for, and new names."""

from typing import TYPE_CHECKING

from pipelines.sandbox.embedded import embedded_list

if TYPE_CHECKING:
    from pipelines.sandbox.account import Account, Document


def rendering_options(account: "Account", invoice: "Document") -> None:
    """2024-04-10: ``rendering_options`` became ``rendering``, which knows more."""
    del account
    known = invoice["rendering"]
    invoice["rendering_options"] = {"amount_tax_display": known["amount_tax_display"]} if known else None


def product_features(account: "Account", product: "Document") -> None:
    """2024-04-10: ``features`` became ``marketing_features``."""
    del account
    product["features"] = product["marketing_features"]


def charge_refunds(account: "Account", charge: "Document") -> None:
    """2022-11-15: ``refunds`` are no longer there unless asked for."""
    charge["refunds"] = embedded_list(account, "charge", "refunds", charge["id"])


def intent_charges(account: "Account", intent: "Document") -> None:
    """2022-11-15: the list of ``charges`` became ``latest_charge``."""
    intent["charges"] = embedded_list(account, "payment_intent", "charges", intent["id"])


def default_currency(account: "Account", customer: "Document") -> None:
    """2022-08-01: ``default_currency`` went; it was ``currency`` under a second name."""
    del account
    customer["default_currency"] = customer["currency"]


def customer_lists(account: "Account", customer: "Document") -> None:
    """2020-08-27: ``sources``, ``subscriptions`` and ``tax_ids`` are no longer there unless asked for."""
    for name in ("sources", "subscriptions", "tax_ids"):
        customer[name] = embedded_list(account, "customer", name, customer["id"])


def plan_tiers(account: "Account", plan: "Document") -> None:
    """2020-08-27: ``tiers`` of a plan are no longer there unless asked for."""
    tiers = account.find("price.tiers", plan["id"])
    plan["tiers"] = tiers["tiers"] if tiers else None


def tax_percent(account: "Account", document: "Document") -> None:
    """2020-08-27: ``tax_percent`` went; it was null wherever tax rates were used, and the sandbox uses these."""
    del account
    document["tax_percent"] = None


def product_goods(account: "Account", product: "Document") -> None:
    """2020-08-27: the fields of goods went; a service has nothing in them."""
    del account
    product |= {"attributes": [], "caption": None, "deactivate_on": []}
