"""An invoice and what pays it are joined in one way, whichever version said so."""

import pytest

from pipelines.catalogue import select
from pipelines.checks import balance, parity
from tests.promotion.conftest import Database
from tests.promotion.documents import charge, invoice, invoice_payment, line_item, listed, payment_intent, stub


def payments(database: Database) -> list[tuple[str, bool, str]]:
    return [(row["id"], row["derived"], row["row_state"]) for row in database.rows("invoice_payments")]


def agrees(database: Database) -> None:
    """Everything balances, SQL and Python agree, and a replay changes nothing."""
    assert balance.read(database.connection).balanced
    assert parity.check(database.connection, select(None)).examples == []
    before = database.everything()
    database.replay()
    assert database.everything() == before


def test_an_older_invoice_implies_its_payment(database: Database) -> None:
    database.land(invoice(payment_intent="pi_1", charge="ch_1", paid=True), payment_intent(), charge(invoice="in_1"))
    promotion = database.promote()
    assert payments(database) == [("in_1:pi_1", True, "present")]
    assert promotion.objects["invoice_payment"].inserted == 1
    agrees(database)


@pytest.mark.parametrize("origin", ["list", "event"])
def test_what_stripe_serves_stands_for_what_is_derived(database: Database, origin: str) -> None:
    database.land(invoice(payment_intent="pi_1", charge="ch_1"), at=1)
    database.promote()
    database.land(invoice_payment("inpay_1", "pi_1"), at=2, origin=origin)
    database.promote()
    assert payments(database) == [("inpay_1", False, "present")]
    agrees(database)
    database.land(invoice(payment_intent="pi_1", charge="ch_1", total=7), at=3)
    database.promote()
    assert payments(database) == [("inpay_1", False, "present")]


def test_the_payment_of_another_intent_leaves_the_derived_one(database: Database) -> None:
    database.land(invoice(payment_intent="pi_1"), invoice_payment("inpay_2", "pi_2"))
    database.promote()
    assert payments(database) == [("in_1:pi_1", True, "present"), ("inpay_2", False, "present")]
    agrees(database)


def test_any_payment_stands_for_one_that_only_names_a_charge(database: Database) -> None:
    database.land(invoice(charge="ch_1"), at=1)
    database.promote()
    assert payments(database) == [("in_1:ch_1", True, "present")]
    database.land(invoice_payment("inpay_1", "pi_1"), at=2)
    database.promote()
    assert payments(database) == [("inpay_1", False, "present")]
    agrees(database)


def test_payments_expanded_in_an_invoice_count(database: Database) -> None:
    database.land(invoice(payments=listed([invoice_payment("inpay_1", status="open")])), at=1)
    database.promote()
    assert payments(database) == [("inpay_1", False, "present")]
    database.land(invoice_payment("inpay_1", status="paid"), at=2)
    database.land(invoice(payments=listed([invoice_payment("inpay_1", status="canceled")]), total=7), at=3)
    database.promote()
    assert [row["status"] for row in database.rows("invoice_payments")] == ["paid"]
    agrees(database)


def test_a_payment_that_is_derived_no_more_leaves(database: Database) -> None:
    database.land(invoice(payment_intent="pi_1"), at=1)
    database.promote()
    database.land(invoice(payment_intent="pi_2"), at=2)
    database.promote()
    assert payments(database) == [("in_1:pi_2", True, "present")]
    database.land(invoice(payment_intent=None), at=3)
    assert database.promote().objects["invoice_payment"].deleted == 1
    assert payments(database) == []
    assert database.rows("payment_intents") == []
    agrees(database)


def test_a_payment_goes_when_its_invoice_is_refused(database: Database) -> None:
    bad = line_item(amount="1.5")
    database.land(invoice(payment_intent="pi_1"), at=1)
    database.promote()
    database.execute("DELETE FROM raw.invoices")
    database.land(invoice(lines=[bad], payment_intent="pi_1"), at=2)
    database.promote()
    assert payments(database) == []
    agrees(database)


