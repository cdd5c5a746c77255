"""Lists, cursors, filters and errors, over HTTP."""

import http.client
import json
from base64 import b64encode
from typing import Any
from urllib.parse import urlsplit

import pytest
import stripe

from pipelines.sandbox import NOW
from tests.sandbox.conftest import Document, Served, as_kept, documents

DAY = 86_400
LISTS = {
    "products": "product",
    "prices": "price",
    "customers": "customer",
    "payment_methods": "payment_method",
    "invoices": "invoice",
    "invoice_payments": "invoice_payment",
    "payment_intents": "payment_intent",
    "charges": "charge",
    "refunds": "refund",
    "events": "event",
}


def get(served: Served, path: str, **params: Any) -> Document:
    """The JSON of a GET."""
    found: Document = json.loads(
        as_kept(served.serving, served.client.raw_request("get", path, **params).body.encode())
    )
    return found


def everything(served: Served, path: str, **params: Any) -> list[Document]:
    """Every element of a list, page by page."""
    found: list[Document] = []
    while True:
        cursor = {"starting_after": found[-1]["id"]} if found else {}
        page = get(served, path, limit=100, **params, **cursor)
        found += page["data"]
        if not page["has_more"]:
            return found


def refused(served: Served, path: str, **params: Any) -> stripe.StripeError:
    """The error of a GET."""
    with pytest.raises(stripe.StripeError) as error:
        served.client.raw_request("get", path, **params)
    return error.value


def ask(served: Served, path: str, headers: dict[str, str], method: str = "GET") -> tuple[Any, bytes]:
    """A bare request, past the client; its answer's headers and body."""
    connection = http.client.HTTPConnection(urlsplit(served.serving.url).netloc)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


@pytest.mark.parametrize("resource", LISTS)
def test_the_official_client_pages_through_every_list(served: Served, resource: str) -> None:
    pages = getattr(served.v1, resource).list(params={"limit": 40})
    found = [each.id for each in pages.auto_paging_iter()]
    assert found
    assert found == [each["id"] for each in everything(served, f"/v1/{resource}")]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(("resource", "kind"), LISTS.items())
def test_a_list_holds_what_is_kept_newest_first(served: Served, resource: str, kind: str) -> None:
    kept = documents(served.sandbox, kind)
    if kind == "customer":
        kept = [each for each in kept if not each.get("deleted")]
    if kind == "payment_method":
        kept = [each for each in kept if each["customer"]]
    found = everything(served, f"/v1/{resource}")
    if kind == "price":
        assert 0 < len(kept) - len(found) < len(kept), "inline prices are kept and not listed"
        kept = [each for each in kept if each in found]
    assert found == kept[::-1]
    assert [each["created"] for each in found] == sorted((each["created"] for each in found), reverse=True)


def test_a_page_has_ten_unless_told_otherwise(served: Served) -> None:
    page = get(served, "/v1/customers")
    assert (len(page["data"]), page["has_more"], page["object"], page["url"]) == (10, True, "list", "/v1/customers")


def test_ending_before_gives_the_page_before(served: Served) -> None:
    first = get(served, "/v1/invoices", limit=30)["data"]
    before = get(served, "/v1/invoices", limit=5, ending_before=first[20]["id"])
    assert before["data"] == first[15:20]
    assert before["has_more"] is True
    assert get(served, "/v1/invoices", ending_before=first[3]["id"]) | {"data": first[:3], "has_more": False} == get(
        served, "/v1/invoices", ending_before=first[3]["id"]
    )


