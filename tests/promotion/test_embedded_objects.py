"""Full objects inside other documents are copies of what no list returns."""

from dataclasses import replace

import pytest

from pipelines.catalogue import registry
from tests.promotion.conftest import Database
from tests.promotion.documents import (
    CREATED,
    charge,
    customer,
    invoice,
    invoice_payment,
    line_item,
    price,
    product,
    stub,
    subscription,
    subscription_item,
)

LONG = "".join(f"{number}x" for number in range(1_500))  # of digits that repeat less: an index compresses what does


def test_an_inline_price_is_known_from_the_subscription_that_has_it(database: Database) -> None:
    inline = price("price_inline", unit_amount=700)
    database.land(subscription(items=[subscription_item(price=inline)]))
    promotion = database.promote()
    assert [(row["id"], row["row_state"], row["unit_amount"]) for row in database.rows("prices")] == [
        ("price_inline", "present", 700)
    ]
    assert promotion.objects["price"].unresolved == 0
    (copy,) = database.query("SELECT origin, payload, _dlt_load_id FROM raw.prices")
    assert (copy["origin"], copy["payload"]) == ("embedded", inline)


def test_an_inline_price_is_known_from_the_line_that_has_it(database: Database) -> None:
    """Of an item that is gone, say: until 2025-02-24.acacia a line holds its price."""
    database.land(invoice(lines=[line_item(price=price("price_inline", unit_amount=700))]))
    database.promote()
    assert [(row["id"], row["unit_amount"]) for row in database.rows("prices")] == [("price_inline", 700)]


def test_a_copy_served_by_itself_stands_before_embedded_ones(database: Database) -> None:
    item = subscription_item(price=price("price_1", nickname="embedded", unit_amount=2))
    database.land(subscription(items=[item]), at=5)
    database.promote()
    database.land(price("price_1", nickname="listed", unit_amount=1), at=1)
    database.promote()
    assert [row["nickname"] for row in database.rows("prices")] == ["listed"]
    database.land(subscription(items=[item | {"price": price("price_1", nickname="again")}]), at=9)
    database.promote()
    assert [row["nickname"] for row in database.rows("prices")] == ["listed"]
    assert len(database.query("SELECT FROM raw.prices")) == 2, "known from a list: nothing to land"


def test_embedded_copies_follow_each_other_and_repeat_nothing(database: Database) -> None:
    for at, amount in enumerate((1, 1, 2, 1)):
        inline = price("price_inline", unit_amount=amount)
        database.land(subscription(items=[subscription_item(price=inline)], description=str(at)), at=at)
        database.promote()
    assert [row["unit_amount"] for row in database.rows("prices")] == [1]
    copies = database.query("SELECT (payload ->> 'unit_amount')::int AS amount FROM raw.prices ORDER BY observed_at")
    assert [copy["amount"] for copy in copies] == [1, 2, 1]
    before = database.everything()
    database.replay()
    assert database.everything() == before


def test_what_a_file_holds_expanded_is_found_at_any_depth(database: Database) -> None:
    expanded = customer("cus_deep", email="deep@example.com")
    intent = {"id": "pi_deep", "object": "payment_intent", "livemode": False, "created": CREATED, "customer": expanded}
    database.land(charge(payment_intent=intent, payment_method=stub("payment_method", "pm_gone")), origin="file")
    promotion = database.promote()
    assert [row["email"] for row in database.rows("customers")] == ["deep@example.com"]
    assert promotion.objects["payment_intent"].refused == {"pi_deep"}, (
        "an embedded object that breaks a rule waits, too"
    )
    assert [(row["id"], row["row_state"]) for row in database.rows("payment_methods")] == [("pm_gone", "deleted")]
    assert len(database.rows("charges")) == 1
    assert database.query("SELECT FROM raw.charges WHERE origin = 'embedded'") == []


def test_objects_promoted_one_type_at_a_time_find_the_same_embedded_objects(database: Database) -> None:
    database.land(subscription(items=[subscription_item(price=price("price_inline"))]))
    database.promote("price")
    database.promote("subscription")
    assert [(row["id"], row["row_state"]) for row in database.rows("prices")] == [("price_inline", "present")]


def test_a_stub_says_that_its_object_is_gone_and_keeps_what_was_known(database: Database) -> None:
    database.land(customer("cus_1", email="a@example.com"), at=1)
    database.land(charge(customer=stub("customer", "cus_1")), origin="event", at=5)
    database.promote()
    (row,) = database.rows("customers", "row_state, email, deleted_observed_at - observed_at AS later")
    assert (row["row_state"], row["email"], row["later"].seconds) == ("deleted", "a@example.com", 240)
    before = database.everything()
    database.replay()
    assert database.everything() == before


def test_a_stub_says_nothing_of_an_object_that_was_seen_since(database: Database) -> None:
    database.land(customer("cus_1"), at=9)
    database.land(charge(customer=stub("customer", "cus_1")), origin="file", at=5)
    database.promote()
    assert [row["row_state"] for row in database.rows("customers")] == ["present"]
    assert len(database.query("SELECT FROM raw.customers")) == 1


def test_many_stubs_of_one_object_are_one_copy(database: Database) -> None:
    gone = stub("customer", "cus_1")
    database.land(*(charge(f"ch_{number}", customer=gone) for number in range(5)), origin="file", at=5)
    database.promote()
    database.land(charge("ch_9", customer=gone), origin="file", at=5)
    database.promote()
    assert [row["row_state"] for row in database.rows("customers")] == ["deleted"]
    assert len(database.query("SELECT FROM raw.customers")) == 1


