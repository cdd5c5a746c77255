"""When a row was made or last changed, and the ids of those that are gone: what exports are incremental by."""

from datetime import UTC, datetime

from pipelines.catalogue import promoted, select
from pipelines.checks import parity
from tests.promotion.conftest import Database
from tests.promotion.documents import Document, charge, customer, invoice, line_item, price, subscription
from tests.promotion.documents import subscription_item as item


def stamps(database: Database, table: str) -> dict[str, datetime]:
    return {row["id"]: row["promoted_at"] for row in database.query(f"SELECT id, promoted_at FROM oltp.{table}")}


def moved(database: Database, table: str, before: dict[str, datetime]) -> set[str]:
    return {stripe_id for stripe_id, at in stamps(database, table).items() if at != before.get(stripe_id)}


def test_a_row_that_comes_out_as_it_was_keeps_its_stamp_and_one_that_changes_gets_the_promotions(
    database: Database,
) -> None:
    database.land(customer("cus_1"), customer("cus_2"), charge(customer="cus_1"), charge("ch_2", customer="cus_3"))
    database.promote()
    customers, charges = stamps(database, "customers"), stamps(database, "charges")
    database.replay()
    assert (moved(database, "customers", customers), moved(database, "charges", charges)) == (set(), set())
    database.execute("UPDATE oltp.charges SET description = 'by hand' WHERE id = 'ch_2'")
    database.land(customer("cus_2", email="b@example.com"), customer("cus_3"), at=1)
    database.replay()
    assert moved(database, "customers", customers) == {"cus_2", "cus_3"}
    assert moved(database, "charges", charges) == {"ch_2"}
    assert set(stamps(database, "customers").values()) > {max(customers.values())}


def test_an_export_of_what_moved_since_its_last_has_what_the_tables_have(database: Database) -> None:
    copy = Copy(database)
    lines = [line_item("il_1"), line_item("il_2", invoice_item="ii_1")]
    named = {"type": "subscription_item_details", "subscription_item_details": {"subscription_item": "si_1"}}
    for documents in (
        [customer(), subscription(items=[item("si_1"), item("si_2")]), invoice(lines=lines)],
        [invoice(lines=[line_item("il_1", parent=named)])],
        [subscription(items=[item("si_2")]), {"id": "cus_1", "object": "customer", "deleted": True}],
        [invoice(lines=[line_item("il_2")])],
        [invoice(lines=lines), subscription(items=[item("si_1", quantity=9)])],
    ):
        database.land(*documents, at=copy.exports)
        database.promote()
        copy.export()
        assert copy.tables == database.everything()
    assert [row["id"] for row in database.rows("removed_rows", schema="meta")] != []


def test_decimals_have_twelve_places_in_both_languages_and_what_is_too_large_waits(database: Database) -> None:
    database.land(price(unit_amount_decimal="0.1234567890125"), price("price_2", unit_amount_decimal="1e26"))
    database.promote()
    assert [str(row["unit_amount_decimal"]) for row in database.rows("prices")] == ["0.123456789013"]
    assert [row["field"] for row in database.query("SELECT field FROM meta.quarantine")] == ["unit_amount_decimal"]
    assert parity.check(database.connection, select(None)).mismatches == 0


class Copy:
    """The tables elsewhere, as exports brought them: each takes what moved since the one before."""

    def __init__(self, database: Database) -> None:
        self.database, self.exports, self.mark = database, 0, datetime.min.replace(tzinfo=UTC)
        self.rows: dict[str, dict[str, Document]] = {str(entry.table): {} for entry in promoted()}

    def export(self) -> None:
        self.exports += 1
        marks = [self.mark]
        for table, rows in self.rows.items():
            for gone in self.database.query(
                "SELECT id FROM meta.removed_rows WHERE table_name = %s AND removed_at > %s", (table, self.mark)
            ):
                rows.pop(gone["id"], None)
            for row in self.database.query(f"SELECT * FROM oltp.{table} WHERE promoted_at > %s", (self.mark,)):
                marks.append(row.pop("promoted_at"))
                rows[row["id"]] = row
        self.mark = max(marks)

    @property
    def tables(self) -> dict[str, list[Document]]:
        found = {entry.name: self.rows[str(entry.table)] for entry in promoted()}
        tables = {name: [rows[key] for key in sorted(rows)] for name, rows in found.items()}
        return tables | {"quarantine": []}
