"""Every Stripe object type that the pipeline knows: what a person decides of it, in one place.

Landing, promotion order, the command line, the docs and the tests iterate this catalogue and the models' foreign keys.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pipelines.errors import UsageError


@dataclass(frozen=True)
class EmbeddedIn:
    """Where the rows of a child table come from: a list inside its parent's document.

    ``rest`` is the endpoint that lists them whole when Stripe cut the embedded list (``has_more``); ``{id}`` is the
    parent's id. ``reference`` is the child's own field that names its parent.
    """

    parent: str
    field: str
    rest: str
    reference: str


@dataclass(frozen=True)
class StripeObject:
    """One type of Stripe object.

    ``name`` is the value of Stripe's ``object`` field; ``plural`` names its raw table; ``table`` its table in ``oltp``
    (None: landed, not promoted); ``transform`` is the active version of its SQL; ``path`` lists it (None: it has no
    list of its own); ``parameters`` make that list whole, so that nothing stays hidden. ``embeds`` are the JSON paths
    at which its listed documents hold other objects in full.
    """

    name: str
    plural: str
    table: str | None = None
    transform: int | None = None
    path: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    embedded: EmbeddedIn | None = None
    embeds: tuple[str, ...] = ()

    @property
    def landed_by_default(self) -> bool:
        """Whether a run without ``--objects`` asks Stripe for it."""
        return self.table is not None and self.path is not None


CATALOGUE: Mapping[str, StripeObject] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            StripeObject("product", "products", "products", 1, "/v1/products"),
            StripeObject("price", "prices", "prices", 1, "/v1/prices"),
            StripeObject("customer", "customers", "customers", 1, "/v1/customers"),
            StripeObject("payment_method", "payment_methods", "payment_methods", 1, "/v1/payment_methods"),
            StripeObject(
                "subscription",
                "subscriptions",
                "subscriptions",
                1,
                "/v1/subscriptions",
                {"status": "all"},
                embeds=("$.items.data[*].price",),  # the only source of inline prices, which /v1/prices leaves out
            ),
            StripeObject(
                "subscription_item",
                "subscription_items",
                "subscription_items",
                1,
                embedded=EmbeddedIn(
                    "subscription", "items", "/v1/subscription_items?subscription={id}", "subscription"
                ),
            ),
            StripeObject("invoice", "invoices", "invoices", 1, "/v1/invoices", {"expand[]": "data.payments"}),
            StripeObject(
                "line_item",
                "line_items",
                "invoice_line_items",
                1,
                embedded=EmbeddedIn("invoice", "lines", "/v1/invoices/{id}/lines", "invoice"),
            ),
            StripeObject("payment_intent", "payment_intents", "payment_intents", 1, "/v1/payment_intents"),
            StripeObject("charge", "charges", "charges", 1, "/v1/charges"),
            StripeObject("refund", "refunds", path="/v1/refunds"),
            StripeObject("invoice_payment", "invoice_payments", path="/v1/invoice_payments"),
            StripeObject("event", "events", path="/v1/events"),
        )
    }
)


def promoted() -> list[StripeObject]:
    """The types that have a table in ``oltp``, in catalogue order."""
    return [entry for entry in CATALOGUE.values() if entry.table]


def children_of(entry: StripeObject) -> list[StripeObject]:
    """The types whose rows are lists inside ``entry``'s documents."""
    return [child for child in CATALOGUE.values() if child.embedded and child.embedded.parent == entry.name]


def select(names: Iterable[str] | None) -> list[StripeObject]:
    """The catalogue entries that a user named (``--objects charge,invoice``), or what a run takes by default.

    A plural is understood too. Raises UsageError for a name that the catalogue does not have.
    """
    if names is None:
        return [entry for entry in CATALOGUE.values() if entry.landed_by_default]
    by_name = {key: entry for entry in CATALOGUE.values() for key in (entry.name, entry.plural)}
    chosen: dict[str, StripeObject] = {}
    for name in names:
        if name not in by_name:
            raise UsageError(f"{name} is not an object type of this pipeline. It knows: {', '.join(CATALOGUE)}.")
        entry = by_name[name]
        if entry.embedded:
            entry = CATALOGUE[entry.embedded.parent]
        chosen[entry.name] = entry
    return list(chosen.values())
