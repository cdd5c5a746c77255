"""The views of the `oltp` schema: what older versions of Stripe's API said in a field, for every version.

`invoice` of a charge and of a payment intent ended with 2025-03-31.basil, when one payment intent could pay for several
invoices. A view is made with the tables; a migration has its own copy, as it has of everything. Those of money are
files, `oltp_schema/money`.
"""

from __future__ import annotations

from sqlalchemy import DDL, event

from oltp_schema import money
from oltp_schema.base import Base

PAYMENT_INTENT_INVOICES = """
    CREATE VIEW oltp.payment_intent_invoices AS
    SELECT payments.payment_intent_id, payments.invoice_id
    FROM oltp.invoice_payments AS payments
    WHERE payments.payment_intent_id IS NOT NULL
    UNION
    SELECT payment_intents.id, payment_intents.invoice_id
    FROM oltp.payment_intents
    WHERE payment_intents.invoice_id IS NOT NULL
"""
CHARGE_INVOICES = """
    CREATE VIEW oltp.charge_invoices AS
    SELECT charges.id AS charge_id, links.invoice_id
    FROM oltp.charges
    JOIN oltp.payment_intent_invoices AS links ON links.payment_intent_id = charges.payment_intent_id
    UNION
    SELECT payments.charge_id, payments.invoice_id
    FROM oltp.invoice_payments AS payments
    WHERE payments.charge_id IS NOT NULL
    UNION
    SELECT charges.id, charges.invoice_id
    FROM oltp.charges
    WHERE charges.invoice_id IS NOT NULL
"""
for view in (PAYMENT_INTENT_INVOICES, CHARGE_INVOICES, *money.definitions()):
    event.listen(Base.metadata, "after_create", DDL(view))  # type: ignore[no-untyped-call]  # SQLAlchemy's own gap
