"""One account and one mode a database."""

from dataclasses import replace

import psycopg2.extensions
import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.landing.run import land
from pipelines.settings import Settings
from pipelines.stripe_api.account import check_account
from pipelines.stripe_api.errors import AccountError
from tests.landing.conftest import Rows
from tests.landing.stripe_server import StripeServer, error

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
    stripe.lists |= {"/v1/charges": [], clocks: []}
    stripe.script = {path: [error(403, f"Missing {path}.")] for path in ("/v1/account", clocks)}
    report = land(settings, database_url, [CATALOGUE["charge"]], None)
    assert report.refused == {"account", "test_helpers.test_clock"}
    assert [path for path in ("/v1/account", clocks) if not any(path in problem for problem in report.problems)] == []
    assert land(settings, database_url, [CATALOGUE["charge"]], None).refused == set()


def test_the_data_of_another_account_is_not_even_asked_for(
    stripe: StripeServer, settings: Settings, database_url: str
) -> None:
    stripe.lists["/v1/charges"] = []
    land(settings, database_url, [CATALOGUE["charge"]], None)
    stripe.objects["/v1/account"] = b'{"id":"acct_2","object":"account"}'
    with pytest.raises(AccountError, match="acct_2"):
        land(settings, database_url, [CATALOGUE["charge"]], None)
    assert [path for path, _, _ in stripe.requests].count("/v1/charges") == 1
