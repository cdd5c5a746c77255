"""A test may ask the sandbox what is true, with all that lists hide."""

from typing import Any

import msgspec
import pytest

from pipelines.errors import StripeOltpError
from pipelines.sandbox import Sandbox
from tests.sandbox.conftest import Served, documents


def true(sandbox: Sandbox, kind: str, **asked: Any) -> list[dict[str, Any]]:
    return [msgspec.json.decode(body) for body in sandbox.truth(kind, **asked)]


def test_the_truth_holds_what_lists_hide(default: Sandbox) -> None:
    assert {"canceled", "active"} <= {each["status"] for each in true(default, "subscription")}
    assert any(each.get("deleted") for each in true(default, "customer"))
    assert any(each["customer"] is None for each in true(default, "payment_method"))
    assert {each["id"] for each in true(default, "price")} == {each["id"] for each in documents(default, "price")}
    assert len(true(default, "line_item")) > 10 * sum(each["lines"]["has_more"] for each in true(default, "invoice"))


def test_the_truth_is_what_stripe_would_answer_by_id(served: Served) -> None:
    for kind, path in (("customer", "customers"), ("charge", "charges"), ("invoice", "invoices")):
        for body in list(served.sandbox.truth(kind))[-3:]:
            document = msgspec.json.decode(body)
            assert served.client.raw_request("get", f"/v1/{path}/{document['id']}").body.encode() == body


def test_the_truth_may_be_expanded_and_in_an_older_version(served: Served) -> None:
    paid = true(served.sandbox, "invoice", expand=["payments"])
    assert any(each["payments"]["data"] for each in paid)
    assert "subscription" in true(served.sandbox, "invoice", version="2022-11-15")[0]


def test_what_was_removed_for_good_is_a_stub(default: Sandbox) -> None:
    items = true(default, "subscription_item")
    removed = [each for each in items if each.get("deleted")]
    assert removed
    assert all(each.keys() == {"id", "object", "deleted"} for each in removed)
    assert len(items) - len(removed) == len(documents(default, "subscription_item"))


def test_a_type_that_is_not_served_is_refused_by_name(default: Sandbox) -> None:
    with pytest.raises(
        StripeOltpError,
        match=r"no objects of type price\.tiers\. It has: account, balance_transaction, books\.activity",
    ):
        default.truth("price.tiers")


def test_a_list_that_is_asked_for_alone_is_the_one_that_is_asked_for_with_others(served: Served) -> None:
    for kind, name, other in (("invoice", "payments", "customer"), ("charge", "refunds", "payment_intent")):
        alone, together = (true(served.sandbox, kind, expand=asked) for asked in ([name], [name, other]))
        assert any(each[name]["data"] for each in alone)
        assert [each[name] for each in alone] == [each[name] for each in together]
        assert [list(each) for each in alone] == [list(each) for each in together]
