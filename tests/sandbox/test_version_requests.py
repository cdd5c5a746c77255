"""The version of a request, and of the account: what is answered in which, and what a version does not have."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipelines.errors import StripeOltpError
from pipelines.sandbox import API_VERSION, Sandbox
from pipelines.sandbox.server import specification
from pipelines.sandbox.server.resources import RESOURCES
from tests.sandbox.conftest import Document, Served, as_kept, client_of, documents
from tests.sandbox.shapes import complaints
from tests.sandbox.test_lists import ask
from tests.sandbox.test_version_shapes import SEVEN

KEY = {"Authorization": "Bearer sk_test_1"}


def get(served: Served, path: str, version: str | None = None, status: int = 200) -> bytes:
    """The body of a GET, past the client."""
    response, body = ask(served, path, KEY | ({"Stripe-Version": version} if version else {}))
    assert response.status == status, body
    return as_kept(served.serving, body)


def page(served: Served, path: str, version: str) -> list[Document]:
    """The elements of one page of a list."""
    found: list[Document] = json.loads(get(served, path, version))["data"]
    return found


def message(body: bytes) -> str:
    """What an error says."""
    return str(json.loads(body)["error"]["message"])


@pytest.fixture(scope="module")
def older() -> Iterator[Served]:
    """An account of 2019."""
    sandbox = Sandbox.create(None, customers=12, api_version="2019-12-03")
    with sandbox.serve() as serving:
        yield Served(sandbox, serving, client_of(serving))


@pytest.mark.parametrize("path", RESOURCES)
def test_the_newest_version_is_answered_with_the_bytes_that_are_kept(served: Served, path: str) -> None:
    resource = RESOURCES[path]
    if resource.shown.made_from or path in {"/v1/subscription_items", "/v1/webhook_endpoints"}:
        return
    bodies = [row.body for row in served.sandbox.store.select("object = ?", [resource.kind], "seq", 1_000_000)]
    endpoint = specification.list_at(path)
    query = "?limit=100" if endpoint and "limit" in endpoint.parameters else ""  # report types are one page
    for version in (None, API_VERSION):
        listed = msgspec.json.decode(get(served, f"{path}{query}", version), type=dict[str, msgspec.Raw])
        elements = msgspec.json.decode(listed["data"], type=list[msgspec.Raw])
        assert {bytes(element) for element in elements} <= set(bodies)
        object_id = msgspec.json.decode(elements[0])["id"]
        assert get(served, f"{path}/{object_id}", version) == bytes(elements[0])


def test_the_same_seed_gives_the_same_bytes_in_every_version(served: Served) -> None:
    sandbox = Sandbox.create(None, customers=60)
    with sandbox.serve() as serving:
        again = Served(sandbox, serving, client_of(serving))
        for version in SEVEN:
            for path in ("/v1/invoices", "/v1/subscriptions", "/v1/charges", "/v1/plans"):
                assert get(again, path, version) == get(served, path, version)
    sandbox.close()


@pytest.mark.parametrize("version", ["2018-05-21", "2020-01-01", "2025-03-31", "2025-03-31.acacia", "latest"])
def test_an_unknown_version_is_refused_in_stripes_form(served: Served, version: str) -> None:
    response, body = ask(served, "/v1/customers", KEY | {"Stripe-Version": version})
    assert response.status == 400
    error = json.loads(body)["error"]
    assert error["message"].startswith(f"Invalid Stripe API version: {version}.")
    assert error["type"] == "invalid_request_error"
    assert response.headers["Stripe-Version"] == API_VERSION


def test_a_request_without_a_version_is_answered_in_the_accounts(older: Served, served: Served) -> None:
    for each, version in ((older, "2019-12-03"), (served, API_VERSION)):
        response, body = ask(each, "/v1/invoices", KEY)
        assert response.headers["Stripe-Version"] == version
        assert body == get(each, "/v1/invoices", version)
    assert get(older, "/v1/subscriptions", API_VERSION) != get(older, "/v1/subscriptions")


def test_events_are_told_in_the_accounts_version_whatever_is_asked(older: Served, served: Served) -> None:
    for each, version in ((older, "2019-12-03"), (served, API_VERSION)):
        for event in documents(each.sandbox, "event"):
            assert event["api_version"] == version
            assert complaints(event["data"]["object"], version) == []
        listed = get(each, "/v1/events?limit=100")
        for other in SEVEN:
            assert get(each, "/v1/events?limit=100", other) == listed


def test_an_account_of_before_an_object_was_there_tells_no_events_of_it(own: Served) -> None:
    sandbox = Sandbox.create(None, customers=0, api_version="2019-12-03")
    with sandbox.serve() as serving:
        for each in (own, Served(sandbox, serving, client_of(serving))):
            client: Any = client_of(each.serving, stripe_version=API_VERSION)
            product = client.v1.products.create(params={"name": "Plan"}).id
            recurring = {"recurring": {"interval": "month"}}
            for more in ({}, recurring):
                params = {"product": product, "currency": "usd", "unit_amount": 1, **more}
                client.v1.prices.create(params=params)
    told = [[event["type"] for event in documents(each, "event")] for each in (own.sandbox, sandbox)]
    told = [[each for each in types if each.startswith(("product", "price", "plan"))] for types in told]
    assert [types[-3:] for types in told] == [
        ["product.created", "price.created", "price.created"],
        ["product.created", "plan.created"],
    ]
    sandbox.close()


def test_previous_attributes_have_the_names_of_the_accounts_version() -> None:
    own = Sandbox.create(None, customers=6, api_version="2019-12-03")
    own.advance(own.now + 40 * 86_400)
    changed = {
        (event["data"]["object"]["object"], name)
        for event in documents(own, "event")
        for name in event["data"].get("previous_attributes", {})
    }
    assert {("subscription", "current_period_end"), ("invoice", "paid")} <= changed
    assert not {("invoice", "effective_at"), ("invoice", "automatically_finalizes_at")} & changed
    own.close()


def test_what_is_written_is_answered_in_the_version_of_the_request(own: Served) -> None:
    client = client_of(own.serving, stripe_version="2019-12-03")
    raw = client.raw_request("post", "/v1/customers", name="Ada", expand=["subscriptions"])
    assert complaints(json.loads(raw.body), "2019-12-03") == []
    assert json.loads(raw.body)["subscriptions"]["data"] == []
    event = documents(own.sandbox, "event")[-1]
    assert (event["type"], event["api_version"]) == ("customer.created", API_VERSION)
    assert "subscriptions" not in event["data"]["object"]


@pytest.mark.parametrize("version", SEVEN)
def test_a_client_that_is_pinned_to_a_version_pages_through_its_lists(served: Served, version: str) -> None:
    v1: Any = client_of(served.serving, stripe_version=version).v1
    for resource in (v1.customers, v1.subscriptions, v1.charges, v1.products, v1.plans, v1.refunds):
        found = [each.id for each in resource.list(params={"limit": 40}).auto_paging_iter()]
        assert found
        assert len(set(found)) == len(found)
    subscription = v1.subscriptions.list(params={"limit": 1, "status": "all"}).data[0]
    assert ("current_period_end" in subscription) is (version < "2025-03-31")


@pytest.mark.parametrize(
    ("path", "since", "before"),
    [
        ("/v1/invoice_payments", "2025-03-31.basil", "2025-02-24.acacia"),
        ("/v1/prices", "2020-03-02", "2019-12-03"),
        ("/v1/payment_methods", "2019-03-14", "2019-02-19"),
    ],
)
def test_a_path_is_unknown_to_the_versions_before_it(served: Served, path: str, since: str, before: str) -> None:
    object_id = page(served, path, since)[0]["id"]
    for unknown in (path, f"{path}/{object_id}"):
        assert message(get(served, unknown, before, 404)).startswith(f"Unrecognized request URL (GET: {unknown})")
    response, _ = ask(served, path, KEY | {"Stripe-Version": before}, "POST")
    assert response.status == 404


def test_plans_are_the_recurring_prices_in_every_version(served: Served) -> None:
    for version in SEVEN:
        plans = page(served, "/v1/plans?limit=100", version)
        prices = page(served, "/v1/prices?limit=100&type=recurring", API_VERSION)
        assert [plan["id"] for plan in plans] == [price["id"] for price in prices]
        assert [plan["amount"] for plan in plans] == [price["unit_amount"] for price in prices]
        assert json.loads(get(served, f"/v1/plans/{plans[0]['id']}", version)) == plans[0]
    once = page(served, "/v1/prices?type=one_time", API_VERSION)[0]["id"]
    assert message(get(served, f"/v1/plans/{once}", None, 404)) == f"No such plan: '{once}'"
    kept = page(served, "/v1/plans?active=false", API_VERSION)
    assert kept
    assert not any(plan["active"] for plan in kept)


@pytest.mark.parametrize(
    ("path", "expand", "since"),
    [
        ("/v1/invoices", "payments", "2025-03-31.basil"),
        ("/v1/payment_intents", "latest_charge", "2022-11-15"),
        ("/v1/products", "default_price", "2020-08-27"),
        ("/v1/invoices", "charge", "…2025-02-24.acacia"),
        ("/v1/charges", "invoice", "…2025-02-24.acacia"),
    ],
)
def test_a_property_is_expanded_only_in_the_versions_that_have_it(
    served: Served, path: str, expand: str, since: str
) -> None:
    for version in SEVEN:
        there = version <= since[1:] if since.startswith("…") else version >= since
        body = get(served, f"{path}?limit=100&expand[]=data.{expand}", version, 200 if there else 400)
        if there:
            assert any(isinstance(each[expand], dict) for each in json.loads(body)["data"])
        else:
            assert message(body) == f"This property cannot be expanded ({expand})."


def test_lists_that_a_version_embeds_may_be_asked_for_all_the_same(served: Served) -> None:
    for version in ("2019-12-03", "2020-08-27", "2022-11-15"):
        for each in page(served, "/v1/charges?expand[]=data.refunds", version):
            assert each["refunds"]["object"] == "list"
    assert "refunds" not in page(served, "/v1/charges", "2022-11-15")[0]
    tiers = [plan.get("tiers") for plan in page(served, "/v1/plans?limit=100&expand[]=data.tiers", "2020-08-27")]
    assert tiers == [plan["tiers"] for plan in page(served, "/v1/plans?limit=100", "2019-12-03")]


def test_lines_are_paged_by_the_ids_of_before_they_were_unique(served: Served) -> None:
    invoice = next(each for each in documents(served.sandbox, "invoice") if each["lines"]["has_more"])
    path, version = f"/v1/invoices/{invoice['id']}/lines", "2019-11-05"
    lines = page(served, f"{path}?limit=100", version)
    assert len({line["id"] for line in lines}) == len(lines)
    for cursor in (lines[4]["id"], lines[4]["unique_id"]):
        assert page(served, f"{path}?limit=100&starting_after={cursor}", version) == lines[5:]
    get(served, f"{path}?starting_after={lines[4]['id']}", "2019-12-03", 400)


def test_a_line_id_that_several_share_is_no_cursor(served: Served) -> None:
    by_item: dict[tuple[str, str], list[str]] = {}
    for line in documents(served.sandbox, "line_item"):
        item = line["parent"]["subscription_item_details"]
        if not item["invoice_item"]:
            by_item.setdefault((line["invoice"], item["subscription_item"]), []).append(line["id"])
    (invoice, item), ids = next(each for each in by_item.items() if len(each[1]) > 1)
    path, version = f"/v1/invoices/{invoice}/lines", "2019-11-05"
    body = get(served, f"{path}?starting_after=sli_{item[3:]}", version, 400)
    assert "Give the unique_id" in message(body)
    assert page(served, f"{path}?starting_after={ids[0]}", version)[0]["unique_id"] == ids[1]


def test_an_account_has_the_version_that_it_was_made_with(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    Sandbox.create(path, customers=2, api_version="2022-11-15").close()
    for asked in (None, "2022-11-15"):
        reopened = Sandbox.create(path, api_version=asked)
        assert reopened.account.api_version == "2022-11-15"
        reopened.close()
    with pytest.raises(StripeOltpError, match=r"API version 2022-11-15\), not of .* API version 2019-12-03\)"):
        Sandbox.create(path, api_version="2019-12-03")
    with pytest.raises(StripeOltpError, match="2020-01-01 is no API version that the sandbox renders"):
        Sandbox.create(None, api_version="2020-01-01")


def test_a_store_of_before_accounts_had_a_version_is_of_the_newest(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    sandbox = Sandbox.create(path, customers=2)
    sandbox.store.connection.execute("DELETE FROM settings WHERE name = 'api_version'")
    sandbox.store.connection.execute("DROP INDEX objects_invoice_of")
    sandbox.close()
    reopened = Sandbox.create(path, api_version=API_VERSION)
    assert reopened.account.api_version == API_VERSION
    plan = reopened.store.connection.execute(
        "EXPLAIN QUERY PLAN SELECT parent FROM objects WHERE object = 'invoice_payment'"
        " AND json_extract(body, '$.payment.payment_intent') = ? ORDER BY seq DESC LIMIT 1",
        ("pi_1",),
    ).fetchall()
    assert b"objects_invoice_of" in str(plan).encode()
    reopened.close()


def test_the_account_itself_is_the_same_in_every_version(older: Served) -> None:
    same = Sandbox.create(None, customers=12)
    rows = (
        each.store.select("object NOT IN ('event', 'v2.core.event')", [], "seq", 1_000_000)
        for each in (older.sandbox, same)
    )
    of_2019, newest = ([row.body for row in each] for each in rows)
    assert of_2019 == newest
    same.close()
