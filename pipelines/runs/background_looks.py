"""A thread that makes one look after the other at Stripe's lists of events."""

from collections.abc import Callable
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Self

import psycopg2

from pipelines import log
from pipelines.errors import StripeOltpError
from pipelines.stripe_api.doorbell import Look


class BackgroundLooks:
    """Calls ``look`` in a thread, with what it is given. One that fails leaves the others to go on."""

    def __init__(self, look: Callable[[Look], None], name: str) -> None:
        """``name`` is the thread's."""
        self._look, self._given = look, Queue[Look | None]()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End; what is under way is waited for a second."""
        self._given.put(None)
        self._thread.join(timeout=1)

    @property
    def is_busy(self) -> bool:
        """Whether one of them is under way, or waits."""
        return self._given.unfinished_tasks > 0

    def put(self, look: Look) -> None:
        """Make this one, after those that were given before."""
        self._given.put(look)

    def _run(self) -> None:
        while look := self._given.get():
            try:
                self._look(look)
            except (StripeOltpError, psycopg2.Error):
                pass  # the runs tell of what is wrong
            except Exception as error:
                log.warning("look failed", object=look.entry.name, error=type(error).__name__)
            finally:
                self._given.task_done()
