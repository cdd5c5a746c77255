"""The models as an application uses them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from oltp_schema.models.charge import Charge
from oltp_schema.models.customer import Customer
from oltp_schema.models.invoice import Invoice
from oltp_schema.models.line_item import InvoiceLineItem
from oltp_schema.models.price import Price
from oltp_schema.models.product import Product
from oltp_schema.models.subscription import Subscription
from oltp_schema.read_only import WRITES
from oltp_schema.row_state import PRESENT, UNRESOLVED

THEN = datetime(2026, 11, 1, tzinfo=UTC)
KEPT = {"row_state": PRESENT, "observed_at": THEN, "transform_version": 1, "created": THEN, "livemode": False}


@pytest.fixture
def session(rolled_back: Connection) -> Iterator[Session]:
    with Session(rolled_back, join_transaction_mode="create_savepoint", info={WRITES: True}) as opened:
        yield opened


def a_charge(**values: object) -> Charge:
    full = {"amount": 100, "amount_refunded": 0, "captured": True, "currency": "usd", "metadata_": {}, "paid": True}
    return Charge(**KEPT, **full, refunded=False, status="succeeded", **values)


def test_a_charge_leads_to_its_customer_and_back(session: Session) -> None:
    customer = Customer(id="cus_1", **KEPT)
    session.add_all([customer, a_charge(id="ch_1", customer=customer)])
    session.flush()
    session.expire_all()
    found = session.scalars(select(Charge).where(Charge.customer_id == "cus_1")).one()
    assert found.customer is customer
    assert customer.charges == [found]


def test_a_product_and_its_default_price_are_written_together(session: Session) -> None:
    product = Product(id="prod_1", **KEPT, images=[], metadata_={}, name="Tea", updated=THEN)
    price = Price(id="price_1", **KEPT, active=True, billing_scheme="per_unit", currency="usd", metadata_={},
                  product=product, type="one_time", unit_amount=500)  # fmt: skip
    product.default_price = price  # type: ignore[attr-defined]  # it comes from the reference
    session.add(product)
    session.flush()
    session.expire_all()
    assert product.default_price is price
    assert price.default_of_products == [product]
    assert product.prices == [price]


def test_an_invoice_has_its_lines_and_its_subscription(session: Session) -> None:
    subscription = Subscription(id="sub_1", row_state=UNRESOLVED)
    invoice = Invoice(id="in_1", row_state=UNRESOLVED)
    subscription.latest_invoice_id = None
    line = InvoiceLineItem(
        id="il_1", row_state=PRESENT, transform_version=1, amount=-5, currency="usd", discountable=True, livemode=False,
        metadata_={}, period_start=THEN, period_end=THEN, invoice=invoice, subscription=subscription,
    )  # fmt: skip
    session.add(line)
    session.flush()
    session.expire_all()
    assert invoice.lines == [line]
    assert subscription.invoice_line_items == [line]


def test_a_parent_with_children_is_not_deleted_and_its_children_keep_it(session: Session) -> None:
    customer = Customer(id="cus_1", **KEPT)
    charge = a_charge(id="ch_1", customer=customer)
    session.add(charge)
    session.flush()
    session.expire_all()
    session.delete(customer)
    with pytest.raises(IntegrityError, match="fk_charges_customer_id"):
        session.flush()
    session.rollback()


def test_none_in_a_json_column_is_an_sql_null(session: Session) -> None:
    session.add(Customer(id="cus_1", **KEPT, metadata_=None))
    session.flush()
    assert session.scalars(select(Customer.id).where(Customer.metadata_.is_(None), Customer.id == "cus_1")).all()
