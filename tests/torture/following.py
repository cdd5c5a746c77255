"""Processes that follow and receive webhooks while a business goes on: killed at any moment, two followers at once.

Posts are dropped by half, doubled, out of order, three days late, forged and replayed; whoever else writes to the table
of bells notes nonsense. Stripe is down for an hour of its clock, which is days ahead of this machine's in the end. Then
everything has to be as it is at Stripe.

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
from pipelines.sandbox.server.gate import Act, Gate
from pipelines.sandbox.server.messages import Answer, Request
from tests.torture.receiving import CHILD, Receiving, end
from tests.torture.story import Story, Tally, telling

STEPS = 3.0  # of business a second
LIFE = (1.0, 12.0)  # seconds that a follower lives
FOLLOWED = "follow.out"
PATIENCE = 180.0
RECOVERED_WITHIN = 60.0
NONSENSE_SHARE = 0.1  # of the steps of business
DAYS_LATE = 3 * 86_400  # seconds that Stripe's clock goes on while posts are on their way
OUTAGE = 3_600  # seconds of Stripe's clock during which it answers nothing
NONSENSE = ("customer", "cus_forged"), ("charge", "../../v1/account"), ("nothing", "x_1"), (None, None)


def tell(seed: int, seconds: float) -> tuple[Tally, float, Receiving]:
    """A story, the seconds after its end until all was in step again, and what was received."""
    with telling(seed) as story:
        story.must("pipeline")
        following = Following(story, random.Random(f"following {seed}"))
        recovery = following.play(seconds)
        story.end()
        return story.tally, recovery, following.receiving


class Down(Gate):
    """Stripe answers nothing that is of use."""

    def around(self, request: Request, act: Act) -> Answer:
        del request, act
        return Answer(503, b"")


class Following:
    """What happens between two runs of ``pipeline``."""

    def __init__(self, story: Story, chance: random.Random) -> None:
        self._story, self._chance = story, chance
        self._over = Event()
        self.receiving = Receiving(story, random.Random(f"receiving {story.tally.seed}"))
        self._failed: list[BaseException] = []

    def play(self, seconds: float) -> float:
        """Let followers live and die; then one of them has to come into step. How long that took."""
        world = self._story.world
        world.weather.now = Gates(Faults(seed=world.seed, rate=0.02))
        with self.receiving.going_on():
            self._live_in_business(seconds)
            world.weather.now = Gates()
            world.business(60).rest()
            return self._recover()

    def _live_in_business(self, seconds: float) -> None:
        """Followers that live and die while business goes on, Stripe is down once, and three days pass at once."""
        business = Thread(target=self._go_on, name="business")
        business.start()
        blows = [(0.6, self._be_down), (0.3, self._let_days_pass)]
        began = time.monotonic()
        try:
            while time.monotonic() < began + seconds:
                self._live_and_die()
                while blows and time.monotonic() >= began + blows[-1][0] * seconds:
                    blows.pop()[1]()
        finally:
            self._over.set()
            business.join()
        if self._failed:
            raise self._failed[0]

    def _recover(self) -> float:
        """One follower has to come into step. How long that took."""
        began, said = time.monotonic(), self._said()
        with self._follower() as process:
            while (self._missing() or self._said() == said) and time.monotonic() < began + PATIENCE:
                time.sleep(0.2)  # one that is stopped before it has begun is a process like any other
            recovery = time.monotonic() - began
            if (code := end(self._story, process, signal.SIGTERM)) != 0:
                self._story.wrong(f"follow ended with {code} when it was stopped")
        if missing := self._missing():
            self._story.wrong(f"follow did not land {missing} events")
        if forged := self._forged():
            self._story.wrong(f"{forged} forged events were noted")
        return recovery

    def _said(self) -> int:
        """How much followers have said: each says something of its first run."""
        output = self._story.folder / FOLLOWED
        return output.stat().st_size if output.exists() else 0

    def _let_days_pass(self) -> None:
        """What is posted late is three days old then, by a clock that is days ahead of this machine's."""
        self._advance(DAYS_LATE)

    def _be_down(self) -> None:
        """A follower meets a Stripe that answers nothing, and goes on when it is up again."""
        world = self._story.world
        fine, world.weather.now = world.weather.now, Down()
        with self._follower() as process:
            self._advance(OUTAGE)
            time.sleep(self._chance.uniform(*LIFE))
            world.weather.now = fine
            time.sleep(self._chance.uniform(*LIFE))
            if process.poll() is not None:
                self._story.wrong(f"follow ended with {process.returncode} while Stripe was down")

    def _advance(self, seconds: int) -> None:
        sandbox = self._story.world.sandbox
        with sandbox.store.lock:
            sandbox.advance(sandbox.now + seconds)

    def _live_and_die(self) -> None:
        """One or two followers, for a while."""
        number = self._chance.choice((1, 1, 2))
        with self._follower() as one, self._follower(is_wanted=number == 2) as other:
            time.sleep(self._chance.uniform(*LIFE))
            for process in filter(None, (one, other)):
                if process.poll() is not None:
                    self._story.wrong(f"follow ended by itself with {process.returncode}")
                end(self._story, process, self._chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM)))
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
            **CHILD,
        }
        output = story.folder / FOLLOWED
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
        """Business, and bells that nobody at Stripe rang."""
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
        while not self._over.wait(1 / STEPS):
            with self._story.world.sandbox.store.lock:
                self._story.world.pass_time(1, 1)
            if self._chance.random() >= NONSENSE_SHARE:
                continue
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO meta.doorbell (id, object_type, object_id, source) VALUES (%s, %s, %s, 'webhook')",
                    (f"evt_{secrets.token_hex(6)}", *self._chance.choice(NONSENSE)),
                )
                cursor.execute(f"NOTIFY {PLAIN.bell}")

    def _events(self) -> list[str]:
        return [json.loads(body)["id"] for body in self._story.world.sandbox.truth("event")]

    def _forged(self) -> int:
        """How many events are noted that Stripe never signed."""
        with closing(psycopg2.connect(self._story.server.url)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM meta.doorbell WHERE id LIKE 'evt\\_forged%'")
            (forged,) = cursor.fetchone()
        return int(forged)

    def _missing(self) -> int:
        """How many events have no row yet."""
        told = self._events()
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
    tally, recovery, receiving = tell(asked.seed, asked.seconds)
    posts = receiving.deliveries
    print(  # noqa: T201
        f"seed {asked.seed}: {tally.kills} followers and {receiving.kills} receivers killed, {tally.cuts} cuts,"
        f" {tally.steps} steps, {tally.objects} objects: {tally.lost} lost, {tally.wrong} wrong;"
        f" in step again after {recovery:.1f} s"
    )
    print(f"posts: {dict(posts.sent)}; answers {dict(posts.answers)}, of these to what is forged or replayed "  # noqa: T201
          f"{dict(posts.answers_to_others)}")  # fmt: skip
    print("\n".join(tally.problems))  # noqa: T201
    return int(bool(tally.problems) or recovery > RECOVERED_WITHIN)


if __name__ == "__main__":
    sys.exit(main())
