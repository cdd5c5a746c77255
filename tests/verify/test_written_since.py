"""A comparison passes over the rows that were written since, and, one share after the other, over all others."""

from contextlib import closing
from dataclasses import replace

import psycopg2
import pytest

from pipelines.catalogue import CATALOGUE, promotable
from pipelines.checks.verifications import SHARES, Verdict, note
from pipelines.checks.verify import Verification
from pipelines.checks.verify.report import RAW, ROW
from pipelines.checks.verify.written_since import Since
from pipelines.promotion import select
from pipelines.runs.reconcile import differences
from pipelines.runs.reconcile.differences import comparable, compare
from pipelines.settings import Settings
from tests.verify.conftest import World
from tests.verify.test_differences import found
from tests.verify.test_opening import TAMPERED

LEFT_NO_TRACE = "a part too few"
NOT_SHOWN = """
    UPDATE raw.charges SET payload = payload || '{"of_ours": 1}' WHERE id = (SELECT min(id) FROM raw.charges)
"""


@pytest.fixture(autouse=True)
def no_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample that is opened anyway would be all of so small an account."""
    monkeypatch.setattr(differences, "OPENED", 0)


def compared(world: World, name: str, *, every_row: bool = False) -> Verification:
    chosen = comparable(world.connection, [CATALOGUE[name]])
    with world.sandbox.serve() as server:
        settings = Settings(world.home, server.api_key, server.url)
        return compare(settings, world.url, replace(chosen, every_row=every_row))


def remember(world: World, *, times: int = 2, left: int = 0, objects: list[str] | None = None) -> None:
    """Note comparisons that left so many differences."""
    for _ in range(times):
        note(world.connection, Verdict("reconcile", objects, 1, left, agrees=not left))


@pytest.mark.parametrize("what", [what for what in TAMPERED if what != LEFT_NO_TRACE])
def test_what_was_altered_since_is_found_at_once(world: World, what: str) -> None:
    name, statement, kind = TAMPERED[what]
    remember(world)
    assert found(compared(world, name)) == []
    world.by_hand(statement)
    outcome = compared(world, name)
    assert [difference.kind for difference in outcome.differences] == [kind]
    assert outcome.in_turn == {name}


def test_a_copy_altered_since_where_no_column_shows_it_is_found(world: World) -> None:
    remember(world)
    world.by_hand(NOT_SHOWN)
    assert [kind for _, _, kind in found(compared(world, "charge"))] == [RAW]


def test_who_wrote_a_row_is_known_after_vacuum_froze_it(world: World) -> None:
    name, statement, kind = TAMPERED["a row"]
    remember(world)
    world.by_hand(statement)
    with closing(psycopg2.connect(world.url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("VACUUM (FREEZE) oltp.charges, meta.verifications")
        cursor.execute("VACUUM FULL oltp.charges")
    outcome = compared(world, name)
    assert [difference.kind for difference in outcome.differences] == [kind]
    assert outcome.in_turn == {name}


def test_it_is_found_as_well_if_it_was_altered_while_the_last_comparison_was_made(world: World) -> None:
    remember(world)
    world.by_hand(NOT_SHOWN)
    remember(world, times=1)
    assert [kind for _, _, kind in found(compared(world, "charge"))] == [RAW]


def test_a_part_that_was_removed_is_found_when_its_share_has_its_turn_and_at_once_with_all(world: World) -> None:
    name, statement, _ = TAMPERED[LEFT_NO_TRACE]
    world.by_hand(statement)
    remember(world)
    assert [kind for _, _, kind in found(compared(world, name, every_row=True))] == [ROW]
    kinds = []
    for _ in range(SHARES):
        kinds += [kind for _, _, kind in found(compared(world, name))]
        remember(world, times=1)
    assert kinds == [ROW]


@pytest.mark.parametrize("noted_each_time", [1, 2, 3])
def test_so_many_comparisons_pass_over_each_document_once(world: World, noted_each_time: int) -> None:
    remember(world)
    turns = []
    for _ in range(SHARES):
        turns += due(world)
        remember(world, times=noted_each_time)
    assert turns
    assert sorted(turns) == sorted(set(turns))
    assert len(turns) == world.one("SELECT count(DISTINCT id) FROM raw.charges")


def due(world: World) -> list[str]:
    """The charges that are due now, none of which was written since."""
    with world.connection.cursor() as cursor:
        select.prepare(cursor)
        since = Since.of(cursor, CATALOGUE["charge"])
        assert since
        since.touch(cursor, CATALOGUE["charge"])
        cursor.execute("SELECT id FROM touched")
        ids = [stripe_id for (stripe_id,) in cursor.fetchall()]
    world.connection.rollback()
    return ids


@pytest.mark.parametrize(
    ("times", "left", "objects"),
    [(1, 0, None), (2, 1, None), (2, 0, ["product"])],
    ids=["once", "in vain", "of others"],
)
def test_all_rows_are_passed_over_until_two_comparisons_left_nothing(
    world: World, times: int, left: int, objects: list[str] | None
) -> None:
    name, statement, _ = TAMPERED[LEFT_NO_TRACE]
    world.by_hand(statement)
    remember(world, times=times, left=left, objects=objects)
    outcome = compared(world, name)
    assert [kind for _, _, kind in found(outcome)] == [ROW]
    assert outcome.in_turn == set()


def test_nothing_is_due_twice_and_nothing_that_was_not_altered_differs(world: World) -> None:
    remember(world)
    for entry in promotable(["charge", "invoice", "payout", "subscription"]):
        assert found(compared(world, entry.name)) == []
