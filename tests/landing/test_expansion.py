"""A path that a server cannot expand costs its field, not the type."""

import msgspec

from pipelines.sandbox import Sandbox
from pipelines.sandbox.versions.known import NEWEST
from pipelines.stripe_api.client import Client


def test_what_cannot_be_expanded_is_left_out_once_and_for_all() -> None:
    sandbox = Sandbox.create(None, customers=1)
    asked = {"expand[0]": "data.nonsense", "expand[1]": "data.tiers", "expand[2]": "data.tiers.more"}
    with sandbox.serve() as server, Client(server.api_key, api_base=server.url, api_version=NEWEST) as client:
        prices = [msgspec.json.decode(each) for page in client.pages("/v1/prices", asked) for each in page.elements]
        assert [price for price in prices if (price["tiers_mode"] is None) == ("tiers" in price)] == []
        assert client.counters.total.sent == 3, "twice refused, then answered"
        assert len(list(client.pages("/v1/prices", asked))) == 1
        assert client.counters.total.sent == 4
        one = client.retrieve(f"/v1/prices/{prices[0]['id']}", {"expand[0]": "nonsense"})
        assert msgspec.json.decode(one.body)["id"] == prices[0]["id"]
