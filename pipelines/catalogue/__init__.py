"""What a person decides of each Stripe object type; landing, promotion, commands, docs and tests iterate it."""

from pipelines.catalogue.registry import (
    CATALOGUE,
    asked_for,
    children_of,
    implied_by,
    named,
    promotable,
    promoted,
    select,
)
from pipelines.catalogue.traits import EmbeddedIn, ImpliedBy, StripeObject

__all__ = [
    "CATALOGUE",
    "EmbeddedIn",
    "ImpliedBy",
    "StripeObject",
    "asked_for",
    "children_of",
    "implied_by",
    "named",
    "promotable",
    "promoted",
    "select",
]
