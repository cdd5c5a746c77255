"""A coupon that was deleted long ago is in no list and in no event: what it was given for shows it."""

import pytest

from tests.verify.conftest import World

pytestmark = pytest.mark.runs

GONE = "SELECT string_agg(row_state, ' ') FROM oltp.coupons WHERE id = 'OLD_FRIENDS' AND percent_off = 12.5"
UNRESOLVED = "SELECT count(*) FROM oltp.coupons WHERE row_state = 'unresolved'"


def test_a_coupon_that_was_deleted_long_ago_is_known_whole_and_deleted(world: World) -> None:
    assert (world.one(GONE), world.one(UNRESOLVED)) == ("deleted", 0)
    assert world.one("SELECT count(*) FROM meta.refetch_queue") == 0
    assert world.verify("coupon").is_proven
    world.replay("coupon")
    assert (world.one(GONE), world.one(UNRESOLVED)) == ("deleted", 0)