def test_payments_land_before_their_invoice(database: Database) -> None:
    database.land(invoice_payment(), at=1)
    database.promote()
    assert [(row["id"], row["row_state"]) for row in database.rows("invoices")] == [("in_1", "unresolved")]
    database.land(invoice(payment_intent="pi_1"), at=2)
    database.promote()
    assert payments(database) == [("inpay_1", False, "present")]
    agrees(database)


def test_objects_promoted_one_type_at_a_time_imply_the_same(database: Database) -> None:
    database.land(invoice(payment_intent="pi_1"), invoice("in_2", payment_intent="pi_2"))
    database.land(invoice_payment("inpay_2", "pi_2", invoice="in_2"))
    database.promote("invoice")
    assert payments(database) == [("in_1:pi_1", True, "present"), ("in_2:pi_2", True, "present")]
    database.promote("invoice_payment")
    assert payments(database) == [("in_1:pi_1", True, "present"), ("inpay_2", False, "present")]
    agrees(database)


@pytest.mark.parametrize("version", ["acacia", "basil"])
def test_charges_have_their_invoice_in_every_version(database: Database, version: str) -> None:
    """A failed attempt and the charge that paid are of one payment intent; a third pays for nothing."""
    old = {"invoice": "in_1"} if version == "acacia" else {}
    named = {"payment_intent": "pi_1", "charge": "ch_2"} if version == "acacia" else {}
    database.land(
        *(invoice() | named, payment_intent("pi_1", latest_charge="ch_2", **old)),
        *(charge("ch_1", payment_intent="pi_1", **old), charge("ch_2", payment_intent="pi_1", **old), charge("ch_3")),
    )
    if version == "basil":
        database.land(invoice_payment("inpay_1", "pi_1"))
    database.promote()
    links = database.query("SELECT charge_id, invoice_id FROM oltp.charge_invoices ORDER BY charge_id")
    assert [tuple(link.values()) for link in links] == [("ch_1", "in_1"), ("ch_2", "in_1")]
    links = database.query("SELECT payment_intent_id, invoice_id FROM oltp.payment_intent_invoices")
    assert [tuple(link.values()) for link in links] == [("pi_1", "in_1")]


def test_a_charge_without_an_intent_has_its_invoice(database: Database) -> None:
    database.land(invoice(charge="ch_1"), invoice("in_2"), charge("ch_1"), charge("ch_2"))
    database.land(invoice_payment("inpay_2", invoice="in_2", payment={"type": "charge", "charge": "ch_2"}))
    database.promote()
    links = database.query("SELECT charge_id, invoice_id FROM oltp.charge_invoices ORDER BY charge_id")
    assert [tuple(link.values()) for link in links] == [("ch_1", "in_1"), ("ch_2", "in_2")]
    agrees(database)


def test_the_balance_holds_over_the_stub_of_a_payment(database: Database) -> None:
    database.land(stub("invoice_payment", "inpay_1"))
    database.promote()
    assert balance.read(database.connection).balanced


def test_what_is_retried_after_a_migration_implies_as_a_replay_would(database: Database) -> None:
    database.land(invoice(), at=1)
    database.land(invoice(currency="USD", payment_intent="pi_1"), at=2)
    database.land(invoice(total="many"), at=3)
    database.promote()
    assert payments(database) == []
    database.execute("ALTER TABLE oltp.invoices DROP CONSTRAINT ck_invoices_currency_form")
    database.execute("ALTER TABLE oltp.invoice_payments DROP CONSTRAINT ck_invoice_payments_currency_form")
    database.execute("UPDATE meta.quarantine SET schema_revision = 'an older one'")
    database.promote()
    assert payments(database) == [("in_1:pi_1", True, "present")]
    before = database.everything()
    database.replay()
    assert database.everything()["invoice_payment"] == before["invoice_payment"]
