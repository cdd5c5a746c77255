"""Many requests at once, and what Stripe refuses: it ends the requests of its type, and nothing else."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from pipelines.catalogue import StripeObject
from pipelines.stripe_api.errors import StripePermissionError, StripeRequestError, StripeUnknownEndpointError
from pipelines.stripe_api.workers import Crew

R = TypeVar("R")
Refusal = StripePermissionError | StripeRequestError
AT_ONCE = 8  # with 150 ms an answer they make 36 requests/s


@dataclass
class Attempts:
    """``refusals`` are the types that cannot be read, or not to their end, and why."""

    refusals: dict[str, Refusal] = field(default_factory=dict)

    @property
    def forbidden(self) -> set[str]:
        """The types that the key may not read."""
        return {name for name, refusal in self.refusals.items() if isinstance(refusal, StripePermissionError)}

    @property
    def failed(self) -> set[str]:
        """The types that Stripe does not give for another reason than that this API version does not have them."""
        known = StripePermissionError | StripeUnknownEndpointError
        return {name for name, refusal in self.refusals.items() if not isinstance(refusal, known)}

    def all(self, tasks: Iterable[tuple[StripeObject, Callable[[], R]]]) -> Iterator[R]:
        """The results of tasks, each of one type, as they come. Raises what else a task raises."""
        left = iter(tasks)
        with Crew[R | None](AT_ONCE) as crew:
            while True:
                while crew.is_free and (given := next(left, None)):
                    if given[0].name not in self.refusals:
                        crew.give(partial(self._attempt, *given))
                if not crew.busy:
                    return
                if (result := crew.take()) is not None:
                    yield result

    def _attempt(self, entry: StripeObject, task: Callable[[], R]) -> R | None:
        try:
            return task()
        except (StripePermissionError, StripeRequestError) as refusal:
            self.refusals.setdefault(entry.name, refusal)
            return None
