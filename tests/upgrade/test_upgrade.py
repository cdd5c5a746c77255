"""A database of an earlier release goes on under this one, whichever command comes first."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from oltp_schema import dump, migrate
from oltp_schema.errors import DependentObjectsError
from pipelines.catalogue import CATALOGUE
from pipelines.cli.app import app
from pipelines.runs import database
from tests.landing.stripe_server import Saying, StripeServer, error, serving
from tests.oltp_schema.dumps import same
from tests.promotion.documents import charge
from tests.upgrade.conftest import RELEASES, execute, fetch, oltp_of, shape_of

QUARANTINED = 3  # each of the databases has a document that waits, and `done` otherwise is 0
# One that writes and one that only looks; others of both kinds take a second each.
OFFLINE = ("promote", "status")
MORE = ("replay", "parity", "quarantine", "schema upgrade", f"diff --transform charge={CATALOGUE['charge'].transform}")

REVISIONS = sorted(path.stem for path in (migrate.MIGRATIONS / "versions").glob("*.py"))
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command on a database, in this process."""
    monkeypatch.setenv("STRIPE_OLTP_HOME", str(tmp_path / "home"))

    def command(url: str, line: str, codes: tuple[int, ...] = (0, QUARANTINED)) -> Result:
        monkeypatch.setenv("DATABASE_URL", url)
        done = CliRunner().invoke(app, line.split())
        assert done.exit_code in codes, (line, done.output, done.exception)
        return done

    return command


def test_it_gets_the_schema_of_a_new_database(old_url: str, database_url: str) -> None:
    migrate.upgrade(old_url)
    assert same(dump.dump(old_url), old_url)
    for entry in CATALOGUE.values():
        table = f"raw.{entry.plural}"
        assert shape_of(old_url, table) == shape_of(database_url, table), table
    for table in ("raw.set_aside", "raw._dlt_loads"):
        assert shape_of(old_url, table) == shape_of(database_url, table), table
    assert shape_of(old_url, "raw.checkout_sessions") == shape_of(database_url, "raw.charges"), "a type met at run time"


@pytest.mark.parametrize("command", [*OFFLINE, *(pytest.param(each, marks=pytest.mark.slow) for each in MORE)])
def test_any_command_may_come_first(restored: Callable[[str], str], run: Run, command: str) -> None:
    url = restored(RELEASES[0])
    run(url, command)
    assert migrate.current(url) == migrate.head()
    run(url, "promote")


def test_what_it_holds_is_what_a_replay_makes(old_url: str, run: Run) -> None:
    run(old_url, "promote")
    promoted = oltp_of(old_url)
    assert len(promoted["invoices"]) > 0
    run(old_url, "replay")
    assert oltp_of(old_url) == promoted
    said = run(old_url, "parity").stdout
    assert "agree on all" in said
    assert "Not compared" not in said


def test_tables_are_made_anew_from_raw_which_is_said_before(restored: Callable[[str], str], run: Run) -> None:
    url = restored("0b41752")
    raw = fetch(url, "SELECT id, payload::text, digest, _dlt_id FROM raw.charges ORDER BY _dlt_id")
    known = {table: fetch(url, f"SELECT * FROM meta.{table}") for table in ("account", "runs")}
    queued = fetch(url, "SELECT object, planned_until FROM meta.cursors ORDER BY object")
    said = run(url, "parity")
    assert "The schema raw is kept; oltp and meta are built anew from it" in said.stderr
    assert "agree on all" in said.stdout
    assert "Not compared" not in said.stdout
    assert fetch(url, "SELECT id, payload::text, digest, _dlt_id FROM raw.charges ORDER BY _dlt_id") == raw
    for table, rows in known.items():
        assert set(rows) <= set(fetch(url, f"SELECT * FROM meta.{table}"))
    assert fetch(url, "SELECT object, planned_until FROM meta.watermarks ORDER BY object") == queued
    expected = fetch(url, "SELECT object FROM meta.default_types ORDER BY object")
    assert expected == [(name,) for name, _ in queued], "what was read is no new type"
    assert "built anew" not in run(url, "promote").stderr


