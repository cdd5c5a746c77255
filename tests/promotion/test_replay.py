"""Replay ends in exactly the rows that the incremental path gives, whatever came in which order."""

from random import Random

import pytest

from pipelines.catalogue import promoted, select
from pipelines.checks import balance, parity
from tests.promotion import documents
from tests.promotion.conftest import Database
from tests.promotion.documents import Document, charge, customer, invoice, line_item, stub, subscription

MINUTES = 12


def history(seed: int) -> list[list[tuple[int, Document]]]:
    """Loads of copies as they might arrive: late, twice, deleted, broken, cut, in any order of parent and child."""
    chance = Random(seed)
    return [[(chance.randrange(MINUTES), _copy(chance)) for _ in range(chance.randrange(1, 9))] for _ in range(10)]


def _copy(chance: Random) -> Document:  # noqa: PLR0911 -- one return a kind
    kind = chance.choice(["customer", "product", "price", "subscription", "invoice", "line", "intent", "charge"])
    number = chance.randrange(3)
    amount = chance.choice([0, 5, 7, 7, -1, 10.5])
    customer_id = f"cus_{chance.randrange(3)}"
    items = [
        documents.subscription_item(f"si_{number}_{item}", subscription=f"sub_{number}", quantity=amount)
        for item in range(chance.randrange(3))
    ]
    named = {"subscription_item": f"si_{number}_{chance.randrange(3)}", "proration": False}
    lines = [
        line_item(
            f"il_{number}_{line}",
            invoice=f"in_{number}",
            amount=amount,
            parent={"type": "subscription_item_details", "subscription_item_details": named},
        )
        for line in range(chance.randrange(4))
    ]
    match kind:
        case "customer":
            gone = chance.random() < 0.4
            created = "never" if amount == -1 else documents.CREATED
            fields = {"email": f"{amount}@example.com", "created": created}
            return stub("customer", customer_id) if gone else customer(customer_id, **fields)
        case "product":
            gone = chance.random() < 0.3
            return stub("product", f"prod_{number}") if gone else documents.product(f"prod_{number}", name=str(amount))
        case "price":
            return documents.price(f"price_{number}", product=f"prod_{number}", unit_amount=amount)
        case "subscription":
            named = {"customer": customer_id, "latest_invoice": f"in_{number}"}
            gone = chance.random() < 0.2
            return stub("subscription", f"sub_{number}") if gone else subscription(f"sub_{number}", items, **named)
        case "invoice":
            if chance.random() < 0.2:
                return stub("invoice", f"in_{number}")
            return invoice(f"in_{number}", lines, cut=chance.random() < 0.5, customer=customer_id)
        case "line":
            return line_item(f"il_{number}_{chance.randrange(6)}", invoice=f"in_{number}", amount=amount)
        case "intent":
            return documents.payment_intent(f"pi_{number}", amount=amount, latest_charge=f"ch_{chance.randrange(4)}")
        case _:
            return charge(f"ch_{number}", amount=amount, customer=customer_id, payment_intent=f"pi_{number}")


def land(database: Database, copies: list[tuple[int, Document]]) -> None:
    by_minute: dict[int, list[Document]] = {}
    for minute, document in copies:
        by_minute.setdefault(minute, []).append(document)
    for minute, found in by_minute.items():
        database.land(*found, at=minute)


def seeds(*quick: int, slow: range) -> pytest.MarkDecorator:
    """Histories that a change is tested with, and those of the slow tests."""
    return pytest.mark.parametrize("seed", [*quick, *(pytest.param(seed, marks=pytest.mark.slow) for seed in slow)])


@seeds(0, slow=range(1, 8))
def test_replay_equals_the_incremental_path(database: Database, seed: int) -> None:
    for copies in history(seed):
        land(database, copies)
        database.promote()
    incremental = database.everything()
    assert balance.read(database.connection).balanced
    assert parity.check(database.connection, select(None)).examples == []

    database.replay()
    assert database.everything() == incremental, "over the rows that are there"

    database.execute(f"TRUNCATE {', '.join(f'oltp.{entry.table}' for entry in promoted())}")
    database.replay()
    assert database.everything() == incremental, "from nothing"


@seeds(100, slow=range(101, 105))
def test_promoting_everything_at_once_equals_promoting_each_load(database: Database, seed: int) -> None:
    for copies in history(seed):
        land(database, copies)
    database.promote()
    at_once = database.everything()
    # What was found inside documents is in raw by now; searching again in another order would land other copies.
    loads = [row["load_id"] for row in database.query("SELECT load_id FROM raw._dlt_loads ORDER BY load_id")]
    database.execute("UPDATE raw._dlt_loads SET status = 1")
    for load_id in loads:
        database.execute(f"UPDATE raw._dlt_loads SET status = 0 WHERE load_id = '{load_id}'")
        database.execute(
            f"INSERT INTO meta.pending_loads SELECT known.object, '{load_id}' FROM meta.promoted_versions AS known"
            " WHERE known.object <> 'embedded'"
        )
        database.promote()
    assert database.everything() == at_once


def test_replay_takes_back_what_was_changed_by_hand(database: Database) -> None:
    database.land(customer(), charge(customer="cus_1", description="as Stripe says"))
    database.promote()
    before = database.everything()
    database.execute("UPDATE oltp.charges SET description = 'by hand', amount = 1")
    database.execute("INSERT INTO oltp.customers (id, row_state) VALUES ('cus_invented', 'unresolved')")
    assert parity.check(database.connection, select(None)).mismatches == 2
    database.replay()
    assert database.everything() == before


def test_replay_takes_back_rows_that_no_document_stands_behind(database: Database) -> None:
    database.land(customer("cus_1"), customer("cus_2"), charge(customer="cus_2"))
    database.promote()
    database.execute("DELETE FROM raw.customers")
    assert {example.id for example in parity.check(database.connection, select(None)).examples} == {"cus_1", "cus_2"}
    database.replay()
    rows = [(row["id"], row["row_state"], row["email"]) for row in database.rows("customers")]
    assert rows == [("cus_2", "unresolved", None)]
