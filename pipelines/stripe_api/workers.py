"""A few threads that work off tasks. They end with the process: nobody waits for an answer of Stripe after Ctrl-C."""

from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Generic, Self, TypeVar

R = TypeVar("R")


class Woken:
    """In the place of a result: somebody wants the one who waits to look around."""


def do_all(tasks: Sequence[Callable[[], R]], at_once: int) -> None:
    """Do tasks side by side and wait for all of them. Raises what one of them raised."""
    with Workers[R](min(at_once, len(tasks))) as workers:
        for task in tasks:
            workers.give(task)
        for _ in tasks:
            workers.take()


class Workers(Generic[R]):
    """Threads that take tasks; ``busy`` counts those that were given and whose result was not taken yet."""

    def __init__(self, size: int) -> None:
        """``size`` is the number of threads."""
        self.size = size
        self.busy = 0
        self._tasks: SimpleQueue[Callable[[], R] | None] = SimpleQueue()
        self._results: SimpleQueue[R | BaseException | Woken] = SimpleQueue()

    def __enter__(self) -> Self:
        """Start the threads."""
        for _ in range(self.size):
            Thread(target=self._work, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let the threads go; none is waited for."""
        for _ in range(self.size):
            self._tasks.put(None)

    @property
    def is_free(self) -> bool:
        """Whether a task that is given now is begun now."""
        return self.busy < self.size

    def give(self, task: Callable[[], R]) -> None:
        """Have a task done."""
        self.busy += 1
        self._tasks.put(task)

    def take(self) -> R | None:
        """Wait for the next result; None when the one who waits was woken. Raises what its task raised."""
        result = self._results.get()
        if isinstance(result, Woken):
            return None
        self.busy -= 1
        if isinstance(result, BaseException):
            raise result
        return result

    def wake(self) -> None:
        """Let the one who waits for a result go on. For the threads."""
        self._results.put(Woken())

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                self._results.put(task())
            except BaseException as error:  # it is raised where the result is taken
                self._results.put(error)