def test_what_a_file_holds_several_times_is_one_copy_an_id(database: Database) -> None:
    items = [subscription_item(f"si_{number}", price=price(f"price_{number}")) for number in range(12)]
    database.land(subscription(items=items), origin="file")
    database.promote()
    assert [row["row_state"] for row in database.rows("prices")] == ["present"] * 12
    ids = database.query("SELECT count(*) AS rows, count(DISTINCT _dlt_id) AS ids FROM raw.prices")
    assert ids == [{"rows": 12, "ids": 12}]


def test_the_rest_of_a_cut_list_holds_embedded_objects_too(database: Database) -> None:
    database.land(
        invoice(lines=[line_item("il_1")], cut=True), line_item("il_1"), line_item("il_2", price=price("price_2"))
    )
    database.promote()
    assert [(row["id"], row["row_state"]) for row in database.rows("prices")] == [("price_2", "present")]


def test_an_embedded_copy_counts_for_an_object_of_which_only_the_stub_was_served(database: Database) -> None:
    database.land(stub("customer", "cus_1"), at=5)
    database.promote()
    database.land(charge(customer=customer("cus_1", email="a@example.com")), origin="file", at=1)
    database.promote()
    assert [(row["row_state"], row["email"]) for row in database.rows("customers")] == [("deleted", "a@example.com")]


def test_an_embedded_object_may_have_the_id_of_what_holds_it(database: Database) -> None:
    database.land(price("gold", product=product("gold")), origin="file")
    database.promote()
    assert [(row["id"], row["row_state"]) for row in database.rows("products")] == [("gold", "present")]


def test_a_bad_payload_of_a_batch_gives_way_to_a_good_one(database: Database) -> None:
    good, bad = price("price_1", unit_amount=7), price("price_1", unit_amount="many")
    database.land(subscription("sub_1", [subscription_item("si_1", price=good)]), at=1)
    database.land(subscription("sub_2", [subscription_item("si_2", price=bad)]), at=2)
    database.promote()
    assert [row["unit_amount"] for row in database.rows("prices")] == [7]


def test_loads_that_were_searched_otherwise_are_searched_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = registry.CATALOGUE["invoice"]
    monkeypatch.setitem(registry._ENTRIES, "invoice", replace(entry, embeds=()))
    database.land(invoice(lines=[line_item(price=price("price_inline"))]))
    database.promote()
    assert database.query("SELECT FROM raw.prices") == []
    monkeypatch.setitem(registry._ENTRIES, "invoice", entry)
    database.promote()
    assert [row["row_state"] for row in database.rows("prices")] == ["present"]
    database.execute("DELETE FROM raw.prices")
    database.promote()
    assert database.query("SELECT FROM raw.prices") == [], "what was searched is not searched again"


def test_an_embedded_object_with_an_id_too_long_for_an_index_refuses_its_document_alone(database: Database) -> None:
    expanded = customer(LONG)
    database.land(charge("ch_bad", customer=expanded), charge("ch_1", customer=customer("cus_1")), origin="file")
    promotion = database.promote()
    assert (promotion.objects["charge"].refused, promotion.quarantined) == ({"ch_bad"}, 1)
    assert [row["id"] for row in database.rows("charges")] == ["ch_1"]
    assert [(row["id"], row["row_state"]) for row in database.rows("customers")] == [("cus_1", "present")]


def test_an_embedded_object_with_a_long_id_where_no_column_looks_harms_nobody(database: Database) -> None:
    database.land(charge("ch_1", unknown=customer(LONG), customer=customer("cus_1")), origin="file")
    assert database.promote().quarantined == 0
    assert [row["id"] for row in database.rows("customers")] == ["cus_1"]


def test_a_payment_of_an_invoice_with_a_long_id_waits_alone(database: Database) -> None:
    database.land(invoice(), invoice_payment("inpay_1"), invoice_payment("inpay_2", invoice=LONG))
    assert database.promote().objects["invoice_payment"].refused == {"inpay_2"}
    database.land(charge())
    assert database.promote().quarantined == 1


def test_a_document_that_cannot_be_searched_hinders_no_other(database: Database) -> None:
    others = [charge(f"ch_{number}", customer=customer(f"cus_{number}")) for number in range(5)]
    database.land(*others, charge("ch_deep", metadata={"k": "DEEP"}), origin="file")
    deep = '{"a": ' * 4_000 + "1" + "}" * 4_000
    database.execute(
        f"UPDATE raw.charges SET payload = replace(payload::text, '\"DEEP\"', '{deep}')::jsonb WHERE id = 'ch_deep'"
    )
    database.execute("SET max_stack_depth TO '100kB'")
    assert database.promote().quarantined == 0
    assert [row["id"] for row in database.rows("customers")] == [f"cus_{number}" for number in range(5)]
    assert len(database.rows("charges")) == 6


def test_what_marks_a_full_copy_is_the_types_own(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refunds, discounts and balance transactions have no livemode."""
    monkeypatch.setitem(registry._ENTRIES, "price", replace(registry.CATALOGUE["price"], mark="unit_amount"))
    inline = price("price_inline", unit_amount=700)
    del inline["livemode"]
    other = {"object": "price", "id": "price_other", "livemode": False}  # neither full nor gone
    database.land(subscription(items=[subscription_item(price=inline), subscription_item("si_2", price=other)]))
    database.promote()
    assert database.query("SELECT id, origin, payload FROM raw.prices") == [
        {"id": "price_inline", "origin": "embedded", "payload": inline}
    ]
