"""Products: what is sold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, required, weak_reference
from oltp_schema.row_state import ObjectRow


class Product(ObjectRow):
    """A product; its id may be chosen by the merchant."""

    __tablename__ = "products"
    __table_args__ = ({"schema": DATA_SCHEMA},)

    active: Mapped[bool | None]
    created: Mapped[datetime | None] = required()
    default_price_id: Mapped[str | None] = weak_reference("prices", inverse="default_of_products")
    description: Mapped[str | None]
    images: Mapped[JsonArray | None] = required()
    livemode: Mapped[bool | None] = required()
    marketing_features: Mapped[JsonArray | None]  # `features` until 2023-10-16
    metadata_: Mapped[JsonObject | None] = required("metadata")
    name: Mapped[str | None] = required()
    package_dimensions: Mapped[JsonObject | None]
    shippable: Mapped[bool | None]
    statement_descriptor: Mapped[str | None]
    tax_code_id: Mapped[StripeId | None]  # repeated as `tax_details.tax_code` from 2026-09-30
    tax_details_performance_location: Mapped[str | None]
    type: Mapped[str | None]
    unit_label: Mapped[str | None]
    updated: Mapped[datetime | None] = required()
    url: Mapped[str | None]
