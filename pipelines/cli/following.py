"""Who watches a process that follows: a service manager's watchdog, Prometheus, and whoever wants to be notified."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, ParamSpec

from pipelines import service_manager, settings
from pipelines.cli import console, monitoring, when_stopped
from pipelines.errors import StripeOltpError
from pipelines.runs import RunResult
from pipelines.runs.watch import Report
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.runs.metrics import RunMetrics

P = ParamSpec("P")
COMMAND = "follow"
TOLD_EVERY = 300.0  # seconds: what lasts is told again daily, and what could not be told is tried again
TELLER = "telling"  # the name of a thread
LASTING = 60.0  # seconds of trouble after which it is told: what passes by itself is not
BEATS_EVERY = 5.0  # seconds between two signs of life, at least
FILE_EVERY = 60.0
GRACE = 4.0  # seconds from a stop until the process ends in the middle of what it does
GOODBYE = 0.5  # seconds that it may take to say so
FAILED = 1


def once(say: Callable[P, None]) -> Callable[P, None]:
    """The same, but only the first time that it is called, from whatever thread."""
    lock, is_said = Lock(), Event()

    def first(*args: P.args, **keywords: P.kwargs) -> None:
        with lock:
            if is_said.is_set():
                return
            is_said.set()
        say(*args, **keywords)

    return first


class MetricsPortError(StripeOltpError):
    """Nothing can listen at the port."""


class Heartbeat(Event):
    """What ends following; as it is asked in each tick, the service manager hears then that the process is alive.

    ``on_progress`` is called with the progress of runs, ``on_stop`` when the process is ended in the middle of one.
    """

    def __init__(self) -> None:
        """Nobody hears anything without a service manager."""
        super().__init__()
        self.on_progress: Callable[[], None] = lambda: None
        self.on_stop: Callable[[], None] = lambda: None
        self._address = settings.notify_socket()
        self._next = 0.0
        self._is_ready = False

    def is_set(self) -> bool:
        """Whether to end; gives a sign of life."""
        self.beat()
        return super().is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """As of any event; gives a sign of life."""
        self.beat()
        return super().wait(timeout)

    def beat(self) -> None:
        """Give a sign of life, if the last one is not of now; the first says that the service is up."""
        if not self._is_ready:
            service_manager.tell(self._address, service_manager.READY)
            self._is_ready = True
        if monotonic() >= self._next:
            service_manager.tell(self._address, service_manager.ALIVE)
            self._next = monotonic() + BEATS_EVERY

    def watch(self, verb: str) -> AbstractContextManager[Report]:
        """A watch of runs, for which progress is a sign of life."""
        del verb
        return self._watching()

    @contextmanager
    def _watching(self) -> Iterator[Report]:
        def report(_name: str, _done: int, _total: int | None = None) -> None:
            self.beat()
            self.on_progress()

        yield report

    def end(self) -> None:
        """Say that the service stops."""
        service_manager.tell(self._address, service_manager.STOPPING)


@dataclass
class Following:
    """Counts runs and troubles, and tells who wants to be told."""

    metrics: "RunMetrics | None" = None
    file: Path | None = None
    heartbeat: Heartbeat = field(default_factory=Heartbeat)
    _code: int | None = None
    _troubled_since: float | None = None
    _file_at: float = 0.0
    _told_at: float = 0.0

    def ran(self, result: RunResult) -> None:
        """A run was made."""
        self._troubled_since = None
        self._count(result.outcome, result)
        self._tell(result.outcome, None)

    def troubled(self, words: str) -> None:
        """A run could not be made, and is tried again."""
        self._count(FAILED, None)
        self._troubled_since = self._troubled_since or monotonic()
        if monotonic() - self._troubled_since >= LASTING:
            self._tell(FAILED, words)

    def _count(self, code: int, result: RunResult | None) -> None:
        if self.metrics is None:
            return
        self.metrics.ended(COMMAND, code, result)
        if self.file and monotonic() >= self._file_at:
            self._file_at = monotonic() + FILE_EVERY
            monitoring.write(self.metrics, self.file)

    def _tell(self, code: int, words: str | None) -> None:
        """In a thread, because who is told may take its time. Whether it is news, the notifier knows."""
        watching = monitoring.current()
        if watching and (code != self._code or monotonic() >= self._told_at + TOLD_EVERY):
            self._told_at = monotonic()
            Thread(target=monitoring.tell, args=(watching, code, words), name=TELLER, daemon=True).start()
        self._code = code


def end_surely(heartbeat: Heartbeat) -> None:
    """From now on, a stop or Ctrl-C ends this process with exit code 0 within seconds, whatever it is doing.

    A KeyboardInterrupt alone does not: it waits until a statement of the database has ended, and modules in C drop it
    while they import others. A process that ends in the middle leaves what a killed one leaves, and the next goes on.
    """
    ear, mouth = os.pipe()
    os.set_blocking(mouth, False)
    signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)  # written to at once, where a handler has to wait
    Thread(target=_end_after_stop, args=(ear, heartbeat), name="end", daemon=True).start()
    when_stopped(signal.default_int_handler)


def _end_after_stop(ear: int, heartbeat: Heartbeat) -> None:
    while os.read(ear, 1)[0] not in {signal.SIGTERM, signal.SIGINT}:
        pass
    heartbeat.set()
    sleep(GRACE)
    heartbeat.end()
    saying = Thread(target=heartbeat.on_stop, name="goodbye", daemon=True)  # nobody may read what it says
    saying.start()
    saying.join(GOODBYE)
    os._exit(0)


@contextmanager
def following(configuration: Settings, port: int | None, heartbeat: Heartbeat) -> Iterator[Following]:
    """Who watches, with metrics at a port of this machine or in a file. Raises MetricsPortError."""
    watching = monitoring.current()
    file = watching.file if watching else None
    found = Following(file=file, heartbeat=heartbeat)
    if port is not None or file:
        from pipelines.runs.metrics import RunMetrics

        found.metrics = RunMetrics(configuration)
        if file:
            found.metrics.go_on(file)
        if port is not None:
            console.say(f"Metrics: http://127.0.0.1:{_listen(found.metrics, port)}/metrics")
    try:
        yield found
    finally:
        found.heartbeat.end()


def _listen(metrics: "RunMetrics", port: int) -> int:
    from prometheus_client import start_http_server

    try:
        server, _ = start_http_server(port, "127.0.0.1", metrics.registry)
    except OSError as error:
        raise MetricsPortError(
            f"Nothing can listen at 127.0.0.1:{port}: {error.strerror}. Choose another port."
        ) from None
    return int(server.server_address[1])
