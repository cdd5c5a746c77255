"""An account and its virtual clock: what the server and the business share."""

from itertools import count

from pipelines.sandbox import agenda
from pipelines.sandbox.account import Account
from pipelines.sandbox.store import Store

NOW = 1_793_491_200
"""2026-11-01T00:00:00Z: the moment that a new sandbox stands at."""


class Clocked:
    """A store with an account in it, and the moment that it stands at."""

    def __init__(self, store: Store, account: Account) -> None:
        """Takes a store whose account is complete."""
        self.store, self.account = store, account
        self._requests = count(1)

    def advance(self, to: int) -> int:
        """Move the virtual clock to a moment (unix seconds), never back; returns how many things happened."""
        with self.store.transaction():
            self.account.now = self.now
            if to <= self.account.now:
                return 0
            happened = agenda.play(self.account, to)
            self.store.set("now", str(to))
            return happened

    def next_request_id(self) -> str:
        """The id of a request, as ``Request-Id`` gives it."""
        return f"req_{self.account.chance.token(14, 'request', self.now, next(self._requests))}"

    @property
    def now(self) -> int:
        """The virtual clock (unix seconds), as the store has it: another process may have moved it."""
        with self.store.lock:
            return int(self.store.setting("now") or NOW)
