"""Every list and object that Stripe's API has, also of types that the sandbox has none of."""

import json
from urllib.parse import urlencode

import pytest

from pipelines.sandbox.server import specification
from pipelines.sandbox.server.gate import Gate
from pipelines.sandbox.server.messages import Answer, Request
from pipelines.sandbox.server.resources import RESOURCES
from pipelines.sandbox.server.routes import respond
from pipelines.sandbox.versions.known import NEWEST
from tests.sandbox.conftest import Document, Served, documents

PATHS = specification.list_paths()


def ask(served: Served, path: str, version: str = NEWEST, of: str | None = None, **given: str) -> Answer:
    """An answer without a socket in between."""
    request = Request("GET", path, urlencode(given), "sk_test_1", version, None, "req_1", of)
    return respond(served.sandbox, Gate(), request)


def body(answer: Answer, status: int = 200) -> Document:
    assert answer.status == status, answer.body
    found: Document = json.loads(answer.body)
    return dict(found["error"]) if status >= 400 else found


def there(served: Served, path: str) -> tuple[str, specification.ListEndpoint]:
    """A path with the ids of objects that the sandbox has, as far as it has any, and what is at it."""
    plain = path.replace("{", "").replace("}", "")
    above = specification.object_at(plain.rpartition("/")[0])
    if "{" in path and above:
        kept = documents(served.sandbox, above.kind)
        plain = path.partition("{")[0] + (kept[0]["id"] if kept else "x") + path.partition("}")[2]
    endpoint = specification.list_at(plain)
    assert endpoint
    return plain, endpoint


@pytest.mark.parametrize("path", PATHS)
def test_every_list_of_stripe_is_a_list_here_with_stripes_parameters_and_no_others(served: Served, path: str) -> None:
    plain, endpoint = there(served, path)
    version = endpoint.until or NEWEST
    needed = dict.fromkeys(endpoint.required, "1")
    if "scope" in needed:
        needed = {"scope[type]": "account"}
    if "type" in needed:
        needed = {"type": "performance"}
    if plain.endswith("/search"):
        needed = {"query": "metadata['a']:'b'"}
    if plain.rpartition("/")[0].endswith("/x"):
        assert body(ask(served, plain, version, **needed), 404)["code"] == "resource_missing"
        return
    found = body(ask(served, plain, version, **needed))
    assert (found["object"], found["url"]) == ("search_result" if plain.endswith("/search") else "list", plain)
    for name in endpoint.required:
        assert body(ask(served, plain, version), 400)["message"] == f"Missing required param: {name}."
        break
    wrong = body(ask(served, plain, version, **needed, surprise="1"), 400)
    assert (wrong["code"], wrong["param"]) == ("parameter_unknown", "surprise")
    refused = body(ask(served, plain, version, **needed, **{"expand[]": "data.surprise"}), 400)
    assert refused["message"] == "This property cannot be expanded (surprise)."


def names(form: specification.Form, name: str) -> list[str]:
    """The names of a parameter's parts: ``payment[type]``."""
    if isinstance(form, dict) and "fields" in form:
        return [f"{name}[{inner}]" for inner in form["fields"]]
    return [name]


@pytest.mark.parametrize("path", RESOURCES)
def test_every_parameter_of_a_list_filters_it(path: str) -> None:
    endpoint = specification.list_at(path)
    assert endpoint
    paging = {"created", "ending_before", "limit", "starting_after"}
    asked = {each for name, form in endpoint.parameters.items() for each in names(form, name)}
    assert asked - paging - RESOURCES[path].filters.keys() == set()


