"""Our own work, as the commands do it, for the process that is measured."""

from contextlib import closing
from pathlib import Path
from types import ModuleType

import sqlalchemy  # noqa: F401 -- imports do not count: dlt imports it for its first connection

from oltp_schema.schemas import PLAIN
from pipelines import settings
from pipelines.catalogue import promotable, select
from pipelines.checks import balance, estimate, verifications
from pipelines.checks import parity as parity_check
from pipelines.checks.verifications import Verdict
from pipelines.checks.verify import Choice, Sample, Span, verify, written_since
from pipelines.cli.verify import SAMPLE, choice_of
from pipelines.database import connect
from pipelines.landing.plan.scope import ReadingScope
from pipelines.landing.report import LandingReport
from pipelines.landing.run import land as land_objects
from pipelines.landing.run import land_unresolved
from pipelines.promotion import forms, steps
from pipelines.promotion import promote as promote_objects
from pipelines.promotion.history import upkeep
from pipelines.raw.dlt import pipeline as _dlt  # noqa: F401 -- likewise: the landing imports dlt late
from pipelines.runs import ledger
from pipelines.runs.database import Database
from pipelines.runs.promotion import promote_landed
from pipelines.runs.reconcile import differences, schedule
from pipelines.runs.stages import Work
from pipelines.transformers import transformer_of

for _entry in promotable(None):  # imports do not count: a comparison imports the twin of a type when it is first met
    if not _entry.embedded:
        transformer_of(_entry.name)


def _replace(module: ModuleType, name: str, value: object) -> None:
    """Let a module have another value for a name that it has, for as long as the measured process lives."""
    assert hasattr(module, name), f"{module.__name__} has no {name}"
    setattr(module, name, value)


def land(url: str, home: str, api_base: str, api_key: str, objects: list[str]) -> dict[str, float]:
    """Land lists. Returns the number of objects, and of requests."""
    configuration = settings.Settings(home=Path(home), api_key=api_key, api_base=api_base)
    report = land_objects(configuration, url, select(objects))
    return {"objects": sum(landed.landed for landed in report.objects.values()), "requests": report.requests or 0}


def land_politely(url: str, home: str, api_base: str, api_key: str, objects: list[str]) -> dict[str, float]:
    """Land lists at the pace that Stripe allows a live key, although the server is on this machine."""
    _be_polite()
    return land(url, home, api_base, api_key, objects)


def _be_polite() -> None:
    """The key is one of test mode, as the documents are of it; the limits are those of a live one."""
    from pipelines.stripe_api import client, rate_limits  # noqa: PLC0415

    limits = rate_limits.RateLimits.of("sk_live_bench")
    _replace(client, "is_loopback", lambda _base: False)
    setattr(rate_limits.RateLimits, "of", lambda _key, share=1.0: limits)  # noqa: B010 -- a type checker would see a method


def promote(url: str, objects: list[str], *, everything: bool) -> dict[str, float]:
    """Promote what waits, or everything again. Returns the number of documents, rows, and refused documents."""
    with closing(connect(url, PLAIN)) as connection, ledger.run(connection, "benchmark") as run:
        promotion = promote_objects(connection, select(objects), run_id=run.id, everything=everything)
        ledger.record(run, promotion, {})
        connection.commit()
    rows = sum(counts.rows_in for counts in promotion.objects.values())
    return {"rows": rows, "quarantined": promotion.quarantined}


