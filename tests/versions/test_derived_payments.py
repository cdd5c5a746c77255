"""An invoice, what pays it, and how the two are joined: the same from an older version and from 2025-03-31.basil on."""

from collections.abc import Callable
from contextlib import closing

import psycopg2

from tests.promotion.conftest import Rows
from tests.promotion.documents import CREATED, charge, invoice, invoice_payment, payment_intent
from tests.versions.generator import Document
from tests.versions.landed import Landed

LATER = CREATED + 60
PAID: Document = {"status": "paid", "status_transitions": {"paid_at": LATER, "voided_at": None}}
VOID: Document = {"status": "void", "amount_paid": 0, "status_transitions": {"paid_at": None, "voided_at": LATER}}
OPEN: Document = {"status": "open", "amount_paid": 0}
VIEWS = ("charge_invoices", "payment_intent_invoices")
TAKEN_AWAY = {"payment_intent", "charge", "paid", "paid_out_of_band", "invoice"}
ONLY_SERVED = {"id", "created", "derived", "observed_at", "transform_version"}


def kept(document: Document, field: str) -> bool:
    """Whether a field of these documents is still there from basil on; charges go on naming their payment intent."""
    return field not in TAKEN_AWAY or (document["object"] == "charge" and field != "invoice")


# Paid at the second attempt, open, void, and paid by a charge of before there were payment intents.
OLDER = [
    invoice("in_1", payment_intent="pi_1", charge="ch_2", paid=True, paid_out_of_band=False, **PAID),
    payment_intent("pi_1", invoice="in_1", latest_charge="ch_2"),
    charge("ch_1", invoice="in_1", payment_intent="pi_1", status="failed", paid=False),
    charge("ch_2", invoice="in_1", payment_intent="pi_1"),
    invoice("in_2", payment_intent="pi_2", charge=None, paid=False, paid_out_of_band=False, **OPEN),
    payment_intent("pi_2", invoice="in_2", status="requires_payment_method"),
    invoice("in_3", payment_intent="pi_3", charge=None, paid=False, paid_out_of_band=False, **VOID),
    payment_intent("pi_3", invoice="in_3", status="canceled"),
    invoice("in_4", payment_intent=None, charge="ch_4", paid=True, paid_out_of_band=False, **PAID),
    charge("ch_4", invoice="in_4"),
    *(payment_intent("pi_5", latest_charge="ch_5"), charge("ch_5", payment_intent="pi_5")),  # pay for nothing
]
PAYMENTS = [
    invoice_payment("inpay_1", "pi_1", invoice="in_1", amount_paid=1000, **PAID),
    invoice_payment("inpay_2", "pi_2", invoice="in_2", status="open"),
    invoice_payment(
        "inpay_3", "pi_3", invoice="in_3", status="canceled", status_transitions={"canceled_at": LATER, "paid_at": None}
    ),
    invoice_payment("inpay_4", invoice="in_4", amount_paid=1000, **PAID, payment={"type": "charge", "charge": "ch_4"}),
]
NEWER = [{name: value for name, value in document.items() if kept(document, name)} for document in OLDER] + PAYMENTS


def test_an_older_invoice_implies_the_payments_that_a_newer_one_is_served(
    landed: Landed, new_database: Callable[..., str], template: str
) -> None:
    with closing(psycopg2.connect(new_database(template))) as connection:
        newer = Landed.on(connection)
        assert joined(landed, "2019-12-03", OLDER) == joined(newer, "2025-03-31.basil", NEWER)


def joined(database: Landed, version: str, documents: list[Document]) -> dict[str, Rows]:
    """The payments, the views, and what invoices say of being paid."""
    database.land_all(version, documents)
    database.promote()
    assert database.query("SELECT object, id FROM meta.quarantine") == []
    payments = [
        {name: value for name, value in row.items() if name not in ONLY_SERVED}
        for row in sorted(database.rows("invoice_payments"), key=lambda row: row["invoice_id"])
    ]
    assert len(payments) == len(PAYMENTS)
    return {
        "invoice_payments": payments,
        "invoices": database.rows("invoices", "id, paid, status"),
        **{view: database.query(f"SELECT * FROM oltp.{view} ORDER BY 1, 2") for view in VIEWS},
    }
