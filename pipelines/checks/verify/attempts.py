"""Many requests at once, and what Stripe refuses: it ends the requests of its type, and nothing else."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from pipelines.catalogue import StripeObject
from pipelines.stripe_api.errors import StripePermissionError, StripeRequestError
from pipelines.stripe_api.shortfalls import Shortfalls
from pipelines.stripe_api.workers import Workers

R = TypeVar("R")
AT_ONCE = 8  # with 150 ms an answer they make 36 requests/s


@dataclass
class Attempts:
    """``shortfalls`` are the types that cannot be read, or not to their end, and why."""

    shortfalls: Shortfalls = field(default_factory=Shortfalls)

    def all(self, tasks: Iterable[tuple[StripeObject, Callable[[], R]]]) -> Iterator[R]:
        """The results of tasks, each of one type, as they come. Raises what else a task raises."""
        left = iter(tasks)
        with Workers[R | None](AT_ONCE) as workers:
            while True:
                while workers.is_free and (given := next(left, None)):
                    if not self.shortfalls.has(given[0].name):
                        workers.give(partial(self._attempt, *given))
                if not workers.busy:
                    return
                if (result := workers.take()) is not None:
                    yield result

    def _attempt(self, entry: StripeObject, task: Callable[[], R]) -> R | None:
        try:
            return task()
        except (StripePermissionError, StripeRequestError) as refusal:
            self.shortfalls.note(entry.name, refusal)
            return None
