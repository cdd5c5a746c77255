"""Landing from files: any form, any mix of types, all or nothing."""

import gzip
import json
import os
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from oltp_schema.schemas import PLAIN
from pipelines.landing import files
from pipelines.landing.files import documents_in
from pipelines.landing.report import LandingReport
from pipelines.landing.run import land_files
from pipelines.raw.tables import raw_table_of
from pipelines.settings import Settings
from pipelines.stripe_api.errors import AccountError, LandingFileError
from tests.landing.conftest import Rows

CHARGE = b'{ "id": "ch_1",\n "object": "charge", "livemode": false, "n": 1e-9 }'
CUSTOMER = b'{"id":"cus_1","object":"customer","livemode":false}'
GIFT = b'{"id":"gift_1","object":"gift"}'  # Stripe has no such type
WRITTEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
NEWEST = "SELECT payload ->> 's' FROM raw.charges ORDER BY observed_at DESC, _dlt_load_id DESC, _dlt_id DESC LIMIT 1"

Land = Callable[..., LandingReport]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (made := tmp_path / "files").mkdir()
    return made


@pytest.fixture
def land(settings: Settings, database_url: str, folder: Path) -> Land:
    def landed(*paths: Path, **options: Any) -> LandingReport:
        return land_files(settings, database_url, paths or [folder], **options)

    return landed


def write(path: Path, content: bytes, written: datetime = WRITTEN) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    os.utime(path, (written.timestamp(), written.timestamp()))
    return path


def event(number: int, created: int, snapshot: bytes, kind: str = "charge.updated") -> bytes:
    return (
        b'{"id":"evt_%d","object":"event","livemode":false,"api_version":"2024-06-20","created":%d,"type":"%b",'
        b'"data":{"object": %b, "previous_attributes":{}}}' % (number, created, kind.encode(), snapshot)
    )


def test_every_form_of_file_is_landed(folder: Path, land: Land, rows: Rows) -> None:
    write(folder / "one.json", b"\xef\xbb\xbf\n" + CHARGE + b"\n")
    write(folder / "inner" / "page.json", b'{"object":"list","data":[' + CUSTOMER + b"," + GIFT + b'],"has_more":true}')
    write(folder / "array.json.gz", b'[{"id":"prod_1","object":"product"},\n {"id":"price_1","object":"price"}]')
    write(folder / "lines.jsonl", b'{"id":"in_1","object":"invoice"}\r\n\n{"id":"in_2","object":"invoice"}')
    write(folder / "lines.ndjson.gz", b'{"object":"list","data":[{"id":"pi_1","object":"payment_intent"}]}\n')
    write(folder / "note.txt", b"not ours")
    report = land()
    assert {name: found.landed for name, found in report.objects.items()} == {
        "charge": 1,
        "customer": 1,
        "gift": 1,
        "product": 1,
        "price": 1,
        "invoice": 2,
        "payment_intent": 1,
    }
    assert report.problems == ["Landed but not promoted: gift."]
    assert rows("SELECT payload::text, origin, observed_at, api_version, verbatim FROM raw.charges") == [
        ('{"n": 0.000000001, "id": "ch_1", "object": "charge", "livemode": false}', "file", WRITTEN, None, True)
    ]


def test_a_type_that_nobody_knows_is_landed_and_said_not_to_be_promoted(folder: Path, land: Land, rows: Rows) -> None:
    write(folder / "gift.json", b'{"id":"gift_1","object":"shop.gift","livemode":false}')
    report = land()
    assert report.objects["shop.gift"].promoted is False
    assert report.problems == ["Landed but not promoted: shop.gift."]
    assert rows("SELECT id FROM raw.shop_gifts") == [("gift_1",)]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("charge", "charges"),
        ("shop.gift", "shop_gifts"),
        ("issuing.dispute", "issuing_disputes"),
        ("tax_id", "tax_ids"),
        ("radar.early_fraud_warning", "radar_early_fraud_warnings"),
        ("v2.core.event", "v2_core_events"),
        ("__dlt--Load!", "dlt_loads"),
        ("3d; DROP TABLE x", "object_3d_drop_table_xes"),
        ("", "objects"),
        ("é", "objects"),
        ("x" * 200, raw_table_of("x" * 200)),
    ],
)
def test_the_raw_table_of_any_type_has_a_safe_name(name: str, table: str) -> None:
    assert raw_table_of(name) == table
    assert len(table) < 60


