"""A short story for every day. ``make torture`` tells longer ones, of as many seeds as there is time for."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import psycopg2
import pytest

from tests.torture.dying import POINTS
from tests.torture.judgement import LOST, WRONG
from tests.torture.plan import KILL, Blow, Round, rounds
from tests.torture.story import Story, telling

SEED, ROUNDS = 5388, 5  # each round is struck soon
ON_A_SECOND = [point for point in POINTS if "history" in point]
SPOILT = {
    "UPDATE oltp.charges SET amount = amount + 1 WHERE id = (SELECT min(id) FROM oltp.charges)": (WRONG, "charges"),
    "DELETE FROM oltp.invoice_line_items WHERE id = (SELECT min(id) FROM oltp.invoice_line_items WHERE invoice_id IN"
    " (SELECT id FROM oltp.invoices WHERE row_state = 'present'))": (
        LOST,
        "invoice_line_items",
    ),
    "UPDATE oltp.customers SET row_state = 'deleted', deleted_observed_at = now()"
    " WHERE id = (SELECT min(id) FROM oltp.customers WHERE row_state = 'present')": (WRONG, "customers"),
    "DELETE FROM raw.events WHERE id = (SELECT id FROM raw.events ORDER BY _dlt_load_id DESC, id LIMIT 1)": (
        LOST,
        "raw.events",
    ),
    "INSERT INTO raw.charges SELECT * FROM raw.charges LIMIT 1": (WRONG, "raw.charges"),
    "UPDATE raw.invoices SET payload = payload - 'number' WHERE id = (SELECT min(id) FROM raw.invoices"
    " WHERE origin IN ('list', 'retrieve') AND payload ->> 'number' IS NOT NULL)": (
        WRONG,
        "raw.invoices",
    ),
    "INSERT INTO meta.refetch_queue (object, id) VALUES ('charge', 'ch_1')": (WRONG, "meta.refetch_queue"),
}


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    """One that was told to its end."""
    with telling(SEED) as told:
        for place, round_ in enumerate(rounds(SEED, ROUNDS), start=1):
            told.play(place, round_)
        told.end()
        yield told


def test_a_pipeline_that_is_killed_cut_off_and_fed_faults_ends_right(story: Story) -> None:
    assert story.tally.problems == []
    assert story.tally.kills + story.tally.crashes >= 3
    assert story.tally.copies > 500


def test_a_promotion_that_is_killed_while_a_second_connection_makes_history_ends_right() -> None:
    calm = Round(
        *("pipeline", False, 5, 0, 10, 0.0, False, None),
        small_loads=True,  # steps of a few documents
        bare=False,
        blow=None,
    )
    with telling(SEED) as told:
        for place, point in enumerate(ON_A_SECOND, start=1):
            told.play(place, replace(calm, blow=Blow(KILL, point=point, number=place)))
        told.end()
    assert told.tally.problems == []
    assert [told.tally.met[point] for point in ON_A_SECOND] == [1] * len(ON_A_SECOND)


def test_the_judge_sees_whatever_is_not_right(story: Story) -> None:
    assert story.judge().differences == []
    with closing(psycopg2.connect(story.server.url)) as connection:
        connection.autocommit = True
        for statement in SPOILT:
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = 'replica'")  # no foreign key stands in the way
                cursor.execute(statement)
                assert cursor.rowcount >= 1  # of some objects there are several copies
        found = story.judge().differences
    assert {(each.kind, each.where) for each in found} == set(SPOILT.values())
    story.world.pass_time(20, 60)
    assert len(story.judge().differences) > len(found)
