"""Where every copy enters: unchanged ones are counted and dropped, the others are written for dlt."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from time import monotonic

from pipelines.raw.csv_files import Copy, CsvFile, CsvFiles, Place
from pipelines.raw.newest import NewestCopies

OnProgress = Callable[[str, int, int], None]


@dataclass
class IntakeCounts:
    """What became of the documents of one type so far; ``seconds`` on the clock while it was read."""

    landed: int = 0
    unchanged: int = 0
    set_aside: int = 0
    seconds: float = 0.0


@dataclass
class Intake:
    """One landing. ``newest`` None lands everything; ``on_progress`` gets an object's name and its counts so far."""

    newest: NewestCopies | None = None
    on_progress: OnProgress | None = None
    counts: dict[str, IntakeCounts] = field(default_factory=lambda: defaultdict(IntakeCounts))
    _sequence: Iterator[int] = field(default_factory=lambda: count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _reading: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _since: dict[str, float] = field(default_factory=dict)

    @property
    def landed(self) -> int:
        """How many documents were landed, of all types."""
        with self._lock:
            return sum(counts.landed for counts in self.counts.values())

    @contextmanager
    def clock(self, name: str) -> Iterator[None]:
        """Count the time that the block takes as time of one type, once when several threads read it."""
        started = monotonic()
        with self._lock:
            self._reading[name] += 1
            self._since.setdefault(name, started)
        try:
            yield
        finally:
            with self._lock:
                self._reading[name] -= 1
                if not self._reading[name]:
                    self.counts[name].seconds += monotonic() - self._since.pop(name)

    def writer(self, place: Callable[[bool], Place | None]) -> "Writer":
        """What a load lands through, from any thread; for ``place`` see CsvFiles."""
        return Writer(self, CsvFiles(place, self._sequence))

    def next_load(self) -> None:
        """Another load begins, and the one before the last is complete."""
        if self.newest:
            self.newest.next_load()

    def look_again(self) -> None:
        """Lists are read that may have been read before."""
        if self.newest:
            self.newest.look_again()

    def changed(self, copies: Sequence[Copy]) -> list[bool]:
        """Which of these copies, all of one table, say something new."""
        if self.newest is None:
            return [True] * len(copies)
        return [not same for same in self.newest.says_nothing_new(copies)]

    def count(self, name: str, *, landed: int = 0, unchanged: int = 0, set_aside: int = 0) -> None:
        """Add to the counts of one type and report them."""
        with self._lock:
            counts = self.counts[name]
            counts.landed += landed
            counts.unchanged += unchanged
            counts.set_aside += set_aside
            if self.on_progress:
                self.on_progress(name, counts.landed, counts.unchanged)


@dataclass
class Writer:
    """Lands copies, and hands over the files that are ready to load; ``landed`` says how many copies it wrote."""

    intake: Intake
    files: CsvFiles
    landed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def land(self, copies: Sequence[Copy], *, compare: bool = True) -> list[Copy]:
        """Write those of ``copies`` that say something new (all, unless ``compare``), and return them."""
        landed = []
        by_table: dict[str, list[Copy]] = defaultdict(list)
        for copy in copies:
            by_table[copy.table].append(copy)
        for group in by_table.values():
            changed = self.intake.changed(group) if compare else [True] * len(group)
            landed += [copy for copy, new in zip(group, changed, strict=True) if new]
            self._count(group, changed)
        self.files.write(landed)
        with self._lock:
            self.landed += len(landed)
        return landed

    def full(self) -> Iterator[CsvFile]:
        """The files that are large enough to load."""
        return self.files.full()

    def rest(self) -> Iterator[CsvFile]:
        """All remaining files."""
        return self.files.rest()

    def close(self) -> None:
        """Close what was not handed over."""
        self.files.close()

    def _count(self, group: Sequence[Copy], changed: Sequence[bool]) -> None:
        for name in dict.fromkeys(copy.object for copy in group):
            new = [copy.document for copy, is_new in zip(group, changed, strict=True) if copy.object == name and is_new]
            self.intake.count(
                name,
                landed=sum(document.payload is not None for document in new),
                unchanged=sum(copy.object == name for copy in group) - len(new),
                set_aside=sum(not document.verbatim for document in new),
            )
