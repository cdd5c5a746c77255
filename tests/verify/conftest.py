"""A small account that was landed and promoted, and the Stripe that it came from: a copy of both for each test."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg2
import psycopg2.extensions
import pytest

from pipelines.catalogue import CATALOGUE, StripeObject, promotable
from pipelines.checks.verify import Choice, Sample, Span, Verification, verify
from pipelines.landing.run import land, land_unresolved
from pipelines.promotion import promote
from pipelines.promotion.transforms import install_functions
from pipelines.runs import ledger, pipeline
from pipelines.runs.reconcile import schedule
from pipelines.sandbox import Gate, Sandbox
from pipelines.settings import Settings
from tests.conftest import database_name, dropped_afterwards

CUSTOMERS = 6
LARGER = 12
BUSY = 60
TYPES = promotable(None)
ALL, EVER = Sample(None, 0), Span()
# With a list that Stripe cuts, invoices enough to leave some out, and a turn of each kind for a business.
of_a_larger_account = pytest.mark.parametrize("customers", [LARGER], ids=["larger"])


@dataclass
class World:
    """A sandbox Stripe, the database that it was landed in, and what a test does to them."""

    sandbox: Sandbox
    url: str
    home: Path
    connection: psycopg2.extensions.connection

    def verify(
        self,
        *objects: str,
        sample: Sample = ALL,
        span: Span = EVER,
        gate: Gate | None = None,
        opened: Sample = ALL,
        copies: bool = False,
    ) -> Verification:
        """Verify, of these types or of all."""
        chosen = [CATALOGUE[name] for name in objects] or None
        with self.sandbox.serve(gate=gate) as server:
            settings = Settings(self.home, server.api_key, server.url)
            return verify(settings, self.connection, Choice(sample, chosen, span, opened=opened, copies=copies))

    def run(self, *objects: str, gate: Gate | None = None) -> None:
        """A run of the pipeline, of these types or of all."""
        with self.sandbox.serve(gate=gate) as server:
            run_pipeline(Settings(self.home, server.api_key, server.url), self.url, promotable(objects or None))

    def replay(self, *objects: str) -> None:
        """Make all rows anew from raw, of these types or of all."""
        with ledger.run(self.connection, "replay") as run:
            promote(self.connection, promotable(objects or None), run_id=run.id, everything=True)
            self.connection.commit()

    def one(self, query: str) -> Any:
        """The first value that a query gives."""
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0]

    def by_hand(self, statement: str) -> None:
        """Do to the database what its rules forbid."""
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL session_replication_role = replica; {statement}")

    def change(self, kind: str, object_id: str, *events: str, **fields: Any) -> None:
        """Change an object in Stripe a minute later; without ``events`` nobody tells."""
        self.sandbox.advance(self.sandbox.now + 60)
        account = self.sandbox.account
        account.save(account.get(kind, object_id) | fields, *events)


def run_pipeline(settings: Settings, url: str, types: Sequence[StripeObject] = TYPES) -> None:
    with closing(psycopg2.connect(url)) as connection:
        install_functions(connection)
        connection.commit()
        with ledger.run(connection, "pipeline") as run:
            with schedule.noting(connection, types):
                land(settings, url, types)
            while True:
                ledger.record(run, promote(connection, types, run_id=run.id), {})
                connection.commit()
                if land_unresolved(settings, url, types) is None:
                    return


@dataclass(frozen=True)
class Landed:
    """The store of an account, and the name of a database that holds it."""

    store: Path
    template: str


@pytest.fixture(scope="session")
def landed_of(
    new_database: Callable[..., str],
    template: str,
    once: Callable[[str, Callable[[], Landed]], Landed],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[int], Landed]:
    """An account of so many customers, landed once."""

    def made(customers: int) -> Landed:
        folder = tmp_path_factory.mktemp("verify")
        url = new_database(template)
        sandbox = Sandbox.create(folder / "sandbox.sqlite", customers=customers)
        with sandbox.serve() as server:
            run_pipeline(Settings(folder, server.api_key, server.url), url)
        sandbox.close()
        return Landed(folder / "sandbox.sqlite", database_name(url))

    return cache(lambda customers: once(f"landed {customers}", lambda: made(customers)))


@pytest.fixture(scope="session")
def landed(landed_of: Callable[[int], Landed]) -> Landed:
    return landed_of(CUSTOMERS)


@pytest.fixture
def customers() -> int:
    """How many the account of ``world`` has."""
    return CUSTOMERS


@pytest.fixture(scope="session")
def busy(
    new_database: Callable[..., str],
    template: str,
    once: Callable[[str, Callable[[], Landed]], Landed],
    tmp_path_factory: pytest.TempPathFactory,
) -> Landed:
    """An account in which everything happened, landed by one run; tests only read it."""

    def made() -> Landed:
        folder, url = tmp_path_factory.mktemp("busy"), new_database(template)
        Sandbox.create(folder / "sandbox.sqlite", customers=BUSY).close()
        pipeline(Settings(folder, database_url=url))
        return Landed(folder / "sandbox.sqlite", database_name(url))

    return once("busy", made)


@pytest.fixture(scope="module")
def busy_url(server_url: str, new_database: Callable[..., str], busy: Landed) -> Iterator[str]:
    yield from dropped_afterwards(server_url, new_database(busy.template))


@pytest.fixture
def world_url(
    server_url: str, new_database: Callable[..., str], landed_of: Callable[[int], Landed], customers: int
) -> Iterator[str]:
    yield from dropped_afterwards(server_url, new_database(landed_of(customers).template))


@pytest.fixture
def world(landed_of: Callable[[int], Landed], customers: int, world_url: str, tmp_path: Path) -> Iterator[World]:
    (tmp_path / "sandbox.sqlite").write_bytes(landed_of(customers).store.read_bytes())
    sandbox = Sandbox.create(tmp_path / "sandbox.sqlite")
    with closing(psycopg2.connect(world_url)) as connection:
        yield World(sandbox, world_url, tmp_path, connection)
    sandbox.close()
