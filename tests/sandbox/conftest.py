"""Sandboxes to ask: a default one that nobody changes, a smaller one over HTTP, and one of each test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy
from typing import Any, NamedTuple

import msgspec
import pytest
import stripe

from pipelines.sandbox import Sandbox, Serving
from pipelines.sandbox.objects.file import HOST

Document = dict[str, Any]


class Served(NamedTuple):
    """A sandbox over HTTP with the official client in front of it."""

    sandbox: Sandbox
    serving: Serving
    client: stripe.StripeClient

    @property
    def v1(self) -> Any:
        """The client's resources; its types stop at the API version that it was made for."""
        return self.client.v1


def as_kept(serving: Serving, body: bytes) -> bytes:
    """An answer with the address that files have where they are kept, in place of the server's own."""
    return body.replace(f"{serving.url}/v1/files/".encode(), f"{HOST}v1/files/".encode())


def client_of(serving: Serving, **options: Any) -> stripe.StripeClient:
    """The official client, pointed at a sandbox."""
    return stripe.StripeClient(serving.api_key, base_addresses={"api": serving.url}, max_network_retries=0, **options)


def documents(sandbox: Sandbox, kind: str) -> list[Document]:
    """Every object of a type that the sandbox keeps, hidden ones too, in the order of creation."""
    rows = sandbox.store.select("object = ?", [kind], "seq", 1_000_000)
    return [msgspec.json.decode(row.body) for row in rows]


@pytest.fixture(scope="session")
def default(once: Callable[[str, Callable[[], Path]], Path], tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """The default account, of which the first process that wants it makes the store: it takes two seconds."""

    def made() -> Path:
        store = tmp_path_factory.mktemp("default") / "sandbox.sqlite"
        Sandbox.create(store).close()
        return store

    return Sandbox.create(Path(copy(once("default account", made), tmp_path_factory.mktemp("sandbox"))))


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    sandbox = Sandbox.create(None, customers=60)
    with sandbox.serve() as serving:
        yield Served(sandbox, serving, client_of(serving))


@pytest.fixture
def own() -> Iterator[Served]:
    sandbox = Sandbox.create(None, customers=6)
    with sandbox.serve() as serving:
        yield Served(sandbox, serving, client_of(serving))
    sandbox.close()
