"""The same account in two versions: the same facts, each in the place that its version has for it."""

from typing import Any

import msgspec
import pytest

from pipelines.sandbox import Sandbox
from pipelines.sandbox.rendering import API_VERSION, Rendering
from tests.sandbox.conftest import Document, Served

ACACIA, BASIL = "2025-02-24.acacia", "2025-03-31.basil"


def all_of(served: Served, kind: str, version: str = API_VERSION) -> list[Document]:
    """Every full object of a type in a version, in the order of creation."""
    rendering = Rendering(served.sandbox.account, version)
    rows = served.sandbox.store.select("object = ?", [kind], "seq", 1_000_000)
    found = [msgspec.json.decode(rendering.body(kind, row.body)) for row in rows]
    return [each for each in found if not each.get("deleted")]


def pairs(served: Served, kind: str, version: str) -> list[tuple[Document, Document]]:
    """Each object as the newest version and as another one shows it."""
    new, old = all_of(served, kind), all_of(served, kind, version)
    assert [each["id"] for each in new] == [each.get("unique_id", each["id"]) for each in old]
    assert new
    return list(zip(new, old, strict=True))


def test_an_invoice_of_before_basil_names_its_subscription_itself(served: Served) -> None:
    for new, old in pairs(served, "invoice", ACACIA):
        details = new["parent"]["subscription_details"]
        assert old["subscription"] == details["subscription"]
        assert old["subscription_details"] == {"metadata": details["metadata"]}
        assert old["quote"] is None
        assert "parent" not in old


def test_an_invoice_of_before_basil_names_what_pays_it_itself(served: Served) -> None:
    ties = {tie["invoice"]: tie["payment"]["payment_intent"] for tie in all_of(served, "invoice_payment")}
    latest = {intent["id"]: intent["latest_charge"] for intent in all_of(served, "payment_intent")}
    charges = set()
    for new, old in pairs(served, "invoice", ACACIA):
        assert old["payment_intent"] == ties.get(new["id"])
        assert old["charge"] == latest.get(old["payment_intent"])
        assert old["paid"] is (new["status"] == "paid")
        assert old["paid_out_of_band"] is False
        charges.add(old["charge"])
    assert None in charges
    assert len(charges) > 50


@pytest.mark.parametrize("kind", ["charge", "payment_intent"])
def test_a_payment_of_before_basil_names_its_invoice_itself(served: Served, kind: str) -> None:
    paid = {tie["payment"]["payment_intent"]: tie["invoice"] for tie in all_of(served, "invoice_payment")}
    invoices = set()
    for new, old in pairs(served, kind, ACACIA):
        intent = new["id"] if kind == "payment_intent" else new["payment_intent"]
        assert old["invoice"] == paid.get(intent)
        assert "invoice" not in new
        invoices.add(old["invoice"])
    assert None in invoices
    assert len(invoices) > 50


def old_taxes(taxes: list[Document]) -> list[Document]:
    """What the elements of ``tax_amounts`` say, from those of ``taxes``."""
    return [
        {
            "amount": tax["amount"],
            "inclusive": tax["tax_behavior"] == "inclusive",
            "tax_rate": tax["tax_rate_details"]["tax_rate"],
            "taxability_reason": tax["taxability_reason"],
            "taxable_amount": tax["taxable_amount"],
        }
        for tax in taxes
    ]


def test_taxes_of_before_basil_are_the_same_amounts(served: Served) -> None:
    seen = set()
    for new, old in pairs(served, "invoice", ACACIA):
        assert old["tax"] == (sum(tax["amount"] for tax in new["total_taxes"]) if new["total_taxes"] else None)
        assert old["total_tax_amounts"] == old_taxes(new["total_taxes"])
        exclusive = sum(tax["amount"] for tax in old["total_tax_amounts"] if not tax["inclusive"])
        assert old["subtotal"] - off(old["total_discount_amounts"]) + exclusive == old["total"]
        seen |= {tax["inclusive"] for tax in old["total_tax_amounts"]}
    assert seen == {True, False}
    for new, old in pairs(served, "line_item", ACACIA):
        assert old["tax_amounts"] == old_taxes(new["taxes"])
        included = sum(tax["amount"] for tax in old["tax_amounts"] if tax["inclusive"])
        if not new["discount_amounts"]:
            assert old["amount_excluding_tax"] == new["amount"] - included
        each = float(old["unit_amount_excluding_tax"]) * old["quantity"]
        assert each == pytest.approx(old["amount_excluding_tax"])


