"""What a large database is estimated to hold is what counting finds, as far as PostgreSQL keeps it."""

from dataclasses import asdict

from pipelines.checks import balance, estimate
from tests.promotion.conftest import Database
from tests.promotion.documents import charge, customer, invoice, line_item, stub


def test_an_estimate_is_what_counting_finds(database: Database) -> None:
    customers = [customer(f"cus_{number}") for number in range(6)]
    database.land(*customers, *(charge(f"ch_{number}") for number in range(8)), charge("ch_bad", amount=-1))
    gone = [stub("customer", f"cus_{number}") for number in range(2)]
    database.land(*gone, invoice("in_1", [line_item("il_1")]), at=1)
    database.promote()
    database.execute("SELECT pg_stat_force_next_flush()")  # what is told after ANALYZE has counted is counted twice
    database.execute("ANALYZE")
    found, counted = estimate.read(database.connection), balance.read(database.connection)
    assert found.objects.keys() == counted.objects.keys()
    for name, of_type in counted.objects.items():
        # Of values that occur once no share is kept, so of an only row nothing.
        unknown = {column: None for column, value in asdict(found.objects[name]).items() if value is None}
        assert asdict(found.objects[name]) == {**asdict(of_type), **unknown}, name
    assert found.objects["customer"].deleted == 2
    assert (found.balanced, found.landed_only, found.set_aside) == (None, counted.landed_only, counted.set_aside)
    assert found.as_dict().keys() == counted.as_dict().keys()
    assert (found.as_dict()["exact"], counted.as_dict()["exact"]) == (False, True)


def test_what_waits_is_counted_and_what_was_never_analysed_is_not_known(database: Database) -> None:
    database.land(charge("ch_1"), customer("cus_1"))
    database.promote()
    database.land(charge("ch_2"), charge("ch_1", amount=7), at=1)
    database.execute("SELECT pg_stat_force_next_flush()")
    found = estimate.read(database.connection)
    assert found.waiting == {"charge": 2}
    assert found.objects["charge"].deleted is None
    assert not estimate.is_large(database.connection)
