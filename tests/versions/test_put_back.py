"""A version of a transform is activated on a database that has another one, and put back: raw decides, nothing else.

Before 2019-12-03 lines of several invoices shared an id. The released version makes one of the invoice and it; the
older one of these tests takes it as it is.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.checks import balance, diff
from pipelines.promotion import transforms
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
OLDER, NEWER = 8, 9  # versions that no release has
FIRST = ["il_4"]
SECOND = ["il_4", "in_1:sub_1", "in_2:sub_1", "in_3:sub_2", "in_3:sub_2:2"]


Activate = Callable[[str, int], None]


@pytest.fixture
def activate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Activate:
    """Name another version in the catalogue, as an edit of it would: an older one of two types, or the released one."""
    folder = tmp_path / "sql_transforms"
    shutil.copytree(str(transforms.FOLDER), folder)
    monkeypatch.setattr(transforms, "FOLDER", folder)
    older = {
        "line_item": _with_ids_as_they_are((folder / "line_item" / "v1.sql").read_text()),
        "customer": _without("discount_id", (folder / "customer" / "v1.sql").read_text()),
    }
    for name, text in older.items():
        (folder / name / f"v{OLDER}.sql").write_text(text)
        shutil.copy(folder / name / "v1.sql", folder / name / f"v{NEWER}.sql")

    def activate(name: str, version: int) -> None:
        monkeypatch.setitem(CATALOGUE[name].__dict__, "transform", version)

    return activate


def _with_ids_as_they_are(sql: str) -> str:
    """A transform of lines that does not know that several may share an id."""
    older, number = re.subn(r"CASE\s+WHEN item\.unique_id .*?END AS id,", "item.id,", sql, count=1, flags=re.DOTALL)
    assert number == 1
    return older


def _without(column: str, sql: str) -> str:
    """A transform that does not know a column."""
    (line,) = [line for line in sql.splitlines(keepends=True) if line.rstrip().endswith(f"AS {column},")]
    return sql.replace(line, "")


def test_a_version_is_tried_activated_and_put_back(landed: Landed, activate: Activate) -> None:
    activate("line_item", OLDER)
    landed.land_all(OLD, DOCUMENTS)
    landed.promote()
    first = landed.everything()
    assert lines(landed) == dict.fromkeys(FIRST, OLDER)
    assert [(row["id"], row["sqlstate"]) for row in first["quarantine"]] == [
        (name, "21000") for name in ("in_1", "in_2", "in_3")
    ]
    assert balance.read(landed.connection).balanced

    tried = diff.compare(landed.connection, {"line_item": NEWER}, diff.Detail()).transforms["line_item"]
    assert (tried.before, tried.after, tried.rows) == (OLDER, NEWER, len(SECOND))
    assert tried.examples == {"added": SECOND[1:]}
    assert landed.everything() == first

    activate("line_item", NEWER)
    landed.promote()
    assert lines(landed) == dict.fromkeys(SECOND, NEWER)
    assert landed.everything()["quarantine"] == []
    assert balance.read(landed.connection).balanced
    assert landed.parity().examples == []
    second = landed.everything()
    assert diff.compare(landed.connection, {"line_item": NEWER}, diff.Detail()).transforms["line_item"].is_none

    activate("line_item", OLDER)
    landed.promote()
    assert landed.everything() == first
    activate("line_item", NEWER)
    landed.promote()
    assert landed.everything() == second
    ledger = landed.query("SELECT transform_version FROM meta.ledger WHERE object = 'line_item' ORDER BY run_id")
    assert [row["transform_version"] for row in ledger] == [OLDER, NEWER, OLDER, NEWER]


def lines(database: Landed) -> dict[str, int]:
    """The version that made each line's row."""
    return {row["id"]: row["transform_version"] for row in database.rows("invoice_line_items")}


def test_an_older_version_leaves_a_newer_column_empty(landed: Landed, activate: Activate) -> None:
    discount = {"id": "di_1", "object": "discount", "coupon": "FALL"}
    landed.land_all(OLD, [customer(discount=discount)])
    activate("customer", NEWER)
    landed.promote()
    (row,) = landed.rows("customers", "discount_id, discount_coupon_id, transform_version")
    assert tuple(row.values()) == ("di_1", "FALL", NEWER)
    activate("customer", OLDER)
    landed.promote()
    (row,) = landed.rows("customers", "discount_id, discount_coupon_id, transform_version")
    assert tuple(row.values()) == (None, "FALL", OLDER)
