"""A type that is offered: Stripe is not asked for it by itself, and what of it is landed is promoted like all else."""

from dataclasses import replace

import pytest

from pipelines.catalogue import CATALOGUE, StripeObject, promotable, registry, select
from pipelines.checks import balance, parity
from tests.promotion.conftest import Database
from tests.promotion.documents import charge
from tests.versions.generator import full


@pytest.fixture(params=["refund", "dispute"])
def entry(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> StripeObject:
    """A type, as if it were only offered."""
    offered = replace(CATALOGUE[request.param], offered=True)
    monkeypatch.setitem(registry._ENTRIES, offered.name, offered)
    return offered


def test_stripe_is_asked_for_it_when_it_is_named(entry: StripeObject) -> None:
    assert entry not in select(None)
    assert select([entry.name]) == [entry]
    assert entry in promotable(None)


def test_it_counts_from_its_first_document_on(entry: StripeObject, database: Database) -> None:
    database.execute("TRUNCATE meta.promoted_versions")  # no promotion was there before it was offered
    database.land(charge())
    assert entry.name not in database.promote().objects
    assert entry.name not in balance.read(database.connection).objects
    assert entry.name not in parity.check(database.connection, promotable(None)).objects
    database.land(full(entry.name))
    assert database.promote().objects[entry.name].inserted == 1
    assert balance.read(database.connection).objects[entry.name].balanced
    assert parity.check(database.connection, promotable(None)).objects[entry.name].rows == 1
