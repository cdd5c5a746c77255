"""A comparison passes over the rows that were written since, and, one share after the other, over all others."""

from contextlib import closing
from dataclasses import replace
from time import monotonic, sleep

import psycopg2
import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.checks.verifications import SHARES
from pipelines.checks.verify import Verification, written_since
from pipelines.checks.verify.report import RAW, ROW
from pipelines.checks.verify.written_since import FARTHEST, Since
from pipelines.promotion import select
from pipelines.runs.reconcile import differences
from pipelines.runs.reconcile.differences import comparable, compare
from pipelines.settings import Settings
from tests.verify.conftest import World
from tests.verify.test_differences import found
from tests.verify.test_opening import TAMPERED
from tests.verify.test_reading import Refusing
from tests.verify.test_reconcile import reconciled

LEFT_NO_TRACE = "a part too few"
OLDEST = "(SELECT min(id) FROM raw.charges)"
NOT_SHOWN = f"""UPDATE raw.charges SET payload = payload || '{{"of_ours": 1}}' WHERE id = {OLDEST}"""
NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"


@pytest.fixture(autouse=True)
def no_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample that is opened anyway would be all of so small an account."""
    monkeypatch.setattr(differences, "OPENED", 0)


def compared(world: World, *names: str, every_row: bool = False) -> Verification:
    """What a comparison of these types finds; nothing is noted."""
    chosen = comparable(world.connection, [CATALOGUE[name] for name in names])
    with world.sandbox.serve() as server:
        settings = Settings(world.home, server.api_key, server.url)
        return compare(settings, world.url, replace(chosen, every_row=every_row))


def kinds(outcome: Verification) -> list[str]:
    return [kind for _, _, kind in found(outcome)]


def note(world: World, outcome: Verification) -> None:
    """That a comparison which left nothing is over."""
    written_since.note(world.connection, outcome.seen, outcome.seen.keys())


def settle(world: World) -> None:
    """Wait until what other tests began before, on the same server, has ended: it holds every boundary back."""
    (now,) = world.one(f"SELECT ARRAY[({NEXT})]")
    end = monotonic() + 120
    while world.one("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") < now:
        assert monotonic() < end
        sleep(0.1)


def remember(world: World, *names: str) -> None:
    """Compare types that are as they should be."""
    outcome = compared(world, *names)
    assert found(outcome) == []
    note(world, outcome)


@pytest.mark.parametrize("what", [what for what in TAMPERED if what != LEFT_NO_TRACE])
def test_what_was_altered_since_is_found_at_once(world: World, what: str) -> None:
    name, statement, kind = TAMPERED[what]
    remember(world, name)
    world.by_hand(statement)
    outcome = compared(world, name)
    assert kinds(outcome) == [kind]
    assert outcome.in_turn == {name}


def test_a_copy_altered_since_where_no_column_shows_it_is_found(world: World) -> None:
    remember(world, "charge")
    world.by_hand(NOT_SHOWN)
    assert kinds(compared(world, "charge")) == [RAW]
    assert kinds(compared(world, "charge", every_row=True)) == [RAW]


def test_so_is_one_that_was_landed_since(world: World) -> None:
    remember(world, "charge")
    charge = world.one(f"SELECT {OLDEST}")
    world.change("charge", charge, "charge.updated", description="new")
    world.run("charge")
    assert kinds(compared(world, "charge")) == []
    world.by_hand(NOT_SHOWN)
    assert found(compared(world, "charge")) == [("charge", charge, RAW)]


def test_so_is_one_of_a_type_that_was_never_compared(world: World) -> None:
    world.by_hand(NOT_SHOWN)
    assert kinds(compared(world, "charge")) == [RAW]


def test_a_copy_that_is_known_as_altered_is_not_opened_for_ever(world: World) -> None:
    remember(world, "charge")
    world.by_hand(NOT_SHOWN)
    for is_proven in (True, True, True):
        settle(world)
        done = reconciled(world, "charge")
        assert ("charge" in done.proven) is is_proven
    assert not found(done.found)
    with world.connection, world.connection.cursor() as cursor:
        assert Since.of(cursor, CATALOGUE["charge"]).altered(cursor, CATALOGUE["charge"]) == []


def test_who_wrote_a_row_is_known_after_vacuum_froze_it(world: World) -> None:
    name, statement, kind = TAMPERED["a row"]
    remember(world, name)
    world.by_hand(statement)
    with closing(psycopg2.connect(world.url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("VACUUM (FREEZE) oltp.charges, meta.watermarks")
        cursor.execute("VACUUM FULL oltp.charges")
    outcome = compared(world, name)
    assert kinds(outcome) == [kind]
    assert outcome.in_turn == {name}


def test_what_was_altered_while_the_last_comparison_was_made_is_found(world: World) -> None:
    remember(world, "charge")
    outcome = compared(world, "charge")
    world.by_hand(NOT_SHOWN)
    note(world, outcome)
    assert kinds(compared(world, "charge")) == [RAW]


@pytest.mark.parametrize("older_is_last", [True, False])
def test_so_it_is_where_two_were_made_at_once(world: World, older_is_last: bool) -> None:
    remember(world, "charge")
    older = compared(world, "charge")
    world.by_hand("UPDATE oltp.charges SET amount = amount")
    newer = compared(world, "charge")
    world.by_hand(NOT_SHOWN)
    for outcome in (newer, older) if older_is_last else (older, newer):
        note(world, outcome)
    assert kinds(compared(world, "charge")) == [RAW]


def test_what_a_transaction_altered_that_was_open_when_comparisons_looked_is_found(world: World) -> None:
    remember(world, "charge")
    with closing(psycopg2.connect(world.url)) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        for _ in range(3):
            remember(world, "charge")
        cursor.execute(
            "UPDATE oltp.charges SET amount = amount + 1"
            " WHERE id = (SELECT max(id) FROM oltp.charges WHERE id <> ALL(%s))",
            (due(world, "charge"),),
        )
        other.commit()
    outcome = compared(world, "charge")
    assert kinds(outcome) == [ROW]
    assert outcome.in_turn == {"charge"}


def test_a_part_that_was_removed_is_found_when_its_share_has_its_turn_and_at_once_with_all(world: World) -> None:
    name, statement, _ = TAMPERED[LEFT_NO_TRACE]
    remember(world, name)
    world.by_hand(statement)
    assert kinds(compared(world, name, every_row=True)) == [ROW]
    turns = []
    for _ in range(SHARES):
        outcome = compared(world, name)
        turns += kinds(outcome)
        note(world, outcome)
    assert turns == [ROW]


def test_each_document_has_its_turn_whatever_other_types_are_compared_meanwhile(world: World) -> None:
    names = ["charge", "customer", "product"]
    settle(world)
    remember(world, *names)
    turns: dict[str, list[str]] = {name: [] for name in names}
    for number in range(SHARES * len(names)):
        name = names[number % len(names)]
        turns[name] += due(world, name)
        assert name in reconciled(world, name).proven
    for name, ids in turns.items():
        assert ids
        assert sorted(ids) == sorted(set(ids))
        assert len(ids) == world.one(f"SELECT count(DISTINCT id) FROM raw.{CATALOGUE[name].plural}")


def due(world: World, name: str) -> list[str]:
    """The objects of a type that are due now, where none was written since."""
    with world.connection.cursor() as cursor:
        select.prepare(cursor)
        since = Since.of(cursor, CATALOGUE[name])
        assert since.age is not None
        since.touch(cursor, CATALOGUE[name])
        cursor.execute("SELECT id FROM touched")
        ids = [stripe_id for (stripe_id,) in cursor.fetchall()]
    world.connection.rollback()
    return ids


@pytest.mark.parametrize(
    "boundary", ["NULL", f"({NEXT}) + 1000", f"({NEXT}) - {FARTHEST} - 1", f"({NEXT}) - 2 * {2**31}"]
)
def test_all_rows_are_due_where_the_boundary_is_unknown_or_of_another_server_or_too_long_ago(
    world: World, boundary: str
) -> None:
    name, statement, _ = TAMPERED[LEFT_NO_TRACE]
    world.by_hand(statement)
    remember(world, "product")
    world.by_hand(f"UPDATE meta.watermarks SET rows_since = {boundary} WHERE object = '{name}'")
    outcome = compared(world, name, "product")
    assert kinds(outcome) == [ROW]
    assert outcome.in_turn == {"product"}


def boundaries(world: World) -> dict[str, tuple[int, int]]:
    with world.connection, world.connection.cursor() as cursor:
        cursor.execute("SELECT object, rows_since, rows_turn FROM meta.watermarks WHERE rows_turn IS NOT NULL")
        return {name: (since, turn) for name, since, turn in cursor.fetchall()}


def test_a_type_that_could_not_be_read_stays_due_and_others_do_not(world: World) -> None:
    reconciled(world, "charge", "product")
    world.by_hand("UPDATE oltp.charges SET amount = amount + 1 WHERE id = (SELECT max(id) FROM oltp.charges)")
    before = boundaries(world)
    settle(world)
    for _ in range(2):
        done = reconciled(world, "charge", "product", gate=Refusing("/v1/charges"))
        assert done.proven == {"product"}
    after = boundaries(world)
    assert after["charge"] == before["charge"]
    assert after["product"][0] > before["product"][0]
    assert after["product"][1] == before["product"][1] + 2
    done = reconciled(world, "charge", "product")
    assert kinds(done.found) == [ROW]
    assert done.found.in_turn == {"charge", "product"}
    assert done.proven == {"charge", "product"}


def test_a_type_stays_due_where_rows_differ_of_an_object_that_stripe_is_not_asked_for(world: World) -> None:
    product = world.one("SELECT max(id) FROM oltp.products WHERE row_state = 'present'")
    account = world.sandbox.account
    world.sandbox.advance(world.sandbox.now + 60)
    account.remove(account.get("product", product), "product.deleted")
    world.run()
    assert reconciled(world, "product").proven == {"product"}
    world.by_hand(f"UPDATE oltp.products SET name = 'other' WHERE id = '{product}' AND row_state = 'deleted'")
    before = boundaries(world)["product"]
    for _ in range(2):
        done = reconciled(world, "product")
        assert (found(done.found), done.proven) == ([], set())
    assert boundaries(world)["product"] == (before[0], before[1] + 2)


def test_it_is_said_of_which_types_all_rows_were_compared(world: World) -> None:
    assert reconciled(world, "charge").scope == "All rows were compared with raw."
    assert reconciled(world, "charge", "product").scope.endswith("in turn (--all: all); of product all.")
    assert reconciled(world, "charge", "product").scope.endswith("in turn (--all: all).")
