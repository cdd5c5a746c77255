"""A sandbox Stripe in which a business goes on in real time, in a process of its own, for the figures of `live`.

`python -m tests.benchmarks.live_stripe 0.15` prints its URL; each answer takes so many seconds. Each line of standard
input is a command in JSON: `{"changes": 5, "seconds": 60}` lets things happen, five a second. It prints a line as each
thing happens, the moment and the events that tell of it (id, type and id of the object), and at the end of a command
`{"requests": …}`, how many were asked so far.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from pipelines.sandbox import Gates, Latency, Limits, Sandbox
from pipelines.sandbox.business.turns import TURNS, take_turn
from pipelines.sandbox.chance import Chance

CUSTOMERS = 300


class RealTime:
    """The account, whose clock goes as fast as ours from now on."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox, self._began, self._moment = sandbox, sandbox.now, 0.0
        self._turns = tuple(turn for turn in TURNS for _ in range(turn.weight))
        self._chance, self._steps = Chance(7), 0

    def step(self) -> None:
        """Let one thing happen."""
        self._steps += 1
        self._told(lambda: take_turn(self.sandbox.account, self._chance, self._turns, self._steps))

    def go_on(self, changes: float, seconds: float) -> None:
        """Let things happen."""
        end, due = time.monotonic() + seconds, time.monotonic()
        while time.monotonic() < end:
            self.step()
            due = max(due + 1 / changes, time.monotonic() - 1)
            time.sleep(max(0.0, due - time.monotonic()))

    def _told(self, act: Callable[[], object]) -> None:
        sandbox, self._moment = self.sandbox, self._moment or time.time()
        with sandbox.store.transaction():
            sandbox.advance(self._began + int(time.time() - self._moment))
            sandbox.account.now = sandbox.now
            (last,) = sandbox.store.connection.execute("SELECT max(seq) FROM objects").fetchone()
            act()
            found = sandbox.store.connection.execute(
                "SELECT id, body FROM objects WHERE object = 'event' AND seq > ?", (last,)
            ).fetchall()
        say([time.time(), [(id_.decode(), *_named(json.loads(body))) for id_, body in found]])


def _named(event: dict[str, Any]) -> tuple[str, str | None]:
    named = event["data"]["object"]
    return named["object"], named.get("id")


def say(what: object) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201 -- it is what this process is for


def main() -> None:
    sandbox = Sandbox.create(None, seed=3, customers=CUSTOMERS)
    counted = Limits(None, None)
    with sandbox.serve(gate=Gates(counted, Latency(float(sys.argv[1])))) as server:
        say(server.url)
        business = RealTime(sandbox)
        for line in sys.stdin:
            command = json.loads(line)
            if "changes" in command:
                business.go_on(command["changes"], command["seconds"])
            say({"requests": counted.traffic.allowed.total()})


if __name__ == "__main__":
    main()
