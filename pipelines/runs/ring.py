"""The use case that notes events which a cloud delivered: Amazon EventBridge or Azure Event Grid."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from sys import stdin

from pipelines.errors import UsageError
from pipelines.runs.database import reading
from pipelines.settings import Settings
from pipelines.webhooks.bells import EventBell, NoEventError, read_envelopes
from pipelines.webhooks.noting import TOGETHER, Noted, note

STDIN = Path("-")


def ring(settings: Settings, sources: Sequence[Path]) -> Counter[Noted]:
    """Note the events of files, of all files of folders, or of stdin (``-``); returns what became of how many.

    All are read before the first is noted. Raises UsageError for what is no envelope, naming the file.
    """
    bells = [bell for source in sources for file in _files(source) for bell in _read(file)]
    found: Counter[Noted] = Counter()
    with reading(settings) as database:
        for first in range(0, len(bells), TOGETHER):
            found.update(note(database.connection, bells[first : first + TOGETHER]))
    return found


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        return sorted(path for path in source.rglob("*") if path.is_file())
    return [source]


def _read(file: Path) -> Iterator[EventBell]:
    try:
        yield from read_envelopes(stdin.buffer.read() if file == STDIN else file.read_bytes())
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None
    except NoEventError as error:
        raise UsageError(f"{'stdin' if file == STDIN else file}: {error}. Nothing was noted.") from None
