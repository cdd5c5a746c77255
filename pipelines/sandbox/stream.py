"""A business that goes on while the sandbox is served: step by step as a test wants it, or so many changes a second.

business = Business(sandbox, seed=7)
business.step(100)
with business.running(5): ...  # five steps a second of wall time
business.rest()
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pipelines.sandbox.account import NO_REQUEST, Tardiness
from pipelines.sandbox.business.turns import TURNS, Happened, Turn, take_turn
from pipelines.sandbox.chance import Chance
from pipelines.sandbox.clocked import Clocked

SAME_SECOND = 0.25
"""The share of steps that come in the same second as the one before."""


class Business:
    """The same account, seed and number of steps give the same account again, whatever was read meanwhile.

    A step is one transaction of the store: a process that is killed loses none that it has finished, and another one
    goes on with the next. Several processes may step one store in turn.
    """

    def __init__(
        self,
        sandbox: Clocked,
        seed: int | None = None,
        *,
        pace: int = 600,
        tardiness: Tardiness | None = Tardiness(),  # noqa: B008 - it cannot be changed
        turns: Sequence[Turn] = TURNS,
    ) -> None:
        """``seed`` is the account's own unless given; ``pace`` is how far a step moves the virtual clock on average
        (seconds), and what is due meanwhile happens too; ``tardiness`` is of the events that it tells; ``turns`` may be
        a part of what can happen.
        """
        self._sandbox, self._pace, self._tardiness = sandbox, pace, tardiness
        self._turns = tuple(turn for turn in turns for _ in range(turn.weight))
        self._chance = sandbox.account.chance if seed is None else Chance(seed)

    def step(self, times: int = 1) -> list[Happened]:
        """Let some time pass and one thing happen, so many times."""
        return [self._step() for _ in range(times)]

    def rest(self, seconds: int = 3_600) -> None:
        """Let time pass in which nobody does anything: events that are late appear."""
        with self._sandbox.store.transaction():
            self._pass(seconds)

    @contextmanager
    def running(self, changes: float) -> Iterator[None]:
        """Step in a thread while the block runs, ``changes`` times a second; what fails there is raised at the end."""
        over, failed = threading.Event(), []

        def run() -> None:
            try:
                self._run(changes, over)
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=run, name="business", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            if failed:
                raise failed[0]

    def _run(self, changes: float, over: threading.Event) -> None:
        due = time.monotonic()
        while not over.wait(max(0.0, due - time.monotonic())):
            self.step()
            due = max(due + 1 / changes, time.monotonic() - 1)  # what was missed is made up for at most a second long

    def _step(self) -> Happened:
        sandbox, account = self._sandbox, self._sandbox.account
        with sandbox.store.transaction():
            number = sandbox.store.count("step")
            same = self._chance.happens(SAME_SECOND, "same second", number)
            self._pass(0 if same else self._chance.between(1, 2 * self._pace, "pause", number))
            account.now, account.tardiness = sandbox.now, self._tardiness
            account.request = {"id": f"req_{self._chance.token(14, 'step', number)}", "idempotency_key": None}
            try:
                return take_turn(account, self._chance, self._turns, number)
            finally:
                account.tardiness, account.request = None, dict(NO_REQUEST)

    def _pass(self, seconds: int) -> None:
        account = self._sandbox.account
        account.tardiness = self._tardiness
        try:
            self._sandbox.advance(self._sandbox.now + seconds)
        finally:
            account.tardiness = None