def off(amounts: list[Document]) -> int:
    """What discounts take off."""
    return sum(each["amount"] for each in amounts)


def test_one_discount_of_before_basil_is_there_whole(served: Served) -> None:
    kept = {each["id"]: each for each in all_of(served, "subscription", ACACIA)}
    for new, old in pairs(served, "subscription", ACACIA):
        assert (old["discount"] is not None) == (len(new["discounts"]) == 1)
        if old["discount"]:
            assert [old["discount"]["id"]] == old["discounts"]
            assert old["discount"]["subscription"] in kept
            assert old["discount"]["coupon"]["object"] == "coupon"


def test_a_line_of_before_basil_has_its_price_and_its_links_itself(served: Served) -> None:
    prices = {price["id"]: price for price in all_of(served, "price", ACACIA)}
    prorations = 0
    for new, old in pairs(served, "line_item", ACACIA):
        details = new["parent"]["subscription_item_details"]
        priced = new["pricing"]["price_details"]
        assert old["price"] == prices[priced["price"]]
        assert (old["price"]["product"], old["plan"]["id"]) == (priced["product"], priced["price"])
        assert old["type"] == "subscription"
        for link in ("proration", "subscription", "subscription_item"):
            assert old[link] == details[link]
        assert old.get("invoice_item") == details["invoice_item"]
        assert old["proration_details"]["credited_items"] == (details["proration_details"] or {}).get("credited_items")
        assert not {"parent", "pricing", "taxes"} & old.keys()
        prorations += old["proration"]
    assert prorations


def test_a_subscription_of_before_basil_has_the_period_of_its_items(served: Served) -> None:
    for new, old in pairs(served, "subscription", ACACIA):
        for field in ("current_period_start", "current_period_end"):
            assert {old[field]} == {item[field] for item in new["items"]["data"]}
            assert not any(field in item for item in old["items"]["data"])
            assert field not in new
        assert old["billing_thresholds"] is None
    for version, there in ((BASIL, False), ("2025-04-30.basil", False), ("2025-05-28.basil", True)):
        for old in all_of(served, "subscription", version):
            assert ("billing_thresholds" in old) is there


def test_before_november_2022_a_payment_intent_has_its_charges_newest_first(served: Served) -> None:
    several = 0
    for new, old in pairs(served, "payment_intent", "2020-08-27"):
        charges = old["charges"]["data"]
        assert [charge["id"] for charge in charges[:1]] == ([new["latest_charge"]] if new["latest_charge"] else [])
        assert [charge["created"] for charge in charges] == sorted((c["created"] for c in charges), reverse=True)
        assert all(charge["payment_intent"] == new["id"] for charge in charges)
        assert "latest_charge" not in old
        several += len(charges) > 1
    assert several


def test_before_november_2022_a_charge_has_its_refunds(served: Served) -> None:
    kept = all_of(served, "refund", "2020-08-27")
    assert kept
    for new, old in pairs(served, "charge", "2020-08-27"):
        assert old["refunds"]["data"] == [refund for refund in kept if refund["charge"] == old["id"]]
        assert old["refunds"]["url"] == f"/v1/charges/{new['id']}/refunds"


def test_before_august_2020_a_customer_has_lists_of_what_is_his(served: Served) -> None:
    kept = {each["id"]: each for each in all_of(served, "subscription", "2019-12-03")}
    running = 0
    for new, old in pairs(served, "customer", "2019-12-03"):
        mine = [each for each in kept.values() if each["customer"] == new["id"] and each["status"] != "canceled"]
        assert old["subscriptions"]["data"] == mine[:10]
        assert old["sources"]["data"] == []
        assert {each["customer"] for each in old["tax_ids"]["data"]} <= {new["id"]}
        running += len(mine)
    assert running > 20


PLAN_WORDS = {
    "amount": "unit_amount",
    "amount_decimal": "unit_amount_decimal",
    "transform_usage": "transform_quantity",
    **{name: name for name in ("active", "billing_scheme", "created", "currency", "metadata", "nickname", "product")},
}


