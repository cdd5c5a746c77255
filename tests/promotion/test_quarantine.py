"""Documents that break a rule wait, with a reason that shows no value, and nobody else is harmed."""

from hashlib import blake2b

import psycopg2
import pytest

from pipelines.catalogue import select
from pipelines.promotion import promote, quarantine, writer
from pipelines.runs import ledger
from tests.promotion.conftest import Database
from tests.promotion.documents import Document, charge, customer, payment_intent, subscription, subscription_item

COUNTS_SUBTRANSACTIONS = 160_000
OF_A_CHUNK = 2  # subtransactions that a promotion of one type leaves: its own, and one per chunk
SECRET = "secret@example.com"

BAD = {
    "amount beyond bigint": (charge(amount=2**63), "22", "amount"),
    "amount of 30 digits": (charge(amount=10**30), "22", "amount"),
    "negative amount": (charge(amount=-1), "23514", "amount"),
    "fractional amount": (charge(amount=10.5), "22", "amount"),
    "amount in words": (charge(amount=SECRET), "22", "amount"),
    "no amount": (charge(amount=None), "23514", "amount"),
    "currency of another form": (charge(currency=SECRET), "23514", "currency"),
    "created in words": (charge(created=SECRET), "22", "created"),
    "created in milliseconds": (charge(created=1_700_000_000_000), "22", "created"),
    "more refunded than charged": (charge(amount=100, amount_refunded=200), "23514", None),
}


@pytest.mark.parametrize(("document", "sqlstate", "field"), BAD.values(), ids=BAD.keys())
def test_a_bad_document_is_held_with_its_reason(
    database: Database, document: Document, sqlstate: str, field: str | None
) -> None:
    database.land(document | {"id": "ch_bad"}, charge("ch_good"))
    promotion = database.promote()
    assert promotion.quarantined == 1
    assert [row["id"] for row in database.rows("charges")] == ["ch_good"]
    (held,) = quarantine.read(database.connection, None, 10)[1]
    assert (held.object, held.id) == ("charge", "ch_bad")
    assert held.sqlstate.startswith(sqlstate)
    assert held.field == field
    assert SECRET not in held.message
    assert str(document["amount"]) not in held.message or document["amount"] is None


def messages(database: Database) -> dict[str, str]:
    return {held.id: held.message for held in quarantine.read(database.connection, None, 100)[1]}


def test_a_broken_rule_is_told_in_a_sentence(database: Database) -> None:
    database.execute(
        "ALTER TABLE oltp.charges ADD CONSTRAINT one_receipt UNIQUE (receipt_number);"
        "ALTER TABLE oltp.charges ALTER COLUMN description SET NOT NULL;"
        "CREATE TABLE oltp.known (number text PRIMARY KEY); INSERT INTO oltp.known VALUES ('');"
        "ALTER TABLE oltp.charges ADD CONSTRAINT known_group FOREIGN KEY (transfer_group) REFERENCES oltp.known"
    )
    bad: dict[str, tuple[Document, str]] = {
        "ch_1": ({"amount": None}, "amount: missing"),
        "ch_2": ({"amount": -1}, "amount: negative"),
        "ch_3": ({"currency": SECRET}, "currency: not of the form ^[a-z]{3}$"),
        "ch_4": (
            {"amount": 1, "amount_refunded": 2},
            "amount_refunded and amount and amount_captured:"
            " against the rule amount_refunded <= GREATEST(amount, amount_captured)",
        ),
        "ch_5": ({"receipt_number": SECRET}, "receipt_number: another row has the same, and only one may"),
        "ch_6": ({"description": None}, "description: missing"),
        "ch_7": ({"transfer_group": SECRET}, "transfer_group: names a row that known does not have"),
        "ch_8": ({"amount": SECRET}, "amount: expected an integer of 64 bits, found text"),
    }
    good = charge("ch_0", receipt_number=SECRET, description="", transfer_group=None)
    database.land(good)
    database.promote()
    database.land(*(charge(name, **({"description": ""} | fields)) for name, (fields, _) in bad.items()))
    database.promote()
    assert messages(database) == {name: said for name, (_, said) in bad.items()}
    (named,) = database.query("SELECT constraint_name FROM meta.quarantine WHERE id = 'ch_1'")
    assert named["constraint_name"] == "ck_charges_amount_required"


def test_an_id_too_long_for_an_index_is_told_by_its_field(database: Database) -> None:
    long = "".join(blake2b(str(number).encode()).hexdigest() for number in range(60))
    items = [subscription_item("si_1", price={"id": long, "object": "price"}), subscription_item(long)]
    database.land(charge(customer=f"cus_{long}"))
    database.land(*(subscription(f"sub_{number}", [item]) for number, item in enumerate(items)))
    database.promote()
    said = messages(database)
    reason = "too long for an index (PostgreSQL takes 2,704 bytes, and ids of Stripe have at most 255 characters)"
    places = {"ch_1": "customer", "sub_0": "items.price", "sub_1": "items.id"}
    assert said == {name: f"{place}: {reason}" for name, place in places.items()}


def test_a_part_that_lacks_something_is_named_by_its_list(database: Database) -> None:
    database.land(subscription("sub_1", [subscription_item("si_1", created=None)]))
    database.promote()
    assert messages(database) == {"sub_1": "items.created: missing"}


@pytest.mark.parametrize("bad", [(1,), (50,), (1, 2, 3), (7, 23, 49, 50), tuple(range(1, 51))])
def test_whichever_documents_are_bad_the_others_promote(
    database: Database, monkeypatch: pytest.MonkeyPatch, bad: tuple[int, ...]
) -> None:
    monkeypatch.setattr(writer, "CHUNK", 8)
    database.land(*(charge(f"ch_{number:02d}", amount=-1 if number in bad else number) for number in range(1, 51)))
    promotion = database.promote()
    assert promotion.objects["charge"].refused == {f"ch_{number:02d}" for number in bad}
    assert promotion.objects["charge"].inserted == 50 - len(bad)
    assert len(database.rows("charges")) == 50 - len(bad)


