"""The lists of the API: where each is, what it holds, and by what it can be filtered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pipelines.sandbox.versions.known import SINCE


class Filter(NamedTuple):
    """A parameter of a list: the place in the document that it compares, and how."""

    place: str
    how: Literal["equal", "bool", "range", "any", "glob", "price", "zero"] = "equal"


@dataclass(frozen=True)
class Resource:
    """One list. ``hidden`` is a condition on what it leaves out unless asked for by status, ``only`` holds always.

    ``shown_as`` is the type that the objects are shown as.
    """

    kind: str
    filters: Mapping[str, Filter] = field(default_factory=dict)
    newest_first: bool = True
    hidden: str | None = None
    only: str | None = None
    shown_as: str | None = None


def _same(*names: str) -> dict[str, Filter]:
    return {name: Filter(f"$.{name}") for name in names}


BALANCE_TRANSACTIONS = Resource("balance_transaction", _same("currency", "payout", "source", "type"))

RESOURCES: Mapping[str, Resource] = {
    "/v1/products": Resource(
        "product",
        _same("url")
        | {
            "active": Filter("$.active", "bool"),
            "shippable": Filter("$.shippable", "bool"),
            "ids": Filter("$.id", "any"),
        },
    ),
    "/v1/prices": Resource(
        "price",
        _same("currency", "product", "type")
        | {
            "active": Filter("$.active", "bool"),
            "lookup_keys": Filter("$.lookup_key", "any"),
            "recurring[interval]": Filter("$.recurring.interval"),
            "recurring[meter]": Filter("$.recurring.meter"),
            "recurring[usage_type]": Filter("$.recurring.usage_type"),
        },
    ),
    "/v1/plans": Resource(
        "price",
        _same("product") | {"active": Filter("$.active", "bool")},
        only="json_extract(body, '$.recurring') IS NOT NULL",
        shown_as="plan",
    ),
    "/v1/customers": Resource("customer", _same("email", "test_clock")),
    "/v1/payment_methods": Resource(
        "payment_method",
        _same("customer", "customer_account", "type", "allow_redisplay"),
    ),
    "/v1/subscriptions": Resource(
        "subscription",
        _same("collection_method", "customer", "customer_account", "status", "test_clock")
        | {
            "price": Filter("$.items.data", "price"),
            "plan": Filter("$.items.data", "price"),
            "automatic_tax[enabled]": Filter("$.automatic_tax.enabled", "bool"),
            "current_period_start": Filter("$.items.data[0].current_period_start", "range"),
            "current_period_end": Filter("$.items.data[0].current_period_end", "range"),
        },
        hidden="json_extract(body, '$.status') <> 'canceled'",
    ),
    "/v1/subscription_items": Resource("subscription_item", _same("subscription"), newest_first=False),
    "/v1/invoices": Resource(
        "invoice",
        _same("collection_method", "customer", "customer_account", "status")
        | {
            "subscription": Filter("$.parent.subscription_details.subscription"),
            "due_date": Filter("$.due_date", "range"),
        },
    ),
    "/v1/invoice_payments": Resource(
        "invoice_payment",
        _same("invoice", "status")
        | {
            "payment[type]": Filter("$.payment.type"),
            "payment[payment_intent]": Filter("$.payment.payment_intent"),
            "payment[payment_record]": Filter("$.payment.payment_record"),
        },
    ),
    "/v1/payment_intents": Resource("payment_intent", _same("customer", "customer_account")),
    "/v1/charges": Resource("charge", _same("customer", "payment_intent", "transfer_group")),
    "/v1/refunds": Resource("refund", _same("charge", "payment_intent")),
    "/v1/balance_transactions": BALANCE_TRANSACTIONS,
    "/v1/balance/history": BALANCE_TRANSACTIONS,
    "/v1/tax_rates": Resource(
        "tax_rate", {"active": Filter("$.active", "bool"), "inclusive": Filter("$.inclusive", "bool")}
    ),
    "/v1/events": Resource(
        "event",
        {
            "type": Filter("$.type", "glob"),
            "types": Filter("$.type", "any"),
            "delivery_success": Filter("$.pending_webhooks", "zero"),
        },
    ),
}

KEPT: Mapping[str, Resource] = {resource.shown_as or resource.kind: resource for resource in RESOURCES.values()}
"""The list of each type."""

SUB_LISTS: Mapping[tuple[str, str], Resource] = {
    ("/v1/invoices", "lines"): Resource("line_item", newest_first=False),
    ("/v1/customers", "payment_methods"): Resource("payment_method", _same("type", "allow_redisplay")),
    ("/v1/customers", "subscriptions"): Resource("subscription", hidden=RESOURCES["/v1/subscriptions"].hidden),
    ("/v1/charges", "refunds"): Resource("refund"),
}

# The field that a parameter is compared with is indexed for these: the parent that the object hangs on.
BY_PARENT: Mapping[tuple[str, str], bool] = {
    ("subscription_item", "subscription"): True,
    ("invoice_payment", "invoice"): True,
    ("payment_method", "customer"): True,
    ("subscription", "customer"): True,
    ("invoice", "customer"): True,
    ("charge", "payment_intent"): True,
    ("refund", "charge"): True,
}


def unserved(path: str, version: str) -> bool:
    """Whether a path belongs to objects that a version does not have yet."""
    resource = RESOURCES.get("/".join(path.split("/")[:3]))
    return resource is not None and version < SINCE.get(resource.shown_as or resource.kind, version)
