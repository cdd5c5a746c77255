"""Tax ids: what tells a tax authority who somebody is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, StripeId, reference, required
from oltp_schema.row_state import ObjectRow


class TaxId(ObjectRow):
    """A tax id (`txi_…`, `atxi_…`) of a customer or, without one, of the account itself (`owner_type` is `self`)."""

    __tablename__ = "tax_ids"
    __table_args__ = ({"schema": DATA_SCHEMA},)

    country: Mapped[str | None]
    created: Mapped[datetime | None] = required()
    customer_account_id: Mapped[StripeId | None]
    customer_id: Mapped[str | None] = reference("customers", inverse="tax_ids")
    livemode: Mapped[bool | None] = required()
    owner_account_id: Mapped[StripeId | None]
    owner_application_id: Mapped[StripeId | None]
    owner_type: Mapped[str | None]
    type: Mapped[str | None] = required()
    value: Mapped[str | None] = required()
    verification_status: Mapped[str | None]
    verification_verified_address: Mapped[str | None]
    verification_verified_name: Mapped[str | None]
