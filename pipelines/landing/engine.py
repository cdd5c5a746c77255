"""From a plan to loads, one after the other, until nothing of the plan is left."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from time import monotonic, sleep

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines import log
from pipelines.catalogue import EVENT, THIN_EVENT, StripeObject, lists_with
from pipelines.landing.load.coordinator import Coordinator
from pipelines.landing.load.load import Load
from pipelines.landing.load.slots import LoadSlots
from pipelines.landing.load.sources import Sources
from pipelines.landing.plan import bells, thin_events, watermarks
from pipelines.landing.plan.scope import EVERYTHING, ReadingScope
from pipelines.landing.plan.sharing import is_over, joined, leading, readers, wait_for_others
from pipelines.landing.plan.watermarks import Plan
from pipelines.raw.intake import Intake
from pipelines.raw.tables import vacuum_grown
from pipelines.settings import Settings
from pipelines.stripe_api.account import who_and_when
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.clocks import test_clocks
from pipelines.stripe_api.lists import ListReader, landed_with
from pipelines.stripe_api.others import OtherAccounts, own_account
from pipelines.stripe_api.retries import may_be_over
from pipelines.stripe_api.shortfalls import Shortfalls

QUIET = 60.0  # seconds: what takes longer may have missed something, and is followed by another pass
PAUSE = 0.5  # seconds until one who joined looks for more to read
PASSES = 3  # at most: a business never rests, and the next run comes soon


class Engine:
    """Reads Stripe into ``raw`` and keeps the state of it."""

    def __init__(  # noqa: PLR0917 -- one call site
        self,
        settings: Settings,
        clients: tuple[Client, Client | None],
        connection: Connection,
        planning: Connection,
        slots: LoadSlots,
        intake: Intake,
        shortfalls: Shortfalls,
    ) -> None:
        """``connection`` is in autocommit mode, ``planning`` is not. What ``shortfalls`` has is left out.

        The second client, where there is one, asks for events of changes, and gives up soon.
        """
        client, self._quick = clients
        self._is_soon_again = self._quick is not None
        self.loads: list[str] = []
        self.problems: list[str] = []
        self.shortfalls = shortfalls
        self.since: datetime | None = None
        self.until: tuple[datetime, float] | None = None  # until when events are planned, and when that was
        self.whole: set[str] = set()
        self.others = OtherAccounts(own_account(connection))
        self._settings, self._client, self._sent_before = settings, client, client.counters.total.sent
        self._connection, self._planning = connection, planning
        self._slots, self.intake = slots, intake

    @property
    def requests(self) -> int:
        """How many requests this landing made so far; its client may have made others before."""
        return self._client.counters.total.sent - self._sent_before

    def now(self) -> datetime:
        """What Stripe's clock shows."""
        return who_and_when(self._client, self.shortfalls)[1]

    def run(self, objects: Sequence[StripeObject], now: datetime, asked: ReadingScope = EVERYTHING) -> None:
        """Bring ``raw`` to what Stripe says: finish what an earlier run planned, then plan and read what came since.

        A type that fails leaves the others to go on, and stays planned: see ``shortfalls``. Raises a Stripe error that
        concerns all of them, or LoadFailedError; what was loaded until then stays, and the next run goes on from there.
        """
        self.shortfalls.left_out = frozenset(asked.without)
        self._quick = None if asked.is_patient else self._quick
        if self._look_back(now):
            asked = replace(asked, lists=None)  # or what a part of it brings would be taken for all that happened
        with self._planning, self._planning.cursor() as cursor:
            bells.answer(cursor)
        if self._is_anything_planned(objects) if asked.now is None else self._lists_left(objects):
            self.work(objects, now)
            now = self.now()
        for _ in range(PASSES):
            started = monotonic()
            whole = self._plan(objects, now, asked)
            self.work(objects, now)
            lost_events = EVENT.name in self.shortfalls.refusals and not whole
            if monotonic() - started < QUIET and not lost_events:
                break
            now = self.now()
        self._compare_events(now)

    def work(self, objects: Sequence[StripeObject], now: datetime) -> None:
        """Read what is planned of ``objects``, and the events, with the others who joined this run."""
        with leading(self._connection):
            self._work(objects, now)

    def _work(self, objects: Sequence[StripeObject], now: datetime) -> None:
        self._read(objects, now)
        while readers(self._connection) > 1:
            wait_for_others(self._connection)
            self._read(objects, now)  # what one of them left when it died
        if self._lists_left(objects):  # one died before it was seen; what it was fetching by id, the next run fetches
            self._read(objects, now)

    def join(self, objects: Sequence[StripeObject], now: datetime) -> None:
        """Read what another run plans, until it has nothing left to read."""
        with joined(self._connection):
            self._read(objects, now)
            while not is_over(self._connection):
                sleep(PAUSE)
                self._read(objects, now)

    def _read(self, objects: Sequence[StripeObject], now: datetime) -> None:
        self.intake.look_again()
        Coordinator(self._sources(objects), self._slots, now, self._loaded).run()

    def _sources(self, objects: Sequence[StripeObject]) -> Sources:
        names = set(_names(objects))
        with self._connection, self._connection.cursor() as cursor:
            begun = landed_with(watermarks.current(cursor))
            names |= {THIN_EVENT.name} if self._are_thin_asked(cursor) else set()
        lists = ListReader(self._client, self._settings.api_version, self.others)
        return Sources(
            lists,
            replace(lists, client=self._quick) if self._quick else lists,
            self._connection,
            self.intake,
            names,
            begun,
            self.shortfalls,
        )

    def _loaded(self, connection: Connection, load: Load, loads: list[str]) -> None:
        """Take note of a load that is complete; the thread that loads calls it."""
        self.loads += loads
        for name in loads:
            log.info("load", load=name, landed=load.landed, seconds=load.seconds)
        for name, why in load.unavailable.items():
            self.shortfalls.note_unavailable(
                name, [change.id for change in load.done.unavailable if change.object == name], why
            )
        if load.is_full:
            vacuum_grown(connection)

    def _plan(self, objects: Sequence[StripeObject], now: datetime, asked: ReadingScope) -> set[str]:
        lists = objects if asked.lists is None else asked.lists
        clocks: list[str] = []
        if not self._settings.livemode and any(entry.reading.on_clocks for entry in lists):
            clocks = test_clocks(self._client, self.shortfalls)
        failing = self.shortfalls.failures.keys() | self.shortfalls.left_out
        self.until = now, monotonic()
        with self._planning, self._planning.cursor() as cursor:
            thin = self._are_thin_asked(cursor)
            version, pace = self._settings.api_version, self._settings.pace
            whole = watermarks.plan(cursor, Plan(now, lists, clocks, version, pace, failing, asked, thin))
        self.whole |= whole
        return whole

    def _are_thin_asked(self, cursor: Cursor) -> bool:
        """Whether thin events are to be read now, which were not found to fail in this run."""
        return not self.shortfalls.has(THIN_EVENT.name) and thin_events.is_asked(cursor, self._settings.api_version)

    def _compare_events(self, now: datetime) -> None:
        """Take note of what snapshots and thin events told of each other, and of a refusal of the latter.

        Where one list was not read, what the other one told is compared later.
        """
        short = self.shortfalls
        why = short.dispensable.get(THIN_EVENT.name)
        is_passing = self._is_soon_again and why is not None and may_be_over(why)
        are_both_read = not (short.has(EVENT.name) or short.has(THIN_EVENT.name))
        with self._planning, self._planning.cursor() as cursor:
            if why and not is_passing:
                self.problems += thin_events.refused(cursor, str(why))
            else:
                lag = self._settings.pace.lag
                self.problems += thin_events.compare(cursor, self.loads, now, lag, are_both_read=are_both_read)
        if is_passing:
            self.problems.append(f"Thin events are left out until Stripe lists them again: {why}")

    def _look_back(self, now: datetime) -> bool:
        """See when Stripe was read last; whether it has forgotten events since, so that everything is read whole."""
        with self._planning, self._planning.cursor() as cursor:
            self.since = watermarks.current(cursor).get(EVENT.name)
            if since := watermarks.aged_out(cursor, now):
                watermarks.note_gap(cursor, since, now)
                watermarks.forget(cursor, watermarks.current(cursor))
                self.problems.append(
                    f"Stripe was read last on {self.since:%Y-%m-%d}, and it keeps events for 30 days only:"
                    " everything was read again, and is compared after that."
                )
        return bool(since)

    def _lists_left(self, objects: Sequence[StripeObject]) -> bool:
        readable = {name for name in _names(objects) if not self.shortfalls.has(name)}
        with self._planning, self._planning.cursor() as cursor:
            return watermarks.is_list_left(cursor, readable)

    def _is_anything_planned(self, objects: Sequence[StripeObject]) -> bool:
        with self._planning, self._planning.cursor() as cursor:
            return watermarks.is_anything_left(cursor, _names(objects))


def _names(objects: Sequence[StripeObject]) -> list[str]:
    """What is read for these types: the events, they themselves, and the lists per parent."""
    return [entry.name for entry in (EVENT, *objects, *lists_with(objects))]
