"""The source by itself, configured and run as dlt's own documentation says."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import dlt
import psycopg2
import pytest
from dlt.common.configuration.exceptions import ConfigFieldMissingException

from pipelines.landing.source import stripe_source
from tests.landing.stripe_server import StripeServer

SCRIPT = """
import dlt
from pipelines.landing.source import stripe_source

pipeline = dlt.pipeline("mine", destination="postgres", dataset_name="my_stripe", pipelines_dir="pipelines")
print(pipeline.run(stripe_source(["charge", "customer"])))
"""


@pytest.fixture
def url(empty_database_url: str) -> str:
    """dlt by itself demands a password, also of a server that asks for none."""
    parts = urlsplit(empty_database_url)
    user, _, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user if ':' in user else f'{user}:none'}@{place}").geturl()


def test_it_is_a_dlt_source_with_a_resource_for_each_object() -> None:
    source = stripe_source(api_key="sk_test_made_up")
    assert source.name == "stripe"
    assert set(source.resources) == {
        "accounts",
        "balance_transactions",
        "charges",
        "coupons",
        "credit_notes",
        "customers",
        "disputes",
        "events",
        "invoice_payments",
        "invoiceitems",
        "invoices",
        "payment_intents",
        "payment_methods",
        "payouts",
        "prices",
        "products",
        "promotion_codes",
        "refunds",
        "subscription_schedules",
        "subscriptions",
        "tax_ids",
        "tax_rates",
    }
    assert source.with_resources("charges").selected_resources.keys() == {"charges"}


def test_its_key_is_a_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCES__STRIPE__API_KEY", raising=False)
    with pytest.raises(ConfigFieldMissingException, match="SOURCES__STRIPE__API_KEY"):
        stripe_source(["charge"])
    monkeypatch.setenv("SOURCES__STRIPE__API_KEY", "sk_test_made_up")
    assert set(stripe_source(["charge"]).resources) == {"charges"}


def test_it_runs_from_a_script_with_a_secrets_file(
    stripe: StripeServer, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCES__STRIPE__API_KEY", raising=False)
    stripe.lists["/v1/charges"] = [rb'{"id":"ch_%d","object":"charge","n":1e-9,"odd":"\u0000"}' % n for n in range(150)]
    stripe.lists["/v1/customers"] = [b'{"id":"cus_1","object":"customer"}']
    (tmp_path / ".dlt").mkdir()
    (tmp_path / ".dlt" / "secrets.toml").write_text(
        f'[sources.stripe]\napi_key = "sk_test_of_a_file"\n[destination.postgres]\ncredentials = "{url}"\n'
    )
    (tmp_path / ".dlt" / "config.toml").write_text(
        f'[sources.stripe]\napi_base = "{stripe.url}"\n[runtime]\ndlthub_telemetry = false\n'
    )
    (tmp_path / "load.py").write_text(SCRIPT)
    subprocess.run([sys.executable, "load.py"], cwd=tmp_path, check=True, capture_output=True, timeout=60)
    assert stripe.requests[0][2]["Authorization"] == "Bearer sk_test_of_a_file"
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(payload ->> 'n'), count(DISTINCT _dlt_id) FROM my_stripe.charges")
        assert cursor.fetchall() == [(150, "0.000000001", 150)]
        cursor.execute("SELECT count(*), min(length(bytes)) FROM my_stripe.set_aside")
        assert cursor.fetchall() == [(150, len(stripe.lists["/v1/charges"][0]))]
        cursor.execute("SELECT count(*) FROM my_stripe.customers JOIN my_stripe._dlt_loads ON load_id = _dlt_load_id")
        assert cursor.fetchall() == [(1,)]
    connection.close()


def test_a_limit_and_a_selection_work_as_on_any_source(stripe: StripeServer, url: str, tmp_path: Path) -> None:
    stripe.lists["/v1/charges"] = [b'{"id":"ch_1","object":"charge"}']
    pipeline = dlt.pipeline(
        "selected",
        destination=dlt.destinations.postgres(url),
        dataset_name="selected",
        pipelines_dir=str(tmp_path),
    )
    source = stripe_source(api_key="sk_test_made_up", api_base=stripe.url).with_resources("charges")
    pipeline.run(source)
    assert {path for path, _, _ in stripe.requests} == {"/v1/charges"}
    with pipeline.sql_client() as client:
        assert client.execute_sql("SELECT id FROM charges") == [("ch_1",)]