def promote_in_steps(url: str, objects: list[str], *, everything: bool) -> dict[str, float]:
    """Promote what waits in five steps, or everything again. Returns the number of documents."""
    with closing(connect(url, PLAIN)) as connection, ledger.run(connection, "benchmark") as run:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT sum(n_live_tup) FROM pg_stat_all_tables WHERE schemaname = 'raw'")
            _replace(steps, "STEP", int(cursor.fetchone()[0]) // 5 + 1)
        work = Work(settings.Settings(Path()), Database(url, "", connection), select(objects), run=run)
        promotion = promote_landed(work, work.objects, None, everything=everything, in_steps=True)
    return {"rows": sum(counts.rows_in for counts in promotion.objects.values())}


def promote_in_steps_on_one(url: str, objects: list[str], *, everything: bool) -> dict[str, float]:
    """The same on one connection: what a second one spares is measured against this."""
    _replace(upkeep, "separable", lambda *_: [])
    return promote_in_steps(url, objects, everything=everything)


def promote_unchecked(url: str, objects: list[str], *, everything: bool) -> dict[str, float]:
    """Promote without looking at the forms of fields: what the checks cost is measured against this."""
    _replace(forms, "misformed", lambda _entry, _payload, _mark: "FALSE")
    return promote(url, objects, everything=everything)


def promote_without_history(url: str, objects: list[str], *, everything: bool) -> dict[str, float]:
    """Promote and keep no history: what that costs is measured against this."""
    _replace(upkeep, "keep", lambda *_, **__: None)
    return promote(url, objects, everything=everything)


def pipeline(url: str, home: str, api_base: str, api_key: str) -> dict[str, float]:
    """Land, promote, and fetch what rows name and no list had, as `stripe-oltp pipeline` does."""
    configuration = settings.Settings(home=Path(home), api_key=api_key, api_base=api_base)
    names, landed = [entry.name for entry in select(None)], 0.0
    with closing(connect(url, PLAIN)) as connection, schedule.noting(connection, select(None)):
        report: LandingReport | None = land_objects(configuration, url, select(None))
    while report is not None:
        landed += sum(found.landed for found in report.objects.values())
        promote(url, names, everything=False)
        report = land_unresolved(configuration, url, select(None))
    return {"landed": landed}


def land_changes(url: str, home: str, api_base: str, api_key: str) -> dict[str, float]:
    """Land what events tell, at the pace that Stripe allows a live key."""
    _be_polite()
    configuration = settings.Settings(home=Path(home), api_key=api_key, api_base=api_base)
    report = land_objects(configuration, url, select(None), asked=ReadingScope(lists=()))
    return {"requests": report.requests or 0}


def read_lists_again(url: str, home: str, api_base: str, api_key: str, objects: list[str]) -> dict[str, float]:
    """Land all lists once more, as if nothing were known of what was read: nearly all of it is in raw already."""
    with closing(connect(url, PLAIN)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("TRUNCATE meta.watermarks, meta.windows")
    return land(url, home, api_base, api_key, objects)


def compare_everything(url: str, home: str, api_base: str, api_key: str) -> dict[str, float]:
    """Compare every object with Stripe and note that, as `stripe-oltp reconcile` does before it counts."""
    configuration = settings.Settings(home=Path(home), api_key=api_key, api_base=api_base)
    with closing(connect(url, PLAIN)) as connection:
        compared = differences.comparable(connection, None)
    found = differences.compare(configuration, url, compared)
    with closing(connect(url, PLAIN)) as connection:
        written_since.note(connection, found.seen, found.objects.keys() - {one.object for one in found.differences})
        verifications.note(connection, Verdict("reconcile", None, found.documents, len(found.differences), agrees=True))
    return {"documents": found.documents, "differences": len(found.differences), "in_turn": len(found.in_turn)}


def verify_some(url: str, home: str, api_base: str, api_key: str) -> dict[str, float]:
    """Verify with the sample that is the default."""
    return _verify(url, home, api_base, api_key, choice_of(Sample(SAMPLE, 1), None, Span()))


def verify_all(url: str, home: str, api_base: str, api_key: str) -> dict[str, float]:
    """Verify every document."""
    return _verify(url, home, api_base, api_key, choice_of(Sample(None, 1), None, Span()))


def _verify(url: str, home: str, api_base: str, api_key: str, choice: Choice) -> dict[str, float]:
    configuration = settings.Settings(home=Path(home), api_key=api_key, api_base=api_base)
    with closing(connect(url, PLAIN)) as connection:
        found = verify(configuration, connection, choice)
    return {"documents": found.documents, "differences": len(found.differences)}


def parity(url: str) -> dict[str, float]:
    """Compare every row with its twin."""
    with closing(connect(url, PLAIN)) as connection:
        found = parity_check.check(connection, promotable(None))
    assert not found.mismatches
    return {"rows": sum(tally.rows for tally in found.objects.values())}


def status(url: str, *, exact: bool) -> dict[str, float]:
    """Read the balance, or estimate it."""
    with closing(connect(url, PLAIN)) as connection:
        (balance if exact else estimate).read(connection)
    return {}
