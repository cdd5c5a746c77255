"""What each version changed, newest first, and how to undo it: an older version is the newest one taken back."""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.sandbox.versions import before_2020, before_2025, before_basil
from pipelines.sandbox.versions.additions import ADDED, drop
from pipelines.sandbox.versions.known import NEWEST

if TYPE_CHECKING:
    from pipelines.sandbox.account import Account, Document

Undo = Callable[["Account", "Document"], None]


class Change(NamedTuple):
    """A change that came with a version, and how an object of some types looked before it."""

    version: str
    kinds: str
    undo: Undo


CHANGES = (
    Change("2025-03-31.basil", "invoice", before_basil.invoice_parent),
    Change("2025-03-31.basil", "invoice", before_basil.invoice_payments),
    Change("2025-03-31.basil", "invoice", before_basil.invoice_taxes),
    Change("2025-03-31.basil", "line_item", before_basil.line_parent),
    Change("2025-03-31.basil", "line_item", before_basil.line_price),
    Change("2025-03-31.basil", "line_item", before_basil.line_taxes),
    Change("2025-03-31.basil", "charge payment_intent", before_basil.payer),
    Change("2025-03-31.basil", "subscription", before_basil.subscription_period),
    Change("2025-03-31.basil", "subscription subscription_item", before_basil.thresholds),
    Change("2025-03-31.basil", "price", before_basil.price_aggregate_usage),
    Change("2025-03-31.basil", "plan", before_basil.plan_aggregate_usage),
    Change("2024-04-10", "invoice", before_2025.rendering_options),
    Change("2024-04-10", "product", before_2025.product_features),
    Change("2022-11-15", "charge", before_2025.charge_refunds),
    Change("2022-11-15", "payment_intent", before_2025.intent_charges),
    Change("2022-08-01", "customer", before_2025.default_currency),
    Change("2020-08-27", "customer", before_2025.customer_lists),
    Change("2020-08-27", "plan", before_2025.plan_tiers),
    Change("2020-08-27", "invoice subscription", before_2025.tax_percent),
    Change("2020-08-27", "product", before_2025.product_goods),
    Change("2019-12-03", "line_item", before_2020.line_id),
    Change("2019-12-03", "customer", before_2020.tax_info),
    Change("2019-12-03", "subscription", before_2020.balance_settings),
    Change("2019-10-17", "invoice subscription", before_2020.billing),
    Change("2019-10-17", "customer", before_2020.account_balance),
    Change("2019-10-17", "subscription", before_2020.start),
    Change("2019-08-14", "account", before_2020.platform_payments),
    Change("2019-03-14", "invoice", before_2020.invoice_dates),
    Change("2019-03-14", "invoice subscription", before_2020.one_percentage),
)


@cache
def undoings(kind: str, version: str) -> tuple[Undo, ...]:
    """What takes an object of a type from ``NEWEST`` to a version, in order: a version's moves, then its additions."""
    steps: list[tuple[str, int, Undo]] = [
        (change.version, 1, change.undo) for change in CHANGES if kind in change.kinds.split()
    ]
    steps += [(since, 0, partial(_drop_all, added[kind].split())) for since, added in ADDED.items() if kind in added]
    steps = [step for step in steps if version < step[0] <= NEWEST]
    return tuple(undo for _, _, undo in sorted(steps, key=lambda step: step[:2], reverse=True))


def take_back(account: "Account", value: Any, version: str) -> None:
    """Take a document and everything in it from ``NEWEST`` to a version, in place.

    An object comes before what is embedded in it, so that each is undone with its parts still in their newest shape,
    and what an older version embeds is taken back like all else. Metadata is the merchant's, whatever it looks like.
    """
    if isinstance(value, list):
        for element in value:
            take_back(account, element, version)
    elif isinstance(value, dict):
        kind = value.get("object")
        if isinstance(kind, str) and not value.get("deleted"):
            for undo in undoings(kind, version):
                undo(account, value)
        for name, part in value.items():
            if isinstance(part, dict | list) and name != "metadata":
                take_back(account, part, version)


def _drop_all(fields: list[str], account: "Account", document: "Document") -> None:
    del account
    for field in fields:
        drop(document, field)
