"""The dlt resource that lands documents from files, whatever their types.

The files are read twice. The first time proves all of them sound, so that either everything or nothing lands, and
lands the snapshots of events: they are the past, and what a file says of an object now must be compared with them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from time import monotonic

from dlt.extract import DltResource
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import EVENT
from pipelines.landing.files import Found, documents_in, modified_at
from pipelines.landing.report import SetAside
from pipelines.landing.source import place_of_this_load, resource
from pipelines.raw.csv_files import Copy, CsvFile
from pipelines.raw.intake import Intake, Writer
from pipelines.raw.snapshots import past
from pipelines.raw.tables import ensure_raw_tables, raw_table_of
from pipelines.stripe_api.account import check_account, compare_account
from pipelines.stripe_api.errors import LandingFileError
from pipelines.stripe_api.events import version_of
from pipelines.stripe_api.others import OtherAccounts

BATCH = 100  # documents compared with raw in one query


@dataclass
class FileLanding:
    """One landing from ``files``; ``objects`` None takes every type; ``observed_at`` None each file's own time.

    Events of ``others`` are left out; when there is nothing else, AccountError is raised.
    ``set_aside`` says where documents stand that raw cannot hold as they are, ``left_out`` counts those of types that
    are not among ``objects``.
    """

    connection: Connection
    intake: Intake
    files: Sequence[Path]
    others: OtherAccounts
    objects: AbstractSet[str] | None = None
    observed_at: datetime | None = None
    livemode: bool | None = None
    set_aside: SetAside = field(default_factory=SetAside)
    left_out: Counter[str] = field(default_factory=Counter)
    _tables: set[str] = field(default_factory=set)
    _is_anything_own: bool = False
    _filled: set[Path] = field(default_factory=set)

    @property
    def empty(self) -> list[Path]:
        """The files without any document, once all are read."""
        return [path for path in self.files if path not in self._filled]

    def resource(self) -> DltResource:
        """The dlt resource."""
        return resource("files", self._land)

    def _land(self) -> Iterator[CsvFile]:
        place = place_of_this_load().prepare()
        with closing(self.intake.writer(lambda _: place)) as writer:
            yield from self._pass(writer, self._snapshots)
            if not self._is_anything_own:
                self.others.refuse()
            yield from self._pass(writer, self._documents)
            yield from writer.rest()
        check_account(self.connection, None, self.livemode)  # before dlt commits the package, after all is read

    def _pass(self, writer: Writer, copies_of: Callable[[Found], list[Copy]]) -> Iterator[CsvFile]:
        copies = (copy for path in self.files for found in documents_in(path) for copy in copies_of(found))
        started = monotonic()
        while batch := list(islice(copies, BATCH)):
            self._ensure_tables(batch)
            writer.land(batch)
            yield from writer.full()
            self._clock(batch, monotonic() - started)
            started = monotonic()

    def _documents(self, found: Found) -> list[Copy]:
        name = found.document.object or ""
        if not self._is_wanted(name) or self.others.have(found.document):
            return []
        self.set_aside.note(found.document, found.where)
        version = version_of(found.document) if name == EVENT.name else None
        observed_at = self.observed_at or modified_at(found.path)
        return [Copy(name, raw_table_of(name), found.document, "file", observed_at, version)]

    def _snapshots(self, found: Found) -> list[Copy]:
        """The object inside an event, as it was then; also the place where every document is checked first."""
        self._filled.add(found.path)
        if self.others.leave_out(found.document):
            return []
        self._is_anything_own = True
        snapshots = past(found.document) if found.document.object == EVENT.name else []
        wanted = [copy for copy in snapshots if self._is_wanted(copy.object)]
        for copy in wanted:
            self.set_aside.note(copy.document, f"{found.where}, inside the event")
        if wanted or self._is_wanted(found.document.object or ""):
            self._check_mode(found)
        else:
            self.left_out[found.document.object or ""] += 1
        return wanted

    def _is_wanted(self, name: str) -> bool:
        return self.objects is None or name in self.objects

    def _check_mode(self, found: Found) -> None:
        livemode = found.document.livemode
        if livemode is None or livemode is self.livemode:
            return
        if self.livemode is not None:
            raise LandingFileError(
                f"{found.where}: live and test data are mixed. Land each into its own database. Nothing was landed."
            )
        compare_account(self.connection, None, livemode, place=found.where)
        self.livemode = livemode

    def _ensure_tables(self, copies: Sequence[Copy]) -> None:
        if unseen := {copy.table for copy in copies} - self._tables:
            ensure_raw_tables(self.connection, unseen)
            self._tables |= unseen

    def _clock(self, copies: Sequence[Copy], seconds: float) -> None:
        for copy in copies:
            self.intake.counts[copy.object].seconds += seconds / len(copies)
