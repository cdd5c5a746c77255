"""Events of other accounts are left out and told of, from files and from the API."""

import json
from pathlib import Path

import pytest
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import CATALOGUE
from pipelines.landing.run import land, land_files
from pipelines.settings import Settings
from pipelines.stripe_api.account import check_account
from pipelines.stripe_api.documents import read
from pipelines.stripe_api.errors import AccountError
from pipelines.stripe_api.others import OtherAccounts
from tests.landing.conftest import Rows
from tests.landing.stripe_server import StripeServer
from tests.landing.test_incremental import asked, document, event


def of(account: str | None, number: int, about: str = "ch_1", /, **more: object) -> bytes:
    body = json.loads(event(number, "charge.updated", document("charge", about, state=about)))
    return json.dumps(body | ({"account": account} if account else {}) | more).encode()


@pytest.fixture
def ours(connection: Connection) -> None:
    check_account(connection, "acct_1", False)


@pytest.mark.usefixtures("ours")
def test_a_platforms_archive_lands_without_the_events_of_its_connected_accounts(
    settings: Settings, database_url: str, tmp_path: Path, rows: Rows
) -> None:
    archive = tmp_path / "webhooks.jsonl"
    archive.write_bytes(b"\n".join([of(None, 1), of("acct_2", 2, "ch_2"), of("acct_1", 3, "ch_3"), of("acct_2", 4)]))
    report = land_files(settings, database_url, [archive])
    assert report.problems == [
        "Left out: 2 events of other accounts (acct_2); this database holds the data of acct_1."
        " Each account takes a database of its own, which a run with its key tells whose it is."
    ]
    assert rows("SELECT id FROM raw.events ORDER BY id") == [("evt_1",), ("evt_3",)]
    assert rows("SELECT id FROM raw.charges ORDER BY id") == [("ch_1",), ("ch_3",)]
    assert (report.objects["event"].landed, report.objects["charge"].landed) == (2, 2)


@pytest.mark.usefixtures("ours")
@pytest.mark.parametrize("objects", [None, {"charge"}])
def test_files_of_nothing_but_other_accounts_are_refused(
    settings: Settings, database_url: str, tmp_path: Path, rows: Rows, objects: set[str] | None
) -> None:
    (tmp_path / "one.json").write_bytes(of("acct_2", 1, livemode=True))
    page = b'{"object":"list","data":[%b,%b]}' % (of("acct_3", 2), of("acct_2", 3))
    (tmp_path / "page.json").write_bytes(page)
    with pytest.raises(AccountError, match=r"contain only 3 events of other accounts \(acct_2, acct_3\)"):
        land_files(settings, database_url, [tmp_path / "one.json", tmp_path / "page.json"], objects)
    assert rows("SELECT id FROM raw.events UNION ALL SELECT id FROM raw.charges") == []


def test_a_database_that_nobody_told_whose_it_is_takes_events_of_no_named_account(
    settings: Settings, database_url: str, tmp_path: Path, connection: Connection, rows: Rows
) -> None:
    (tmp_path / "events.jsonl").write_bytes(b"\n".join([of("acct_2", 1), of(None, 2), of(None, 3, context="acct_2")]))
    report = land_files(settings, database_url, [tmp_path / "events.jsonl"])
    assert "this database does not know yet whose data it holds" in report.problems[-1]
    assert report.problems[-1].startswith("Left out: 2 events of other accounts (acct_2)")
    assert rows("SELECT id FROM raw.events ORDER BY id") == [("evt_2",)]
    check_account(connection, "acct_2", False)
    assert land_files(settings, database_url, [tmp_path / "events.jsonl"]).problems[1:] == []
    assert rows("SELECT id FROM raw.events ORDER BY id") == [("evt_1",), ("evt_2",), ("evt_3",)]


@pytest.mark.parametrize(
    ("own", "more", "is_others"),
    [
        ("acct_1", {"context": "acct_2"}, True),
        ("acct_1", {"context": "org_1/acct_2"}, True),
        ("acct_1", {"context": "org_1/acct_1"}, False),
        ("acct_1", {"context": "org_1"}, False),
        ("acct_1", {"account": None, "context": None}, False),
        ("acct_1", {"account": ""}, False),
        (None, {"account": "acct_1"}, True),
        (None, {"context": "org_1/acct_1"}, True),
        (None, {"context": "org_1"}, False),
    ],
)
def test_an_event_says_whose_it_is(own: str | None, more: dict[str, object], is_others: bool) -> None:
    assert OtherAccounts(own).have(read(of(None, 1, **more))) is is_others


@pytest.mark.parametrize("more", [{"account": 5}, {"account": {"id": "acct_2"}}, {"context": ["acct_2"]}])
def test_an_event_that_does_not_say_in_text_whose_it_is_is_set_aside(
    settings: Settings, database_url: str, tmp_path: Path, rows: Rows, more: dict[str, object]
) -> None:
    (tmp_path / "events.jsonl").write_bytes(b"\n".join([of(None, 1), of(None, 2, "ch_2", **more)]))
    report = land_files(settings, database_url, [tmp_path / "events.jsonl"])
    (name,) = more
    reason = f"an event whose {name} is no text"
    said = " ".join(report.problems)
    assert f"1 of type event ({reason}): " in said
    assert "events.jsonl, line 2." in said
    assert rows("SELECT object, reason FROM raw.set_aside") == [("event", reason)]
    assert rows("SELECT id FROM raw.events UNION ALL SELECT id FROM raw.charges ORDER BY id") == [("ch_1",), ("evt_1",)]


def test_a_document_that_is_no_event_may_name_any_account() -> None:
    assert not OtherAccounts("acct_1").have(read(document("bank_account", "ba_1", account="acct_2")))


def test_events_of_other_accounts_in_stripes_list_are_left_out(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    charge = CATALOGUE["charge"]
    stripe.lists["/v1/charges"] = [document("charge", "ch_1", state="A")]
    assert land(settings, database_url, [charge], None).problems == []
    stripe.objects["/v1/charges/ch_1"] = document("charge", "ch_1", state="B")
    deletion = json.loads(of("acct_2", 2, "ch_2")) | {"type": "charge.deleted"}
    stripe.lists["/v1/events"] = [json.dumps(deletion).encode(), of("acct_1", 1), of("acct_2", 3)]
    report = land(settings, database_url, [charge], None)
    assert report.problems[0].startswith("Left out: 2 events of other accounts (acct_2)")
    assert rows("SELECT id FROM raw.events") == [("evt_1",)]
    assert [path for path, _, _ in stripe.requests if path.startswith("/v1/charges/")] == ["/v1/charges/ch_1"]
    assert rows("SELECT DISTINCT id FROM raw.charges") == [("ch_1",)]
    assert len(asked(stripe, "/v1/charges/ch_1")) == 1
