"""Who follows asks one list at a time whether something happened, and is not rung for what was read already."""

from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from pipelines.catalogue import EVENT, THIN_EVENT, StripeObject
from pipelines.sandbox import Gate, Sandbox
from pipelines.sandbox.server.messages import Answer, Request
from pipelines.settings import API_VERSION
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.doorbell import Doorbell
from pipelines.stripe_api.errors import StripeRequestError


class Listening(Gate):
    """Notes the paths that are asked; ``statuses`` are answers to some of them."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.statuses: dict[str | None, int] = {}

    def before(self, request: Request) -> Answer | None:
        self.paths.append(request.path)
        if status := self.statuses.get(request.path):
            return Answer(status, b'{"error": {"type": "api_error", "message": "no"}}')
        return None


@pytest.fixture
def gate() -> Listening:
    return Listening()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with closing(Sandbox.create(None, customers=2)) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox, gate: Listening) -> Iterator[Client]:
    with (
        sandbox.serve(gate=gate) as server,
        Client(server.api_key, api_base=server.url, api_version=API_VERSION) as client,
    ):
        yield client


def happen(sandbox: Sandbox) -> None:
    sandbox.advance(sandbox.now + 10)
    account = sandbox.account
    with sandbox.store.transaction():
        (customer, *_) = account.having("customer", "$.object", "customer")
        account.save(customer | {"name": str(sandbox.now)}, "customer.updated")


def test_each_list_rings_once_and_is_asked_in_its_turn(sandbox: Sandbox, client: Client, gate: Listening) -> None:
    bell = Doorbell(client, datetime.fromtimestamp(sandbox.now + 5, UTC))
    bell.lists = (EVENT, THIN_EVENT)
    assert [bell.has_news() for _ in range(4)] == [False] * 4
    assert gate.paths == 2 * [THIN_EVENT.path, EVENT.path]
    happen(sandbox)
    assert [bell.has_news() for _ in range(6)] == [True, True, False, False, False, False]


def test_it_does_not_ring_for_what_was_read(sandbox: Sandbox, client: Client) -> None:
    asked: list[str] = []

    def known(entry: StripeObject, ids: Collection[str]) -> Collection[str]:
        asked.append(entry.name)
        return ids if len(asked) == 1 else ()

    bell = Doorbell(client, datetime.fromtimestamp(sandbox.now + 5, UTC), known)
    assert not bell.has_news()
    assert asked == []
    happen(sandbox)
    assert not bell.has_news()
    happen(sandbox)
    assert bell.has_news()
    assert asked == [EVENT.name] * 2


def test_while_one_list_fails_a_refusal_of_the_other_one_is_not_told_in_its_stead(
    sandbox: Sandbox, client: Client, gate: Listening
) -> None:
    bell = Doorbell(client, datetime.fromtimestamp(sandbox.now + 5, UTC))
    bell.lists = (EVENT, THIN_EVENT)
    bell.failing.add(EVENT.name)
    client._attempts = 1
    gate.statuses = {EVENT.path: 503, THIN_EVENT.path: 403}
    with pytest.raises(StripeRequestError, match="503"):
        bell.has_news()
    gate.statuses.pop(EVENT.path)
    assert not bell.has_news()
    assert not bell.failing
    assert gate.paths == [THIN_EVENT.path, EVENT.path, EVENT.path]