def test_the_option_says_when_files_were_observed(folder: Path, land: Land, rows: Rows) -> None:
    write(folder / "one.json", CHARGE)
    observed_at = datetime(2025, 1, 1, tzinfo=UTC)
    land(observed_at=observed_at)
    assert rows("SELECT observed_at FROM raw.charges") == [(observed_at,)]


def test_only_the_objects_asked_for_are_landed(folder: Path, land: Land, rows: Rows) -> None:
    write(folder / "mix.json", b"[" + CHARGE + b"," + CUSTOMER + b"," + event(1, 1700000000, CHARGE) + b"]")
    report = land(objects={"charge"})
    assert report.objects.keys() == {"charge"}
    (said,) = report.remarks
    assert "1 of type customer. " in said, "the event's snapshot is wanted"
    assert rows("SELECT origin FROM raw.charges ORDER BY observed_at") == [("event",)]  # the file says the same


def test_the_same_files_land_once(folder: Path, land: Land, rows: Rows) -> None:
    write(folder / "one.jsonl", CUSTOMER + b"\n" + event(1, 1700000000, CHARGE.replace(b"\n", b"")))
    assert {name: found.landed for name, found in land().objects.items()} == {"charge": 1, "customer": 1, "event": 1}
    again = land()
    assert {(found.landed, found.unchanged) for found in again.objects.values()} == {(0, 1)}
    assert again.load_ids == []
    write(folder / "one.jsonl", CUSTOMER, WRITTEN + timedelta(days=1))
    assert land().objects["customer"].unchanged == 1
    assert rows("SELECT count(*) FROM raw.customers") == [(1,)]


def test_an_event_lands_with_the_object_as_it_was(folder: Path, land: Land, rows: Rows) -> None:
    snapshot = rb'{"id":"ch_1", "object":"charge","odd":"\u0000"}'
    write(folder / "event.json", event(1, 1700000000, snapshot))
    land()
    assert rows("SELECT id, origin, api_version, observed_at FROM raw.events") == [
        ("evt_1", "file", "2024-06-20", WRITTEN)
    ]
    then = datetime.fromtimestamp(1700000000, UTC)
    assert rows("SELECT id, origin, api_version, observed_at, verbatim FROM raw.charges") == [
        ("ch_1", "event", "2024-06-20", then, False)
    ]
    exact = rows("SELECT object, bytes FROM raw.set_aside ORDER BY object")
    assert [(name, bytes(raw)) for name, raw in exact] == [
        ("charge", snapshot),
        ("event", event(1, 1700000000, snapshot)),
    ]


def test_the_type_of_an_event_marks_a_deletion(folder: Path, land: Land, rows: Rows) -> None:
    subscription = b'{"id":"sub_1","object":"subscription"}'
    write(
        folder / "events.jsonl",
        b"\n".join(
            [
                event(1, 1700000000, CUSTOMER, "customer.deleted"),
                event(2, 1700000001, subscription, "customer.subscription.deleted"),
                event(3, 1700000002, b'{"object":"balance"}', "balance.available"),
                b'{"id":"evt_4","object":"event","type":5}',
            ]
        ),
    )
    assert {name: found.landed for name, found in land().objects.items()} == {
        "event": 3,
        "subscription": 1,
        "customer": 1,
    }
    assert rows(
        "SELECT id, deleted FROM raw.customers UNION SELECT id, deleted FROM raw.subscriptions ORDER BY id"
    ) == [
        ("cus_1", True),
        ("sub_1", False),
    ]


@pytest.mark.parametrize("id_", [b"", b'"id":"upcoming_in_1",'])
def test_a_preview_of_an_invoice_is_set_aside(folder: Path, land: Land, rows: Rows, id_: bytes) -> None:
    preview = b'{%b"object":"invoice","livemode":false,"total":5}' % id_
    write(folder / "events.jsonl", event(1, 5, preview, "invoice.upcoming"))
    problems = land().problems
    assert any("type invoice (a preview of an invoice)" in problem for problem in problems)
    assert rows("SELECT id FROM raw.invoices UNION ALL SELECT id FROM raw.events") == [("evt_1",)]
    found = rows("SELECT object, reason, bytes FROM raw.set_aside")
    assert [(*words, bytes(kept)) for *words, kept in found] == [("invoice", "a preview of an invoice", preview)]


