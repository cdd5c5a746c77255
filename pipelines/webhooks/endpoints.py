"""The webhook endpoints at Stripe that lead here, and the events that they want: those that change a type we know.

An endpoint is ours by its metadata, which names the installation, so that others of the account are left alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args
from urllib.parse import quote

import msgspec

from pipelines.catalogue import CATALOGUE
from pipelines.stripe_api.client import Client

PATH = "/v1/webhook_endpoints"
MARK = "stripe_oltp"  # in the metadata
PLAIN_NAME = "default"  # of an installation without a prefix
DESCRIPTION = "stripe-oltp: wakes `stripe-oltp follow`"


class Endpoint(msgspec.Struct):
    """An endpoint as Stripe has it; ``secret`` is there only when it was just made."""

    id: str
    url: str
    status: str
    enabled_events: list[str]
    api_version: str | None = None
    metadata: dict[str, str] = {}
    secret: str | None = None

    @property
    def lacks(self) -> list[str]:
        """The events that it should be sent and is not."""
        return [] if "*" in self.enabled_events else sorted(set(wanted_events()) - set(self.enabled_events))

    @property
    def is_in_step(self) -> bool:
        """Whether it is enabled, and sent exactly what changes a type that we know."""
        return self.status == "enabled" and set(self.enabled_events) == set(wanted_events())


@dataclass(frozen=True)
class Endpoints:
    """The endpoints of one installation in the account of ``client``, newest first. Raises as the client."""

    client: Client
    prefix: str
    api_version: str

    def __iter__(self) -> Iterator[Endpoint]:
        """As Stripe has them now."""
        for page in self.client.pages(PATH):
            found = (msgspec.json.decode(element, type=Endpoint) for element in page.elements)
            yield from (endpoint for endpoint in found if endpoint.metadata.get(MARK) == self._name)

    def make(self, url: str) -> Endpoint:
        """Make one."""
        asked = {
            "url": url,
            "enabled_events": wanted_events(),
            "api_version": self.api_version,
            "description": DESCRIPTION,
            "metadata": {MARK: self._name},
        }
        return msgspec.json.decode(self.client.create(PATH, asked), type=Endpoint)

    def bring_in_step(self, endpoint: Endpoint) -> Endpoint:
        """Enable one, and let it be sent what changes a type that we know."""
        asked = {"enabled_events": wanted_events(), "disabled": False}
        return msgspec.json.decode(self.client.create(_at(endpoint), asked), type=Endpoint)

    def delete(self, endpoint: Endpoint) -> None:
        """Delete one."""
        self.client.delete(_at(endpoint))

    @property
    def _name(self) -> str:
        return self.prefix or PLAIN_NAME


def wanted_events() -> list[str]:
    """The types of events, of all that Stripe's SDK knows, that tell of a type in the catalogue."""
    from stripe.params import WebhookEndpointCreateParams  # noqa: PLC0415 -- a thousand modules

    (known,) = get_args(WebhookEndpointCreateParams.__annotations__["enabled_events"])
    own = {f"{entry.name}." for entry in CATALOGUE.values()}
    told = {prefix for entry in CATALOGUE.values() for prefix in entry.reading.changed_by_events}
    return [each for each in get_args(known) if each.startswith(tuple(own | told))]


def _at(endpoint: Endpoint) -> str:
    return f"{PATH}/{quote(endpoint.id, safe='')}"
