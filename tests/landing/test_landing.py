"""Landing from Stripe's lists: verbatim, complete, and nothing twice."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import pytest

from pipelines.catalogue import CATALOGUE, THIN_EVENT, StripeObject
from pipelines.errors import UsageError
from pipelines.landing.report import LandingReport
from pipelines.landing.run import land
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.landing.conftest import Rows
from tests.landing.stripe_server import Saying, StripeServer

CHARGE, CUSTOMER = CATALOGUE["charge"], CATALOGUE["customer"]
LIVEMODE = b'"livemode":false'

AWKWARD = [
    b'{"id":"ch_1","n":1e-9,"m":1E+5,"d":"0.000000000001","z":-0,"t":10.00,"big":123456789012345678901234567890}',
    b'{"id":"ch_2","f":0.1234567890123456789012345678901234567890,"neg":-9223372036854775809}',
    '{"id":"ch_3","u":"Größe 東京 🧾 \ue000 \U000f0000 \u2028","e":"\\ud83e\\uddfe \\u00fc \\ue000"}'.encode(),
    rb'{"id":"ch_4","quote":"\"","slash":"\\","end":"\\.","null":"\\N","newline":"\n","comma":",;|","empty":""}',
    b'{"id":"ch_5",\r\n"white":"",\n\n  "tab":\t1 ,"nested":{"a":[{"b":[[]]}]}}',
    rb'{"id":"ch_6","not_nul":"\\u0000","not_lone":"\\ud800","pair":"\ud83d\ude00"}',
    b'{"id":"ch_7","dot":"\\\\.","x":{"":null},"digest":"0e00001e9999"}',
    b'{"id":"ch_8","long":"' + b"0123456789abcdef" * 65536 + b'"}',
    b'{"id":"ch,\\"9\\n","object":"charge"}',
]


def run(settings: Settings, url: str, *objects: StripeObject) -> LandingReport:
    return land(settings, url, objects or [CHARGE], None)


def exact(text: str | bytes) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def copies(rows: Rows, table: str = "charges") -> list[Any]:
    return rows(f"SELECT id, payload::text FROM raw.{table} ORDER BY observed_at, _dlt_load_id, _dlt_id")


def charge(number: int, more: bytes = b"") -> bytes:
    return b'{"id":"ch_%d","object":"charge",%b%b}' % (number, LIVEMODE, more)


def test_awkward_documents_come_back_equal(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/charges"] = AWKWARD
    report = run(settings, database_url)
    landed = {id_: exact(payload) for id_, payload in copies(rows)}
    assert landed == {(document := exact(raw))["id"]: document for raw in AWKWARD}
    assert (report.objects["charge"].landed, report.objects["charge"].set_aside) == (len(AWKWARD), 0)
    assert rows("SELECT count(*) FROM raw.charges WHERE NOT verbatim") == [(0,)]


def test_a_row_says_where_its_document_came_from(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/charges"] = [charge(2), charge(1)]
    report = run(settings, database_url)
    columns = "api_version, origin, observed_at, digest, verbatim, _dlt_load_id, _dlt_id"
    found = rows(f"SELECT {columns} FROM raw.charges ORDER BY _dlt_id")
    load_id = report.load_ids[0]
    observed_at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert found == [
        (
            "2026-10-28.endive",
            "list",
            observed_at,
            blake2b(charge(number), digest_size=16).hexdigest(),
            True,
            load_id,
            f"{load_id}.{position:012}",
        )
        for position, number in ((1, 2), (2, 1))
    ]
    assert rows("SELECT load_id, status FROM raw._dlt_loads") == [(load_id, 0)]


def test_what_jsonb_cannot_hold_is_set_aside_and_landed_with_a_replacement(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    odd = [
        rb'{"id":"ch_1","object":"charge","name":"a\u0000b"}',
        rb'{"id":"ch_2","object":"charge","name":"\ud800"}',
        b'{"id":"ch_3","object":"charge","name":"\xff"}',
        rb'{"id":"ch_4","object":"charge","n":1e999999}',
        rb'{"id":"ch\u0000_5","object":"charge"}',
    ]
    stripe.lists["/v1/charges"] = [*odd, charge(6)]
    report = run(settings, database_url)
    assert (report.objects["charge"].landed, report.objects["charge"].set_aside) == (6, 5)
    assert sum(int(number) for number in re.findall(r"(\d+) of type charge", " ".join(report.problems))) == 5
    aside = rows(
        "SELECT charges.id, bytes, reason, object FROM raw.set_aside JOIN raw.charges USING (_dlt_id) ORDER BY 1"
    )
    assert [(id_, bytes(raw), reason) for id_, raw, reason, _ in aside] == [
        ("ch_1", odd[0], "\\u0000"),
        ("ch_2", odd[1], "lone surrogate"),
        ("ch_3", odd[2], "invalid UTF-8"),
        ("ch_4", odd[3], "number beyond numeric"),
        ("ch�_5", odd[4], "\\u0000"),
    ]
    assert rows("SELECT id FROM raw.charges WHERE verbatim") == [("ch_6",)]
    assert rows("SELECT payload ->> 'name' FROM raw.charges WHERE id = 'ch_1'") == [("a�b",)]
    assert run(settings, database_url).objects["charge"].unchanged == 6


def test_a_document_without_id_is_kept_aside_only(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/charges"] = [charge(1), b'{"object":"charge"}', b"[1, 2]"]
    report = run(settings, database_url)
    assert (report.objects["charge"].landed, report.objects["charge"].set_aside) == (1, 2)
    assert [
        (bytes(raw), reason) for raw, reason in rows("SELECT bytes, reason FROM raw.set_aside ORDER BY _dlt_id")
    ] == [
        (b'{"object":"charge"}', "no id"),
        (b"[1, 2]", "no id"),
    ]


def test_an_identical_copy_is_not_landed_again(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/charges"] = [charge(number) for number in range(250, 0, -1)]
    assert run(settings, database_url).objects["charge"].landed == 250
    stripe.lists["/v1/charges"] = [charge(251), *stripe.lists["/v1/charges"]]
    report = run(settings, database_url)
    assert (report.objects["charge"].landed, report.objects["charge"].unchanged) == (1, 250)
    assert rows("SELECT count(*) FROM raw.charges") == [(251,)]


def test_an_object_that_returns_to_what_it_was_is_landed_three_times(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    for state in (b"A", b"B", b"A", b"A"):
        stripe.lists["/v1/charges"] = [charge(1, b',"state":"%b"' % state)]
        run(settings, database_url)
    assert [exact(payload)["state"] for _, payload in copies(rows)] == ["A", "B", "A"]


def test_a_change_back_within_one_landing_is_landed_too(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    a, b = charge(1, b',"state":"A"'), charge(1, b',"state":"B"')
    stripe.lists["/v1/charges"] = [a]
    run(settings, database_url)
    stripe.lists["/v1/charges"] = [b, a]
    run(settings, database_url)
    assert [exact(payload)["state"] for _, payload in copies(rows)] == ["A", "B", "A"]


def test_two_types_land_at_once_and_an_empty_list_is_reported(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/charges"] = [charge(1)]
    stripe.lists["/v1/customers"] = [b'{"id":"cus_%d","object":"customer"}' % number for number in range(101)]
    stripe.lists["/v1/prices"] = []
    seen: dict[str, tuple[int, int]] = {}
    report = land(
        settings,
        database_url,
        [CHARGE, CUSTOMER, CATALOGUE["price"], CATALOGUE["line_item"]],
        lambda name, landed, unchanged: seen.update({name: (landed, unchanged)}),
    )
    assert {name: (found.landed, found.promoted) for name, found in report.objects.items()} == {
        "charge": (1, True),
        "customer": (101, True),
        "price": (0, True),
    }
    assert seen == {"charge": (1, 0), "customer": (101, 0), "price": (0, 0)}
    assert rows("SELECT count(*) FROM raw.customers") == [(101,)]


def test_objects_created_and_deleted_while_paging_cost_no_other_object(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    listed = [charge(number) for number in range(299, -1, -1)]
    stripe.lists["/v1/charges"] = list(listed)

    def meddle(path: str, query: dict[str, list[str]]) -> None:
        if after := query.get("starting_after"):
            if charge(1000) not in listed:
                listed.insert(0, charge(1000))
            listed[:] = [element for element in listed if element != charge(int(after[0][3:]))]
            stripe.lists["/v1/charges"] = list(listed)
            stripe.before = None

    stripe.before = meddle
    run(settings, database_url)
    assert {id_ for id_, _ in copies(rows)} == {f"ch_{number}" for number in range(300)}


def test_a_list_that_stripe_cut_is_landed_whole(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    invoice = b'{"id":"in_%d","object":"invoice","lines":{"object":"list","data":[],"has_more":%b}}'
    stripe.lists["/v1/invoices"] = [invoice % (2, b"true"), invoice % (1, b"false")]
    stripe.lists["/v1/invoices/in_2/lines"] = [
        b'{"id":"il_%d","object":"line_item","invoice":"in_2"}' % number for number in range(120)
    ]
    report = run(settings, database_url, CATALOGUE["invoice"])
    assert (report.objects["invoice"].landed, report.objects["line_item"].landed) == (2, 120)
    assert rows("SELECT count(*), min(origin) FROM raw.line_items") == [(120, "list")]
    assert not any(path.endswith("in_1/lines") for path, _, _ in stripe.requests)

    requests = len([path for path, _, _ in stripe.requests if path.endswith("lines")])
    assert "line_item" not in run(settings, database_url, CATALOGUE["invoice"]).objects
    assert len([path for path, _, _ in stripe.requests if path.endswith("lines")]) == requests

    stripe.lists["/v1/invoices"] = [invoice % (2, b"true ")]
    assert run(settings, database_url, CATALOGUE["invoice"]).objects["line_item"].landed == 120


def test_items_of_a_subscription_are_asked_for_by_its_id(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/subscriptions"] = [b'{"id":"sub_1","object":"subscription","items":{"has_more":true}}']
    stripe.lists["/v1/subscription_items"] = [
        b'{"id":"si_%d","subscription":"sub_1"}' % number for number in range(101)
    ]
    run(settings, database_url, CATALOGUE["subscription"])
    assert rows("SELECT count(*) FROM raw.subscription_items") == [(101,)]
    asked = {path: query for path, query, _ in stripe.requests}
    assert asked["/v1/subscriptions"]["status"] == ["all"]
    assert asked["/v1/subscription_items"]["subscription"] == ["sub_1"]


def test_a_type_that_the_key_may_not_read_costs_that_type_only(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/customers"] = [b'{"id":"cus_1","object":"customer"}']
    stripe.script["/v1/charges"] = [Saying(403, b'{"error":{"message":"No access."}}')]
    report = run(settings, database_url, CUSTOMER, CHARGE)
    assert report.refused == {"charge"}
    assert [problem for problem in report.problems if "may not read /v1/charges: No access" in problem]
    assert rows("SELECT count(*) FROM raw.customers") == [(1,)]
    planned = {name for (name,) in rows("SELECT object FROM meta.watermarks")}
    assert planned - {THIN_EVENT.name} == {"customer", "event"}, "never: no data"

    stripe.lists["/v1/charges"] = [charge(1)]
    report = run(settings, database_url, CUSTOMER, CHARGE)
    assert (report.problems, report.refused, report.whole) == ([], set(), {"charge"})
    assert rows("SELECT count(*) FROM raw.charges") == [(1,)]


def test_a_list_that_the_api_version_does_not_have_costs_that_type_only(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/charges"] = [charge(1)]
    report = run(settings, database_url, CATALOGUE["price"], CHARGE)
    assert (report.refused, len(report.problems)) == (set(), 1)
    assert "/v1/prices" in report.problems[0]
    assert rows("SELECT count(*) FROM raw.charges") == [(1,)]


def test_without_events_everything_is_listed_every_time(
    stripe: StripeServer, settings: Settings, database_url: str
) -> None:
    stripe.lists["/v1/charges"] = [charge(1)]
    run(settings, database_url)
    stripe.script["/v1/events"] = [Saying(403, b'{"error":{"message":"No access."}}') for _ in range(4)]
    for _ in range(2):
        stripe.requests.clear()
        report = run(settings, database_url)
        assert (report.refused, report.whole) == ({"event"}, {"charge"})
        asked = [query for path, query, _ in stripe.requests if path == "/v1/charges"]
        assert any("created[gte]" not in query for query in asked)
    stripe.script.clear()
    assert run(settings, database_url).whole == {"charge"}, "nobody knows what changed meanwhile"
    assert run(settings, database_url).whole == set()


def test_without_a_key_nothing_is_asked(settings: Settings, database_url: str, stripe: StripeServer) -> None:
    with pytest.raises(UsageError, match="STRIPE_API_KEY"):
        run(replace(settings, api_key=None), database_url)
    assert stripe.requests == []


def test_the_sandbox_lands_whole_and_a_second_time_nothing(settings: Settings, database_url: str, rows: Rows) -> None:
    sandbox = Sandbox.create(None, customers=40)
    with sandbox.serve() as served:
        there = replace(settings, api_key=served.api_key, api_base=served.url)
        first = land(there, database_url, list(CATALOGUE.values()), None)
        second = land(there, database_url, list(CATALOGUE.values()), None)
    none = {name for name, found in first.objects.items() if not found.landed}
    assert {name for name in none if list(sandbox.truth(name))} == set()
    assert first.problems == []
    assert (second.load_ids, {found.landed for found in second.objects.values()}) == ([], {0})
    lists = sum(len(entry.reading.views) for entry in CATALOGUE.values() if entry.path)
    assert second.requests <= lists + 3, "one page of each, the account, its test clocks, and the events"
    for name, found in first.objects.items():
        table = CATALOGUE[name].plural
        if CATALOGUE[name].shown_by_others:  # each event that tells of it is a copy
            continue
        # What an event of the plan's own second tells is fetched beside the list.
        found_rows = rows(f"SELECT count(*), count(DISTINCT (id, origin)) FROM raw.{table}")
        assert found_rows == [(found.landed, found.landed)]
