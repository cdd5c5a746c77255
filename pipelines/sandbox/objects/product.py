"""Products."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.traits import Filter, SandboxType, VersionChange, same


def new_product(object_id: str, now: int, name: str, **given: Any) -> Document:
    """A product, active and without a default price unless given."""
    tax_code = given.pop("tax_code", None)
    return {
        "id": object_id,
        "object": "product",
        "active": True,
        "created": now,
        "default_price": None,
        "description": None,
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": {},
        "name": name,
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": tax_code,
        "tax_details": {"performance_location": None, "tax_code": tax_code} if tax_code else None,
        "type": "service",
        "unit_label": None,
        "updated": now,
        "url": None,
    } | given


def product_features(documents: Documents, product: Document) -> None:
    """2024-04-10: ``features`` became ``marketing_features``."""
    del documents
    product["features"] = product["marketing_features"]


def product_goods(documents: Documents, product: Document) -> None:
    """2020-08-27: the fields of goods went; a service has nothing in them."""
    del documents
    product |= {"attributes": [], "caption": None, "deactivate_on": []}


TYPE = SandboxType(
    name="product",
    paths=("/v1/products",),
    filters=same("url")
    | {
        "active": Filter("$.active", "bool"),
        "shippable": Filter("$.shippable", "bool"),
        "ids": Filter("$.id", "any"),
    },
    searched="active description name shippable url",
    changes=(VersionChange("2024-04-10", product_features), VersionChange("2020-08-27", product_goods)),
    added={
        "2026-09-30.endive": "tax_details",
        "2024-04-10": "marketing_features",
        "2023-08-16": "features",
        "2020-08-27": "default_price tax_code",
    },
    moved=frozenset({"marketing_features"}),
)
