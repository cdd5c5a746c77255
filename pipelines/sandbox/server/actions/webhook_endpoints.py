"""POST and DELETE of webhook endpoints."""

from typing import Any
from urllib.parse import urlsplit

from pipelines.sandbox.account import Account
from pipelines.sandbox.documents import Document
from pipelines.sandbox.errors import ApiError, bad_parameter
from pipelines.sandbox.objects.webhook_endpoint import new_webhook_endpoint, secret_of
from pipelines.sandbox.server.given import Given, addressed
from pipelines.sandbox.server.messages import Answer, answer
from pipelines.sandbox.versions.known import VERSIONS

MOST = 16


def create_endpoint(account: Account, given: Given) -> Answer:
    """An endpoint; nothing else than this answer shows its secret."""
    url, events = _url(given, given.needed("url")), _events(given)
    fields: dict[str, Any] = {"description": given.text("description"), "metadata": given.metadata()}
    fields["api_version"] = given.choice("api_version", VERSIONS)
    given.ignore("connect")
    given.end()
    if account.store.how_many("object = ?", ["webhook_endpoint"]) >= MOST:
        raise ApiError(400, f"You have reached the maximum of {MOST} test webhook endpoints.")
    endpoint = account.add(new_webhook_endpoint(account.new_id("we"), account.now, url, events, **fields))
    secret = f"whsec_{account.chance.token(32, 'secret', endpoint['id'])}"
    account.store.set(secret_of(endpoint["id"]), secret)
    return answer(endpoint | {"secret": secret})


def update_endpoint(account: Account, given: Given, endpoint_id: str) -> Document:
    """Change an endpoint: never its API version."""
    endpoint = addressed(account, "webhook_endpoint", endpoint_id)
    fields: dict[str, Any] = {"metadata": given.metadata(endpoint["metadata"])}
    if "url" in given:
        fields["url"] = _url(given, given.needed("url"))
    if "enabled_events" in given:
        fields["enabled_events"] = _events(given)
    if "disabled" in given:
        fields["status"] = "disabled" if given.truth("disabled") else "enabled"
    if "description" in given:
        fields["description"] = given.text("description")
    given.end()
    return account.save(endpoint | fields)


def delete_endpoint(account: Account, given: Given, endpoint_id: str) -> Answer:
    """An endpoint, with its secret."""
    given.end()
    account.remove(addressed(account, "webhook_endpoint", endpoint_id))
    account.store.set(secret_of(endpoint_id), "")
    return answer({"id": endpoint_id, "object": "webhook_endpoint", "deleted": True})


def _url(given: Given, url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_parameter(given.name("url"), "Invalid URL: An explicit scheme (such as https) must be provided.")
    return url


def _events(given: Given) -> list[str]:
    events = given.texts("enabled_events")
    if not events:
        raise bad_parameter("enabled_events", "Missing required param: enabled_events.", "parameter_missing")
    return events


ACTIONS = {
    ("POST", "/v1/webhook_endpoints"): create_endpoint,
    ("POST", "/v1/webhook_endpoints/{id}"): update_endpoint,
    ("DELETE", "/v1/webhook_endpoints/{id}"): delete_endpoint,
}
