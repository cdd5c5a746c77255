"""Tax rates: what of a price goes to a tax authority."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonObject, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form


class TaxRate(ObjectRow):
    """A tax rate (`txr_…`). It is archived (`active` is false), never deleted; its percentage never changes."""

    __tablename__ = "tax_rates"
    __table_args__ = (currency_form("flat_amount_currency"), {"schema": DATA_SCHEMA})

    active: Mapped[bool | None] = required()
    country: Mapped[str | None]
    created: Mapped[datetime | None] = required()
    description: Mapped[str | None]
    display_name: Mapped[str | None] = required()
    effective_percentage: Mapped[Decimal | None]
    flat_amount_amount: Mapped[int | None]
    flat_amount_currency: Mapped[str | None]
    inclusive: Mapped[bool | None] = required()
    jurisdiction: Mapped[str | None]
    jurisdiction_level: Mapped[str | None]
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    percentage: Mapped[Decimal | None] = required()
    rate_type: Mapped[str | None]
    state: Mapped[str | None]
    tax_type: Mapped[str | None]
