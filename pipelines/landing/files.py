"""Stripe's documents in files: exports, recorded responses, fixtures, events.

A file is `.json` (an object, an array, a list page) or `.jsonl`/`.ndjson` (one of these a line), also gzipped. One JSON
text is held whole, so it has a limit; so has what a file may grow to when it is unpacked.
"""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from pipelines.landing import malformed
from pipelines.stripe_api.documents import (
    Document,
    NotJsonError,
    OtherFormError,
    read,
    slice_array,
    slice_filed_list,
    slice_one,
)
from pipelines.stripe_api.errors import LandingFileError, LandingPathError

BY_LINE = frozenset({".jsonl", ".ndjson"})
SUFFIXES = frozenset({".json", *BY_LINE})
LIST_OBJECTS = frozenset({"list", "search_result"})
LONGEST_TEXT = 512 * 2**20  # bytes of one JSON text: a whole `.json`, or a line
# A gzip file of nothing grows a thousandfold. Stripe's JSON grows 10 to 40 times, generated accounts a little more.
MOST_GROWTH = 100
GROWTH_FROM = 16 * 2**20  # bytes: a small file may hold what it likes
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
NO_FILE = "it is no file, but a pipe, a socket or a device. Write what it gives into a file."


@dataclass(frozen=True)
class Found:
    """A Stripe document in a file; ``position`` says where, for people."""

    path: Path
    position: str | None
    document: Document

    @property
    def where(self) -> str:
        """The file and the position in it."""
        return _where(self.path, self.position)


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files that ``paths`` name, folders searched through, oldest first. Raises LandingPathError."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file() and _kind(file) in SUFFIXES)
            if not inside:
                raise _no_file(path, "no .json, .jsonl or .ndjson file is in this folder.")
            found |= dict.fromkeys(inside)
        elif not path.exists():
            raise _no_file(path, "there is no such file or folder.")
        elif not path.is_file():
            raise _no_file(path, NO_FILE)
        elif _kind(path) not in SUFFIXES:
            raise _no_file(path, "its name does not end in .json, .jsonl or .ndjson (.gz after it is fine).")
        else:
            found[path] = None
    return sorted(found, key=lambda file: file.stat().st_mtime_ns)


def documents_in(path: Path) -> Iterator[Found]:
    """Every document of one file, in the order in which Stripe said them; a file of lines is never held whole.

    Raises LandingFileError for a file that cannot be read whole, or holds something other than Stripe objects.
    """
    is_empty = True
    for line, text in _texts(path):
        is_empty = False
        with _named(path, line, text):
            values = _values(text)
        for element, raw in values:
            position = ", ".join(part for part in (line, element) if part) or None
            document = read(raw)
            if not raw.startswith(b"{") or not document.object:
                raise _error(path, "not a Stripe object: it has no `object` that names its type.", position)
            yield Found(path, position, document)
    if is_empty:
        raise _error(path, "the file is empty.")


def modified_at(path: Path) -> datetime:
    """When the file was last written."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _texts(path: Path) -> Iterator[tuple[str | None, bytes]]:
    """The JSON texts of a file, with the line of each when it has one per line."""
    try:
        with _opened(path) as stream:
            if _kind(path) not in BY_LINE:
                if text := _whole(path, stream).removeprefix(BYTE_ORDER_MARK).strip():
                    yield None, text
                return
            for number, line in enumerate(_lines(path, stream), start=1):
                if text := line.removeprefix(BYTE_ORDER_MARK).strip():
                    yield f"line {number}", text
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _error(path, "it is not a whole gzip file.") from error
    except OSError as error:
        raise _error(path, f"it cannot be read ({error.strerror}).") from error


def _values(text: bytes) -> Sequence[tuple[str | None, bytes]]:
    """The documents of one JSON text: itself, or the elements of an array or list page."""
    if text.startswith(b"["):
        return [(f"element {number}", raw) for number, raw in enumerate(slice_array(text), start=1)]
    document = slice_one(text)
    if not (document.startswith(b"{") and read(document).object in LIST_OBJECTS):
        return [(None, document)]
    elements = [(f"element {number}", raw) for number, raw in enumerate(slice_filed_list(text), start=1)]
    return elements[::-1]  # a list page is newest first


def _whole(path: Path, stream: BinaryIO | gzip.GzipFile) -> bytes:
    text = bytearray()
    while piece := stream.read(min(GROWTH_FROM, LONGEST_TEXT + 1)):
        text += piece
        _check_growth(path, len(text))
        _check_length(path, text, "Write it as .jsonl, one object a line (jq -c '.[]').")
    return bytes(text)


def _lines(path: Path, stream: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    """The lines of a file; what is unpacked is watched before a line of it is complete."""
    line, unpacked = b"", 0
    while piece := stream.readline(GROWTH_FROM):
        unpacked += len(piece)
        _check_growth(path, unpacked)
        line = line + piece if line else piece
        _check_length(path, line, "Is it one object a line?")
        if line.endswith(b"\n"):
            yield line
            line = b""
    if line:
        yield line


def _check_growth(path: Path, unpacked: int) -> None:
    if path.suffix == ".gz" and unpacked >= GROWTH_FROM and unpacked > MOST_GROWTH * path.stat().st_size:
        raise _error(path, f"it is more than {MOST_GROWTH} times as large when unpacked: no export of Stripe's is.")


def _check_length(path: Path, text: bytes | bytearray, remedy: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise _error(path, f"it holds a JSON text of more than {LONGEST_TEXT >> 20} MB. {remedy}")


def _opened(path: Path) -> BinaryIO | gzip.GzipFile:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")


def _kind(path: Path) -> str:
    return Path(path.stem).suffix if path.suffix == ".gz" else path.suffix


@contextmanager
def _named(path: Path, position: str | None, text: bytes) -> Iterator[None]:
    try:
        yield
    except NotJsonError as error:
        raise _error(path, malformed.why(text, str(error)), position) from error
    except OtherFormError as error:
        raise _error(path, f"not Stripe JSON ({error}).", position) from error


def _error(path: Path, rule: str, position: str | None = None) -> LandingFileError:
    return LandingFileError(f"{_where(path, position)}: {rule} Nothing was landed.")


def _where(path: Path, position: str | None) -> str:
    return f"{path}, {position}" if position else str(path)


def _no_file(path: Path, rule: str) -> LandingPathError:
    return LandingPathError(f"{path}: {rule} Nothing was landed.")