def test_a_page_of_events_is_newest_first(folder: Path, land: Land, rows: Rows) -> None:
    later, sooner = b'{"id":"ch_1","object":"charge","s":2}', b'{"id":"ch_1","object":"charge","s":1}'
    page = event(2, 1700000000, later) + b"," + event(1, 1700000000, sooner)
    write(folder / "page.json", b'{"object":"list","data":[' + page + b'],"has_more":false}')
    land()
    assert rows("SELECT payload -> 's' FROM raw.charges ORDER BY observed_at, _dlt_load_id, _dlt_id") == [(1,), (2,)]


def test_news_of_the_past_does_not_hide_what_a_file_says_of_now(folder: Path, land: Land, rows: Rows) -> None:
    now, past = b'{"id":"ch_1","object":"charge","s":"A"}', b'{"id":"ch_1","object":"charge","s":"B"}'
    write(folder / "charge.json", now, WRITTEN)
    land()
    write(folder / "charge.json", now, WRITTEN + timedelta(hours=2))
    write(folder / "event.json", event(1, int((WRITTEN + timedelta(hours=1)).timestamp()), past))
    land()
    newest = (
        "SELECT payload ->> 's' FROM raw.charges ORDER BY observed_at DESC, _dlt_load_id DESC, _dlt_id DESC LIMIT 1"
    )
    assert rows(newest) == [("A",)]


def test_events_may_come_in_any_order(folder: Path, land: Land, rows: Rows) -> None:
    a, b = b'{"id":"ch_1","object":"charge","s":"A"}', b'{"id":"ch_1","object":"charge","s":"B"}'
    write(folder / "events.jsonl", event(1, 1700000000, a))
    land()
    write(folder / "events.jsonl", b"\n".join([event(3, 1700000002, a), event(2, 1700000001, b)]))
    land()
    assert rows("SELECT payload ->> 's' FROM raw.charges ORDER BY observed_at") == [("A",), ("B",), ("A",)]


def test_an_older_file_is_read_before_a_newer_one(folder: Path, land: Land, rows: Rows) -> None:
    a, b = b'{"id":"ch_1","object":"charge","s":"A"}', b'{"id":"ch_1","object":"charge","s":"B"}'
    write(folder / "a.json", a, WRITTEN)
    land()
    write(folder / "a.json", a, WRITTEN + timedelta(hours=2))
    write(folder / "b.json", b, WRITTEN + timedelta(hours=1))
    land()
    newest = (
        "SELECT payload ->> 's' FROM raw.charges ORDER BY observed_at DESC, _dlt_load_id DESC, _dlt_id DESC LIMIT 1"
    )
    assert rows(newest) == [("A",)]


def test_many_documents_of_many_types_land_in_order(folder: Path, land: Land, rows: Rows) -> None:
    lines = [b'{"id":"x_%d","object":"%b"}' % (number, (b"charge", b"payout")[number % 2]) for number in range(1000)]
    write(folder / "many.jsonl.gz", b"\n".join(lines))
    seen: list[tuple[str, int, int]] = []
    report = land(on_progress=lambda *counts: seen.append(counts))
    assert {name: found.landed for name, found in report.objects.items()} == {"charge": 500, "payout": 500}
    assert seen[-1] in {("charge", 500, 0), ("payout", 500, 0)}
    assert [int(id_[2:]) for (id_,) in rows("SELECT id FROM raw.payouts ORDER BY _dlt_id")] == list(range(1, 1000, 2))


BAD = {
    "cut.json": (CHARGE[:-20], "not whole JSON"),
    "page.json": (b'{"object":"list","data":[' + CHARGE, "not whole JSON"),
    "empty.json": (b" \n", "the file is empty"),
    "empty.jsonl": (b"\n\n", "the file is empty"),
    "other.json": (b'{"hello":"world"}', "not a Stripe object: it has no `object`"),
    "number.json": (b"[1]", "element 1: not a Stripe object"),
    "text.json": (b"hello", "not whole JSON"),
    "line.jsonl": (CUSTOMER + b'\n{"id":\n', "line 2: not whole JSON"),
    "mixed.jsonl": (CUSTOMER + b"\n[" + CUSTOMER + b",{}]", "line 2, element 2: not a Stripe object"),
    "list.json": (b'{"object":"list","data":7}', "not Stripe JSON"),
    "two.json": (CUSTOMER + CUSTOMER, "more follows.*name it .jsonl"),
    "deep.json": (b"[" * 100_000, "not whole JSON"),
    "utf16.json": ('{"id":"x","object":"y"}'.encode("utf-16"), "UTF-16.*Save it as UTF-8"),
    "unmarked.json": ('{"id":"x","object":"y"}'.encode("utf-16-be"), "UTF-16.*Save it as UTF-8"),
    "utf16.jsonl": ('{"id":"x","object":"y"}\n'.encode("utf-16"), "line 1: not UTF-8, but UTF-16"),
    "nan.json": (b'{"id":"x","object":"y","n":NaN}', "NaN is no value that JSON has"),
    "infinity.jsonl": (CUSTOMER + b'\n{"id":"x","object":"y","n":-Infinity}', "line 2: not JSON: -Infinity is no"),
    "said.json": (b'{"id":"x","object":"NaN",', "not whole JSON"),
    "zipped.json": (gzip.compress(CHARGE), "to end in .gz"),
    "page.html.json": (b"<html>Sign in</html>", "HTML"),
}


