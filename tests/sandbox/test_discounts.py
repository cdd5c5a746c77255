"""Coupons, promotion codes and discounts: what they take off, how they end, and what is told of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from pipelines.sandbox import Sandbox
from pipelines.sandbox.versions.known import NEWEST, VERSIONS
from tests.sandbox.conftest import Served, client_of, documents
from tests.sandbox.openapi import complaints
from tests.sandbox.shapes import complaints as complaints_of

DAY = 86_400


class Shop:
    """An empty account with a product and a customer who can pay."""

    def __init__(self, client: stripe.StripeClient, sandbox: Sandbox) -> None:
        self.client, self.sandbox = client, sandbox
        self.product = self.post("/v1/products", name="Plan")["id"]
        month = {"recurring": {"interval": "month"}, "currency": "usd"}
        self.price = self.post("/v1/prices", product=self.product, unit_amount=1000, **month)["id"]
        method = {"payment_method": "pm_card_visa", "invoice_settings": {"default_payment_method": "pm_card_visa"}}
        self.customer = self.post("/v1/customers", email="a@example.com", payment_method="pm_card_visa")["id"]
        saved = self.get("/v1/payment_methods", customer=self.customer)["data"][0]["id"]
        method = {"default_payment_method": saved}
        self.post(f"/v1/customers/{self.customer}", invoice_settings=method)

    def post(self, path: str, **params: Any) -> Any:
        return json.loads(self.client.raw_request("post", path, **params).body)

    def get(self, path: str, **params: Any) -> Any:
        return json.loads(self.client.raw_request("get", path, **params).body)

    def delete(self, path: str) -> Any:
        return json.loads(self.client.raw_request("delete", path).body)

    def subscribe(self, **discount: str) -> Any:
        return self.post(
            "/v1/subscriptions", customer=self.customer, items=[{"price": self.price}], discounts=[discount],
            expand=["latest_invoice", "discounts"],
        )  # fmt: skip

    def invoices(self) -> list[tuple[int, int, int]]:
        found = sorted(documents(self.sandbox, "invoice"), key=lambda each: int(each["created"]))
        return [(each["subtotal"], off(each), each["total"]) for each in found]

    def told(self, *prefixes: str) -> list[str]:
        return [each["type"] for each in documents(self.sandbox, "event") if each["type"].startswith(prefixes)]


def off(invoice: Any) -> int:
    return sum(each["amount"] for each in invoice["total_discount_amounts"])


@pytest.fixture
def shop() -> Iterator[Shop]:
    sandbox = Sandbox.create(None, customers=0)
    with sandbox.serve() as serving:
        yield Shop(client_of(serving), sandbox)
    sandbox.close()


def test_a_coupon_for_once_is_taken_off_one_invoice(shop: Shop) -> None:
    shop.post("/v1/coupons", id="TEN", percent_off=10)
    begun = shop.subscribe(coupon="TEN")
    assert (begun["latest_invoice"]["total"], begun["discounts"]) == (900, [])
    assert shop.told("customer.discount") == ["customer.discount.created", "customer.discount.deleted"]
    shop.sandbox.advance(shop.sandbox.now + 40 * DAY)
    assert shop.invoices() == [(1000, 100, 900), (1000, 0, 1000)]
    assert [(each["times_redeemed"], each["valid"]) for each in shop.get("/v1/coupons")["data"]][:1] == [(1, True)]


def test_a_repeating_one_ends_after_its_months_and_a_forever_one_when_it_is_taken_away(shop: Shop) -> None:
    shop.post("/v1/coupons", id="TWO", amount_off=300, currency="usd", duration="repeating", duration_in_months=2)
    shop.post("/v1/coupons", id="EVER", percent_off="12.5", duration="forever")
    begun = shop.subscribe(coupon="TWO")
    assert begun["discounts"][0]["end"] > begun["created"] + 50 * DAY
    shop.sandbox.advance(shop.sandbox.now + 100 * DAY)
    assert shop.invoices() == [(1000, 300, 700), (1000, 300, 700), (1000, 0, 1000), (1000, 0, 1000)]
    other = shop.subscribe(coupon="EVER")
    gone = shop.delete(f"/v1/subscriptions/{other['id']}/discount")
    assert (gone["deleted"], gone["source"]["coupon"], "end" in gone) == (True, "EVER", False)
    assert shop.get(f"/v1/subscriptions/{other['id']}")["discounts"] == []


def test_a_deleted_coupon_lives_on_in_its_discounts(shop: Shop) -> None:
    shop.post("/v1/coupons", id="OLD", percent_off=20, duration="forever")
    begun = shop.subscribe(coupon="OLD")
    shop.delete("/v1/coupons/OLD")
    with pytest.raises(stripe.InvalidRequestError, match="No such coupon"):
        shop.get("/v1/coupons/OLD")
    path = f"/v1/subscriptions/{begun['id']}"
    assert shop.get(path, expand=["discounts"])["discounts"][0]["source"]["coupon"] == "OLD"
    whole = shop.get(path, expand=["discounts.source.coupon"])["discounts"][0]["source"]["coupon"]
    assert (whole["id"], whole["percent_off"], whole["valid"]) == ("OLD", 20, False)
    old = shop.get(path, stripe_version="2025-02-24.acacia")
    assert (old["discount"]["coupon"]["id"], old["discounts"]) == ("OLD", [begun["discounts"][0]["id"]])
    shop.sandbox.advance(shop.sandbox.now + 40 * DAY)
    assert shop.invoices() == [(1000, 200, 800), (1000, 200, 800)]


def test_amounts_are_per_currency_and_only_off_some_products(shop: Shop) -> None:
    options = {"eur": {"amount_off": 250}}
    shop.post("/v1/coupons", id="CUR", amount_off=300, currency="usd", currency_options=options)
    told = shop.get("/v1/coupons/CUR", expand=["currency_options", "applies_to"])
    assert told["currency_options"] == {"eur": {"amount_off": 250}, "usd": {"amount_off": 300}}
    assert "currency_options" not in shop.get("/v1/coupons/CUR")
    other = shop.post("/v1/products", name="Other")["id"]
    shop.post("/v1/coupons", id="OTHER", percent_off=50, duration="forever", applies_to={"products": [other]})
    assert shop.subscribe(coupon="OTHER")["latest_invoice"]["total"] == 1000


def test_promotion_codes_are_limited_and_both_lists_show_them(shop: Shop) -> None:
    shop.post("/v1/coupons", id="LIM", percent_off=10, max_redemptions=2)
    code = shop.post(
        "/v1/promotion_codes", promotion={"type": "coupon", "coupon": "LIM"}, code="lim", max_redemptions=1
    )
    begun = shop.subscribe(promotion_code=code["id"])
    assert begun["latest_invoice"]["total"] == 900
    (discount,) = [each for each in documents(shop.sandbox, "discount") if each["subscription"] == begun["id"]]
    assert (discount["promotion_code"], discount["source"]["coupon"]) == (code["id"], "LIM")
    assert shop.get(f"/v1/promotion_codes/{code['id']}")["active"] is False
    assert "lim" not in [each["code"] for each in shop.get("/v1/promotion_codes", active=True)["data"]]
    assert "lim" in [each["code"] for each in shop.get("/v1/promotion_codes", active=False)["data"]]
    assert shop.told("promotion_code", "coupon.")[-2:] == ["coupon.created", "promotion_code.created"]
    with pytest.raises(stripe.InvalidRequestError, match="expired"):
        shop.subscribe(promotion_code=code["id"])
    old = shop.get(f"/v1/promotion_codes/{code['id']}", stripe_version="2025-02-24.acacia")
    assert (old["coupon"]["id"], "promotion" in old) == ("LIM", False)


def test_a_coupon_needs_one_of_two_and_no_id_twice(shop: Shop) -> None:
    shop.post("/v1/coupons", id="ONE", percent_off=10)
    for wrong in ({"id": "ONE", "percent_off": 5}, {}, {"percent_off": 5, "amount_off": 5}, {"percent_off": 101}):
        with pytest.raises(stripe.InvalidRequestError):
            shop.post("/v1/coupons", **wrong)


def test_a_credit_is_what_was_paid(shop: Shop) -> None:
    shop.post("/v1/coupons", id="ALL", percent_off=100, duration="forever")
    dear = {"product": shop.product, "recurring": {"interval": "month"}, "currency": "usd"}
    price = shop.post("/v1/prices", unit_amount=3000, **dear)["id"]
    begun = shop.subscribe(coupon="ALL")
    shop.post(f"/v1/subscriptions/{begun['id']}", items=[{"id": begun["items"]["data"][0]["id"], "price": price}])
    assert shop.invoices()[1][0] == pytest.approx(3000, abs=1)


def test_the_default_account_has_discounts_of_every_kind(default: Sandbox) -> None:
    coupons = {each["id"]: each for each in map(json.loads, default.truth("coupon"))}
    assert {each["duration"] for each in coupons.values() if not each.get("deleted")} == {
        "once",
        "repeating",
        "forever",
    }
    given = documents(default, "discount")
    assert any(coupons[each["source"]["coupon"]].get("deleted") for each in given)
    for field in ("promotion_code", "subscription_item", "end", "customer", "subscription"):
        assert {each[field] is None for each in given if field != "customer"} in ({True, False}, set()), field
    assert {each["total"] == 0 for each in documents(default, "invoice") if off(each)} == {True, False}
    currencies = {each["currency"] for each in documents(default, "invoice") if off(each)}
    assert currencies >= {"usd", "eur", "jpy"}


@pytest.mark.parametrize("version", VERSIONS[::6])
def test_discounts_in_every_place_have_the_shape_of_the_version(served: Served, version: str) -> None:
    client = served.client
    for kind in ("customer", "subscription", "invoice"):
        for document in documents(served.sandbox, kind):
            if '"di_' in json.dumps(document):
                found = json.loads(
                    client.raw_request("get", f"/v1/{kind}s/{document['id']}", stripe_version=version).body
                )
                assert complaints_of(found, version) == []
                assert version != NEWEST or complaints(found) == []