def test_a_rebuild_that_was_killed_is_finished_by_the_next_promotion(
    restored: Callable[[str], str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, url = restored("0b41752"), restored("0b41752")
    run(whole, "promote")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(database, "promote", killed)
        run(url, "status", (130,))
    assert fetch(url, "SELECT count(*) FROM oltp.charges") == [(0,)]
    assert "wait" in run(url, "status").stdout
    run(url, "promote")
    assert oltp_of(url) == oltp_of(whole)


@pytest.mark.parametrize(
    ("mine", "named"),
    [
        ("CREATE TABLE public.orders (charge text REFERENCES oltp.charges)", "orders_charge_fkey"),
        ("CREATE VIEW public.paid AS SELECT id FROM oltp.charges", "view public.paid"),
        ("CREATE TABLE oltp.notes (id text)", "oltp.notes"),
        ("CREATE TABLE oltp.refunds (id text)", "oltp.refunds"),  # a name that became one of ours
        ("CREATE FUNCTION public.f() RETURNS SETOF oltp.charges LANGUAGE sql AS 'SELECT * FROM oltp.charges'", "f()"),
        ("CREATE POLICY mine ON oltp.charges USING (TRUE)", "policy mine"),
    ],
)
def test_nothing_of_the_users_is_dropped(restored: Callable[[str], str], run: Run, mine: str, named: str) -> None:
    url = restored("0b41752")
    execute(url, mine)
    before = fetch(url, "SELECT count(*) FROM oltp.charges")
    failed = run(url, "promote", (1,))
    assert isinstance(failed.exception, DependentObjectsError)
    assert named in str(failed.exception)
    assert "built anew from it" not in failed.stderr, "refused before it is said to begin"
    assert fetch(url, "SELECT count(*) FROM oltp.charges") == before


def test_the_promotion_that_builds_it_anew_is_told_as_one(restored: Callable[[str], str], run: Run) -> None:
    url = restored("0b41752")
    said = run(url, "promote").stdout
    ((rows,),) = fetch(url, "SELECT count(*) FROM oltp.charges WHERE row_state <> 'unresolved'")
    assert re.search(rf"^charge +{rows} ", said, re.MULTILINE)
    assert "Nothing to promote." not in said
    assert "Nothing to promote." in run(url, "promote").stdout


def test_what_cannot_be_carried_over_is_named(restored: Callable[[str], str], run: Run) -> None:
    url = restored("0b41752")
    execute(
        url, "ALTER TABLE meta.cursors ALTER planned_until DROP NOT NULL; UPDATE meta.cursors SET planned_until = NULL"
    )
    said = run(url, "status").stderr
    assert "Not carried over" in said
    assert "meta.watermarks (how far Stripe was read, so the next run reads it whole)." in said
    assert fetch(url, "SELECT count(*) > 0 FROM meta.runs") == [(True,)]


def test_to_build_it_anew_may_take_long(restored: Callable[[str], str]) -> None:
    url = restored("0b41752")
    execute(
        url,
        "CREATE TABLE public.seen (timeout text);"
        " CREATE FUNCTION public.see() RETURNS event_trigger LANGUAGE plpgsql AS"
        " $$BEGIN INSERT INTO public.seen VALUES (current_setting('statement_timeout')); END$$;"
        " CREATE EVENT TRIGGER see ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION public.see()",
    )
    migrate.upgrade(url)
    assert fetch(url, "SELECT DISTINCT timeout FROM public.seen") == [("0",)]


def test_rights_on_tables_stay(restored: Callable[[str], str], run: Run) -> None:
    url = restored("0b41752")
    execute(url, "GRANT SELECT ON oltp.charges, oltp.invoices, meta.runs TO PUBLIC")
    run(url, "status")
    rights = "SELECT relname, relacl::text LIKE '%%{=r/%%' OR relacl::text LIKE '%%,=r/%%' FROM pg_class"
    found = fetch(url, f"{rights} WHERE oid = ANY (ARRAY['oltp.charges', 'oltp.invoices', 'meta.runs']::regclass[])")
    assert dict(found) == {"charges": True, "invoices": True, "runs": True}


def test_stripe_is_read_as_by_a_first_run(old_url: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(_the_same_account(old_url)) as stripe:
        monkeypatch.setenv("STRIPE_API_KEY", "sk_test_made_up")
        monkeypatch.setenv("STRIPE_API_BASE", stripe.url)
        run(old_url, "verify", (1, QUARANTINED))
        run(old_url, "pipeline", (QUARANTINED,))
    assert "agree on all" in run(old_url, "parity").stdout
    run(old_url, "status")


def test_files_land_first(old_url: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "sessions.jsonl").write_text('{"id":"cs_9","object":"checkout.session","livemode":false}\n' * 2)
    run(old_url, f"land --from {tmp_path / 'sessions.jsonl'}")
    assert fetch(old_url, "SELECT parent FROM raw.checkout_sessions WHERE id = 'cs_9'") == [(None,)]


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_database_of_each_revision_goes_on(empty_database_url: str, run: Run, tmp_path: Path, revision: str) -> None:
    migrate.upgrade(empty_database_url, revision)
    (tmp_path / "charge.json").write_text(json.dumps(charge()))
    run(empty_database_url, f"land --from {tmp_path / 'charge.json'}")
    run(empty_database_url, "promote")
    assert fetch(empty_database_url, "SELECT id, row_state FROM oltp.charges") == [("ch_1", "present")]
    assert same(dump.dump(empty_database_url), empty_database_url)


class KnownStripe(StripeServer):
    """Says of an object that it does not list what Stripe says."""

    def answer(self, path: str, query: dict[str, list[str]]) -> Saying:
        listed, _, stripe_id = path.rpartition("/")
        if path in self.lists or path in self.objects or listed not in self.lists:
            return super().answer(path, query)
        return error(404, f"No such object: '{stripe_id}'", code="resource_missing")


def _the_same_account(url: str) -> StripeServer:
    """A Stripe that lists the documents that the database has landed."""
    stripe = KnownStripe(lists={"/v1/events": []})
    for entry in CATALOGUE.values():
        if entry.path and fetch(url, "SELECT to_regclass(%s) IS NOT NULL", f"raw.{entry.plural}") == [(True,)]:
            newest = f"SELECT DISTINCT ON (id) payload::text FROM raw.{entry.plural} ORDER BY id, observed_at DESC"
            stripe.lists[entry.path] = [text.encode() for (text,) in fetch(url, newest)]
        elif entry.path:
            stripe.lists[entry.path] = []
    ((account,),) = fetch(url, "SELECT id FROM meta.account")
    stripe.objects["/v1/account"] = b'{"id":"%s","object":"account"}' % account.encode()
    return stripe
