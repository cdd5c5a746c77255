"""What no event told, because no run came while Stripe had it, is not said to be exact."""

from collections import Counter

import pytest

from pipelines.catalogue import promotable
from pipelines.checks.parity import check
from pipelines.sandbox import Business
from tests.history.conftest import Past, moment
from tests.history.test_truth import assert_same, compare

pytestmark = [pytest.mark.runs, pytest.mark.slow]
DAY = 86_400


def test_after_a_time_without_events_nothing_before_it_is_sure_to_have_lasted(past: Past) -> None:
    business = Business(past.sandbox, seed=5, pace=3_000)
    past.run()
    business.step(12)
    business.rest()
    past.run()
    left = past.sandbox.now
    for _ in range(8):
        business.step(2)
        past.truth.pop(past.sandbox.now, None)  # of a second in which more happened
        past.note()
    past.sandbox.advance(left + 40 * DAY)
    past.note()
    past.sandbox.store.remove_created_before("event", past.sandbox.now - 30 * DAY)
    business.rest()
    past.run()
    business.step(12)
    past.note()
    business.rest()
    past.run()

    assert past.rows("SELECT since <= %s, until > %s, in_history FROM meta.event_gaps", moment(left), moment(left)) == [
        (True, True, True)
    ]
    compared = Counter(found for at in past.truth for found in compare(past, at))
    assert {what: number for what, number in compared.items() if what[0] == "wrong"} == {}
    assert any(what[0] == "unsure" for what in compared), "things changed meanwhile"
    across = """
        SELECT count(*) FILTER (WHERE source = 'event' AND NOT exact), count(*) FILTER (WHERE exact AND version > 1)
        FROM history.subscriptions
    """
    ((inexact, exact),) = past.rows(across)
    assert inexact > 0 < exact
    made = past.versions()
    parity = check(past.connection, promotable(None))
    assert (parity.mismatches, parity.examples) == (0, [])
    past.promote(everything=True)
    assert_same(past.versions(), made)