@pytest.mark.parametrize(
    ("path", "given", "code", "param"),
    [
        ("/v1/coupons", {"limit": "101"}, "parameter_invalid_integer", "limit"),
        ("/v1/coupons", {"created[gte]": "soon"}, "parameter_invalid_integer", "created[gte]"),
        ("/v1/coupons", {"created[near]": "1"}, "parameter_unknown", "created[near]"),
        ("/v1/coupons", {"created": "soon"}, "parameter_invalid_integer", "created"),
        ("/v1/coupons", {"starting_after": "co_1"}, "resource_missing", "starting_after"),
        ("/v1/coupons", {"starting_after": "a", "ending_before": "b"}, "parameters_exclusive", "starting_after"),
        ("/v1/coupons", {"expand": "data"}, None, "expand"),
        ("/v1/billing/meters", {"status": "asleep"}, None, "status"),
        ("/v1/promotion_codes", {"active": "perhaps"}, None, "active"),
        ("/v1/tax_ids", {"owner[type]": "cat"}, None, "owner[type]"),
        ("/v1/payouts", {"arrival_date[gt]": "x"}, "parameter_invalid_integer", "arrival_date[gt]"),
        ("/v1/disputes", {"charge[id]": "x"}, None, "charge"),
        ("/v1/invoice_payments", {"status": "lost"}, None, "status"),
        ("/v1/prices", {"recurring[interval]": "hour"}, None, "recurring[interval]"),
        ("/v1/events", {"types": "charge.failed"}, None, "types"),
    ],
)
def test_a_parameter_of_another_form_is_refused(
    served: Served, path: str, given: dict[str, str], code: str | None, param: str
) -> None:
    error = body(ask(served, path, **given), 400)
    assert (error.get("code"), error["param"], error["type"]) == (code, param, "invalid_request_error")


def test_an_object_of_a_type_that_there_is_none_of_is_missing_not_unrecognized(served: Served) -> None:
    error = body(ask(served, "/v1/coupons/SUMMER"), 404)
    assert (error["code"], error["message"]) == ("resource_missing", "No such coupon: 'SUMMER'")
    assert "Unrecognized request URL" in body(ask(served, "/v1/coupon/SUMMER"), 404)["message"]
    assert "Unrecognized request URL" in body(ask(served, "/v1"), 404)["message"]


def test_an_object_below_its_owner_is_the_one_of_the_top(served: Served) -> None:
    method = next(each for each in documents(served.sandbox, "payment_method") if each["customer"])
    path = f"/v1/customers/{method['customer']}/payment_methods/{method['id']}"
    assert body(ask(served, path)) == method
    other = next(each["id"] for each in documents(served.sandbox, "customer") if each["id"] != method["customer"])
    assert body(ask(served, f"/v1/customers/{other}/payment_methods/{method['id']}"), 404)["code"] == "resource_missing"
    assert body(ask(served, f"/v1/customers/cus_no/payment_methods/{method['id']}"), 404)["param"] == "customer"


def test_the_account_is_there_by_its_id_and_no_other_account_is(served: Served) -> None:
    own = body(ask(served, "/v1/account"))
    assert body(ask(served, f"/v1/accounts/{own['id']}")) == own
    assert body(ask(served, "/v1/accounts"))["data"] == []
    assert body(ask(served, f"/v1/accounts/{own['id']}/persons"))["data"] == []
    assert body(ask(served, "/v1/customers", of=own["id"]))["data"]
    for refused in (ask(served, "/v1/accounts/acct_other"), ask(served, "/v1/customers", of="acct_other")):
        error = body(refused, 403)
        assert error["code"] == "account_invalid"
        assert "'acct_other'" in error["message"]


def test_a_list_that_stripe_took_away_is_there_in_the_versions_before(served: Served) -> None:
    item = documents(served.sandbox, "subscription_item")[0]["id"]
    path = f"/v1/subscription_items/{item}/usage_record_summaries"
    assert body(ask(served, path, "2022-11-15", limit="100"))["data"] == []
    body(ask(served, path), 404)


def test_events_are_filtered_by_their_delivery(served: Served) -> None:
    assert body(ask(served, "/v1/events", delivery_success="true"))["data"]
    assert body(ask(served, "/v1/events", delivery_success="false"))["data"] == []


def test_the_balance_is_the_only_one_of_its_type(served: Served) -> None:
    found = body(ask(served, "/v1/balance"))
    assert {each["currency"] for each in found["available"]} >= {"usd", "eur"}
    assert body(ask(served, "/v1/balance", limit="1"), 400)["param"] == "limit"
    assert body(ask(served, "/v1/balance", **{"expand[]": "livemode"}), 400)["param"] == "expand"


def test_the_balances_history_is_its_transactions_under_another_name(served: Served) -> None:
    new, old = (body(ask(served, f"/v1/{name}")) for name in ("balance_transactions", "balance/history"))
    assert new["data"] == old["data"] != []
    source = next(each["source"] for each in new["data"] if each["source"])
    assert body(ask(served, "/v1/balance_transactions", source=source))["data"][0]["source"] == source
    assert body(ask(served, f"/v1/balance/history/{new['data'][0]['id']}")) == new["data"][0]
    assert body(ask(served, "/v1/balance_transactions", payout="po_1"), 400)["code"] == "resource_missing"
