"""Products: what is sold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, field, required, weak_reference
from oltp_schema.row_state import ObjectRow


class Product(ObjectRow):
    """A product; its id may be chosen by the merchant."""

    __tablename__ = "products"
    keeps_history = True
    __table_args__ = ({"schema": DATA_SCHEMA},)

    created: Mapped[datetime | None] = required()
    active: Mapped[bool | None]
    default_price_id: Mapped[str | None] = weak_reference("prices", inverse="default_of_products")
    description: Mapped[str | None]
    images: Mapped[JsonArray | None] = required("Addresses of pictures")
    livemode: Mapped[bool | None] = required()
    marketing_features: Mapped[JsonArray | None] = field("Features to be shown, kept whole")
    metadata_: Mapped[JsonObject | None] = required(name="metadata")
    name: Mapped[str | None] = required("What customers see it called")
    package_dimensions: Mapped[JsonObject | None] = field("Size and weight, kept whole")
    shippable: Mapped[bool | None] = field("Whether it is shipped")
    statement_descriptor: Mapped[str | None]
    tax_code_id: Mapped[StripeId | None]
    tax_details_performance_location: Mapped[str | None] = field("Where it is performed, for taxes")
    type: Mapped[str | None] = field("good or service")
    unit_label: Mapped[str | None] = field("What one unit is called")
    updated: Mapped[datetime | None] = required("When it was last changed")
    url: Mapped[str | None] = field("Web page of it")
