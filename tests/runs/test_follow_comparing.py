"""All is compared with Stripe while one process follows it, and what differs is mended."""

from contextlib import closing
from datetime import timedelta
from threading import Event
from typing import Any

import psycopg2
import pytest

from pipelines.catalogue import EVENT
from pipelines.landing import session
from pipelines.landing.plan.windows import CHANGES
from pipelines.runs import follow as follow_module
from pipelines.runs import pipeline
from pipelines.runs.ledger import last_failure
from pipelines.runs.reconcile import background, differences
from pipelines.runs.reconcile.background import ComparisonFailedError
from pipelines.settings import Settings
from tests.runs.following import OBJECTS, PATIENCE, Closed, Followed, following, releasing, until

DAY = 86_400


def test_what_happens_while_all_is_compared_is_promoted_and_what_differs_is_mended(
    world: tuple[Followed, Settings], gate: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "PART", 1)
    found, settings = world
    pipeline(settings, OBJECTS)
    ids = found.one("SELECT array_agg(id ORDER BY id) FROM oltp.customers WHERE row_state = 'present'")
    gone, silent, loud = ids[:3]
    found.sandbox.advance(found.sandbox.now + 8 * DAY)
    found.delete_silently(gone)
    found.change_silently(silent)
    found.let_all_be_compared()
    gate.held[f"/v1/customers/{gone}"] = released = Event()

    with following(found, settings):  # a process that ends meanwhile has noted nothing
        until(lambda: f"/v1/customers/{gone}" in gate.paths)
    gate.paths.clear()
    found.results.clear()
    with following(found, settings):
        until(lambda: f"/v1/customers/{gone}" in gate.paths)
        found.rename(loud, "while all is compared")
        until(lambda: found.is_named(loud, "while all is compared"))
        assert not found.one("SELECT count(*) FROM meta.verifications"), "it still goes on"
        released.set()
        until(lambda: any(result.reconciled for result in found.results))
    assert found.one("SELECT agrees FROM meta.verifications")
    assert found.is_named(silent, "silent")
    assert found.one(f"SELECT row_state FROM oltp.customers WHERE id = '{gone}'") == "deleted"
    assert found.is_named(loud, "while all is compared")
    assert found.one("SELECT count(*) FROM meta.runs WHERE command = 'reconcile' AND outcome = 'done'") == 2, "parts"
    assert found.one(
        "SELECT min(compared_at) > now() - interval '1 day' FROM meta.watermarks WHERE object = 'customer'"
    )
    assert found.troubles == []


def test_a_list_of_events_that_hangs_does_not_hold_up_the_mending_of_what_differs(
    world: tuple[Followed, Settings], gate: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "QUICK", timedelta(seconds=1))
    found, settings = world
    pipeline(settings, OBJECTS)
    gone, loud = found.one("SELECT array_agg(id) FROM oltp.customers WHERE row_state = 'present'")[:2]
    found.sandbox.advance(found.sandbox.now + 8 * DAY)
    found.delete_silently(gone)
    found.let_all_be_compared()
    over, taken, own = Event(), Event(), differences.compare

    def compare(*args: Any, **options: Any) -> Any:
        verification = own(*args, **options)
        over.set()
        taken.wait(PATIENCE)
        return verification

    monkeypatch.setattr(background, "compare", compare)
    with following(found, settings), releasing(taken), releasing(Event()) as hanging:
        until(over.is_set)
        gate.held[EVENT.path or ""] = hanging
        found.rename(loud, "while a list hangs")
        until(lambda: found.is_named(loud, "while a list hangs"))
        found.do(  # as a run plans it that does not know yet that the list fails
            "INSERT INTO meta.windows (object, purpose, view, created_from, created_before)"
            f" VALUES ('{EVENT.name}', '{CHANGES}', '', now() - interval '1 day', now())"
        )
        taken.set()
        until(lambda: any(result.reconciled for result in found.results))
    assert found.one(f"SELECT row_state FROM oltp.customers WHERE id = '{gone}'") == "deleted"


