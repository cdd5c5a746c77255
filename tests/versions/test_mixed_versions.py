"""One database that an account was landed into in all versions: what was observed last counts, whatever came when."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from random import Random

import msgspec
import psycopg2
import pytest

from pipelines.catalogue import CATALOGUE, promoted
from pipelines.checks import balance
from pipelines.sandbox import Sandbox
from pipelines.sandbox.objects import of
from tests.promotion.conftest import NOON
from tests.versions.carried import BASIL, ROWS
from tests.versions.generator import Document
from tests.versions.landed import Landed

VERSIONS = (
    *("2019-12-03", "2020-08-27", "2022-11-15", "2024-06-20"),
    *(BASIL, "2025-09-30.clover", "2026-10-28.endive"),
)
# Items come with their subscription, and parts without a list of their own with their whole.
LISTED = [
    entry.name
    for entry in promoted()
    if entry.name != "subscription_item" and not (entry.embedded and entry.embedded.rest is None)
]
# Before, lines of a cut list do not say it, and nothing here notes under which they were listed.
NAMES_ITS_INVOICE = "2023-10-16"
PROMOTION_CODES = "2020-08-27"


@pytest.fixture(scope="module")
def account() -> Iterator[dict[str, list[Document]]]:
    """A small account as each version shows it, whole: nothing is hidden or left out."""
    sandbox = Sandbox.create(None, customers=12)
    yield {version: [*documents(sandbox, version)] for version in VERSIONS}
    sandbox.close()


def documents(sandbox: Sandbox, version: str) -> Iterator[Document]:
    for name in LISTED:
        if version >= of(name).since:
            expand = ["payments"] if name == "invoice" and version >= BASIL else []
            yield from map(msgspec.json.decode, sandbox.truth(name, version=version, expand=expand))


@pytest.mark.parametrize("last", ["2026-10-28.endive", pytest.param("2019-12-03", marks=pytest.mark.slow)])
def test_what_was_observed_last_counts_whatever_came_when(
    account: dict[str, list[Document]], landed: Landed, new_database: Callable[..., str], template: str, last: str
) -> None:
    chance = Random(last)
    observed = [*chance.sample(VERSIONS, len(VERSIONS)), last]
    for version in chance.sample(VERSIONS, len(VERSIONS)):
        landed.land_all(version, account[version], at=moment(observed, version))
        landed.promote()
    mixed = landed.everything()
    landed.replay()
    assert landed.everything() == mixed
    assert balance.read(landed.connection).balanced
    assert landed.parity().examples == []

    with closing(psycopg2.connect(new_database(template))) as connection:
        alone = Landed.on(connection)
        alone.land_all(last, account[last], at=moment(observed, last))
        alone.promote()
        expected = alone.everything()
    stays = {name for name in mixed if mixed[name] != expected[name]}
    assert stays == not_carried_at_all(last)
    for name in stays:
        replaced = [row for row in expected[name] if row not in mixed[name]]
        assert all(row["row_state"] != "present" or row.get("derived") for row in replaced)


def moment(observed: list[str], version: str) -> datetime:
    """When Stripe said a version's documents: the later, the further back in a list it is named last."""
    return NOON - timedelta(hours=observed[::-1].index(version))


def not_carried_at_all(version: str) -> set[str]:
    """The types some of whose rows other versions have: those stay, because nothing that came later denies them."""
    of_payments = {"invoice_payment"} if version < BASIL else set()
    of_cut_lists = {"line_item"} if version < NAMES_ITS_INVOICE else set()
    of_promotion_codes = {"discount", "promotion_code"} if version < PROMOTION_CODES else set()
    of_deleted = {"coupon"}  # a promotion code of before clover shows what a deleted one was
    first = {name for name, (since, _) in ROWS.items() if version < since}
    first -= {name for name in first if _is_denied(name, first)}
    return first | of_payments | of_cut_lists | of_promotion_codes | of_deleted


def _is_denied(name: str, first: set[str]) -> bool:
    """Whether a version that does not have a list has the documents that hold it: the list is empty then."""
    inside = CATALOGUE[name].embedded
    return inside is not None and inside.rest is None and inside.parent not in first
