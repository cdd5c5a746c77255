"""Fixtures files against the sandbox."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe

from pipelines.errors import StripeOltpError, UsageError
from pipelines.sandbox import Sandbox, Serving
from pipelines.sandbox.seed import SeedFileError, SeedKeyError, SeedReferenceError, SeedReport, SeedRequestError, seed

SHIPPED = sorted((Path(__file__).parents[1] / "pipelines" / "sandbox" / "fixtures").glob("*.json"))


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    with Sandbox.create(None, customers=2).serve() as serving:
        yield serving


def run(serving: Serving, folder: Path, *fixtures: Any, **more: Any) -> SeedReport:
    """Seed from fixtures that are written to a file first."""
    file = folder / "fixtures.json"
    file.write_text(json.dumps({"_meta": {"template_version": 0}, "fixtures": fixtures, **more}))
    return seed(file, api_key=serving.api_key, api_base=serving.url)


def customer(fixture: str, **params: Any) -> dict[str, Any]:
    return {"name": fixture, "path": "/v1/customers", "method": "post", "params": params}


def newest(serving: Serving, resource: str = "customers") -> dict[str, Any]:
    client = stripe.StripeClient(serving.api_key, base_addresses={"api": serving.url})
    found: dict[str, Any] = json.loads(client.raw_request("get", f"/v1/{resource}", limit=1).body)["data"][0]
    return found


def read(name: str, path: str) -> dict[str, Any]:
    return {"name": name, "path": path, "method": "get"}


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_the_shipped_files_run(serving: Serving, file: Path) -> None:
    told: list[str] = []
    report = seed(file, api_key=serving.api_key, api_base=serving.url, on_step=told.append)
    assert len(report.steps) == len(told) == len(json.loads(file.read_text())["fixtures"])
    assert all(step.name in line for step, line in zip(report.steps, told, strict=True))


def test_there_are_two_shipped_files() -> None:
    assert [file.stem for file in SHIPPED] == ["one_off_payments", "subscription_business"]


def test_a_reference_takes_a_value_of_an_earlier_response(serving: Serving, tmp_path: Path) -> None:
    first = customer("ada", name="Ada", address={"city": "London"}, preferred_locales=["en", "fr"])
    words = "${ada:name} of ${ada:address.city}, ${ada:preferred_locales.1}, ${ada:livemode}, ${ada:balance}"
    copy = customer("copy", description=words)
    report = run(serving, tmp_path, first, copy, read("again", "/v1/customers/${copy:id}"))
    assert report.steps[2].id == report.steps[1].id
    assert newest(serving)["description"] == "Ada of London, fr, false, 0"


def test_nothing_of_the_environment_is_sent(serving: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:hunter2@127.0.0.1/billing")
    run(serving, tmp_path, customer(".env", name="${.env:DATABASE_URL|no: body}"))
    assert newest(serving)["name"] == "no: body"
    before = newest(serving)["id"]
    for where in ({"name": "${.env:DATABASE_URL}"}, {"metadata": {"a": ["x${.env:DATABASE_URL}y"]}}):
        with pytest.raises(SeedFileError, match="made asks for DATABASE_URL of the environment"):
            run(serving, tmp_path, customer("first"), customer("made", **where))
    with pytest.raises(SeedFileError, match="DATABASE_URL"):
        run(serving, tmp_path, customer(".env"), read("a", "/v1/customers/${.env:DATABASE_URL}"))
    assert newest(serving)["id"] == before, "nothing was sent"


def test_numbers_booleans_and_nulls_are_sent_as_the_stripe_cli_sends_them(serving: Serving, tmp_path: Path) -> None:
    made = {"name": "P", "active": False, "url": None, "default_price_data": {"currency": "usd", "unit_amount": 1200}}
    run(serving, tmp_path, {"name": "p", "path": "/v1/products", "method": "POST", "params": made})
    product = newest(serving, "products")
    assert (product["name"], product["active"], product["url"]) == ("P", False, None)
    assert newest(serving, "prices")["unit_amount"] == 1200


@pytest.mark.parametrize("key", ["sk_live_abcdef", "rk_live_abcdef", "pk_test_abcdef", ""])
def test_only_a_test_key_is_taken_and_nothing_is_sent_with_another(tmp_path: Path, key: str) -> None:
    with pytest.raises(SeedKeyError, match="Nothing was sent") as refused:
        seed(SHIPPED[0], api_key=key, api_base="http://127.0.0.1:9")
    assert "abcdef" not in str(refused.value)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "cannot be read"),
        ("", "not whole JSON"),
        ('{"_meta": {"template_version": 0}, "fixtures": [{"na', "not whole JSON"),
        ("[]", "not a fixtures file"),
        ('{"object": "list", "data": []}', "not a fixtures file"),
        ('{"_meta": {"template_version": 7}, "fixtures": []}', "template_version"),
        ('{"fixtures": [{"path": "/v1/customers"}]}', r"fixtures\[0\] needs a `name`"),
        ('{"fixtures": [{"name": "a", "path": "customers"}]}', "fixture a needs a `path`"),
        ('{"fixtures": [{"name": "a", "path": "https://elsewhere.example/v1/x"}]}', "fixture a needs a `path`"),
        ('{"fixtures": [{"name": "a", "path": "/v1/x", "method": "patch"}]}', "fixture a has a `method`"),
        ('{"fixtures": [{"name": "a", "path": "/v1/x", "params": []}, 3]}', r"fixtures\[1\] needs"),
        ('{"fixtures": [{"name": "a", "path": "/v1/x"}, {"name": "a", "path": "/v1/x"}]}', "two fixtures are named a"),
        ('{"fixtures": [{"name": "a", "path": "/v1/x/${b:id}"}]}', r"fixture a refers to \$\{b:id\}"),
        ('{"fixtures": [{"name": "a", "path": "/v1/x", "params": {"l": [{"k": "${c:id}"}]}}]}', r"\$\{c:id\}"),
    ],
)
def test_a_file_that_cannot_be_run_is_refused_before_anything_is_sent(
    tmp_path: Path, text: str | None, says: str
) -> None:
    file = tmp_path / "fixtures.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(SeedFileError, match=says) as refused:
        seed(file, api_key="sk_test_x", api_base="http://127.0.0.1:9")
    assert isinstance(refused.value, UsageError)


def test_a_path_that_the_response_does_not_have_names_fixture_and_path(serving: Serving, tmp_path: Path) -> None:
    wrong = customer("second", name="${first:address.planet}")
    with pytest.raises(SeedReferenceError, match=r"Fixture second refers to \$\{first:address.planet\}.*first has no"):
        run(serving, tmp_path, customer("first", address={"city": "X"}), wrong)


def test_a_refusal_says_fixture_status_message_and_request_but_no_key(serving: Serving, tmp_path: Path) -> None:
    with pytest.raises(SeedRequestError) as refused:
        run(serving, tmp_path, customer("eve", nickname="Eve"))
    said = str(refused.value)
    for part in ("eve", "post /v1/customers", "400", "req_", "Received unknown parameter: nickname"):
        assert part in said
    assert serving.api_key not in said


def test_an_error_that_the_file_expects_does_not_stop_it(serving: Serving, tmp_path: Path) -> None:
    declined = {
        "name": "declined",
        "path": "/v1/payment_intents",
        "method": "post",
        "params": {"amount": 1, "currency": "usd", "payment_method": "pm_card_chargeDeclined", "confirm": True},
        "expected_error_type": "card_error",
    }
    steps = run(serving, tmp_path, declined, customer("after")).steps
    assert [step.object for step in steps] == [None, "customer"]
    with pytest.raises(SeedRequestError):
        run(serving, tmp_path, declined | {"expected_error_type": "api_error"})


def test_a_stripe_that_cannot_be_reached_is_said(tmp_path: Path) -> None:
    with pytest.raises(StripeOltpError, match="could not be reached"):
        seed(SHIPPED[0], api_key="sk_test_x", api_base="http://127.0.0.1:9")
