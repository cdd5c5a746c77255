"""What another version of a transform would change, before anything is changed."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.checks import diff
from pipelines.promotion import transforms, writer
from pipelines.promotion.writer import LostRowsError
from tests.promotion.conftest import Database
from tests.promotion.documents import (
    Document,
    charge,
    customer,
    invoice,
    line_item,
    stub,
    subscription,
    subscription_item,
)

NEXT = 9  # a version that no release has
Try = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Try:
    """Write version 9 of an object's transform: the active one with one expression put in another's place."""
    folder = tmp_path / "sql_transforms"
    shutil.copytree(str(transforms.FOLDER), folder)
    monkeypatch.setattr(transforms, "FOLDER", folder)

    def write(name: str, old: str = "", new: str = "") -> None:
        text = (folder / transforms.path_of(name, CATALOGUE[name].transform or 0)).read_text()
        assert old in text
        (folder / transforms.path_of(name, NEXT)).write_text(text.replace(old, new, 1))

    return write


def compare(database: Database, *names: str, **detail: Any) -> dict[str, diff.TableDifference]:
    outcome = diff.compare(database.connection, dict.fromkeys(names, NEXT), diff.Detail(**detail))
    return outcome.transforms


def land(database: Database, *documents: Document) -> None:
    database.land(*documents)
    database.promote()


def counts(difference: diff.TableDifference) -> tuple[int, ...]:
    return difference.added, difference.removed, difference.changed, difference.refused


def test_the_same_reading_changes_nothing(database: Database, write: Try) -> None:
    write("charge")
    land(database, charge("ch_1"), charge("ch_2", customer="cus_1"))
    found = compare(database, "charge")["charge"]
    assert (found.before, found.after, found.rows) == (CATALOGUE["charge"].transform, NEXT, 2)
    assert found.is_none
    assert not found.columns


def test_a_changed_column_is_named_with_its_rows(database: Database, write: Try) -> None:
    write("charge", "doc.amount,", "CASE WHEN doc.amount > 100 THEN doc.amount + 1 ELSE doc.amount END AS amount,")
    land(database, *(charge(f"ch_{amount}", amount=amount) for amount in (100, 101, 102, 103)))
    found = compare(database, "charge", examples=2)["charge"]
    assert counts(found) == (0, 0, 3, 0)
    assert found.columns == {"amount": diff.ColumnDifference(3, ["ch_101", "ch_102"])}
    assert found.examples == {"changed": ["ch_101", "ch_102"]}


def test_values_are_there_only_on_request(database: Database, write: Try) -> None:
    write("charge", "doc.description,", "nullif(doc.description, 'private') AS description,")
    land(database, charge(description="private"))
    shown, hidden = (
        diff.compare(database.connection, {"charge": NEXT}, diff.Detail(values=values)).as_dict()
        for values in (True, False)
    )
    assert "private" not in str(hidden)
    (value,) = shown["transforms"]["charge"]["columns"]["description"]["values"]
    assert value == {"id": "ch_1", "before": "private", "after": None}


def test_a_document_that_would_pass_is_an_added_row(database: Database, write: Try) -> None:
    write("charge", "doc.amount,", "abs(doc.amount) AS amount,")
    land(database, charge("ch_1"), charge("ch_2", amount=-5))
    found = compare(database, "charge")["charge"]
    assert counts(found) == (1, 0, 0, 0)
    assert found.examples == {"added": ["ch_2"]}


def test_a_document_that_would_break_a_rule_is_refused_and_its_row_removed(database: Database, write: Try) -> None:
    write("charge", "doc.amount,", "CASE doc.description WHEN 'refund' THEN -1 ELSE doc.amount END AS amount,")
    land(database, *(charge(f"ch_{name}", description=name) for name in ("card", "refund")), charge("ch_x", amount=-1))
    found = compare(database, "charge")["charge"]
    assert counts(found) == (0, 1, 0, 2)
    assert found.newly_refused == 1, "ch_x is in quarantine already"
    assert found.refusals == [diff.Refusal("23514", "ck_charges_amount_not_negative", 2, ["ch_refund", "ch_x"])]
    assert found.examples == {"removed": ["ch_refund"]}


def test_a_document_that_could_not_be_read_is_refused(database: Database, write: Try) -> None:
    write("charge", "doc.amount,", "doc.description::bigint AS amount,")
    land(database, charge("ch_1", description="1000"), charge("ch_2", description="words"))
    found = compare(database, "charge")["charge"]
    assert counts(found) == (0, 1, 0, 1)
    assert found.refusals == [diff.Refusal("22P02", "InvalidTextRepresentation", 1, ["ch_2"])]


@pytest.mark.parametrize("bad", [(1,), (20,), (3, 4, 17), tuple(range(1, 21))])
def test_whichever_documents_are_refused_the_others_are_compared(
    database: Database, write: Try, monkeypatch: pytest.MonkeyPatch, bad: tuple[int, ...]
) -> None:
    monkeypatch.setattr("pipelines.checks.diff.rows.CHUNK", 8)
    assert writer.CHUNK > 20
    write("charge", "doc.amount,", f"CASE WHEN doc.amount = ANY(ARRAY{list(bad)}) THEN -1 ELSE 0 END AS amount,")
    land(database, *(charge(f"ch_{number:02d}", amount=number) for number in range(1, 21)))
    found = compare(database, "charge")["charge"]
    assert counts(found) == (0, len(bad), 20 - len(bad), len(bad))


def test_an_older_copy_stands_in_for_a_refused_one(database: Database, write: Try) -> None:
    write("charge", "doc.amount,", "nullif(doc.amount, 2) AS amount,")
    database.land(charge(amount=1), at=1)
    database.land(charge(amount=2), at=2)
    database.promote()
    found = compare(database, "charge")["charge"]
    assert counts(found) == (0, 0, 1, 1)
    assert list(found.columns) == ["amount", "observed_at"]
    assert [refusal.rule for refusal in found.refusals] == ["ck_charges_amount_required"]


def test_child_rows_follow_their_parents_documents(database: Database, write: Try) -> None:
    write("subscription_item", "item.quantity,", "item.quantity * 2 AS quantity,")
    items = [subscription_item("si_1"), subscription_item("si_2", quantity=0)]
    land(database, customer(), subscription(items=items))
    found = compare(database, "subscription_item")
    assert list(found) == ["subscription_item"], "the subscriptions themselves would not change"
    assert counts(found["subscription_item"]) == (0, 0, 1, 0)
    assert found["subscription_item"].columns == {"quantity": diff.ColumnDifference(1, ["si_1"])}


def test_a_child_that_is_left_out_is_removed(database: Database, write: Try) -> None:
    write("line_item", "\nFROM batch AS landed,", "\nFROM (SELECT * FROM batch WHERE id <> 'in_2') AS landed,")
    lines = {name: [line_item(f"il_{name}", invoice=name)] for name in ("in_1", "in_2")}
    land(database, *(invoice(name, lines=lines[name]) for name in lines))
    found = compare(database, "line_item")["line_item"]
    assert counts(found) == (0, 1, 0, 0)
    assert found.examples == {"removed": ["il_in_2"]}


def test_a_bad_child_takes_its_parent_along(database: Database, write: Try) -> None:
    write("subscription_item", "item.quantity,", "(item.quantity / (item.quantity - 7)) AS quantity,")
    items = [subscription_item("si_1", quantity=7), subscription_item("si_2")]
    land(database, customer(), subscription("sub_1", items=items))
    found = compare(database, "subscription_item")
    assert counts(found["subscription_item"]) == (0, 2, 0, 1)
    assert found["subscription_item"].refusals == [diff.Refusal("22012", "DivisionByZero", 1, ["sub_1"])]
    assert counts(found["subscription"]) == (0, 1, 0, 0)
    assert found["subscription"].before == found["subscription"].after


def test_a_document_that_waits_because_of_a_part_is_shown_with_its_whole(database: Database, write: Try) -> None:
    write("subscription")
    bad = subscription("sub_2", items=[subscription_item("si_2", subscription="sub_2", quantity="many")])
    land(database, customer(), subscription("sub_1", items=[subscription_item("si_1")]), bad)
    found = compare(database, "subscription")
    assert (found["subscription"].rows, found["subscription"].is_none, found["subscription"].refused) == (1, True, 0)
    assert (found["subscription_item"].refused, found["subscription_item"].newly_refused) == (1, 0)
    assert [refusal.examples for refusal in found["subscription_item"].refusals] == [["sub_2"]]


def test_cut_lists_are_read_whole(database: Database, write: Try) -> None:
    write("line_item")
    database.land(invoice(lines=[line_item("il_1"), line_item("il_2")]), at=1)
    database.land(invoice(lines=[line_item("il_3")], cut=True), at=2)
    database.promote()
    found = compare(database, "line_item")["line_item"]
    assert found.is_none
    assert found.rows == 3


def test_deleted_and_unresolved_rows_are_as_a_promotion_leaves_them(database: Database, write: Try) -> None:
    write("customer")
    database.land(customer("cus_1"), charge(customer="cus_named_only"), at=1)
    database.land(stub("customer", "cus_1"), stub("customer", "cus_2"), at=2)
    database.promote()
    found = compare(database, "customer")["customer"]
    assert found.is_none
    assert found.rows == 2


def test_rows_changed_by_hand_show_under_the_active_version_too(database: Database) -> None:
    land(database, charge("ch_1"), charge("ch_2"))
    version = CATALOGUE["charge"].transform or 0
    assert diff.compare(database.connection, {"charge": version}).transforms["charge"].is_none
    database.execute("UPDATE oltp.charges SET amount = 7 WHERE id = 'ch_2'")
    found = diff.compare(database.connection, {"charge": version}).transforms["charge"]
    assert found.columns == {"amount": diff.ColumnDifference(1, ["ch_2"])}


def test_nothing_is_changed(database: Database, write: Try) -> None:
    write("charge", "doc.amount,", "doc.amount - 1000 AS amount,")
    write("subscription_item", "item.quantity,", "item.quantity + 1 AS quantity,")
    land(
        database,
        *(charge("ch_1"), charge("ch_2", amount=1), charge("ch_3", amount=-1)),
        *(customer(), subscription(items=[subscription_item()])),
    )

    def state() -> list[Any]:
        ledger = [
            database.query(f"SELECT * FROM meta.{table}")
            for table in ("runs", "promoted_versions", "pending_loads", "transforms")
        ]
        return [database.everything(), ledger, database.query("SELECT relname FROM pg_class ORDER BY oid")]

    before = state()
    found = compare(database, "charge", "subscription_item")
    assert not any(difference.is_none for difference in found.values())
    assert state() == before


def test_what_it_says_is_what_activation_does(database: Database, write: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    write("charge", "doc.amount,", "CASE doc.amount WHEN 3 THEN -1 WHEN -4 THEN 4 ELSE doc.amount / 2 END AS amount,")
    land(database, *(charge(f"ch_{amount}", amount=amount) for amount in (0, 2, 3, -4)))
    found = compare(database, "charge")["charge"]
    assert counts(found) == (1, 1, 1, 1)
    before = {row["id"]: row["amount"] for row in database.rows("charges")}
    entry = CATALOGUE["charge"]
    monkeypatch.setitem(entry.__dict__, "transform", NEXT)
    promotion = database.promote("charge")
    after = {row["id"]: row["amount"] for row in database.rows("charges")}
    assert promotion.objects["charge"].refused == {"ch_3"}
    assert sorted(after.keys() - before.keys()) == found.examples["added"]
    assert sorted(before.keys() - after.keys()) == found.examples["removed"]
    assert [key for key in before.keys() & after.keys() if before[key] != after[key]] == found.examples["changed"]
    assert diff.compare(database.connection, {"charge": NEXT}).transforms["charge"].is_none


def test_documents_that_wait_for_their_promotion_are_counted(database: Database, write: Try) -> None:
    write("charge")
    land(database, charge("ch_1"))
    database.land(charge("ch_2"), customer())
    outcome = diff.compare(database.connection, {"charge": NEXT})
    assert outcome.not_promoted == {"charge": 1}
    assert outcome.transforms["charge"].added == 1


def test_columns_that_do_not_fit_are_named(database: Database, write: Try) -> None:
    write("charge", "doc.amount,", "doc.amount AS total, doc.paid AS was_paid,")
    land(database, charge())
    with pytest.raises(
        diff.UnfitColumnsError, match=r"leaves out amount; the table has no total, was_paid\."
    ) as raised:
        compare(database, "charge")
    assert f"charge/v{NEXT}.sql" in str(raised.value)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("doc.nonsense AS amount,", "column doc.nonsense does not exist (SQLSTATE 42703)"),
        ("stripe_nonsense(doc.amount) AS amount,", "(SQLSTATE 42883)"),
        ("doc.paid AS amount,", "(SQLSTATE 42804)"),
        ("doc.amount AS amount AS", "(SQLSTATE 42601)"),
    ],
)
def test_sql_that_does_not_run_is_named(database: Database, write: Try, new: str, words: str) -> None:
    write("charge", "doc.amount,", new)
    land(database, charge())
    with pytest.raises(diff.BrokenTransformError, match=re.escape(words)):
        compare(database, "charge")


def test_a_version_that_refuses_too_many_is_stopped_unless_they_are_in_quarantine_anyway(
    database: Database, write: Try, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.checks.diff.rows.ENOUGH", 2)
    write("charge", "doc.amount,", "least(doc.amount, -1) AS amount,")
    land(database, charge("ch_1", amount=-1), charge("ch_2", amount=-1), charge("ch_3"), charge("ch_4"))
    assert compare(database, "charge")["charge"].refused == 4
    land(database, charge("ch_5"))
    words = r"more than 2 documents of charge .* ck_charges_amount_not_negative \(SQLSTATE 23514\), for instance by ch_"
    with pytest.raises(diff.TooManyRefusedError, match=words):
        compare(database, "charge")


def test_a_version_that_loses_documents_is_named(database: Database, write: Try) -> None:
    write("charge", "\nFROM batch AS landed,", "\nFROM (SELECT * FROM batch LIMIT 1) AS landed,")
    land(database, charge("ch_1"), charge("ch_2"))
    with pytest.raises(LostRowsError, match="makes 1 rows of 2 documents"):
        compare(database, "charge")


def test_a_version_that_is_not_there_is_named(database: Database) -> None:
    with pytest.raises(transforms.MissingTransformError, match=r"charge/v9\.sql does not exist"):
        compare(database, "charge")


def test_without_documents_there_are_no_rows(database: Database, write: Try) -> None:
    write("charge")
    database.execute("DROP TABLE raw.charges")
    found = compare(database, "charge")["charge"]
    assert found.is_none
    assert found.rows == 0


@pytest.mark.parametrize("chunk", [1, writer.CHUNK])
def test_a_part_of_two_documents_is_refused_as_by_a_promotion(
    database: Database, monkeypatch: pytest.MonkeyPatch, write: Try, chunk: int
) -> None:
    monkeypatch.setattr("pipelines.checks.diff.rows.CHUNK", chunk)
    database.land(holder("sub_a", "si_1"), holder("sub_d", "si_d"), at=1)
    database.land(holder("sub_a", "si_x"), holder("sub_b", "si_x"), holder("sub_c", "si_c", created="never"), at=2)
    database.land(holder("sub_e", "si_e", "si_e"), at=2)
    database.promote()
    versions = {name: CATALOGUE[name].transform or 0 for name in ("subscription", "subscription_item")}
    found = diff.compare(database.connection, versions).transforms
    assert found["subscription_item"].refusals == [
        diff.Refusal("21000", "pk_subscription_items", 2, ["sub_a", "sub_b"]),
        diff.Refusal("21000", "CardinalityViolation", 1, ["sub_e"]),
    ]
    assert [refusal.examples for refusal in found["subscription"].refusals] == [["sub_c"]]
    assert {name: it.as_dict() for name, it in found.items() if not it.is_none} == {}
    assert found["subscription"].rows == len(["sub_a", "sub_d"])
    write("subscription")
    other = compare(database, "subscription")["subscription"]
    assert (other.rows, other.refused) == (2, 1)


def test_a_version_that_makes_parts_contested_refuses_their_documents(database: Database, write: Try) -> None:
    write("subscription_item", "item.id,", "'si_' || item.quantity AS id,")
    parts = {f"sub_{number}": subscription_item(f"si_{number}", quantity=number) for number in range(1, 5)}
    parts["sub_0"] = subscription_item("si_0", quantity=1)
    land(database, *(subscription(name, [part | {"subscription": name}]) for name, part in parts.items()))
    found = compare(database, "subscription_item")
    item = found["subscription_item"]
    assert item.refusals == [diff.Refusal("21000", "pk_subscription_items", 2, ["sub_0", "sub_1"])]
    assert (item.newly_refused, item.rows, found["subscription"].removed) == (2, 3, 2)
    assert found["subscription"].examples == {"removed": ["sub_0", "sub_1"]}


def holder(stripe_id: str, *parts: str, **fields: Any) -> Document:
    return subscription(stripe_id, [subscription_item(part, subscription=stripe_id) for part in parts], **fields)
