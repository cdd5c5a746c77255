"""A path that a server cannot expand costs its field, not the type."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipelines.catalogue import CATALOGUE, asked_for, select
from pipelines.landing.run import land
from pipelines.sandbox import Gate, Sandbox
from pipelines.sandbox.faults import Lacking
from pipelines.sandbox.versions.known import NEWEST
from pipelines.settings import Settings
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.errors import StripePermissionError

FIELDS = CATALOGUE["customer"].reading.expand.keys()


def customers(gate: Gate) -> tuple[list[dict[str, Any]], Client]:
    """The customers that a key is given, and what asked for them."""
    asked = asked_for(CATALOGUE["customer"], NEWEST, listed=True)
    sandbox = Sandbox.create(None, customers=2)
    with sandbox.serve(gate=gate) as server, Client(server.api_key, api_base=server.url, api_version=NEWEST) as client:
        pages = [*client.pages("/v1/customers", asked), *client.pages("/v1/customers", asked)]
        return [msgspec.json.decode(each) for page in pages for each in page.elements], client


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


@pytest.mark.parametrize("says_which", [True, False])
@pytest.mark.parametrize("lacking", [("tax",), ("cash_balance", "tax"), tuple(FIELDS)])
def test_what_a_key_may_not_expand_costs_the_field_not_the_type(lacking: tuple[str, ...], says_which: bool) -> None:
    found, client = customers(Lacking(expanding=lacking, says_which=says_which))
    assert len(found) == 4
    assert all(FIELDS & customer.keys() == FIELDS - {*lacking} for customer in found)
    assert {field for _, field in client.expansions.forbidden} == {*lacking}
    if says_which:
        assert client.expansions.forbidden["/v1/customers", "tax"] == "rak_tax_read"


def test_the_permission_that_a_refusal_names_is_tried_first() -> None:
    _, client = customers(Lacking(expanding=["tax"]))
    assert client.expansions.forbidden == {("/v1/customers", "tax"): "rak_tax_read"}
    assert client.counters.total.sent == 3, "refused once, then twice answered"


def test_a_type_that_the_key_may_not_read_is_asked_for_once() -> None:
    sandbox = Sandbox.create(None, customers=1)
    asked = asked_for(CATALOGUE["customer"], NEWEST, listed=True)
    with (
        sandbox.serve(gate=Lacking("/v1/customers")) as server,
        Client(server.api_key, api_base=server.url, api_version=NEWEST) as client,
    ):
        with pytest.raises(StripePermissionError):
            next(client.pages("/v1/customers", asked))
        assert (client.counters.total.sent, client.expansions.sentences) == (1, [])


def test_a_field_that_is_granted_later_is_read_of_all_documents(
    database_url: str, tmp_path: Path, rows: Callable[[str], Any]
) -> None:
    sandbox, objects = Sandbox.create(None, customers=3), select(["customer"])

    def landed(gate: Gate | None = None) -> tuple[list[str], int, Any]:
        """What a run says, how many customers it brings, and how many are known with the field."""
        with sandbox.serve(gate=gate) as server:
            report = land(Settings(tmp_path, server.api_key, server.url), database_url, objects)
        ((known,),) = rows("SELECT count(DISTINCT id) FROM raw.customers WHERE payload ? 'tax'")
        return report.problems, report.objects["customer"].landed, known

    (refused,), number, known = landed(Lacking(expanding=["tax"]))
    assert ("may not read tax in /v1/customers" in refused, known) == (True, 0)
    assert landed(Lacking(expanding=["tax"])) == ([refused], 0, 0)
    account = sandbox.account
    sandbox.advance(sandbox.now + 1)
    with sandbox.store.transaction():
        customer = next(iter(rows("SELECT min(id) FROM raw.customers")))[0]
        account.save(account.get("customer", customer) | {"name": "Somebody else"}, "customer.updated")
    granted = ["STRIPE_API_KEY may read tax in /v1/customers by now: the next run reads that completely."]
    assert landed() == (granted, 1, 1)
    assert landed() == ([], number - 1, number)
    assert landed() == ([], 0, number)