def test_before_prices_there_were_plans_of_the_same_ids_and_amounts(served: Served) -> None:
    prices = {price["id"]: price for price in all_of(served, "price")}
    tiered = 0
    for new, old in pairs(served, "subscription_item", "2019-12-03"):
        plan, price = old["plan"], prices[new["price"]["id"]]
        assert plan["id"] == price["id"]
        assert "price" not in old
        assert {word: plan[word] for word in PLAN_WORDS} == {word: price[name] for word, name in PLAN_WORDS.items()}
        assert (plan["interval"], plan["interval_count"]) == (
            price["recurring"]["interval"],
            price["recurring"]["interval_count"],
        )
        kept = served.sandbox.account.find("price.tiers", price["id"])
        assert plan["tiers"] == (kept["tiers"] if kept else None)
        tiered += bool(plan["tiers"])
    assert tiered
    for new, old in pairs(served, "line_item", "2019-12-03"):
        assert old["plan"]["id"] == new["pricing"]["price_details"]["price"]


@pytest.mark.parametrize(
    ("kind", "version", "places"),
    [
        ("product", "2023-10-16", {"features": "marketing_features"}),
        ("invoice", "2023-10-16", {"rendering_options": "rendering", "rendering": "rendering"}),
        ("customer", "2020-08-27", {"default_currency": "currency"}),
        ("invoice", "2019-10-08", {"billing": "collection_method", "collection_method": "collection_method"}),
        ("subscription", "2019-10-08", {"billing": "collection_method", "start": "start_date"}),
        ("customer", "2019-10-08", {"account_balance": "balance", "balance": "balance"}),
        ("customer", "2019-03-14", {"account_balance": "balance"}),
        ("invoice", "2019-02-19", {"date": "created"}),
    ],
)
def test_a_field_of_another_name_says_the_same(served: Served, kind: str, version: str, places: dict[str, str]) -> None:
    for new, old in pairs(served, kind, version):
        assert {name: old[name] for name in places} == {name: new[now] for name, now in places.items()}


def test_a_line_of_before_december_2019_tells_its_id_beside_one_that_others_share(served: Served) -> None:
    ids: dict[str, int] = {}
    for new, old in pairs(served, "line_item", "2019-11-05"):
        assert old["unique_id"] == new["id"]
        assert old["id"].startswith("ii_" if old["proration"] else "sli_")
        ids[old["id"]] = ids.get(old["id"], 0) + 1
    assert max(ids.values()) > 1
    for new, old in pairs(served, "line_item", "2019-12-03"):
        assert old["id"] == new["id"]
        assert "unique_id" not in old


def test_the_oldest_version_has_one_percentage_in_place_of_tax_rates(served: Served) -> None:
    for kind in ("invoice", "subscription"):
        seen = set()
        for new, old in pairs(served, kind, "2019-02-19"):
            rates = [rate["percentage"] for rate in new["default_tax_rates"] if not rate["inclusive"]]
            assert old["tax_percent"] == (rates[0] if rates else None)
            seen.add(old["tax_percent"])
        assert len(seen) > 1
    for _, old in pairs(served, "invoice", "2019-12-03"):
        assert old["tax_percent"] is None


@pytest.mark.parametrize("version", ["2019-12-03", "2022-11-15", "2025-09-30.clover"])
def test_what_did_not_move_is_what_it_is(served: Served, version: str) -> None:
    same: dict[str, tuple[str, ...]] = {
        "charge": ("amount", "amount_refunded", "created", "currency", "customer", "status", "payment_intent", "paid"),
        "invoice": ("amount_due", "amount_paid", "customer", "number", "status", "subtotal", "total", "period_end"),
        "payment_intent": ("amount", "amount_received", "customer", "status", "last_payment_error", "capture_method"),
        "refund": ("amount", "charge", "status", "balance_transaction"),
        "subscription": ("status", "customer", "latest_invoice", "cancel_at_period_end", "quantity", "start_date"),
    }
    for kind, fields in same.items():
        for new, old in pairs(served, kind, version):
            assert [_plain(old[name]) for name in fields] == [_plain(new[name]) for name in fields]


def test_metadata_that_looks_like_an_object_is_left_alone() -> None:
    sandbox = Sandbox.create(None, customers=0)
    metadata = {"object": "invoice", "parent": "x", "customer_account": "y", "total_taxes": "z"}
    document = sandbox.account.get("product", "gold") | {"metadata": metadata}
    assert Rendering(sandbox.account, "2019-12-03").document(document)["metadata"] == metadata
    sandbox.close()


def _plain(value: Any) -> Any:
    """An error's payment method has its own shape in each version."""
    return value | {"payment_method": value["payment_method"]["id"]} if isinstance(value, dict) else value
