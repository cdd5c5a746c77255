"""What the resources of one dlt source share: Stripe's client, and dlt's threads.

dlt's own ``parallelized`` closes generators in which its threads still are, when one of them failed. Python refuses
that (`generator already executing`), and the refusal takes the place of the failure.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from pipelines.errors import StripeOltpError
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.errors import StripeClosedError


class SharedClient:
    """The client of all resources: opened by the first that reads, closed by the last, and by one that fails."""

    def __init__(self, make: Callable[[], Client]) -> None:
        """Raises what ``make`` raises, for a key or an address that cannot be."""
        self._make, self._client = make, make()
        self._users, self._lock = 0, Lock()

    @contextmanager
    def opened(self) -> Iterator[Client]:
        """The client that all share who read now."""
        with self._lock:
            if self._client.is_closed and not self._users:
                self._client = self._make()
            self._users += 1
            client = self._client
        try:
            yield client
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    client.close()


def in_threads(client: SharedClient, items: Callable[[Client], Iterator[Any]]) -> Generator[Any, None, None]:
    """What ``items`` gives, for a resource of dlt, which has its threads do what it is given to call."""
    with client.opened() as opened:
        turns = _Turns(opened, items(opened))
        try:
            while not turns.are_over:
                yield None if turns.is_given else turns.give()
        finally:
            turns.end()


class _Turns:
    """Takes from an iterator, each time by whichever thread; it can be ended while one of them is at it."""

    def __init__(self, client: Client, items: Iterator[Any]) -> None:
        self.is_given = self.are_over = False
        self._client, self._items, self._at_it = client, items, Lock()

    def give(self) -> Callable[[], Any]:
        """The next turn, to be called once."""
        self.is_given = True
        return self._take

    def end(self) -> None:
        """No turn follows. A thread that is at one closes the iterator when it leaves."""
        self.are_over = True
        if self._at_it.acquire(blocking=False):
            try:
                self._items.close()  # type: ignore[attr-defined]  # it is a generator
            finally:
                self._at_it.release()

    def _take(self) -> Any:
        try:
            with self._at_it:
                return None if self.are_over else next(self._items)
        except StopIteration:
            self.are_over = True
        except StripeClosedError:  # another resource failed, or the extraction was given up: that is what is told
            self.are_over = True
        except StripeOltpError:
            self._client.close()  # the others would wait and ask on for what is lost
            raise
        finally:
            self.is_given = False
            if self.are_over:
                self.end()
        return None
