"""Every Stripe object type that the pipeline knows: what a person decides of it, in one place.

Landing, promotion order, the command line, the docs and the tests iterate this catalogue and the models' foreign keys.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pipelines.catalogue.traits import ACTIVE_AND_INACTIVE, Evidence, Reading
from pipelines.errors import UsageError


@dataclass(frozen=True)
class EmbeddedIn:
    """Where the rows of a child table come from: a list inside its parent's document.

    ``rest`` is the endpoint that lists them whole when Stripe cut the embedded list (``has_more``); ``{id}`` is the
    parent's id. ``reference`` is the child's own field that names its parent. ``own_ids`` is how the ids begin that are
    the element's own, where older versions had others, which several elements of one list may share.
    """

    parent: str
    field: str
    rest: str
    reference: str
    own_ids: str = ""


@dataclass(frozen=True)
class ImpliedBy:
    """Rows of a table that the rows of another imply, because its older documents say in a field what has objects now.

    ``parent`` is the type whose rows are read, ``transform`` the active version of `implied_<name>/v<N>.sql`.
    """

    parent: str
    transform: int


@dataclass(frozen=True)
class StripeObject:
    """One type of Stripe object.

    ``name`` is the value of Stripe's ``object`` field; ``plural`` names its raw table; ``table`` its table in ``oltp``
    (None: landed, not promoted); ``transform`` is the active version of its SQL; ``path`` lists it (None: it has no
    list of its own) with ``parameters``, and ``reading`` says what else reading it whole takes. ``embeds`` are the JSON
    paths at which its listed documents hold other objects in full.
    """

    name: str
    plural: str
    table: str | None = None
    transform: int | None = None
    path: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    embedded: EmbeddedIn | None = None
    embeds: tuple[str, ...] = ()
    implied: ImpliedBy | None = None
    reading: Reading = field(default_factory=Reading)

    @property
    def landed_by_default(self) -> bool:
        """Whether a run without ``--objects`` asks Stripe for it."""
        return self.table is not None and self.path is not None


CATALOGUE: Mapping[str, StripeObject] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            StripeObject(
                "product", "products", "products", 1, "/v1/products", reading=Reading(views=ACTIVE_AND_INACTIVE)
            ),
            StripeObject(
                "price",
                "prices",
                "prices",
                1,
                "/v1/prices",
                reading=Reading(
                    views=ACTIVE_AND_INACTIVE,
                    expand={"tiers": "2020-03-02", "currency_options": "2020-08-27"},
                    told_by={"plan.": ("id",)},  # what prices were called
                ),
            ),
            StripeObject(
                "customer",
                "customers",
                "customers",
                2,
                "/v1/customers",
                reading=Reading(
                    on_clocks=True,
                    expand=dict.fromkeys(("cash_balance", "invoice_credit_balance", "sources", "tax"), "2020-08-27"),
                    told_by={
                        "customer.discount.": ("customer",),
                        "customer.source.": ("customer",),  # it may be the default one
                        "customer.tax_id.": ("customer",),
                        "cash_balance.": ("customer",),
                        "customer_cash_balance_transaction.": ("customer",),
                    },
                ),
            ),
            StripeObject(
                "payment_method",
                "payment_methods",
                "payment_methods",
                1,
                "/v1/payment_methods",
                # The cards, bank accounts and sources of old accounts are payment methods of the same id.
                reading=Reading(created_since=None, told_by={"customer.source.": ("id",)}),
            ),
            StripeObject(
                "subscription",
                "subscriptions",
                "subscriptions",
                3,
                "/v1/subscriptions",
                {"status": "all"},
                embeds=("$.items.data[*].price",),  # the only source of inline prices, which /v1/prices leaves out
                reading=Reading(
                    on_clocks=True,
                    expand={"discounts": "2023-10-16"},
                    ids=("discounts",),
                    told_by={
                        "customer.discount.": ("subscription",),
                        "subscription_schedule.": ("subscription", "released_subscription"),
                    },
                ),
            ),
            StripeObject(
                "subscription_item",
                "subscription_items",
                "subscription_items",
                2,
                embedded=EmbeddedIn(
                    "subscription", "items", "/v1/subscription_items?subscription={id}", "subscription"
                ),
                embeds=("$.price",),
                reading=Reading(expand={"discounts": "2023-10-16"}, ids=("discounts",)),
            ),
            StripeObject(
                "invoice",
                "invoices",
                "invoices",
                2,
                "/v1/invoices",
                embeds=("$.payments.data[*]", "$.lines.data[*].price"),  # a line has its price whole before basil
                reading=Reading(
                    expand={"payments": "2025-03-31.basil", "discounts": "2020-03-02"},
                    ids=("discounts",),
                    formerly={"payments": ("payment_intent", "charge")},
                    told_by={
                        "invoice_payment.": ("invoice",),
                        "invoiceitem.": ("invoice",),
                        "credit_note.": ("invoice",),
                        "customer.discount.": ("invoice",),
                    },
                    evidence={"payments": Evidence("invoice_payment", "/v1/invoice_payments?invoice={id}")},
                ),
            ),
            StripeObject(
                "line_item",
                "line_items",
                "invoice_line_items",
                3,
                embedded=EmbeddedIn("invoice", "lines", "/v1/invoices/{id}/lines", "invoice", own_ids="il_"),
                embeds=("$.price",),
                reading=Reading(expand={"discounts": "2020-03-02"}, ids=("discounts",)),
            ),
            StripeObject(
                "payment_intent",
                "payment_intents",
                "payment_intents",
                2,
                "/v1/payment_intents",
                reading=Reading(
                    unevented=True,  # there is no payment_intent.updated
                    told_by={
                        "charge.": ("payment_intent",),
                        "review.": ("payment_intent",),
                    },
                    evidence={"charges": Evidence("charge", "/v1/charges?payment_intent={id}")},
                ),
            ),
            StripeObject(
                "charge",
                "charges",
                "charges",
                4,
                "/v1/charges",
                reading=Reading(
                    told_by={
                        "charge.dispute.": ("charge",),
                        "charge.refund.": ("charge",),
                        "refund.": ("charge",),
                        "review.": ("charge",),
                        "radar.early_fraud_warning.": ("charge",),  # notes it in fraud_details
                    },
                    evidence={"refunds": Evidence("refund", "/v1/refunds?charge={id}")},
                ),
            ),
            StripeObject("refund", "refunds", path="/v1/refunds"),
            StripeObject(
                "invoice_payment",
                "invoice_payments",
                "invoice_payments",
                1,
                "/v1/invoice_payments",
                implied=ImpliedBy("invoice", 1),
                reading=Reading(created_since="2025-11-17.clover", unevented=True),  # only invoice_payment.paid
            ),
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


def implied_by(parent: StripeObject) -> list[StripeObject]:
    """The types of which rows of ``parent`` imply some."""
    return [entry for entry in CATALOGUE.values() if entry.implied and entry.implied.parent == parent.name]


def asked_for(entry: StripeObject, api_version: str, *, listed: bool = False) -> dict[str, str]:
    """The parameters that ask for what Stripe gives of an object only when asked, and of the elements of its lists.

    ``listed`` says that they are those of a list. No path is deeper than the four levels that Stripe takes, ``data``
    included, and none is unknown to ``api_version``, for which Stripe would refuse the request.
    """
    paths = list(entry.reading.expand.items())
    for child in children_of(entry):
        if child.embedded:
            paths += [(f"{child.embedded.field}.data.{field}", since) for field, since in child.reading.expand.items()]
    prefix = "data." if listed else ""
    asked = [f"{prefix}{path}" for path, since in paths if api_version >= since]
    return {f"expand[{number}]": path for number, path in enumerate(asked)}


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
