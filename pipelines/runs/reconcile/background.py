"""A comparison with Stripe beside the runs of a process that follows, which go on meanwhile.

Comparing only reads: it holds a snapshot of the database, not the lock of runs, and asks Stripe half as fast as it may.
What happened since its snapshot events tell, and is no difference. What differs is mended by runs of their own, a part
in each, so that what happens meanwhile gets in between. A process that is killed has noted nothing: the comparison
stays due, and what a part noted is fetched by the next run.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from threading import Thread
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

from psycopg2.extensions import connection as Connection

from pipelines import log
from pipelines.catalogue import StripeObject
from pipelines.checks.verify import Verification
from pipelines.database import connect
from pipelines.errors import StripeOltpError
from pipelines.promotion import Promotion
from pipelines.raw.tables import COMPLETE_LOADS
from pipelines.runs import ledger
from pipelines.runs.database import located
from pipelines.runs.reconcile import schedule
from pipelines.runs.reconcile.differences import Comparable, compare, want
from pipelines.runs.reconcile.stage import catch_up, conclude, own_work, replay_unmended
from pipelines.runs.results import together
from pipelines.runs.stages import Balance, Step, Work
from pipelines.settings import Settings
from pipelines.stripe_api.client import Client, timeouts

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport
    from pipelines.landing.session import LandingSession

PART = 200  # objects that one run mends: some seconds
SHARE = 0.5  # of what Stripe allows: the runs need the other half
AGAIN = 600.0  # seconds after which a comparison that failed is made again


class ComparisonFailedError(StripeOltpError):
    """A comparison beside the runs could not be made."""


@dataclass
class Mending:
    """What a comparison found, and how much of it was mended: the stage of a run that mends the next part.

    It ``is_over`` when all was mended, and what there is to say is noted. Then both sides are counted, whole: a part
    would take longer to count than to mend.
    Loads after that of the id ``since`` may have brought what differs; ``begun`` says when it was compared. It is
    fetched with the ``session`` of the other runs, ``without`` the lists of events that they leave out, too.
    """

    chosen: Comparable
    found: Verification
    since: str
    begun: datetime
    done: int = 0
    is_over: bool = False
    landing: "LandingReport | None" = None
    promotion: Promotion | None = None
    session: "LandingSession | None" = None
    without: AbstractSet[str] = frozenset()

    def execute(self, work: Work) -> None:
        """Note the next part, fetch and promote it; after the last one conclude. Raises as ``landing.run.land``."""
        own = own_work(work, self.chosen)
        part = self.found.differences[self.done : self.done + PART]
        with ledger.run(own.database.connection, schedule.RECONCILE) as own.run:
            want(own.database.connection, part)
            catch_up(own, self.chosen, None, self.session, self.without)
            self.done += len(part)
            is_last = self.done == len(self.found.differences)
            if is_last:
                replay_unmended(own, self.found)
            work.landing, work.promotion = own.landing, own.promotion
            self._add(own)
            if is_last:
                own.landing, own.promotion = self.landing, self.promotion
                loads = _loads_since(own.database.connection, self.since)
                work.reconciled = conclude(own, self.chosen, self.found, self.begun, loads)
                self.is_over = True
        if self.is_over:
            Balance().execute(work)

    def preview(self, work: Work) -> Iterator[Step]:
        """Nothing: it is no stage of a run that can be planned."""
        yield from ()

    def _add(self, own: Work) -> None:
        assert own.landing is not None and own.promotion is not None  # noqa: PT018, S101 -- it caught up
        self.landing = self.landing.then(own.landing) if self.landing else own.landing
        self.promotion = together(self.promotion, own.promotion) if self.promotion else own.promotion


class BackgroundComparison:
    """A thread that compares, one comparison at a time. ``at_hand`` are the settings that lead to Stripe."""

    def __init__(self, settings: Settings, at_hand: Settings) -> None:
        """None is under way."""
        self._settings, self._at_hand = settings, at_hand
        self._client: Client | None = None
        self._thread: Thread | None = None
        self._mending: Mending | None = None
        self._error: Exception | None = None
        self._not_before = 0.0
        self._is_given_up = False

    def __enter__(self) -> Self:
        """Itself; nothing is begun."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give up what is under way; it stays due."""
        self._is_given_up = True
        if self._client:
            self._client.close()
        if self._thread:
            self._thread.join(timeout=1.0)

    @property
    def is_under_way(self) -> bool:
        """Whether one is, or what it found was not taken yet."""
        return self._thread is not None

    def begin(self, types: Sequence[StripeObject]) -> None:
        """Compare these types, unless that is under way, or failed lately."""
        if types and not self.is_under_way and monotonic() >= self._not_before:
            log.info("comparing", types=len(types))
            self._thread = Thread(target=self._run, args=(Comparable(types),), name="comparison", daemon=True)
            self._thread.start()

    def take(self) -> Mending | None:
        """What one that is over found; None when there is none. Raises ComparisonFailedError."""
        if self._thread is None or self._thread.is_alive():
            return None
        self._thread = None
        (error, self._error), (mending, self._mending) = (self._error, None), (self._mending, None)
        if error:
            raise self.failed(error) from error
        return mending

    def failed(self, error: Exception) -> ComparisonFailedError:
        """What is to be raised when a comparison, or the mending of what it found, failed: it is made again later."""
        self._not_before = monotonic() + AGAIN
        told = str(error) if isinstance(error, StripeOltpError) else f"{type(error).__name__}."
        return ComparisonFailedError(f"The comparison with Stripe failed: {told}")

    def _run(self, chosen: Comparable) -> None:
        settings = self._at_hand
        try:
            with (
                located(self._settings) as url,
                Client(
                    settings.api_key or "",
                    api_base=settings.api_base,
                    api_version=settings.api_version,
                    timeout=timeouts(settings.answer_within),
                    share=SHARE,
                ) as self._client,
            ):
                if self._is_given_up:
                    return
                with closing(connect(url, settings.schemas)) as connection:
                    since = max(_loads_since(connection, ""), default="")
                    begun = schedule.now(connection)
                found = compare(settings, url, chosen, client=self._client)
                self._mending = Mending(chosen, found, since, begun)
        except Exception as error:
            self._error = error


def _loads_since(connection: Connection, load_id: str) -> list[str]:
    """The complete loads after one; their ids are moments."""
    with connection, connection.cursor() as cursor:
        cursor.execute(f"{COMPLETE_LOADS} AND loads.load_id > %s", (load_id,))
        return [found for (found,) in cursor.fetchall()]
