"""A version of a transform is activated on a database that has another one, and put back: raw decides, nothing else.

Before 2019-12-03 lines of several invoices shared an id. The first version of `line_item` took it as it is, the second
and those after it make one of the invoice and it.
"""

from collections.abc import Callable, Iterator

import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.checks import balance, diff
from tests.promotion.documents import Document, customer, invoice, line_item
from tests.versions.landed import Landed

OLD = "2019-10-08"
LINES = {
    "in_1": [line_item("sub_1", invoice="in_1")],
    "in_2": [line_item("sub_1", invoice="in_2", amount=5)],  # the id of a line of another invoice
    "in_3": [
        line_item("sub_2", invoice="in_3", amount=6),
        line_item("sub_2", invoice="in_3", amount=7),
    ],  # and of its own
    "in_4": [line_item("il_4", invoice="in_4")],
}
DOCUMENTS: list[Document] = [customer(), *(invoice(name, lines) for name, lines in LINES.items())]
NOW = CATALOGUE["line_item"].transform or 0
FIRST = ["il_4"]
SECOND = ["il_4", "in_1:sub_1", "in_2:sub_1", "in_3:sub_2", "in_3:sub_2:2"]


@pytest.fixture
def activate() -> Iterator[Callable[[str, int], None]]:
    """Name another version in the catalogue, as an edit of it would."""
    before = {entry.name: entry.transform for entry in CATALOGUE.values()}

    def activate(name: str, version: int | None) -> None:
        object.__setattr__(CATALOGUE[name], "transform", version)

    yield activate
    for name, version in before.items():
        activate(name, version)


def test_a_version_is_tried_activated_and_put_back(landed: Landed, activate: Callable[[str, int], None]) -> None:
    activate("line_item", 1)
    landed.land_all(OLD, DOCUMENTS)
    landed.promote()
    first = landed.everything()
    assert lines(landed) == dict.fromkeys(FIRST, 1)
    assert [(row["id"], row["sqlstate"]) for row in first["quarantine"]] == [
        (name, "21000") for name in ("in_1", "in_2", "in_3")
    ]
    assert balance.read(landed.connection).balanced

    tried = diff.compare(landed.connection, {"line_item": NOW}, diff.Detail()).transforms["line_item"]
    assert (tried.before, tried.after, tried.rows) == (1, NOW, len(SECOND))
    assert tried.examples == {"added": SECOND[1:]}
    assert landed.everything() == first

    activate("line_item", NOW)
    landed.promote()
    assert lines(landed) == dict.fromkeys(SECOND, NOW)
    assert landed.everything()["quarantine"] == []
    assert balance.read(landed.connection).balanced
    assert landed.parity().examples == []
    second = landed.everything()
    assert diff.compare(landed.connection, {"line_item": NOW}, diff.Detail()).transforms["line_item"].is_none

    activate("line_item", 1)
    landed.promote()
    assert landed.everything() == first
    activate("line_item", NOW)
    landed.promote()
    assert landed.everything() == second
    ledger = landed.query("SELECT transform_version FROM meta.ledger WHERE object = 'line_item' ORDER BY run_id")
    assert [row["transform_version"] for row in ledger] == [1, NOW, 1, NOW]


def lines(database: Landed) -> dict[str, int]:
    """The version that made each line's row."""
    return {row["id"]: row["transform_version"] for row in database.rows("invoice_line_items")}


def test_an_older_version_leaves_a_newer_column_empty(landed: Landed, activate: Callable[[str, int], None]) -> None:
    discount = {"id": "di_1", "object": "discount", "coupon": "FALL"}
    landed.land_all(OLD, [customer(discount=discount)])
    landed.promote()
    (row,) = landed.rows("customers", "discount_id, discount_coupon_id, transform_version")
    assert tuple(row.values()) == ("di_1", "FALL", 2)
    activate("customer", 1)
    landed.promote()
    (row,) = landed.rows("customers", "discount_id, discount_coupon_id, transform_version")
    assert tuple(row.values()) == ("di_1", None, 1)
