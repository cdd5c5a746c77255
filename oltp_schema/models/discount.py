"""Discounts: a coupon that a customer, a subscription, an item of one, an invoice or a line was given."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, StripeId, field, reference, required
from oltp_schema.row_state import ObjectRow


class Discount(ObjectRow):
    """A discount (`di_…`). One that has ended is ``deleted``; invoices go on to name it.

    What it was given for is the last of customer, subscription, subscription item, invoice and ``invoice_item_id`` that
    is filled. Discounts of before 2020-03-02 have no id and no row.
    """

    __tablename__ = "discounts"
    __table_args__ = ({"schema": DATA_SCHEMA},)

    customer_id: Mapped[str | None] = reference("customers", inverse="discount_rows")
    checkout_session_id: Mapped[StripeId | None]
    coupon_id: Mapped[str | None] = reference("coupons", inverse="discounts")
    customer_account_id: Mapped[StripeId | None]
    end: Mapped[datetime | None] = field("When it ends; never, if empty")
    invoice_id: Mapped[str | None] = reference("invoices", inverse="discount_rows")
    invoice_item_id: Mapped[StripeId | None] = field("Id of the invoice item, or of the line, that it is for")
    promotion_code_id: Mapped[str | None] = reference("promotion_codes", inverse="discounts")
    source_type: Mapped[str | None] = field("What gave it")
    start: Mapped[datetime | None] = required("When it began")
    subscription_id: Mapped[str | None] = reference("subscriptions", inverse="discount_rows")
    subscription_item_id: Mapped[str | None] = reference("subscription_items", inverse="discount_rows")
