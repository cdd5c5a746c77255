"""Webhook endpoints of the sandbox, as the official client makes and changes them."""

import json

import pytest
import stripe

from tests.sandbox.conftest import Served

URL = "https://example.com/webhooks"


def test_only_its_creation_shows_the_secret_of_an_endpoint(own: Served) -> None:
    made = own.v1.webhook_endpoints.create(
        params={"url": URL, "enabled_events": ["charge.succeeded"], "metadata": {"a": "b"}, "description": "ours"}
    )
    assert made.secret.startswith("whsec_")
    kept = own.v1.webhook_endpoints.retrieve(made.id)
    assert "secret" not in kept
    assert json.loads(str(kept)).keys() == stripe.WebhookEndpoint.__annotations__.keys() - {
        "OBJECT_NAME",
        "secret",
        "deleted",
    }
    assert (kept.url, kept.enabled_events, kept.metadata.a, kept.status) == (URL, ["charge.succeeded"], "b", "enabled")
    changed = own.v1.webhook_endpoints.update(made.id, params={"disabled": True, "enabled_events": ["*"]})
    assert (changed.status, changed.enabled_events) == ("disabled", ["*"])
    assert [each.id for each in own.v1.webhook_endpoints.list().data] == [made.id]
    assert own.v1.webhook_endpoints.delete(made.id).deleted is True
    assert own.v1.webhook_endpoints.list().data == []


@pytest.mark.parametrize(
    "params", [{"url": "example.com", "enabled_events": ["*"]}, {"url": URL}, {"api_version": "1"}]
)
def test_what_is_no_endpoint_is_refused(own: Served, params: dict[str, object]) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        own.v1.webhook_endpoints.create(params=params)