def test_a_document_that_passes_leaves_quarantine_by_itself(database: Database) -> None:
    database.land(charge(amount=-5), at=1)
    database.promote()
    assert quarantine.read(database.connection, None, 10)[0] == 1
    database.land(charge(amount=5), at=2)
    database.promote()
    assert quarantine.read(database.connection, None, 10)[0] == 0
    assert [row["amount"] for row in database.rows("charges")] == [5]


def test_the_newest_copy_that_passes_stands_in(database: Database) -> None:
    database.land(charge(amount=1), at=1)
    database.land(charge(amount=2), at=2)
    database.land(charge(amount=-3), at=3)
    database.land(charge(amount=-4), at=4)
    promotion = database.promote()
    assert [row["amount"] for row in database.rows("charges")] == [2]
    assert promotion.objects["charge"].quarantined == 1
    (held,) = quarantine.read(database.connection, None, 10)[1]
    (newest,) = database.query("SELECT max(_dlt_id) AS id FROM raw.charges")
    assert held.raw_id == newest["id"], "quarantine names the newest copy that was refused"


def test_it_waits_without_being_tried_in_vain(database: Database) -> None:
    database.land(charge(amount=-5))
    for _ in range(3):
        promotion = database.promote()
        assert promotion.quarantined == 1
    assert promotion.objects["charge"].refused == set()
    (row,) = database.query("SELECT first_run_id, last_run_id FROM meta.quarantine")
    assert (row["first_run_id"], row["last_run_id"]) == (1, 1)


def test_it_is_tried_again_after_a_migration_and_by_a_replay(database: Database) -> None:
    database.land(charge(currency="USD"))
    database.promote()
    database.execute("UPDATE meta.quarantine SET schema_revision = 'an older one'")
    assert database.promote().objects["charge"].refused == {"ch_1"}
    assert database.replay().objects["charge"].refused == {"ch_1"}
    (row,) = database.query("SELECT first_run_id, last_run_id FROM meta.quarantine")
    assert (row["first_run_id"], row["last_run_id"]) == (1, 3)
    database.execute("ALTER TABLE oltp.charges DROP CONSTRAINT ck_charges_currency_form")
    assert database.replay().quarantined == 0
    assert [row["currency"] for row in database.rows("charges")] == ["USD"]


def test_a_bad_document_leaves_no_parent_behind(database: Database) -> None:
    database.land(charge(amount=-5, customer="cus_only_here"))
    database.promote()
    assert database.rows("customers") == []


def test_bad_documents_of_several_types_do_not_meet(database: Database) -> None:
    database.land(charge("ch_1", amount=-1), payment_intent("pi_1", amount=-1), customer(created="never"))
    promotion = database.promote()
    assert {name for name, counts in promotion.objects.items() if counts.refused} == {
        *("charge", "payment_intent", "customer")
    }
    database.promote("charge")
    assert quarantine.read(database.connection, None, 10)[0] == 3


def test_many_bad_documents_wait_each_with_its_own_reason(database: Database) -> None:
    kinds = (charge(amount=-1), charge(amount="many"), charge(currency="USD"), charge(created=None), charge())
    database.land(*(kinds[number % 5] | {"id": f"ch_{number:03d}"} for number in range(400)))
    promotion = database.promote()
    assert (promotion.quarantined, promotion.objects["charge"].inserted) == (320, 80)
    reasons = database.query(
        "SELECT sqlstate, constraint_name AS rule, field, count(*)::int AS number FROM meta.quarantine"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2"
    )
    assert [tuple(reason.values()) for reason in reasons] == [
        ("22P02", None, "amount", 80),
        ("23514", "ck_charges_amount_not_negative", "amount", 80),
        ("23514", "ck_charges_created_required", "created", 80),
        ("23514", "ck_charges_currency_form", "currency", 80),
    ]
    assert promotion.balances is not None
    assert promotion.balances["charge"].balanced


def test_refused_documents_add_no_subtransactions_to_the_promotion(database: Database) -> None:
    if database.connection.server_version < COUNTS_SUBTRANSACTIONS:
        pytest.skip("this PostgreSQL does not count them")
    kinds = (charge(amount=-1), charge(amount="many"), charge(customer="".join(map(str, range(1_500)))), charge())
    database.land(*(kinds[number % 4] | {"id": f"ch_{number:03d}"} for number in range(400)))
    with ledger.run(database.connection, "test") as run:
        promotion = promote(database.connection, select(["charge"]), run_id=run.id)
        with database.connection.cursor() as cursor:
            cursor.execute("""
                SELECT subxact.* FROM pg_stat_get_backend_idset() AS backend, pg_stat_get_backend_subxact(backend)
                    AS subxact WHERE pg_stat_get_backend_pid(backend) = pg_backend_pid()
            """)
            (number, overflowed) = cursor.fetchone()
    assert promotion.quarantined == 300
    assert number == OF_A_CHUNK
    assert not overflowed


def test_what_is_no_fault_of_a_document_ends_the_promotion(database: Database) -> None:
    database.land(charge("ch_1", amount=-1), charge("ch_2"), charge("ch_3"))
    database.execute(
        "ALTER TABLE oltp.charges ADD COLUMN broken bigint; ALTER TABLE oltp.charges DROP COLUMN review_id CASCADE"
    )
    with pytest.raises(psycopg2.ProgrammingError):
        database.promote()
    database.connection.rollback()
    assert quarantine.read(database.connection, None, 10)[0] == 0