def test_a_gap_in_events_while_all_is_compared_is_compared_afterwards(
    world: tuple[Followed, Settings], gate: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_module, "WHOLE_EVERY", timedelta(seconds=1))
    found, settings = world
    pipeline(settings, OBJECTS)
    gone, loud = found.one("SELECT array_agg(id ORDER BY id) FROM oltp.customers WHERE row_state = 'present'")[:2]
    found.delete_silently(gone)
    found.let_all_be_compared()
    gate.held[f"/v1/customers/{gone}"] = released = Event()
    with following(found, settings):
        until(lambda: f"/v1/customers/{gone}" in gate.paths)
        found.do("DELETE FROM meta.watermarks WHERE object = 'event'")  # as when they aged out
        found.rename(loud, "while all is compared")
        until(lambda: found.is_named(loud, "while all is compared"))
        until(lambda: bool(found.one("SELECT gap_at > compared_at FROM meta.watermarks WHERE object = 'customer'")))
        released.set()
        until(lambda: bool(found.one("SELECT count(*) = 2 FROM meta.verifications")))
    assert found.one("SELECT compared_at > now() - interval '1 day' FROM meta.watermarks WHERE object = 'customer'")


def test_a_row_that_was_altered_here_is_counted_when_it_is_made_again(world: tuple[Followed, Settings]) -> None:
    found, settings = world
    pipeline(settings, OBJECTS)
    silent, altered = found.one("SELECT array_agg(id ORDER BY id) FROM oltp.customers WHERE row_state = 'present'")[:2]
    found.change_silently(silent)
    found.let_all_be_compared()
    found.do(
        "SET session_replication_role = replica;"
        f" UPDATE oltp.customers SET name = 'altered', promoted_at = now() - interval '1 day' WHERE id = '{altered}'"
    )
    with following(found, settings):
        until(lambda: any(result.reconciled for result in found.results))
    (last,) = (result for result in found.results if result.reconciled)
    assert last.rows()["customer"]["promoted"] == 2
    assert last.reconciled
    assert last.reconciled.sentence.endswith("no event told of 1 change, 1 object was damaged here. All are repaired.")
    figures = "SELECT sum(updated) FROM meta.ledger JOIN meta.runs ON runs.id = run_id WHERE command = 'reconcile'"
    assert found.one(f"{figures} AND object = 'customer'") == 2
    assert not found.is_named(altered, "altered")


def test_what_stripe_refuses_to_give_is_said_to_differ_still_once(
    world: tuple[Followed, Settings], gate: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_module, "WHOLE_EVERY", timedelta(seconds=1))
    found, settings = world
    pipeline(settings, OBJECTS)
    silent, loud = found.one("SELECT array_agg(id ORDER BY id) FROM oltp.customers WHERE row_state = 'present'")[:2]
    found.change_silently(silent)
    found.let_all_be_compared()
    gate.refused.add(f"/v1/customers/{silent}")
    with following(found, settings):
        until(lambda: any(result.reconciled for result in found.results))
        found.rename(loud, "afterwards")
        until(lambda: found.is_named(loud, "afterwards"))
        ran = len(found.results)
        until(lambda: len(found.results) > ran + 2)
    (last,) = (result for result in found.results if result.reconciled)
    assert last.reconciled
    # a run that is at work when all is compared has lists to read, of which another note tells
    assert f"customer {silent} still differs from Stripe: Stripe did not return it." in last.reconciled.notes
    assert gate.paths.count(f"/v1/customers/{silent}") == 1
    assert found.one("SELECT (agrees, differences) = (FALSE, 1) FROM meta.verifications")
    assert found.troubles == []


def test_a_mending_that_fails_for_good_is_given_up_and_what_happens_is_promoted(
    world: tuple[Followed, Settings],
) -> None:
    found, settings = world
    pipeline(settings, OBJECTS)
    silent, loud = found.one("SELECT array_agg(id ORDER BY id) FROM oltp.customers WHERE row_state = 'present'")[:2]
    found.change_silently(silent)
    found.let_all_be_compared()
    found.do(f"""
        CREATE FUNCTION public.no_room() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$;
        CREATE TRIGGER no_room BEFORE INSERT ON raw.customers
            FOR EACH ROW WHEN (NEW.id = '{silent}') EXECUTE FUNCTION public.no_room()
    """)
    with following(found, settings):
        until(lambda: any(isinstance(trouble, ComparisonFailedError) for trouble in found.troubles))
        told = len(found.troubles)
        found.do(f"DELETE FROM meta.refetch_queue WHERE id = '{silent}'")
        for name in ("first", "second", "third"):
            found.rename(loud, name)
            until(lambda name=name: found.is_named(loud, name))  # type: ignore[misc]
    assert len(found.troubles) == told <= follow_module.MENDING_TRIES
    with closing(psycopg2.connect(found.url)) as connection, connection.cursor() as cursor:
        assert last_failure(cursor, "reconcile")
