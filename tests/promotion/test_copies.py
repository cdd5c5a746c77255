"""Which copy of an id counts."""

from pipelines.catalogue import CATALOGUE
from tests.promotion.conftest import NOON, Database
from tests.promotion.documents import charge, customer, product, stub


def test_a_document_becomes_a_row_with_its_version_and_observation(database: Database) -> None:
    database.land(charge(amount=2599, currency="jpy"))
    promotion = database.promote()
    assert promotion.objects["charge"].inserted == 1
    (row,) = database.rows("charges", "id, amount, currency, row_state, observed_at, transform_version")
    expected = {"id": "ch_1", "amount": 2599, "currency": "jpy", "row_state": "present", "observed_at": NOON}
    assert row == expected | {"transform_version": CATALOGUE["charge"].transform}


def test_promoting_again_rewrites_nothing(database: Database) -> None:
    database.land(charge(customer="cus_1"), customer())
    database.promote()
    before = database.rows("charges", "id, xmin::text, ctid::text")
    second = database.promote()
    assert second.objects["charge"].rows_in == 0
    third = database.replay()
    assert (third.objects["charge"].rows_in, third.objects["charge"].unchanged) == (1, 1)
    assert [row["ctid"] for row in database.rows("charges", "id, ctid::text")] == [row["ctid"] for row in before]


def test_an_older_copy_does_not_replace_a_newer_one(database: Database) -> None:
    database.land(charge(amount=200), at=2)
    database.promote()
    database.land(charge(amount=100), at=1)
    promotion = database.promote()
    assert promotion.objects["charge"].unchanged == 1
    assert [row["amount"] for row in database.rows("charges")] == [200]


def test_the_newest_of_two_copies_in_one_load_wins(database: Database) -> None:
    database.land(charge(amount=200), charge(amount=300), charge(amount=100), at=1)
    database.promote()
    assert [row["amount"] for row in database.rows("charges")] == [100], "received last, said at the same time"


def test_a_value_that_comes_back_is_taken_back(database: Database) -> None:
    for at, amount in enumerate((100, 200, 100)):
        database.land(charge(amount=amount), at=at)
        database.promote()
    assert [row["amount"] for row in database.rows("charges")] == [100]


def test_an_identical_newer_copy_holds_against_an_older_different_one(database: Database) -> None:
    database.land(charge(amount=100), at=1)
    database.promote()
    database.land(charge(amount=100), at=3)
    database.promote()
    database.land(charge(amount=999), at=2)
    database.promote()
    assert [row["amount"] for row in database.rows("charges")] == [100]


def test_a_load_that_did_not_complete_does_not_count(database: Database) -> None:
    database.land(charge("ch_done"), at=1)
    database.land(charge("ch_killed"), charge("ch_done", amount=1), at=2, complete=False)
    database.promote()
    assert [(row["id"], row["amount"]) for row in database.rows("charges")] == [("ch_done", 1000)]
    database.replay()
    assert [(row["id"], row["amount"]) for row in database.rows("charges")] == [("ch_done", 1000)]


def test_a_deleted_stub_keeps_what_was_known(database: Database) -> None:
    database.land(customer(email="kept@example.com"), at=1)
    database.promote()
    database.land(stub("customer", "cus_1"), at=2)
    promotion = database.promote()
    assert promotion.objects["customer"].deleted == 1
    (row,) = database.rows("customers", "row_state, email, deleted_observed_at - observed_at AS lag, id")
    assert (row["row_state"], row["email"], row["lag"].total_seconds()) == ("deleted", "kept@example.com", 60)


def test_a_whole_copy_from_the_event_of_a_deletion_gives_the_last_values(database: Database) -> None:
    database.land(product(name="first"), at=1)
    database.promote()
    database.land(product(name="last"), at=2, origin="event", deleted=True)
    database.promote()
    (row,) = database.rows("products")
    assert (row["row_state"], row["name"]) == ("deleted", "last")


def test_older_news_does_not_resurrect_a_deleted_row(database: Database) -> None:
    database.land(stub("customer", "cus_1"), at=2)
    database.promote()
    assert [row["row_state"] for row in database.rows("customers")] == ["deleted"]
    database.land(customer(email="late@example.com"), at=1)
    database.promote()
    (row,) = database.rows("customers")
    assert (row["row_state"], row["email"]) == ("deleted", "late@example.com"), "what was known is kept, deleted"


def test_an_id_that_was_deleted_and_made_again_is_present(database: Database) -> None:
    database.land(product("gold"), at=1)
    database.land(stub("product", "gold"), at=2)
    database.promote()
    database.land(product("gold", name="Gold again"), at=3)
    database.promote()
    (row,) = database.rows("products")
    assert (row["row_state"], row["name"], row["deleted_observed_at"]) == ("present", "Gold again", None)


def test_an_object_type_can_be_promoted_by_itself(database: Database) -> None:
    database.land(customer(), charge(customer="cus_1"))
    database.promote("charge")
    assert [row["row_state"] for row in database.rows("customers")] == ["unresolved"]
    database.promote("customer")
    assert [row["row_state"] for row in database.rows("customers")] == ["present"]
