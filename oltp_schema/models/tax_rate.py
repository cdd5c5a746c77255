"""Tax rates: what of a price goes to a tax authority."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonObject, field, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form


class TaxRate(ObjectRow):
    """A tax rate (`txr_…`). It is archived (`active` is false), never deleted; its percentage never changes."""

    __tablename__ = "tax_rates"
    __table_args__ = (currency_form("flat_amount_currency"), {"schema": DATA_SCHEMA})

    created: Mapped[datetime | None] = required()
    active: Mapped[bool | None] = required()
    country: Mapped[str | None] = field("Country, as two letters")
    description: Mapped[str | None]
    display_name: Mapped[str | None] = required("What customers see the tax called")
    effective_percentage: Mapped[Decimal | None] = field("Percent that is really taken")
    flat_amount_amount: Mapped[int | None] = field("Fixed amount, in minor units of flat_amount_currency")
    flat_amount_currency: Mapped[str | None] = field("Currency of the fixed amount")
    inclusive: Mapped[bool | None] = required("Whether prices include the tax")
    jurisdiction: Mapped[str | None] = field("Where the tax is raised")
    jurisdiction_level: Mapped[str | None] = field("Level of who raises it: country, state, city and so on")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    percentage: Mapped[Decimal | None] = required("Percent of tax")
    rate_type: Mapped[str | None] = field("percentage or flat_amount")
    state: Mapped[str | None] = field("State or region, as a code")
    tax_type: Mapped[str | None] = field("Kind of tax, such as vat")
