"""Parents that come late, parents that never come, circles."""

from tests.promotion.conftest import Database
from tests.promotion.documents import (
    charge,
    customer,
    invoice,
    payment_intent,
    payment_method,
    price,
    product,
    subscription,
    subscription_item,
)


def test_a_parent_nobody_has_is_unresolved_until_it_comes(database: Database) -> None:
    database.land(charge(customer="cus_late", payment_method="card_old"))
    promotion = database.promote()
    assert promotion.objects["customer"].unresolved == 1
    assert [(row["id"], row["row_state"]) for row in database.rows("payment_methods")] == [("card_old", "unresolved")]
    database.land(customer("cus_late"))
    promotion = database.promote()
    assert [(row["id"], row["row_state"]) for row in database.rows("customers")] == [("cus_late", "present")]
    assert promotion.objects["customer"].unresolved == 0


def test_circles_promote_in_one_run(database: Database) -> None:
    database.land(
        *(product(default_price="price_1"), price(product="prod_1")),
        *(customer(invoice_settings={"default_payment_method": "pm_1"}), payment_method()),
        subscription(items=[subscription_item()], latest_invoice="in_1"),
        invoice(parent={"subscription_details": {"subscription": "sub_1"}, "type": "subscription_details"}),
        *(payment_intent(latest_charge="ch_1"), charge(payment_intent="pi_1")),
    )
    promotion = database.promote()
    assert {name: counts.unresolved for name, counts in promotion.objects.items() if counts.unresolved} == {}
    assert {name: counts.updated for name, counts in promotion.objects.items() if counts.updated} == {}, (
        "a weak edge does not make a placeholder of what the same run brings"
    )


def test_what_only_a_weak_edge_names_is_unresolved(database: Database) -> None:
    database.land(payment_intent(latest_charge="ch_elsewhere"))
    promotion = database.promote("payment_intent")
    assert [(row["id"], row["row_state"]) for row in database.rows("charges")] == [("ch_elsewhere", "unresolved")]
    assert promotion.objects["payment_intent"].unresolved == 0


def test_a_parent_that_nothing_names_any_more_leaves(database: Database) -> None:
    database.land(charge(customer="cus_wrong"), at=1)
    database.promote()
    database.land(charge(customer="cus_right"), at=2)
    database.promote()
    assert [row["id"] for row in database.rows("customers")] == ["cus_right"]


def test_an_invoice_may_name_another_invoice(database: Database) -> None:
    database.land(
        invoice("in_1", latest_revision="in_2"),
        invoice("in_2", from_invoice={"action": "revision", "invoice": "in_1"}),
        invoice("in_3", latest_revision="in_unknown"),
    )
    database.promote()
    rows = {row["id"]: row for row in database.rows("invoices")}
    assert rows["in_1"]["latest_revision_id"] == "in_2"
    assert rows["in_2"]["from_invoice_invoice_id"] == "in_1"
    assert rows["in_unknown"]["row_state"] == "unresolved"


def test_a_table_of_the_users_own_may_name_a_row_that_stripe_names_no_more(database: Database) -> None:
    database.land(charge(customer="cus_1"), at=1)
    database.promote()
    database.execute(
        "CREATE SCHEMA app; CREATE TABLE app.accounts (customer text REFERENCES oltp.customers);"
        "INSERT INTO app.accounts VALUES ('cus_1')"
    )
    database.land(charge(customer="cus_2"), at=2)
    database.promote()
    assert [(row["id"], row["row_state"]) for row in database.rows("customers")] == [
        *(("cus_1", "unresolved"), ("cus_2", "unresolved"))
    ]


def test_rows_that_stand_already_keep_the_parents_that_they_alone_name(database: Database) -> None:
    database.land(charge(customer="cus_1", payment_method="card_1"), payment_intent(latest_charge="ch_2"))
    database.promote()
    before = database.everything()
    promotion = database.replay()
    counts = promotion.objects["charge"], promotion.objects["payment_intent"]
    assert [(found.rows_in, found.unchanged) for found in counts] == [(1, 1), (1, 1)]
    assert database.everything() == before
    named = {
        table: [row["id"] for row in database.rows(table)] for table in ("customers", "payment_methods", "charges")
    }
    assert named == {"customers": ["cus_1"], "payment_methods": ["card_1"], "charges": ["ch_1", "ch_2"]}


def test_of_the_rows_of_one_run_each_brings_its_parents_whatever_stood_before(database: Database) -> None:
    database.land(charge("ch_1", customer="cus_1"), charge("ch_2", customer="cus_2"))
    database.promote()
    database.land(charge("ch_1", customer="cus_1"), charge("ch_2", customer="cus_3"), charge("ch_3", customer="cus_4"))
    database.replay()
    assert [row["id"] for row in database.rows("customers")] == ["cus_1", "cus_3", "cus_4"]