@pytest.mark.parametrize(
    ("bounds", "keeps"),
    [
        ({"gt": 0}, lambda created, at: created > at),
        ({"gte": 0}, lambda created, at: created >= at),
        ({"lt": 0}, lambda created, at: created < at),
        ({"lte": 0}, lambda created, at: created <= at),
        ({"gte": -DAY, "lt": DAY}, lambda created, at: at - DAY <= created < at + DAY),
    ],
)
def test_created_bounds_a_list(served: Served, bounds: dict[str, int], keeps: Any) -> None:
    invoices = everything(served, "/v1/invoices")
    at = invoices[len(invoices) // 2]["created"]
    asked = {name: at + shift for name, shift in bounds.items()}
    assert everything(served, "/v1/invoices", created=asked) == [
        each for each in invoices if keeps(each["created"], at)
    ]


def test_created_can_be_a_moment(served: Served) -> None:
    invoices = everything(served, "/v1/invoices")
    at = invoices[7]["created"]
    assert get(served, "/v1/invoices", created=at)["data"] == [each for each in invoices if each["created"] == at]


@pytest.mark.parametrize(
    ("path", "name", "place"),
    [
        ("/v1/customers", "email", ("email",)),
        ("/v1/payment_methods", "customer", ("customer",)),
        ("/v1/payment_methods", "type", ("type",)),
        ("/v1/subscriptions", "customer", ("customer",)),
        ("/v1/subscriptions", "collection_method", ("collection_method",)),
        ("/v1/invoices", "customer", ("customer",)),
        ("/v1/invoices", "status", ("status",)),
        ("/v1/invoices", "subscription", ("parent", "subscription_details", "subscription")),
        ("/v1/invoice_payments", "invoice", ("invoice",)),
        ("/v1/invoice_payments", "status", ("status",)),
        ("/v1/payment_intents", "customer", ("customer",)),
        ("/v1/charges", "customer", ("customer",)),
        ("/v1/charges", "payment_intent", ("payment_intent",)),
        ("/v1/refunds", "charge", ("charge",)),
        ("/v1/refunds", "payment_intent", ("payment_intent",)),
        ("/v1/prices", "product", ("product",)),
        ("/v1/prices", "currency", ("currency",)),
        ("/v1/prices", "type", ("type",)),
        ("/v1/prices", "active", ("active",)),
        ("/v1/products", "active", ("active",)),
        ("/v1/events", "type", ("type",)),
    ],
)
def test_a_filter_keeps_what_has_the_value(served: Served, path: str, name: str, place: tuple[str, ...]) -> None:
    def value(document: Document) -> Any:
        found: Any = document
        for step in place:
            found = found[step]
        return found

    found = everything(served, path)
    wanted = value(found[len(found) // 2])
    kept = everything(served, path, **{name: wanted})
    assert kept == [each for each in found if value(each) == wanted]
    assert kept


def test_prices_are_found_by_lookup_key_and_by_interval(served: Served) -> None:
    keys = ["team_month_usd", "team_year_eur"]
    assert {each["lookup_key"] for each in get(served, "/v1/prices", lookup_keys=keys)["data"]} == set(keys)
    yearly = everything(served, "/v1/prices", recurring={"interval": "year"})
    assert yearly
    assert all(each["recurring"]["interval"] == "year" for each in yearly)


def test_canceled_subscriptions_are_shown_only_when_asked_for(served: Served) -> None:
    shown, all_of_them = everything(served, "/v1/subscriptions"), everything(served, "/v1/subscriptions", status="all")
    assert [each for each in all_of_them if each["status"] != "canceled"] == shown
    assert len(shown) < len(all_of_them) == len(documents(served.sandbox, "subscription"))
    assert everything(served, "/v1/subscriptions", status="canceled") == [
        each for each in all_of_them if each["status"] == "canceled"
    ]


def test_a_deleted_customer_is_a_stub_by_id_and_in_no_list(served: Served) -> None:
    stub = next(each for each in documents(served.sandbox, "customer") if each.get("deleted"))
    assert get(served, f"/v1/customers/{stub['id']}") == {"id": stub["id"], "object": "customer", "deleted": True}
    assert everything(served, "/v1/charges", customer=stub["id"]) or everything(
        served, "/v1/subscriptions", customer=stub["id"], status="all"
    )


def test_a_detached_payment_method_is_served_by_id_and_in_no_list(served: Served) -> None:
    detached = next(each for each in documents(served.sandbox, "payment_method") if each["customer"] is None)
    assert get(served, f"/v1/payment_methods/{detached['id']}") == detached
    assert detached not in everything(served, "/v1/payment_methods")


def test_a_customers_payment_methods_are_a_list_of_their_own(served: Served) -> None:
    method = everything(served, "/v1/payment_methods")[0]
    path = f"/v1/customers/{method['customer']}/payment_methods"
    assert method in get(served, path)["data"]
    assert get(served, path, type=method["type"])["url"] == path


def test_lines_are_cut_at_ten_and_whole_in_their_sub_list(served: Served) -> None:
    long = next(each for each in everything(served, "/v1/invoices") if each["lines"]["has_more"])
    lines = everything(served, long["lines"]["url"])
    assert long["lines"]["data"] == lines[:10]
    assert len(lines) > 10
    assert {line["invoice"] for line in lines} == {long["id"]}
    page = get(served, long["lines"]["url"], limit=100, starting_after=lines[9]["id"])
    assert page["data"] == lines[10:]


def test_a_subscriptions_items_are_listed_by_subscription_only(served: Served) -> None:
    subscription = everything(served, "/v1/subscriptions")[0]
    items = get(served, "/v1/subscription_items", subscription=subscription["id"])["data"]
    assert items == subscription["items"]["data"]
    assert refused(served, "/v1/subscription_items").code == "parameter_missing"
    assert get(served, f"/v1/subscription_items/{items[0]['id']}") == items[0]


def test_payments_of_an_invoice_are_absent_unless_expanded(served: Served) -> None:
    tie = everything(served, "/v1/invoice_payments")[0]
    plain = get(served, f"/v1/invoices/{tie['invoice']}")
    whole = get(served, f"/v1/invoices/{tie['invoice']}", expand=["payments"])
    assert "payments" not in plain
    assert whole["payments"]["data"] == get(served, "/v1/invoice_payments", invoice=tie["invoice"])["data"]
    listed = get(served, "/v1/invoices", expand=["data.payments"])["data"]
    assert all("payments" in invoice for invoice in listed)


def test_tiers_are_absent_unless_expanded(served: Served) -> None:
    price = get(served, "/v1/prices", lookup_keys=["seats_usd"])["data"][0]
    assert "tiers" not in price
    assert get(served, f"/v1/prices/{price['id']}", expand=["tiers"])["tiers"][-1]["up_to"] is None


def test_an_id_is_expanded_into_its_object(served: Served) -> None:
    intent = next(each for each in everything(served, "/v1/payment_intents") if each["latest_charge"])
    found = get(served, f"/v1/payment_intents/{intent['id']}", expand=["latest_charge"])
    assert found["latest_charge"] == get(served, f"/v1/charges/{intent['latest_charge']}")


@pytest.mark.parametrize(
    ("path", "params", "status", "code", "param"),
    [
        ("/v1/customers", {"color": "red"}, 400, "parameter_unknown", "color"),
        ("/v1/customers", {"created": {"near": 1}}, 400, "parameter_unknown", "created[near]"),
        ("/v1/customers", {"created": {"gte": "soon"}}, 400, "parameter_invalid_integer", "created[gte]"),
        ("/v1/payment_methods", {"created": {"gte": 1}}, 400, "parameter_unknown", "created"),
        ("/v1/customers", {"limit": 101}, 400, "parameter_invalid_integer", "limit"),
        ("/v1/customers", {"limit": 0}, 400, "parameter_invalid_integer", "limit"),
        ("/v1/customers", {"limit": "many"}, 400, "parameter_invalid_integer", "limit"),
        ("/v1/customers", {"starting_after": "cus_no"}, 400, "resource_missing", "starting_after"),
        ("/v1/customers", {"starting_after": "a", "ending_before": "b"}, 400, "parameters_exclusive", "starting_after"),
        ("/v1/customers", {"expand": ["data.email"]}, 400, None, "expand"),
        ("/v1/customers", {"expand": ["default_source"]}, 400, None, "expand"),
        ("/v1/subscriptions", {"status": "lost"}, 400, None, "status"),
        ("/v1/products", {"active": "perhaps"}, 400, None, "active"),
        ("/v1/customers/cus_no", {}, 404, "resource_missing", "id"),
        ("/v1/invoices/in_no/lines", {}, 404, "resource_missing", "invoice"),
        ("/v1/nothing", {}, 404, None, None),
        ("/v2/core/accounts", {}, 404, None, None),
    ],
)
def test_what_has_no_sense_is_refused_in_stripes_words(
    served: Served, path: str, params: dict[str, Any], *, status: int, code: str | None, param: str | None
) -> None:
    query = stripe._encode._api_encode(params)
    suffix = "&".join(f"{name}={value}" for name, value in query)
    response, body = ask(served, f"{path}?{suffix}", {"Authorization": "Bearer sk_test_any"})
    error = json.loads(body)["error"]
    assert (response.status, error.get("code"), error.get("param")) == (status, code, param)
    assert error["type"] == "invalid_request_error"
    assert error["message"]


def test_any_test_key_is_taken_and_no_other(served: Served) -> None:
    basic = b64encode(b"rk_test_any:").decode()
    for good in ("Bearer sk_test_1", "Bearer rk_test_1", f"Basic {basic}"):
        assert ask(served, "/v1/account", {"Authorization": good})[0].status == 200
    for bad in ({}, {"Authorization": "Bearer sk_live_secretsecret"}, {"Authorization": "Basic ???"}):
        response, body = ask(served, "/v1/account", bad)
        assert response.status == 401
        assert b"secretsecret" not in body


def test_every_answer_has_stripes_headers(served: Served) -> None:
    headers = {"Authorization": "Bearer sk_test_1", "Stripe-Version": "2022-11-15"}
    response, _ = ask(served, "/v1/account", headers)
    assert response.headers["Stripe-Version"] == "2022-11-15"
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Request-Id"].startswith("req_")
    assert response.headers["Date"] == "Sun, 01 Nov 2026 00:00:00 GMT"
    assert served.sandbox.now == NOW
    assert ask(served, "/v1/nothing", {})[0].headers["Request-Id"].startswith("req_")


def test_what_is_no_request_of_the_api_is_refused_in_its_own_form(served: Served) -> None:
    key = {"Authorization": "Bearer sk_test_1"}
    response, body = ask(served, "/v1/customers", key, "PUT")
    assert (response.status, json.loads(body)["error"]["type"]) == (501, "invalid_request_error")
    deep = "a" + "[b]" * 50
    response, body = ask(served, f"/v1/customers?{deep}=1", key)
    assert (response.status, json.loads(body)["error"]["param"]) == (400, "a")
