"""The CSV files that dlt imports as they are: one COPY each, no row ever becomes a Python object."""

import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import msgspec

from pipelines.raw import forms
from pipelines.raw.tables import RAW_COLUMNS, SET_ASIDE, SET_ASIDE_COLUMNS
from pipelines.stripe_api.documents import Document
from pipelines.stripe_api.told import Told

ROTATE_AT = 16 * 2**20  # bytes: a few files load side by side, and none is lost to one failure
BUFFER = 2**18  # bytes of a file that are written at once: each time the other threads go on first
WAITING = 2 * 2**20  # bytes of documents that are held in memory while a load has no place yet


class Copy(msgspec.Struct, frozen=True, gc=False):
    """One document on its way into a raw table: where it came from and when Stripe said it.

    ``parent`` is the id of the object whose list it is an element of, where it was asked for under that; ``told`` is
    the event that brought it.
    """

    object: str
    table: str
    document: Document
    origin: str
    observed_at: datetime
    api_version: str | None
    parent: str | None = None
    told: Told | None = None


@dataclass(frozen=True)
class Place:
    """Where the files of one load go, and the id that dlt gave it."""

    folder: Path
    load_id: str

    def prepare(self) -> "Place":
        """Make the folder; what an earlier load left there goes."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.folder.chmod(0o700)
        for path in self.folder.glob("*.csv"):
            if not path.name.startswith(f"{self.load_id}."):
                path.unlink(missing_ok=True)
        return self


@dataclass
class CsvFile:
    """A file of rows of one raw table."""

    table: str
    path: Path
    rows: int = 0
    size: int = 0  # bytes that were written; the stream is not asked, which may be closed by who gave the load up
    _stream: BinaryIO = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Open the file; its first line names the columns."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        self._stream = os.fdopen(os.open(self.path, flags, 0o600), "wb", buffering=BUFFER)
        self._stream.write(",".join(self.columns).encode() + b"\n")

    @property
    def columns(self) -> dict[str, dict[str, object]]:
        """The columns of its table, with dlt's hints."""
        columns = SET_ASIDE_COLUMNS if self.table == SET_ASIDE else RAW_COLUMNS
        return {name: dict(hints) for name, hints in columns.items()}

    @property
    def is_full(self) -> bool:
        """Whether it is time for another one."""
        return self.size >= ROTATE_AT

    def write(self, rows: Sequence[bytes]) -> None:
        """Add rows."""
        self.size += self._stream.write(b"".join(rows))
        self.rows += len(rows)

    def close(self) -> None:
        """Flush what was written; nothing can be added."""
        self._stream.close()


class CsvFiles:
    """The open files of one load, one per table. Safe to write to from several threads.

    A file that was given stays: dlt links to it later than the next one is asked for.
    """

    def __init__(self, place: Callable[[bool], Place | None], sequence: Iterator[int]) -> None:
        """``place`` is asked when there is something to write; with True it waits until the load has its place.

        ``sequence`` is shared by all writers of a load, so that `_dlt_id` sorts as copies were received.
        """
        self._place = place
        self._sequence = sequence
        self._waiting: list[Copy] = []
        self._waiting_bytes = 0
        self._open: dict[str, CsvFile] = {}
        self._is_closed = False
        self._lock = threading.Lock()

    def write(self, copies: Sequence[Copy]) -> None:
        """Add copies to their raw tables, and their exact bytes to ``set_aside`` where raw's payload differs.

        As long as the load has no place they are kept in memory, up to WAITING bytes; then whoever brings more waits.
        """
        if not copies:
            return
        place = self._place(self._waiting_bytes >= WAITING)  # not with the lock: who gives the place may want it first
        if place is None:
            with self._lock:
                self._waiting += copies
                self._waiting_bytes += sum(len(copy.document.raw) for copy in copies)
        else:
            if self._waiting:
                self._write_waiting(place)
            self._write(place, copies)

    def full(self) -> Iterator[CsvFile]:
        """Close and give the files that are large enough to load."""
        with self._lock:
            full = [table for table, file in self._open.items() if file.is_full]
        yield from self._given(full)

    def rest(self) -> Iterator[CsvFile]:
        """Close and give all files."""
        if self._waiting and (place := self._place(True)):
            self._write_waiting(place)
        yield from self._given(list(self._open))

    def close(self) -> None:
        """Close what was not given: the landing failed. Who still writes gets a CancelledError."""
        with self._lock:
            self._is_closed = True
            for file in self._open.values():
                with suppress(OSError):
                    file.close()

    def _write_waiting(self, place: Place) -> None:
        with self._lock:
            waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        self._write(place, waiting)

    def _write(self, place: Place, copies: Sequence[Copy]) -> None:
        rows: dict[str, list[bytes]] = defaultdict(list)
        for copy in copies:
            row_id = f"{place.load_id}.{next(self._sequence):012d}"
            if copy.document.payload is not None:
                rows[copy.table].append(_raw_row(copy, copy.document.payload, place, row_id))
            if copy.document.reason is not None:
                rows[SET_ASIDE].append(_row_aside(copy, copy.document.reason, place, row_id))
        with self._lock:
            if self._is_closed:
                raise CancelledError
            for table, found in rows.items():
                self._file(place, table).write(found)

    def _given(self, tables: list[str]) -> Iterator[CsvFile]:
        for table in tables:
            with self._lock:
                file = self._open.pop(table)
                file.close()
            yield file

    def _file(self, place: Place, table: str) -> CsvFile:
        if table not in self._open:
            self._open[table] = CsvFile(table, place.folder / f"{place.load_id}.{table}.{uuid4().hex}.csv")
        return self._open[table]


def _raw_row(copy: Copy, payload: bytes, place: Place, row_id: str) -> bytes:
    document = copy.document
    event = _quoted(copy.told.json.decode()) if copy.told else ""
    mark = forms.found_in(copy.object, payload) or ""
    said = (
        f'"{_quoted(copy.api_version)}","{copy.origin}","{_moment(copy.observed_at)}","{document.digest}",'
        f'"{document.verbatim:d}","{document.deleted:d}","{_quoted(copy.parent)}","{event}","{mark}","{place.load_id}","{row_id}"'
    )
    return _row((document.id or "").encode(), payload, said=said)


def _row_aside(copy: Copy, reason: str, place: Place, row_id: str) -> bytes:
    document = copy.document
    said = f'"{reason}","{copy.origin}","{_moment(copy.observed_at)}","{document.digest}","{place.load_id}","{row_id}"'
    exact = b"\\x" + document.raw.hex().encode()
    return _row(copy.object.encode(), (document.id or "").encode(), exact, said=said)


def _row(*values: bytes, said: str) -> bytes:
    """One row: ``values``, and behind them ``said``, which is CSV already.

    Every value is quoted: dlt reads an empty one as NULL only where the column allows it.
    """
    quoted = [value.replace(b'"', b'""') for value in values]
    return b'"' + b'","'.join(quoted) + b'",' + said.encode() + b"\n"


def _quoted(text: str | None) -> str:
    return text.replace('"', '""') if text else ""


@lru_cache(256)
def _moment(observed_at: datetime) -> str:
    return observed_at.isoformat()
