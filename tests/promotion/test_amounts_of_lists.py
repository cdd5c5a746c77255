"""Taxes and discounts that documents list are rows that join, whichever version listed them."""

from tests.promotion.conftest import Database
from tests.promotion.documents import credit_note, credit_note_line_item, invoice, line_item

OLD = {"amount": 7, "inclusive": False, "tax_rate": {"id": "txr_1", "object": "tax_rate"}, "taxable_amount": 70}
NEW = {"amount": 7, "tax_behavior": "exclusive", "tax_rate_details": {"tax_rate": "txr_1"}, "taxable_amount": 70}
OFF = [{"amount": 3, "discount": "di_1"}, {"amount": 4, "discount": {"id": "di_2", "object": "discount"}}]


def test_taxes_of_old_and_new_versions_are_alike(database: Database) -> None:
    database.land(
        invoice("in_1", lines=[line_item("il_1", tax_amounts=[OLD])], total_tax_amounts=[OLD, OLD]),
        invoice("in_2", lines=[line_item("il_2", taxes=[NEW])], total_taxes=[NEW, NEW]),
        credit_note("cn_1", lines=[credit_note_line_item("cnli_1", tax_amounts=[OLD])], tax_amounts=[OLD]),
    )
    database.promote()
    told = (7, "usd", 70, "txr_1", "exclusive")
    assert rows(database, "invoice_taxes") == {
        ("in_1", 1): told, ("in_1", 2): told, ("in_2", 1): told, ("in_2", 2): told,
    }  # fmt: skip
    assert rows(database, "invoice_line_item_taxes") == {("il_1", 1): told, ("il_2", 1): told}
    assert rows(database, "credit_note_taxes") == {("cn_1", 1): told}
    assert rows(database, "credit_note_line_item_taxes") == {("cnli_1", 1): told}


def test_discounts_are_named_by_id_expanded_or_not(database: Database) -> None:
    database.land(
        invoice(lines=[line_item("il_1", discount_amounts=OFF)], total_discount_amounts=OFF),
        credit_note(lines=[credit_note_line_item(discount_amounts=OFF)], discount_amounts=OFF),
    )
    database.promote()
    for whole, stripe_id in WHOLES.items():
        found = database.query(f"SELECT * FROM oltp.{whole}_discount_amounts ORDER BY position")
        assert [(row["id"], row[f"{whole}_id"], row["amount"], row["discount_id"]) for row in found] == [
            (f"{stripe_id}.1", stripe_id, 3, "di_1"), (f"{stripe_id}.2", stripe_id, 4, "di_2"),
        ]  # fmt: skip


def test_an_amount_that_is_no_number_fails_no_query(database: Database) -> None:
    database.land(credit_note(lines=[credit_note_line_item(taxes=[NEW | {"amount": "many"}, "no tax", NEW])]))
    database.promote()
    found = database.query("SELECT amount FROM oltp.credit_note_line_item_taxes ORDER BY position")
    assert [row["amount"] for row in found] == [None, None, 7]


WHOLES = {"invoice": "in_1", "invoice_line_item": "il_1", "credit_note": "cn_1", "credit_note_line_item": "cnli_1"}


def rows(database: Database, view: str) -> dict[tuple[str, int], tuple[object, ...]]:
    """What a view of taxes says, by the id of the whole and the place."""
    owner = f"{view.removesuffix('_taxes')}_id"
    columns = ("amount", "currency", "taxable_amount", "tax_rate_id", "tax_behavior")
    found = database.query(f"SELECT * FROM oltp.{view}")
    assert all(row["id"] == f"{row[owner]}.{row['position']}" for row in found)
    return {(row[owner], row["position"]): tuple(row[column] for column in columns) for row in found}
