"""From a plan to loads, one after the other, until nothing of the plan is left."""

from collections.abc import Sequence
from datetime import datetime
from time import monotonic

import dlt
from psycopg2.extensions import connection as Connection

from pipelines import log
from pipelines.catalogue import StripeObject
from pipelines.landing import cursors
from pipelines.landing.account import who_and_when
from pipelines.landing.batch import Batch, Sources
from pipelines.landing.claims import Claims
from pipelines.landing.client import Client
from pipelines.landing.clocks import test_clocks
from pipelines.landing.cursors import EVENT, Plan
from pipelines.landing.errors import StripePermissionError
from pipelines.landing.intake import Intake
from pipelines.landing.lists import Refusal
from pipelines.landing.pipeline import load
from pipelines.landing.source import resource
from pipelines.landing.tables import raw_table_of, vacuum_grown
from pipelines.settings import Settings

QUIET = 60.0  # seconds: what takes longer may have missed something, and is followed by another round
ROUNDS = 3  # at most: a business never rests, and the next run comes soon


class Engine:
    """Reads Stripe into ``raw`` and keeps the state of it. ``connection`` and ``claiming`` are two connections."""

    def __init__(  # noqa: PLR0917 -- one call site
        self,
        settings: Settings,
        client: Client,
        connection: Connection,
        claiming: Connection,
        pipeline: dlt.Pipeline,
        intake: Intake,
    ) -> None:
        """``connection`` is in autocommit mode, ``claiming`` is not."""
        self.loads: list[str] = []
        self.problems: list[str] = []
        self.refusals: dict[str, Refusal] = {}
        self.since: datetime | None = None
        self.whole: set[str] = set()
        self._settings, self._client = settings, client
        self._connection, self._claiming = connection, claiming
        self._pipeline, self.intake = pipeline, intake

    @property
    def refused(self) -> set[str]:
        """The types that the key may not read."""
        return {name for name, refusal in self.refusals.items() if isinstance(refusal, StripePermissionError)}

    def run(self, objects: Sequence[StripeObject], now: datetime) -> None:
        """Bring ``raw`` to what Stripe says: finish what an earlier run planned, then plan and read what came since.

        Raises a Stripe error or LoadFailedError; what was loaded until then stays, and the next run goes on from there.
        """
        self._look_back(now)
        if self._is_anything_planned(objects):
            self.work(objects, now)
            _, now = who_and_when(self._client)
        for _ in range(ROUNDS):
            started = monotonic()
            whole = self._plan(objects, now)
            self.work(objects, now)
            lost_events = EVENT.name in self.refusals and not whole
            if monotonic() - started < QUIET and not lost_events:
                return
            _, now = who_and_when(self._client)

    def work(self, objects: Sequence[StripeObject], now: datetime) -> None:
        """Read what is planned of ``objects``, and the events."""
        with self._connection, self._connection.cursor() as cursor:
            begun = cursors.positions(cursor).keys()
        sources = Sources(
            self._client,
            self._settings.api_version,
            self._connection,
            Claims(self._claiming),
            self.intake,
            {EVENT.name, *(entry.name for entry in objects)},
            begun,
            self.refusals,
        )
        while self._load(Batch(sources, now), sources.claims):
            pass

    def _load(self, batch: Batch, claims: Claims) -> bool:
        """One load; whether there may be more."""
        started, landed_before = monotonic(), self.intake.landed
        try:
            loads = load(self._pipeline, [resource("stripe", batch.files)])
        except BaseException:
            claims.release()
            raise
        self.loads += loads
        claims.settle(batch.done)
        for name in loads:
            log.info("load", load=name, landed=self.intake.landed - landed_before, seconds=monotonic() - started)
        if self.intake.newest:
            self.intake.newest.next_load()
        self.problems += [f"{refused} It is asked for again by the next run." for refused in batch.unfetched]
        if batch.failure:
            raise batch.failure
        if batch.was_full:
            landed = {raw_table_of(name): counted.landed for name, counted in self.intake.counts.items()}
            vacuum_grown(self._connection, landed)
        return batch.was_full

    def _plan(self, objects: Sequence[StripeObject], now: datetime) -> set[str]:
        clocks: list[str] = []
        if not self._settings.livemode:
            clocks, problem = test_clocks(self._client)
            self.problems += [problem] if problem else []
        what = Plan(now, objects, clocks, self._settings.api_version, self._settings.pace)
        with self._claiming, self._claiming.cursor() as cursor:
            whole = cursors.plan(cursor, what)
        self.whole |= whole
        return whole

    def _look_back(self, now: datetime) -> None:
        """See when Stripe was read last. When Stripe has forgotten events since, everything is read whole again."""
        with self._claiming, self._claiming.cursor() as cursor:
            self.since = cursors.positions(cursor).get(EVENT.name)
            if cursors.aged_out(cursor, now):
                cursors.forget(cursor, cursors.positions(cursor))
                self.problems.append(
                    f"Stripe was read last on {self.since:%Y-%m-%d}, and it keeps events for 30 days only:"
                    " everything was read and compared again."
                )

    def _is_anything_planned(self, objects: Sequence[StripeObject]) -> bool:
        names = [EVENT.name, *(entry.name for entry in objects)]
        with self._claiming, self._claiming.cursor() as cursor:
            return cursors.is_anything_left(cursor, names)
