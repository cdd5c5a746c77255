"""Documents that no version of Stripe's API ever described: they harm no other, and none is lost."""

import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.checks import balance
from tests.promotion.documents import (
    charge,
    customer,
    invoice,
    invoice_payment,
    line_item,
    payment_intent,
    price,
    product,
    subscription,
    subscription_item,
)
from tests.versions.generator import Document
from tests.versions.landed import Landed

LEVELS = 1_000


def test_one_id_may_belong_to_an_object_of_every_type(landed: Landed) -> None:
    landed.land_all(
        "2026-10-28.endive",
        [
            *(product("x"), price("x", product="x"), customer("x"), charge("x", customer="x", payment_intent="x")),
            *(
                payment_intent("x", customer="x"),
                invoice("x", [line_item("x", unique_id="x", price="x")], customer="x"),
            ),
            *(
                subscription("x", [subscription_item("x", price="x")], customer="x"),
                invoice_payment("x", "x", invoice="x"),
            ),
        ],
    )
    promotion = landed.promote()
    assert promotion.quarantined == 0
    tables = {name: str(CATALOGUE[name].table) for name, counts in promotion.objects.items() if counts.rows_in}
    assert len(tables) == 10
    assert {name: landed.rows(table, "id, row_state") for name, table in tables.items()} == {
        name: [{"id": "x", "row_state": "present"}] for name in tables
    }
    agrees(landed)


def test_a_document_under_the_wrong_type_harms_no_other(landed: Landed) -> None:
    """A file lands by the word in `object`: a customer that says it is a charge has nothing that a charge needs."""
    landed.land_all("v", [customer("cus_1", object="charge"), charge("ch_1")])
    assert landed.promote().objects["charge"].refused == {"cus_1"}
    assert [row["id"] for row in landed.rows("charges")] == ["ch_1"]
    agrees(landed)


def test_a_document_that_lies_about_its_type_waits(landed: Landed) -> None:
    landed.land_all("v", [charge("ch_1", object="customer"), charge("ch_2")], table="charges")
    assert landed.promote().objects["charge"].refused == {"ch_1"}


def test_a_deeply_nested_document_promotes(landed: Landed) -> None:
    land_nested(landed)
    assert landed.promote().objects["charge"].inserted == 2
    (depth,) = landed.query("SELECT length(metadata::text) AS depth FROM oltp.charges WHERE id = 'ch_deep'")
    assert depth["depth"] > LEVELS * 2
    agrees(landed)


def test_wide_documents_promote(landed: Landed) -> None:
    many = {f"key {number}": "v" * 40 for number in range(50_000)}
    landed.land_all("v", [charge("ch_1", metadata=many), charge("ch_2", **many), charge("ch_3")])
    assert landed.promote().objects["charge"].inserted == 3
    agrees(landed)


@pytest.mark.parametrize("number_of_lines", [5_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_an_invoice_of_many_lines_promotes(landed: Landed, number_of_lines: int) -> None:
    lines = [line_item(f"il_{number}", amount=number) for number in range(number_of_lines)]
    landed.land_all("v", [invoice("in_1", lines), invoice("in_2", [line_item("il_other", amount=-1)])])
    landed.analyze()
    promotion = landed.promote()
    assert (promotion.quarantined, promotion.objects["line_item"].inserted) == (0, number_of_lines + 1)
    rows = landed.query(
        "SELECT line.invoice_id, count(*) AS lines, sum(line.amount)::bigint AS amount"
        " FROM oltp.invoice_line_items AS line GROUP BY line.invoice_id ORDER BY line.invoice_id"
    )
    total = sum(range(number_of_lines))
    assert [tuple(row.values()) for row in rows] == [("in_1", number_of_lines, total), ("in_2", 1, -1)]


def test_lines_with_the_id_of_their_subscription_are_kept_apart(landed: Landed) -> None:
    """Until 2019-12-03 the line of a renewal had the subscription's id, and an event of then nothing beside it."""
    landed.land_all("2018-05-21", [of_a_renewal("in_1"), of_a_renewal("in_2")])
    landed.promote()
    rows = landed.rows("invoice_line_items", "invoice_id")
    assert sorted(row["invoice_id"] for row in rows) == ["in_1", "in_2"]


def test_an_invoice_with_two_lines_of_one_id_promotes(landed: Landed) -> None:
    """A change of plan gave two prorations, each with the id of its subscription."""
    lines = [line_item("sub_1", amount=-500, proration=True), line_item("sub_1", amount=700, proration=True)]
    landed.land_all("2018-05-21", [invoice("in_1", lines)])
    assert landed.promote().quarantined == 0
    assert len(landed.rows("invoice_line_items")) == 2


def of_a_renewal(stripe_id: str) -> Document:
    return invoice(stripe_id, [line_item("sub_1", type="subscription", subscription="sub_1")], subscription="sub_1")


def land_nested(landed: Landed) -> None:
    """Land a charge that is nested to so many levels, which Python's own encoder refuses to write."""
    landed.land_all("v", [charge("ch_deep", metadata={"k": "DEEP"}), charge("ch_1")])
    deep = '{"a": ' * LEVELS + "1" + "}" * LEVELS
    landed.execute(
        f"UPDATE raw.charges SET payload = replace(payload::text, '\"DEEP\"', '{deep}')::jsonb WHERE id = 'ch_deep'"
    )


def agrees(landed: Landed) -> None:
    """Both readings of every row are the same, and every document is accounted for."""
    assert landed.parity().examples == []
    assert balance.read(landed.connection).balanced
    landed.connection.rollback()
