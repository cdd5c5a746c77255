"""Every object has, in every API version, the shape that Stripe documents for that version."""

import itertools
import json
from collections.abc import Iterator

import msgspec
import pytest

from pipelines.sandbox.objects import TYPES, kept_as, of
from pipelines.sandbox.rendering import API_VERSION, Rendering
from pipelines.sandbox.versions.additions import added, not_carried
from pipelines.sandbox.versions.known import VERSIONS
from tests.sandbox.conftest import Document, Served
from tests.sandbox.shapes import complaints, shape, typed

SEVEN = (
    *("2019-12-03", "2020-08-27", "2022-11-15", "2024-06-20"),
    *("2025-03-31.basil", "2025-09-30.clover", "2026-10-28.endive"),
)
KINDS = [kind for kind, each in TYPES.items() if not each.computed]


def rendered(served: Served, kind: str, version: str, *, one_in: int = 1) -> Iterator[Document]:
    """The objects of a type in a version."""
    made_from = of(kind).made_from
    only = f" AND {made_from.only}" if made_from else ""
    rendering = Rendering(served.sandbox.account, version)
    for row in served.sandbox.store.select(f"object = ?{only}", [kept_as(kind)], "seq", 1_000_000)[::one_in]:
        yield msgspec.json.decode(rendering.body(kind, row.body))


def has(kind: str, version: str) -> bool:
    """Whether a version has objects of a type."""
    return bool(shape(kind, version))


@pytest.mark.parametrize("version", SEVEN)
def test_every_object_has_the_shape_of_its_version(served: Served, version: str) -> None:
    for kind in KINDS:
        if kind == "event" or not has(kind, version):
            continue
        found = list(rendered(served, kind, version))
        assert found, f"no {kind} in a small account: let pipelines/sandbox/business make some"
        assert [complaint for each in found for complaint in complaints(each, version)] == []


@pytest.mark.parametrize("version", [each for each in VERSIONS if each not in SEVEN])
def test_objects_have_the_shape_of_every_other_version_too(served: Served, version: str) -> None:
    for kind in KINDS:
        if kind != "event" and has(kind, version):
            for each in rendered(served, kind, version, one_in=12):
                assert complaints(each, version) == []


@pytest.mark.parametrize("version", SEVEN)
def test_lists_sub_lists_and_expanded_objects_have_the_shape_of_the_version(served: Served, version: str) -> None:
    def get(path: str, *expand: str) -> list[Document]:
        answer = served.client.raw_request("get", path, stripe_version=version, limit=3, expand=list(expand))
        assert answer.headers["Stripe-Version"] == version
        data: list[Document] = json.loads(answer.body)["data"]
        return data

    links = ("data.payments", "data.parent.subscription_details.subscription")
    if version < "2025-03-31":
        links = ("data.charge.payment_intent", "data.subscription.latest_invoice")
    invoices = get("/v1/invoices", "data.customer", *links)
    intent = ("data.payment_intent",) if version > "2020-03-02" else ("data.invoice.payment_intent",)
    charges = get("/v1/charges", *intent, "data.customer", "data.refunds")
    plans = get("/v1/plans", "data.product", "data.tiers")
    lines = get(f"/v1/invoices/{invoices[0]['id']}/lines")
    for each in [*invoices, *charges, *plans, *lines]:
        assert complaints(each, version) == []
    assert {part["object"] for part in typed([*invoices, *charges, *plans])} >= {
        "charge", "customer", "payment_intent", "product", "subscription",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("invoice", {"parent": None}),
        ("invoice", {"paid": None}),
        ("invoice", {"total": "1"}),
        ("invoice", {"total_tax_amounts": [{"amount": 1, "inclusive": True, "tax_rate": 7}]}),
        ("charge", {"latest": 1}),
        ("charge", {"billing_details": {"tax_id": None}}),
        ("subscription", {"items": {"object": "list", "data": [{"object": "subscription_item", "price": "price_1"}]}}),
    ],
)
def test_an_object_of_another_version_is_noticed(served: Served, kind: str, wrong: Document) -> None:
    document = next(rendered(served, kind, "2019-12-03"))
    assert complaints(document, "2019-12-03") == []
    assert complaints(document | wrong, "2019-12-03")


def test_a_required_field_that_is_missing_is_noticed(served: Served) -> None:
    document = next(rendered(served, "invoice", "2022-11-15"))
    del document["paid"]
    assert complaints(document, "2022-11-15") == [f"invoice {document['id']} in 2022-11-15: paid is missing"]


def test_every_addition_was_added_in_the_version_that_is_said() -> None:
    for before, version in itertools.pairwise(VERSIONS):
        for kind, fields in added(version).items():
            for field in fields:
                assert field not in shape(kind, before), f"{kind}.{field} was there before {version}"
                assert field in shape(kind, version), f"{kind}.{field} came later than {version}"


def test_changes_and_additions_belong_to_versions_that_are_known() -> None:
    for each in TYPES.values():
        assert {change.version for change in each.changes} | set(each.added) <= set(VERSIONS)
    assert list(VERSIONS) == sorted(VERSIONS)
    assert VERSIONS[-1] == API_VERSION
    assert not_carried("invoice", API_VERSION) == frozenset()
    assert {"effective_at", "status_details"} <= not_carried("invoice", "2020-08-27")
    assert not {"parent", "total_taxes"} & not_carried("invoice", "2020-08-27")
