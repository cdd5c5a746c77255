"""Which loads a promotion reads: each once per type and version, at a cost that does not grow with their number."""

import shutil
from pathlib import Path

import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.promotion import transforms
from tests.promotion.conftest import NOON, Database
from tests.promotion.documents import (
    charge,
    customer,
    event,
    invoice,
    line_item,
    price,
    subscription,
    subscription_item,
)

LOADS = 20_000


def test_a_load_that_completes_after_younger_ones_is_read(database: Database) -> None:
    late = database.land(charge("ch_1"), complete=False)
    database.land(charge("ch_2"))
    database.promote()
    database.execute(f"INSERT INTO raw._dlt_loads VALUES ('{late}', 'stripe', 0, now())")
    database.promote()
    assert [row["id"] for row in database.rows("charges")] == ["ch_1", "ch_2"]
    assert database.query("SELECT FROM meta.pending_loads WHERE object = 'charge'") == []


def test_loads_wait_for_the_types_that_a_promotion_leaves_out(database: Database) -> None:
    database.land(charge("ch_1"), customer("cus_1"))
    database.promote()
    load = database.land(charge("ch_2"), customer("cus_2"))
    database.promote("charge")
    assert database.query("SELECT load_id FROM meta.pending_loads WHERE object = 'customer'") == [{"load_id": load}]
    assert [row["id"] for row in database.rows("customers")] == ["cus_1"]
    database.promote("customer")
    assert [row["id"] for row in database.rows("customers")] == ["cus_1", "cus_2"]
    assert database.query("SELECT FROM meta.pending_loads WHERE object = 'customer'") == []


def test_loads_without_documents_of_a_type_do_not_wait_for_it(database: Database) -> None:
    """Some installations promote a few types only, for years."""
    database.land(charge("ch_1"), customer("cus_1"))
    database.promote()
    database.land(charge("ch_2"))
    database.promote("charge")
    assert database.query("SELECT object FROM meta.pending_loads") == []
    database.promote()
    assert database.promote().loads["customer"] == 0


def test_a_load_is_read_by_the_types_that_it_brings_something_to(database: Database) -> None:
    database.land(charge("ch_1"), invoice("in_1", cut=True))
    database.promote()
    database.land(charge("ch_2"), line_item("il_2"))
    read = {name for name, number in database.promote().loads.items() if number}
    assert read == {"charge", "invoice"}


def test_another_version_reads_all_loads_and_so_does_the_one_that_is_put_back(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sql_transforms"
    shutil.copytree(str(transforms.FOLDER), folder)
    shutil.copy(folder / "charge" / "v1.sql", folder / "charge" / "v9.sql")
    monkeypatch.setattr(transforms, "FOLDER", folder)
    database.land(charge("ch_1"))
    database.promote()
    for version in (9, 1):
        monkeypatch.setitem(CATALOGUE["charge"].__dict__, "transform", version)
        database.promote()
        assert [row["transform_version"] for row in database.rows("charges")] == [version]


def test_a_price_found_in_an_old_load_becomes_a_row_when_prices_are_promoted(database: Database) -> None:
    database.land(invoice(lines=[line_item(price=price("price_inline"))]))
    database.promote("invoice")
    database.promote("price")
    assert [(row["id"], row["row_state"]) for row in database.rows("prices")] == [("price_inline", "present")]


def test_a_promotion_with_nothing_to_do_reads_a_few_rows_however_many_loads_there_were(database: Database) -> None:
    database.land(customer("cus_1"))
    after_many_loads(database)
    before = rows_read(database)
    database.promote()
    assert rows_read(database) - before < LOADS / 100


def test_a_promotion_of_few_changes_reads_a_few_rows_however_many_loads_there_were(database: Database) -> None:
    database.land(customer("cus_1"), subscription(items=[subscription_item()]), charge("ch_1"))
    after_many_loads(database)
    before = rows_read(database)
    renamed, overdue = customer("cus_1", name="Ada"), subscription(items=[subscription_item()], status="past_due")
    told = event(renamed, "updated", int(NOON.timestamp()) + 60, name=None)
    database.land(renamed, overdue, charge("ch_2"), told, at=5)
    read = {name for name, number in database.promote().loads.items() if number}
    assert read >= {"customer", "subscription", "charge", "event"}
    assert rows_read(database) - before < LOADS / 50


def after_many_loads(database: Database) -> None:
    database.execute(
        "INSERT INTO raw._dlt_loads (load_id, schema_name, status, inserted_at)"
        f" SELECT to_char(number, 'FM0000000000') || '.5', 'stripe', 0, now() FROM generate_series(1, {LOADS}) number"
    )
    database.promote()
    database.execute("ANALYZE raw._dlt_loads")


def rows_read(database: Database) -> int:
    """How many rows of the bookkeeping of loads were read so far."""
    database.execute("SELECT pg_stat_force_next_flush()")
    (found,) = database.query(
        "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint AS read FROM pg_stat_user_tables"
        " WHERE relname IN ('_dlt_loads', 'promoted_versions', 'pending_loads')"
    )
    read: int = found["read"]
    return read
