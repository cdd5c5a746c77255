"""`expand` takes every path that Stripe's specification has in a version, and no other."""

from typing import Any

import msgspec
import pytest

from pipelines.sandbox.errors import ApiError
from pipelines.sandbox.rendering import API_VERSION, Rendering
from pipelines.sandbox.server.expand import expand_bodies, expand_body
from pipelines.sandbox.server.resources import RESOURCES
from tests.sandbox.conftest import Document, Served
from tests.sandbox.shapes import complaints, shape
from tests.sandbox.test_version_shapes import KINDS, SEVEN, has, rendered

NAMES = ("expandable", "ref", "listobj")


def expanded(served: Served, document: Document, version: str, *paths: str) -> Document:
    found = expand_body(Rendering(served.sandbox.account, version), msgspec.json.encode(document), list(paths))
    result: Document = msgspec.json.decode(found)
    return result


def held(document: Any, steps: list[str]) -> list[Any]:
    """Everything at a path."""
    if isinstance(document, list):
        return [each for element in document for each in held(element, steps)]
    if not steps:
        return [] if document is None else [document]
    return held(document.get(steps[0]), steps[1:]) if isinstance(document, dict) else []


@pytest.mark.parametrize("version", SEVEN)
def test_every_path_of_a_version_is_expanded_and_what_it_names_has_the_shape_of_the_version(
    served: Served, version: str
) -> None:
    kept = {resource.kind for resource in RESOURCES.values()}
    whole, left = set(), []
    for kind in KINDS:
        if kind == "event" or not has(kind, version):
            continue
        forms = {path.replace("[]", ""): form.rstrip("?~") for path, form in shape(kind, version).items()}
        paths = [path for path, form in forms.items() if form in NAMES and path.count(".") < 4]
        for document in rendered(served, kind, version, one_in=25):
            found = expanded(served, document, version, *paths) if not document.get("deleted") else document
            assert complaints(found, version) == []
            whole |= {
                (kind, path) for path in paths if any(isinstance(each, dict) for each in held(found, path.split(".")))
            }
            left += [each for path in paths for each in held(found, path.split(".")) if isinstance(each, str)]
    assert len(whole) > 20
    store = served.sandbox.store
    assert [each for each in left if any(store.get(kind, each) for kind in kept)] == []


@pytest.mark.parametrize(
    ("kind", "version", "path", "kinds"),
    [
        ("invoice", "2024-06-20", "payment_intent.payment_method", {"payment_method"}),
        ("invoice", "2024-06-20", "charge.customer", {"customer"}),
        ("invoice", "2022-11-15", "total_tax_amounts.tax_rate", {"tax_rate"}),
        ("invoice", "2020-08-27", "charge.balance_transaction.source", {"charge"}),
        ("invoice", "2024-06-20", "lines.data.price.product", {"product"}),
        ("invoice", "2024-06-20", "subscription.plan.product", {"product"}),
        ("subscription", "2024-06-20", "latest_invoice.payment_intent", {"payment_intent"}),
        ("subscription", "2022-11-15", "plan.product", {"product"}),
        ("subscription", API_VERSION, "items.data.price.product", {"product"}),
        ("subscription", API_VERSION, "latest_invoice.payments.data.payment", {None}),
        ("invoice", API_VERSION, "payments.data.payment.payment_intent", {"payment_intent"}),
        ("invoice", API_VERSION, "parent.subscription_details.subscription.customer", {"customer"}),
        ("line_item", API_VERSION, "pricing.price_details.price.product", {"product"}),
        ("charge", API_VERSION, "payment_intent.latest_charge.refunds", {"list"}),
    ],
)
def test_a_path_goes_through_objects_lists_and_parts_of_objects(
    served: Served, kind: str, version: str, path: str, kinds: set[str | None]
) -> None:
    found = [
        expanded(served, each, version, path) for each in rendered(served, kind, version) if not each.get("deleted")
    ]
    at_the_end = [each for document in found for each in held(document, path.split(".")) if isinstance(each, dict)]
    assert {each.get("object") for each in at_the_end} == kinds
    assert [complaint for each in found[:20] for complaint in complaints(each, version)] == []


@pytest.mark.parametrize(
    ("kind", "version", "path"),
    [
        ("customer", API_VERSION, "email"),
        ("customer", API_VERSION, "metadata"),
        ("customer", API_VERSION, "surprise"),
        ("customer", API_VERSION, ""),
        ("customer", API_VERSION, "subscriptions."),
        ("charge", API_VERSION, "customer.email"),
        ("charge", API_VERSION, "payment_method"),
        ("charge", API_VERSION, "invoice"),
        ("invoice", API_VERSION, "payment_intent"),
        ("invoice", API_VERSION, "lines.price"),
        ("subscription", API_VERSION, "latest_invoice.payment_intent"),
        ("invoice", "2024-06-20", "payments"),
        ("invoice", "2024-06-20", "confirmation_secret"),
        ("subscription_item", API_VERSION, "subscription"),
    ],
)
def test_what_cannot_be_expanded_is_refused_whatever_the_object_holds(
    served: Served, kind: str, version: str, path: str
) -> None:
    with pytest.raises(ApiError) as refused:
        expanded(served, {"id": "x", "object": kind}, version, path)
    assert refused.value.status == 400
    assert str(refused.value) == f"This property cannot be expanded ({path})."
    with pytest.raises(ApiError):
        expand_bodies(Rendering(served.sandbox.account, version), kind, [], [f"data.{path}"])


def test_a_list_is_expanded_below_data_and_says_so(served: Served) -> None:
    rendering = Rendering(served.sandbox.account, API_VERSION)
    with pytest.raises(
        ApiError, match=r"^This property cannot be expanded \(customer\)\. You may want to try expanding"
    ):
        expand_bodies(rendering, "charge", [], ["customer"])
    assert expand_bodies(rendering, "charge", [b"{}"], ["data"]) == [b"{}"]


def test_a_path_has_four_steps_and_data_is_one_of_them(served: Served) -> None:
    rendering = Rendering(served.sandbox.account, API_VERSION)
    assert expand_bodies(rendering, "subscription", [], ["data.items.data.price"]) == []
    with pytest.raises(ApiError, match=r"Property: data\.items\.data\.price\.product") as refused:
        expand_bodies(rendering, "subscription", [], ["data.items.data.price.product"])
    assert refused.value.body["error"]["code"] == "property_expansion_max_depth"
