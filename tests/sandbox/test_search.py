"""`/search` understands Stripe's query language."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.conftest import Document, Served, documents
from tests.sandbox.test_other_lists import ask, body

HERE = {"charge": "charges", "customer": "customers", "invoice": "invoices", "payment_intent": "payment_intents"}
HERE |= {"price": "prices", "product": "products", "subscription": "subscriptions"}


def found(served: Served, kind: str, query: str) -> list[Document]:
    """All results, page by page."""
    path, given, results = f"/v1/{HERE[kind]}/search", {"query": query, "limit": "7"}, []
    while True:
        page = body(ask(served, path, **given))
        results += page["data"]
        assert page["has_more"] == bool(page["next_page"])
        if not page["has_more"]:
            return results
        given["page"] = page["next_page"]


def usd(each: Document) -> bool:
    return bool(each["currency"] == "usd")


def last4(each: Document) -> str | None:
    return ((each["payment_method_details"] or {}).get("card") or {}).get("last4")


@pytest.mark.parametrize(
    ("kind", "query", "keeps"),
    [
        ("charge", 'currency:"usd"', usd),
        ("charge", "currency:'USD'", usd),
        ("charge", '-currency:"usd"', lambda each: not usd(each)),
        ("charge", 'currency:"usd" status:"failed"', lambda each: usd(each) and each["status"] == "failed"),
        ("charge", 'currency:"usd" and status:"failed"', lambda each: usd(each) and each["status"] == "failed"),
        ("charge", 'currency:"usd" OR status:"failed"', lambda each: usd(each) or each["status"] == "failed"),
        ("charge", "amount>5000", lambda each: each["amount"] > 5000),
        ("charge", "amount<=5000 AND -amount:900", lambda each: each["amount"] <= 5000 and each["amount"] != 900),
        ("charge", 'refunded:"true"', lambda each: each["refunded"]),
        ("charge", "disputed:true", lambda each: each["disputed"]),
        ("charge", 'payment_method_details.card.last4:"4242"', lambda each: last4(each) == "4242"),
        ("customer", "email~'example'", lambda each: "example" in (each["email"] or "").lower()),
        ("customer", "-email:null", lambda each: each["email"] is not None),
        ("customer", 'name~"o\'brien"', lambda each: "o'brien" in (each["name"] or "").lower()),
        ("invoice", "total>1000 status:'open'", lambda each: each["total"] > 1000 and each["status"] == "open"),
        ("invoice", "-subscription:null", lambda each: (each["parent"] or {}).get("subscription_details")),
        ("price", 'active:"false"', lambda each: not each["active"]),
        ("price", 'lookup_key~"team_"', lambda each: "team_" in (each["lookup_key"] or "")),
        ("product", 'metadata["κλειδί"]:"τιμή"', lambda each: each["metadata"].get("κλειδί") == "τιμή"),
        ("product", 'metadata["note"]:"a \\"quoted\\" \\\\ value"', lambda each: "note" in each["metadata"]),
        ("subscription", 'status:"canceled"', lambda each: each["status"] == "canceled"),
        ("subscription", "metadata['campaign']~'HERBST'", lambda each: "campaign" in each["metadata"]),
        ("payment_intent", "created>1780000000", lambda each: each["created"] > 1780000000),
    ],
)  # fmt: skip
def test_a_query_finds_what_it_says_newest_first(
    served: Served, kind: str, query: str, keeps: Callable[[Document], Any]
) -> None:
    rows = served.sandbox.store.select("object = ? AND listed", [kind], "created DESC, seq DESC", 1_000_000)
    there = {row.id: row for row in rows}
    wanted = [each["id"] for each in documents(served.sandbox, kind) if each["id"] in there and keeps(each)]
    results = [each["id"] for each in found(served, kind, query)]
    assert results == [each for each in there if each in set(wanted)]
    assert results or kind == "charge"


def test_the_number_of_results_is_given_when_asked_for(served: Served) -> None:
    page = body(ask(served, "/v1/charges/search", query="amount>0", limit="1", **{"expand[]": "total_count"}))
    assert page["total_count"] == len(found(served, "charge", "amount>0"))
    expanded = body(ask(served, "/v1/charges/search", query="amount>0", **{"expand[]": "data.customer"}))
    assert any(isinstance(each["customer"], dict) for each in expanded["data"])


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "Missing required param: query."),
        ("lost", "unable to parse"),
        ("currency:", "unable to parse"),
        ('currency:"usd', "unable to parse"),
        ('currency:"usd" AND', "unable to parse"),
        ('currency:"a" AND status:"b" OR status:"c"', "unable to parse"),
        ("currency:usd", "unable to parse"),
        ('receipt_email:"a"', "Field `receipt_email` is an unsupported search field for resource `charges`."),
        ('amount:"lots"', "Field `amount` takes numbers only."),
        ('currency~"usd"', "Field `currency` does not support `~`."),
        ('metadata["a"]>"b"', "Field `metadata` does not support `>`."),
        ('metadata["a"]~"bc"', "at least 3 characters"),
    ],
)
def test_a_query_that_has_no_sense_is_refused(served: Served, query: str, says: str) -> None:
    assert says in body(ask(served, "/v1/charges/search", query=query), 400)["message"]


def test_search_began_with_a_version_and_has_pages_of_its_own(served: Served) -> None:
    assert "2020-08-27" in body(ask(served, "/v1/charges/search", "2020-03-02", query="amount>0"), 400)["message"]
    assert body(ask(served, "/v1/charges/search", query="amount>0", page="lost"), 400)["param"] == "page"
    assert body(ask(served, "/v1/charges/search", query="amount>0", starting_after="ch_1"), 400)["code"]
