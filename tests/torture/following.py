"""Processes that follow while a business goes on: killed at any moment, two at once, woken by bells that are dropped by
half, doubled, out of order, late and forged. In the end everything has to be as it is at Stripe.

`python -m tests.torture.following --seed 1 --seconds 60` tells one story and prints what it found.
"""

import argparse
import json
import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread

import psycopg2

from oltp_schema.schemas import PLAIN
from pipelines.sandbox import Faults, Gates
from tests.torture.command import ROOT
from tests.torture.story import Story, Tally, telling

STEPS = 3.0  # of business a second
LIFE = (1.0, 12.0)  # seconds that a follower lives
PATIENCE = 180.0
FORGED = ("customer", "cus_forged"), ("charge", "../../v1/account"), ("nothing", "x_1"), (None, None)


def tell(seed: int, seconds: float) -> tuple[Tally, float]:
    """A story, and the seconds after its end until all was in step again."""
    with telling(seed) as story:
        story.must("pipeline")
        recovery = Following(story, random.Random(f"following {seed}")).play(seconds)
        story.end()
        return story.tally, recovery


class Following:
    """What happens between two runs of ``pipeline``."""

    def __init__(self, story: Story, chance: random.Random) -> None:
        self._story, self._chance = story, chance
        self._over = Event()
        self._failed: list[BaseException] = []

    def play(self, seconds: float) -> float:
        """Let followers live and die; then one of them has to come into step. How long that took."""
        world = self._story.world
        world.weather.now = Gates(Faults(seed=world.seed, rate=0.02))
        business = Thread(target=self._go_on, name="business")
        business.start()
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                self._live_and_die()
        finally:
            self._over.set()
            business.join()
        if self._failed:
            raise self._failed[0]
        world.weather.now = Gates()
        world.business(60).rest()
        began = time.monotonic()
        with self._follower() as process:
            while self._missing() and time.monotonic() < began + PATIENCE:
                time.sleep(0.2)
            recovery = time.monotonic() - began
            process.send_signal(signal.SIGTERM)
            if (code := process.wait(30)) != 0:
                self._story.wrong(f"follow ended with {code} when it was stopped")
        if missing := self._missing():
            self._story.wrong(f"follow did not land {missing} events")
        return recovery

    def _live_and_die(self) -> None:
        """One or two followers, for a while."""
        number = self._chance.choice((1, 1, 2))
        with self._follower() as one, self._follower(is_wanted=number == 2) as other:
            time.sleep(self._chance.uniform(*LIFE))
            for process in filter(None, (one, other)):
                if process.poll() is not None:
                    self._story.wrong(f"follow ended by itself with {process.returncode}")
                process.send_signal(self._chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM)))
                process.wait(30)
                self._story.tally.kills += process.returncode == -signal.SIGKILL
            if self._chance.random() < 0.2:
                self._story.server.cut()
                self._story.tally.cuts += 1

    @contextmanager
    def _follower(self, *, is_wanted: bool = True) -> Iterator[subprocess.Popen[bytes]]:
        story = self._story
        if not is_wanted:
            yield None  # type: ignore[misc]  # there is none
            return
        environment = story.environment | {
            "STRIPE_API_KEY": f"sk_test_{secrets.token_hex(12)}",
            "PYTHONPATH": str(ROOT),
        }
        output = story.folder / "follow.out"
        with (
            output.open("ab") as said,
            subprocess.Popen(
                [sys.executable, "-m", "pipelines", "follow", "--json", "--every", "0.5"],
                cwd=story.folder, env=environment, stdout=said, stderr=said,
            ) as process,
        ):  # fmt: skip
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.kill()
        story.heard(output.read_text(errors="replace"))

    def _go_on(self) -> None:
        """Business, and bells of half of what it tells, some of them twice, late, in another order, or of nothing."""
        try:
            with closing(psycopg2.connect(self._story.server.url)) as connection:
                connection.autocommit = True
                self._ring_until_over(connection)
        except psycopg2.Error:
            if not self._over.is_set():
                self._go_on()  # the connection was cut
        except BaseException as error:
            self._failed.append(error)

    def _ring_until_over(self, connection: psycopg2.extensions.connection) -> None:
        late: list[tuple[str, str | None, str | None]] = []
        while not self._over.wait(1 / STEPS):
            before = len(list(self._events()))
            self._story.world.pass_time(1, 1)
            for event in list(self._events())[before:]:
                if self._chance.random() < 0.5:
                    late += [event] * self._chance.choice((1, 1, 2))
            self._chance.shuffle(late)
            if self._chance.random() < 0.1:
                late.append((f"evt_{secrets.token_hex(6)}", *self._chance.choice(FORGED)))
            now, late = late[: len(late) // 2 + 1], late[len(late) // 2 + 1 :]
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO meta.doorbell (id, object_type, object_id, source) VALUES (%s, %s, %s, 'webhook')"
                    " ON CONFLICT DO NOTHING",
                    now,
                )
                cursor.execute(f"NOTIFY {PLAIN.bell}")

    def _events(self) -> Iterator[tuple[str, str | None, str | None]]:
        store = self._story.world.sandbox.store
        with store.lock:
            found = store.connection.execute("SELECT body FROM objects WHERE object = 'event' ORDER BY seq").fetchall()
        for (body,) in found:
            event = json.loads(body)
            yield event["id"], event["data"]["object"]["object"], event["data"]["object"].get("id")

    def _missing(self) -> int:
        """How many events have no row yet."""
        told = [id_ for id_, *_ in self._events()]
        with closing(psycopg2.connect(self._story.server.url)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM unnest(%s) AS told (id) LEFT JOIN oltp.events USING (id)"
                           " WHERE events.id IS NULL", (told,))  # fmt: skip
            (missing,) = cursor.fetchone()
        return int(missing)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture.following", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60, help="of business")
    asked = parser.parse_args()
    tally, recovery = tell(asked.seed, asked.seconds)
    print(  # noqa: T201
        f"{tally.kills} kills, {tally.cuts} cuts, {tally.steps} steps, {tally.objects} objects:"
        f" {tally.lost} lost, {tally.wrong} wrong; in step again after {recovery:.1f} s"
    )
    print("\n".join(tally.problems))  # noqa: T201
    return int(bool(tally.problems))


if __name__ == "__main__":
    sys.exit(main())
