"""Tax ids: what tells a tax authority who somebody is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, StripeId, field, personal, reference, required
from oltp_schema.row_state import ObjectRow


class TaxId(ObjectRow):
    """A tax id (`txi_…`, `atxi_…`) of a customer or, without one, of the account itself (`owner_type` is `self`)."""

    __tablename__ = "tax_ids"
    __table_args__ = ({"schema": DATA_SCHEMA},)

    created: Mapped[datetime | None] = required()
    customer_id: Mapped[str | None] = reference("customers", inverse="tax_ids")
    country: Mapped[str | None] = field("Country, as two letters")
    customer_account_id: Mapped[StripeId | None]
    livemode: Mapped[bool | None] = required()
    owner_account_id: Mapped[StripeId | None]
    owner_application_id: Mapped[StripeId | None]
    owner_type: Mapped[str | None] = field("Whose tax id it is")
    type: Mapped[str | None] = required("Kind of tax id, such as eu_vat")
    value: Mapped[str | None] = personal("The tax id itself", required=True)
    verification_status: Mapped[str | None] = field("Whether it was verified")
    verification_verified_address: Mapped[str | None] = personal("Address that the register has")
    verification_verified_name: Mapped[str | None] = personal("Name that the register has")
