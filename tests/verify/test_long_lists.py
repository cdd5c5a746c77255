"""Lists that Stripe cut, in pages of a few elements: nothing but a page is in memory, and all of it counts."""

import weakref
from collections.abc import Sequence

import pytest

from pipelines.checks.verify.listing import FetchedDocument
from pipelines.checks.verify.long import LongDocument
from pipelines.checks.verify.report import CHANGED, ROW
from pipelines.sandbox.embedded import LONGEST
from pipelines.sandbox.objects.subscription_item import new_subscription_item
from pipelines.stripe_api import client
from tests.verify.conftest import World, of_a_larger_account
from tests.verify.test_differences import HIDDEN, found


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAGE_SIZE", 4)


@pytest.fixture
def subscription(world: World) -> str:
    """A subscription with more items than it shows, the last of which is the one whose period began first."""
    world.sandbox.advance(world.sandbox.now + 60)
    account = world.sandbox.account
    stripe_id: str = world.one("SELECT id FROM oltp.subscriptions WHERE status = 'active' ORDER BY id LIMIT 1")
    document = account.get("subscription", stripe_id)
    first = document["items"]["data"][0]
    start, end = first["current_period_start"], first["current_period_end"]
    for number in range(LONGEST + 2):
        period = (start - number, end)
        new_id = account.new_id("si")
        account.add(new_subscription_item(new_id, stripe_id, first["price"], 1, created=account.now, period=period))
    document["items"] |= {"data": account.children("subscription_item", stripe_id)[:LONGEST], "has_more": True}
    account.save(document, "customer.subscription.updated")
    world.run()
    return stripe_id


@of_a_larger_account
def test_no_more_than_a_page_of_a_list_is_in_memory(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[weakref.ref[FetchedDocument]] = []
    most, add = 0, LongDocument.add

    def watched(self: LongDocument, page: Sequence[FetchedDocument]) -> None:
        nonlocal most
        seen.extend(map(weakref.ref, page))
        add(self, page)
        most = max(most, sum(one() is not None for one in seen) - len(page))

    monkeypatch.setattr("pipelines.checks.verify.attempts.AT_ONCE", 1)
    monkeypatch.setattr(LongDocument, "add", watched)
    world.one(HIDDEN)
    assert world.verify("invoice").number_of_differences == 0
    assert (len(seen) > LONGEST, most) == (True, 0)


def test_a_row_that_tells_of_all_elements_is_held_against_all(world: World, subscription: str) -> None:
    assert world.verify("subscription").number_of_differences == 0
    world.by_hand(
        "UPDATE oltp.subscriptions SET current_period_start = current_period_start + interval '1 second'"
        f" WHERE id = '{subscription}'"
    )
    outcome = world.verify("subscription")
    assert found(outcome) == [("subscription", subscription, ROW)]
    assert outcome.differences[0].names == ("current_period_start",)


def test_a_row_of_a_list_that_none_of_its_pages_shows_is_found(world: World, subscription: str) -> None:
    world.by_hand(
        'INSERT INTO oltp.subscription_items SELECT (jsonb_populate_record(one, \'{"id": "si_more"}\')).*'
        f" FROM oltp.subscription_items AS one WHERE subscription_id = '{subscription}' LIMIT 1"
    )
    outcome = world.verify("subscription")
    assert found(outcome) == [("subscription", subscription, CHANGED)]
    assert outcome.differences[0].names == ("subscription_items.id",)
