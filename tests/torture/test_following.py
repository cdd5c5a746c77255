"""A short story of processes that follow; `python -m tests.torture.following` tells longer ones."""

from tests.torture.following import tell


def test_followers_that_are_killed_and_rung_falsely_lose_nothing() -> None:
    tally, _ = tell(seed=2, seconds=20)
    assert tally.problems == []
    assert tally.kills > 0
    assert tally.steps > 10
