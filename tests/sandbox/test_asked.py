"""What Stripe gives only when asked: every path that the pipeline asks for, in the versions in which it does."""

from typing import Any

import pytest

from pipelines.catalogue import CATALOGUE, StripeObject, asked_for, promoted
from pipelines.sandbox.versions.known import NEWEST, VERSIONS
from tests.sandbox.conftest import Served

ASKED = [entry for entry in promoted() if entry.path and (entry.reading.expand or entry.reading.expand_inside)]
OWN = {entry.name: [name for name in entry.reading.expand if name not in entry.reading.ids] for entry in ASKED}


@pytest.mark.parametrize(
    "version", ["2019-12-03", "2020-03-02", "2020-08-27", "2023-10-16", "2025-03-31.basil", NEWEST]
)
@pytest.mark.parametrize("entry", ASKED, ids=lambda entry: entry.name)
def test_every_version_takes_what_it_is_asked_for(served: Served, entry: StripeObject, version: str) -> None:
    if entry.name in {"price", "promotion_code"} and version < "2020-03-02":
        return
    asked = list(asked_for(entry, version, listed=True).values())
    path = f"{entry.path}?limit=3" + "".join(f"&expand[]={each}" for each in asked)
    page = served.client.raw_request("get", path, stripe_version=version)
    assert page.data["data"]


@pytest.mark.parametrize("entry", ASKED, ids=lambda entry: entry.name)
def test_it_is_given_when_asked_and_only_then(served: Served, entry: StripeObject) -> None:
    plain = served.client.raw_request("get", f"{entry.path}?limit=100").data["data"]
    asked = asked_for(entry, NEWEST, listed=True)
    given = served.client.raw_request(
        "get", f"{entry.path}?limit=100" + "".join(f"&expand[]={each}" for each in asked.values())
    ).data["data"]
    assert [each["id"] for each in plain] == [each["id"] for each in given]
    for name in OWN[entry.name]:
        assert not any(name in each for each in plain), name
        assert any(name in each for each in given), name
    plain = [_with_ids({key: value for key, value in each.items() if key not in OWN[entry.name]}) for each in plain]
    given = [_with_ids({key: value for key, value in each.items() if key not in OWN[entry.name]}) for each in given]
    assert given == plain


def _with_ids(value: Any) -> Any:
    """What holds whole discounts and coupons, with their ids in their places."""
    if isinstance(value, list):
        return [_with_ids(each) for each in value]
    if isinstance(value, dict):
        return (
            value["id"]
            if value.get("object") in {"discount", "coupon"}
            else {k: _with_ids(v) for k, v in value.items()}
        )
    return value


def test_events_are_not_asked(served: Served) -> None:
    events = served.client.raw_request("get", "/v1/events?limit=100").data["data"]
    objects = [event["data"]["object"] for event in events]
    assert [found["id"] for found in objects if set(OWN.get(found["object"], ())) & found.keys()] == []


@pytest.mark.parametrize("entry", promoted(), ids=lambda entry: entry.name)
def test_no_path_is_deeper_than_stripe_takes(entry: StripeObject) -> None:
    asked = asked_for(entry, VERSIONS[-1], listed=True).values()
    assert [path for path in asked if path.count(".") > 3] == []
    parents = [CATALOGUE[entry.embedded.parent]] if entry.embedded else []
    assert not entry.reading.expand or entry.path or any(asked_for(parent, NEWEST) for parent in parents)
