"""What a person decides of each Stripe object type; landing, promotion, commands, docs and tests iterate it."""

from pipelines.catalogue.registry import (
    CATALOGUE,
    EVENT,
    asked_for,
    children_of,
    demand_endpoints,
    derived_by,
    granted_for,
    group_of,
    lists_per,
    lists_with,
    named,
    permission_for,
    permissions_for,
    promotable,
    promoted,
    select,
)
from pipelines.catalogue.traits import DerivedFrom, EmbeddedIn, ListedPer, StripeObject

__all__ = [
    "CATALOGUE",
    "EVENT",
    "DerivedFrom",
    "EmbeddedIn",
    "ListedPer",
    "StripeObject",
    "asked_for",
    "children_of",
    "demand_endpoints",
    "derived_by",
    "granted_for",
    "group_of",
    "lists_per",
    "lists_with",
    "named",
    "permission_for",
    "permissions_for",
    "promotable",
    "promoted",
    "select",
]