def test_a_bad_file_is_named_and_nothing_of_the_others_lands(folder: Path, land: Land, rows: Rows) -> None:
    write(folder / "good.json", CHARGE)
    for name, (content, rule) in BAD.items():
        path = write(folder / name, content)
        with pytest.raises(LandingFileError, match=rule) as raised:
            land()
        assert str(path) in str(raised.value)
        assert "Nothing was landed." in str(raised.value)
        path.unlink()
    assert rows("SELECT count(*) FROM raw.charges") == [(0,)]
    assert rows("SELECT count(*) FROM meta.account") == [(0,)]
    assert land().objects["charge"].landed == 1


def test_what_raw_cannot_hold_is_set_aside_alone_and_named(folder: Path, land: Land, rows: Rows) -> None:
    line = b'{"id":"il_1","object":"line_item","livemode":false,"invoice":"' + b"".join(b"%d" % n for n in range(3000))
    path = write(folder / "lines.jsonl", CHARGE.replace(b"\n", b" ") + b"\n" + line + b'"}\n')
    deep = write(
        folder / "deep.json",
        b"[" + CUSTOMER + b',{"id":"cus_2","object":"customer","x":' + b"[" * 9_000 + b"]" * 9_000 + b"}]",
    )
    inside = write(folder / "event.json", event(1, 5, CUSTOMER.replace(b"cus_1", b"cus_" + b"1" * 300)))
    (folder / "ids.jsonl").write_text('{"id":1e400,"object":"gift"}\n{"object":"gift"}\n' * 5)
    said = [problem for problem in land().problems if "set_aside" in problem]
    aside = f"Set aside, with the exact bytes, in {PLAIN.raw}.set_aside:"
    assert said == [
        f"{aside} 1 of type customer (id too long): {inside}, inside the event.",
        f"{aside} 1 of type customer (nested deeper than 500 levels): {deep}, element 2.",
        f"{aside} 5 of type gift (an id that is no text): "
        + "; ".join(f"{folder / 'ids.jsonl'}, line {number}" for number in (1, 3, 5))
        + "; and 2 more.",
        f"{aside} 5 of type gift (no id): "
        + "; ".join(f"{folder / 'ids.jsonl'}, line {number}" for number in (2, 4, 6))
        + "; and 2 more.",
        f"{aside} 1 of type line_item (id of its parent too long): {path}, line 2.",
    ]
    assert rows("SELECT id FROM raw.charges UNION ALL SELECT id FROM raw.customers") == [("ch_1",), ("cus_1",)]
    found = rows("SELECT object, left(id, 5) FROM raw.set_aside WHERE object <> 'gift' ORDER BY 1, 2")
    assert found == [("customer", "cus_1"), ("customer", "cus_2"), ("line_item", "il_1")]


def test_a_nul_in_the_version_of_an_event_stops_nothing(folder: Path, land: Land, rows: Rows) -> None:
    said = event(1, 5, CUSTOMER, "customer.created").replace(b"2024-06-20", b"2020\\u0000")
    path = write(folder / "events.jsonl", said + b"\n" + event(2, 6, CHARGE.replace(b"\n", b" ")))
    (problem,) = [problem for problem in land().problems if "set_aside" in problem]
    assert problem.endswith(f"of type event (\\u0000): {path}, line 1.")
    assert rows("SELECT id, verbatim, api_version FROM raw.events ORDER BY 1") == [
        ("evt_1", False, "2020\ufffd"),
        ("evt_2", True, "2024-06-20"),
    ]
    assert rows("SELECT id, api_version FROM raw.customers") == [("cus_1", "2020\ufffd")]
    assert rows("SELECT id, reason FROM raw.set_aside") == [("evt_1", "\\u0000")]


