"""The Python twins of the SQL transforms: the tested reference that every promoted row must agree with.

They share no mapping code with the SQL and are dull on purpose, so that a disagreement is always interesting. A twin
sets the data columns of its row and of its children's; what promotion adds (``row_state`` and the like) is not its
business.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import inspect

from oltp_schema.row_state import StripeRow
from oltp_schema.shape import BOOKKEEPING
from pipelines.catalogue import CATALOGUE, children_of, implied_by
from pipelines.errors import UsageError
from pipelines.transformers.charge import stripe_charge_to_model
from pipelines.transformers.customer import stripe_customer_to_model
from pipelines.transformers.invoice import stripe_invoice_to_model
from pipelines.transformers.invoice_payment import implied_invoice_payment, stripe_invoice_payment_to_model
from pipelines.transformers.line_item import stripe_line_item_to_model
from pipelines.transformers.payment_intent import stripe_payment_intent_to_model
from pipelines.transformers.payment_method import stripe_payment_method_to_model
from pipelines.transformers.price import stripe_price_to_model
from pipelines.transformers.product import stripe_product_to_model
from pipelines.transformers.readers import Document, DocumentError
from pipelines.transformers.subscription import stripe_subscription_to_model
from pipelines.transformers.subscription_item import stripe_subscription_item_to_model

__all__ = ["REGISTRY", "DocumentError", "Transformer", "rows_of", "transformer_of"]

Transformer = Callable[[Document], StripeRow]

REGISTRY: Mapping[str, Transformer] = MappingProxyType(
    {
        "product": stripe_product_to_model,
        "price": stripe_price_to_model,
        "customer": stripe_customer_to_model,
        "payment_method": stripe_payment_method_to_model,
        "subscription": stripe_subscription_to_model,
        "subscription_item": stripe_subscription_item_to_model,
        "invoice": stripe_invoice_to_model,
        "line_item": stripe_line_item_to_model,
        "invoice_payment": stripe_invoice_payment_to_model,
        "payment_intent": stripe_payment_intent_to_model,
        "charge": stripe_charge_to_model,
    }
)


IMPLIED: Mapping[str, Callable[[Any], StripeRow | None]] = MappingProxyType(
    {"invoice_payment": implied_invoice_payment}
)


def transformer_of(name: str) -> Transformer:
    """The twin of a catalogue entry. Raises UsageError for a type that is landed and not promoted."""
    if name not in REGISTRY:
        raise UsageError(f"{name} has no Python twin. Write pipelines/transformers/{name}.py and register it.")
    return REGISTRY[name]


def rows_of(name: str, data: Document) -> dict[str, list[dict[str, Any]]]:
    """The data columns of a document's row and of its child rows, by table, as the twin reads them.

    Every child table of the object has a list, if an empty one, and so has a table whose rows it may imply. Raises
    DocumentError.
    """
    if data.get("object") != name:
        raise DocumentError("object", f"expected {name}, found another type")
    model = transformer_of(name)(data)
    rows = {model.__tablename__: [_data_columns(model)]}
    for child in children_of(CATALOGUE[name]):
        if child.embedded and child.table:
            rows[child.table] = [_data_columns(part) for part in getattr(model, child.embedded.field)]
    for entry in implied_by(CATALOGUE[name]):
        part = IMPLIED[entry.name](model)
        rows[str(entry.table)] = [_data_columns(part)] if part else []
    return rows


def _data_columns(model: StripeRow) -> dict[str, Any]:
    attributes = inspect(type(model)).column_attrs
    columns = {attribute.columns[0].name: getattr(model, attribute.key) for attribute in attributes}
    return {name: value for name, value in columns.items() if name not in BOOKKEEPING}
