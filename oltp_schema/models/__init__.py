"""The tables of the `oltp` schema, one module per Stripe object.

A column has Stripe's field name, with `_id` on a reference; a nested field is joined to its path (`card.brand` is
`card_brand`). A nested object that holds more than the fields lifted out of it is also kept whole, as jsonb, under its
own name. A field that moved between API versions has one column, with the older place in a comment beside it. Money is
in minor units of the row's `currency`. On an unresolved row every column but `id` and `row_state` is empty.

A model is found by being in this folder, and `reference` tells its relationships.
"""

from importlib import import_module
from pkgutil import iter_modules

from oltp_schema.base import relate
from oltp_schema.read_only import guard
from oltp_schema.row_state import StripeRow

MODELS: dict[str, type[StripeRow]] = {
    found.__tablename__: found
    for module in iter_modules(__path__)
    for found in vars(import_module(f"{__name__}.{module.name}")).values()
    if isinstance(found, type) and issubclass(found, StripeRow) and found.__module__ == f"{__name__}.{module.name}"
}
"""Each model by the name of its table."""

relate(MODELS.values())
guard()