def test_a_broken_archive_is_named(folder: Path, land: Land) -> None:
    (folder / "not.json.gz").write_bytes(b"hello")
    with pytest.raises(LandingFileError, match=r"not.json.gz: it is not a whole gzip file"):
        land()
    (folder / "not.json.gz").write_bytes(gzip.compress(CHARGE * 1000)[:-40])
    with pytest.raises(LandingFileError, match=r"not.json.gz: it is not a whole gzip file"):
        land()


def test_a_path_that_names_no_stripe_file_is_told(folder: Path, land: Land) -> None:
    with pytest.raises(LandingFileError, match="file is in this folder"):
        land()
    with pytest.raises(LandingFileError, match="there is no such file or folder"):
        land(folder / "missing.json")
    with pytest.raises(LandingFileError, match="does not end in"):
        land(write(folder / "charges.csv", b"id"))


def test_what_is_no_file_is_not_waited_for(folder: Path, land: Land) -> None:
    os.mkfifo(folder / "pipe.jsonl")
    (folder / "link.json").symlink_to(folder / "pipe.jsonl")
    for path in (folder / "pipe.jsonl", folder / "link.json"):
        with pytest.raises(LandingFileError, match=f"{path.name}: it is no file, but a pipe"):
            land(path)
    with pytest.raises(LandingFileError, match=r"no .json, .jsonl or .ndjson file is in this folder"):
        land(folder)


@pytest.mark.parametrize("name", ["bomb.json.gz", "bomb.jsonl.gz", "lines.ndjson.gz"])
def test_a_small_file_that_unpacks_to_a_large_one_is_refused_in_little_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(files, "GROWTH_FROM", 2**12)
    write(folder / name, (b"\n" if name.startswith("lines") else b" ") * 2**18)
    tracemalloc.start()
    with pytest.raises(LandingFileError, match=f"{name}: it is more than 100 times as large when unpacked"):
        list(documents_in(folder / name))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2**20


@pytest.mark.parametrize("name", ["long.json", "long.jsonl", "long.json.gz"])
def test_one_json_text_has_a_limit(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(files, "LONGEST_TEXT", 2**20)
    monkeypatch.setattr(files, "GROWTH_FROM", 2**18)
    filler = os.urandom(2**19).hex().encode()
    write(folder / name, b'{"id":"ch_1","object":"charge","n":"%b"}' % filler[: 2**20 - 40])
    assert len(list(documents_in(folder / name))) == 1
    write(folder / name, b'{"id":"ch_1","object":"charge","n":"%b"}' % filler)
    with pytest.raises(LandingFileError, match=f"{name}: it holds a JSON text of more than 1 MB"):
        list(documents_in(folder / name))


def test_files_without_a_document_are_named(folder: Path, land: Land) -> None:
    write(folder / "array.json", b"[]")
    write(folder / "one.json", CHARGE)
    write(folder / "page.json", b'{"object":"list","data":[],"has_more":false}')
    report = land()
    assert report.problems == [f"No documents in: {folder / 'array.json'}, {folder / 'page.json'}."]
    assert report.is_anything_landed
    assert not land().is_anything_landed


def test_live_and_test_data_do_not_mix(folder: Path, land: Land, rows: Rows) -> None:
    live = CHARGE.replace(b"false", b"true")
    write(folder / "mixed.json", b"[" + GIFT + b"," + CHARGE + b"," + live + b"]")
    with pytest.raises(LandingFileError, match="element 3: live and test data are mixed"):
        land()
    assert rows("SELECT count(*) FROM meta.account") == [(0,)]
    write(folder / "mixed.json", GIFT)
    land()
    assert rows("SELECT count(*) FROM meta.account") == [(0,)]
    write(folder / "mixed.json", CHARGE)
    land()
    assert rows("SELECT id, livemode FROM meta.account") == [(None, False)]
    write(folder / "mixed.json", live)
    with pytest.raises(AccountError, match=r"mixed\.json: this is live data but the database holds test data"):
        land()
    assert rows("SELECT count(*) FROM raw.charges") == [(1,)]


def test_a_file_of_many_batches_lands_once(folder: Path, land: Land, rows: Rows) -> None:
    lines = (json.dumps({"id": f"ch_{number}", "object": "charge", "text": "x" * 500}) for number in range(3000))
    write(folder / "large.jsonl", "\n".join(lines).encode())
    assert land().objects["charge"].landed == 3000
    assert land().objects["charge"].unchanged == 3000
    assert rows("SELECT count(DISTINCT id) FROM raw.charges") == [(3000,)]
