"""Copies that wait until the list they are of is known to be whole: the first in memory, the others on disk."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

import msgspec

from pipelines.raw.csv_files import Copy

IN_MEMORY = 10  # pages: hardly a list is longer
LENGTH = 8  # bytes that say how long the next page is


class Spool:
    """Pages of copies, to be added first and then read, in the same order. Its file has no name, and ends with it."""

    def __init__(self) -> None:
        """Empty."""
        self._pages: list[list[Copy]] = []
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Forget everything."""
        self._pages.clear()
        if self._file:
            self._file.close()

    def add(self, copies: list[Copy]) -> None:
        """Keep a page."""
        if len(self._pages) < IN_MEMORY:
            self._pages.append(copies)
            return
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115 -- closed when the spool is
        text = msgspec.msgpack.encode(copies)
        self._file.write(len(text).to_bytes(LENGTH, "big") + text)

    def __iter__(self) -> Iterator[list[Copy]]:
        """All pages."""
        yield from self._pages
        if self._file is None:
            return
        self._file.seek(0)
        while length := self._file.read(LENGTH):
            yield msgspec.msgpack.decode(self._file.read(int.from_bytes(length, "big")), type=list[Copy])
