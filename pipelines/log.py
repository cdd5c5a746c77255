"""One line an event, for runs that nobody watches: text or JSON, on stderr.

An event is a name and fields that are numbers, our own words, or names and ids that Stripe made: never a document, a
piece of one, a key or a URL with a password. What libraries log goes nowhere, because nobody promised that of it.
"""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum

Field = str | int | float | bool | None


class Level(StrEnum):
    """From which events on the log tells; Python's numbers for them are in ``NUMBERS``."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    OFF = "off"


class Format(StrEnum):
    """How an event looks: ``name=value``, or a JSON object."""

    TEXT = "text"
    JSON = "json"


NUMBERS = {
    Level.DEBUG: logging.DEBUG,
    Level.INFO: logging.INFO,
    Level.WARNING: logging.WARNING,
    Level.ERROR: logging.ERROR,
    Level.OFF: logging.CRITICAL + 1,
}

_LOGGER = logging.getLogger("stripe_oltp")
_LOGGER.addHandler(logging.NullHandler())  # used as a library, it is for the application to say where events go
_listeners: list[Callable[[str], None]] = []
_of_the_run: dict[str, Field] = {}


def debug(event: str, **fields: Field) -> None:
    """What only helps to find out why: each request, each retry."""
    _tell(logging.DEBUG, event, fields)


def info(event: str, **fields: Field) -> None:
    """What happens in a good run."""
    _tell(logging.INFO, event, fields)


def warning(event: str, **fields: Field) -> None:
    """What a person should know of, though the run went on."""
    _tell(logging.WARNING, event, fields)


def error(event: str, **fields: Field) -> None:
    """Why a command failed."""
    _tell(logging.ERROR, event, fields)


def notice(message: str) -> None:
    """One sentence to the person at work, before something long or lasting is done: an event where events are told."""
    if is_on():
        warning("notice", message=message)
    for hear in () if is_on() else _listeners:
        hear(message)


def listen(hear: Callable[[str], None]) -> None:
    """Hand each notice to a function, such as one that prints it."""
    if hear not in _listeners:
        _listeners.append(hear)


def is_on(level: Level = Level.ERROR) -> bool:
    """Whether events of a level are told here: failures by default, so that nobody needs to print them as well."""
    return _LOGGER.isEnabledFor(NUMBERS[level]) and any(isinstance(each, _Stderr) for each in _LOGGER.handlers)


def configure(level: Level, form: Format) -> None:
    """Write events of ``level`` and above to stderr. May be called again."""
    for handler in [each for each in _LOGGER.handlers if isinstance(each, _Stderr)]:
        _LOGGER.removeHandler(handler)
    _LOGGER.addHandler(_Stderr(as_json=form is Format.JSON))
    _LOGGER.setLevel(NUMBERS[level])
    _LOGGER.propagate = False
    logging.getLogger().addHandler(_SILENCE)  # without any handler, Python prints libraries' warnings itself


@contextmanager
def of_run(run: int) -> Iterator[None]:
    """Name the run in all events of a block, in all its threads: one run at a time is in a process."""
    _of_the_run["run"] = run
    try:
        yield
    finally:
        _of_the_run.clear()


def _tell(level: int, event: str, fields: dict[str, Field]) -> None:
    if _LOGGER.isEnabledFor(level):
        said = {name: value for name, value in (_of_the_run | fields).items() if value is not None}
        _LOGGER.log(level, event, extra={"fields": said})


class _Stderr(logging.Handler):
    """Whatever ``sys.stderr`` is at the moment. Not for records of others: those have no fields."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def emit(self, record: logging.LogRecord) -> None:
        fields: dict[str, Field] = getattr(record, "fields", {})
        line = _json(record, fields) if self._as_json else _text(record, fields)
        try:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):  # nobody reads any more: no reason to stop a run
            return


def _json(record: logging.LogRecord, fields: dict[str, Field]) -> str:
    head = {"time": _time(record), "level": record.levelname.lower(), "event": record.getMessage()}
    return json.dumps(head | {name: _rounded(value) for name, value in fields.items()}, ensure_ascii=False)


def _text(record: logging.LogRecord, fields: dict[str, Field]) -> str:
    said = " ".join(f"{name}={_word(_rounded(value))}" for name, value in fields.items())
    return f"{_time(record)} {record.levelname.lower():<7} {record.getMessage()} {said}".rstrip()


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _rounded(value: Field) -> Field:
    return round(value, 3) if isinstance(value, float) else value


def _word(value: Field) -> str:
    """A value of text form: quoted when it is not one word, so that a line stays one line and can be cut up."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if text and not any(sign in text for sign in ' "=\n\r\t') else json.dumps(text, ensure_ascii=False)


_SILENCE = logging.NullHandler()
