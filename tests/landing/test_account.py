"""One account and one mode a database, and the account's own document."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg2.extensions
import pytest

from pipelines.catalogue import ACCOUNT, CATALOGUE
from pipelines.landing.plan.scope import ReadingScope
from pipelines.landing.run import land
from pipelines.settings import Settings
from pipelines.stripe_api.account import check_account
from pipelines.stripe_api.documents import read
from pipelines.stripe_api.errors import AccountError
from pipelines.stripe_api.thin_events import changes_of_thin
from tests.landing.conftest import Command, Rows
from tests.landing.stripe_server import Saying, StripeServer, error
from tests.landing.test_incremental import T, event

HELD = "SELECT id, livemode FROM meta.account"


def test_the_first_use_is_recorded(connection: psycopg2.extensions.connection, rows: Rows) -> None:
    check_account(connection, None, None)
    assert rows(HELD) == []
    check_account(connection, None, False)
    assert rows(HELD) == [(None, False)]
    check_account(connection, "acct_1", False)
    check_account(connection, None, False)
    check_account(connection, "acct_1", None)
    assert rows(HELD) == [("acct_1", False)]


def test_another_account_is_refused(connection: psycopg2.extensions.connection, rows: Rows) -> None:
    check_account(connection, "acct_1", False)
    with pytest.raises(AccountError, match="belongs to account acct_2 but the database holds the data of acct_1"):
        check_account(connection, "acct_2", False)
    assert rows(HELD) == [("acct_1", False)]


def test_a_live_key_never_meets_test_data(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/charges"] = [b'{"id":"ch_1","object":"charge"}']
    land(settings, database_url, [CATALOGUE["charge"]], None)
    assert rows(HELD) == [("acct_1", False)]
    live = replace(settings, api_key="rk_live_made_up")
    with pytest.raises(AccountError) as refused:
        land(live, database_url, [CATALOGUE["charge"]], None)
    assert str(refused.value) == (
        "STRIPE_API_KEY is a live key but the database holds test data (livemode=false)."
        " Use another database, or another STRIPE_OLTP_SCHEMA_PREFIX in this one."
    )
    stripe.script["/v1/account"] = [error(403, "Missing permission.")]
    with pytest.raises(AccountError, match="is a live key"):
        land(live, database_url, [CATALOGUE["charge"]], None)
    assert [path for path, _, _ in stripe.requests].count("/v1/charges") == 1


def test_a_key_that_may_not_say_whose_it_is_or_read_test_clocks_is_told_of(
    stripe: StripeServer, settings: Settings, database_url: str
) -> None:
    clocks = "/v1/test_helpers/test_clocks"
    stripe.lists |= {"/v1/customers": [], clocks: []}
    stripe.script = {path: [error(403, f"Missing {path}.")] for path in ("/v1/account", clocks)}
    report = land(settings, database_url, [CATALOGUE["customer"]], None)
    assert report.refused == {"account", "test_helpers.test_clock"}
    assert [path for path in ("/v1/account", clocks) if not any(path in problem for problem in report.problems)] == []
    assert land(settings, database_url, [CATALOGUE["customer"]], None).refused == set()


def test_the_data_of_another_account_is_not_even_asked_for(
    stripe: StripeServer, settings: Settings, database_url: str
) -> None:
    stripe.lists["/v1/charges"] = []
    land(settings, database_url, [CATALOGUE["charge"]], None)
    stripe.objects["/v1/account"] = b'{"id":"acct_2","object":"account"}'
    with pytest.raises(AccountError, match="acct_2"):
        land(settings, database_url, [CATALOGUE["charge"]], None)
    assert [path for path, _, _ in stripe.requests].count("/v1/charges") == 1


def test_the_account_is_kept_and_costs_no_request(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists |= {"/v1/charges": [], "/v1/test_helpers/test_clocks": []}
    others, both = [CATALOGUE["charge"]], [ACCOUNT, CATALOGUE["charge"]]
    _, without, first, second = (land(settings, database_url, objects) for objects in (others, others, both, both))
    assert (first.requests, second.requests) == (without.requests, without.requests)
    assert (len(first.load_ids), second.load_ids) == (1, [])
    stripe.objects["/v1/account"] = b'{ "id": "acct_1", "object": "account", "email": "new@example.com" }'
    assert land(settings, database_url, both).objects["account"].landed == 1
    kept = rows(
        "SELECT id, payload ->> 'email', origin, api_version, verbatim FROM raw.accounts ORDER BY observed_at, 2"
    )
    assert kept == [
        ("acct_1", "new@example.com", "list", "2026-10-28.endive", True),
        ("acct_1", None, "list", "2026-10-28.endive", True),
    ]


BANK = b'{"id":"ba_1","object":"bank_account","account":"acct_1"}'


@pytest.mark.parametrize("kind", ["account.updated", "account.external_account.created", "capability.updated"])
def test_a_run_that_reads_no_lists_reads_the_account_of_which_an_event_tells(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows, kind: str
) -> None:
    land(settings, database_url, [ACCOUNT])
    account = b'{"id":"acct_1","object":"account","email":"new@example.com"}'
    about = account if kind == "account.updated" else BANK
    stripe.objects["/v1/account"], stripe.lists["/v1/events"] = account, [event(1, kind, about)]
    stripe.requests.clear()
    beside = ReadingScope((), timedelta(seconds=4), datetime.fromtimestamp(T, UTC))
    assert land(settings, database_url, [ACCOUNT], asked=beside).requests == 3, "both lists of events, and the account"
    assert [path for path, _, _ in stripe.requests if path.startswith("/v1/account")] == ["/v1/account"]
    assert rows("SELECT count(*) FROM meta.refetch_queue") == [(0,)]
    assert ("new@example.com",) in rows("SELECT payload ->> 'email' FROM raw.accounts")
    assert land(settings, database_url, [ACCOUNT], asked=beside).requests == 2


def test_a_thin_event_tells_of_the_account() -> None:
    related = {"id": "acct_1", "type": "account", "url": "/v1/account"}
    said = {"id": "evt_1", "object": "v2.core.event", "type": "v1.account.updated", "related_object": related}
    (change,) = changes_of_thin(read(json.dumps(said).encode()))
    assert (change.object, change.id) == ("account", "acct_1")


@pytest.mark.parametrize("refusal", [error(404, "Nothing here."), error(404, "Unrecognized request URL (GET: /).")])
def test_a_server_without_an_account_costs_nothing_else(
    stripe: StripeServer, run: Command, rows: Rows, refusal: Saying
) -> None:
    del stripe.objects["/v1/account"]
    stripe.always["/v1/account"] = lambda _: refusal
    stripe.lists |= {"/v1/customers": [], "/v1/test_helpers/test_clocks": []}
    assert run("pipeline", "--objects", "account,customer")[0] == 0
    assert rows("SELECT count(*) FROM oltp.accounts") == [(0,)]
    assert rows("SELECT count(*) FROM meta.windows") == [(0,)]


def test_a_connected_account_from_a_file_is_a_row_beside_ones_own(
    stripe: StripeServer, run: Command, rows: Rows, tmp_path: Path
) -> None:
    stripe.lists["/v1/test_helpers/test_clocks"] = []
    run("pipeline", "--objects", "account")
    other = b'{"id":"acct_2","object":"account","charges_enabled":false,"type":"express"}'
    (tmp_path / "others.json").write_bytes(b'{"object":"list","data":[' + other + b'],"has_more":false}')
    assert run("land", "--from", str(tmp_path / "others.json"))[0] == 0
    assert run("promote")[0] == 0
    assert rows("SELECT id, type FROM oltp.accounts ORDER BY id") == [("acct_1", None), ("acct_2", "express")]
    stripe.objects["/v1/accounts/acct_2"] = other
    assert run("verify", "--objects", "account")[0] == 0
