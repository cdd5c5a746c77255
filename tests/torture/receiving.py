"""A receiver of webhooks that is killed at any moment, while posts are dropped, doubled, late, forged and replayed."""

import json
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from pipelines.sandbox import Deliveries, Mishaps
from pipelines.sandbox.server.actions.webhook_endpoints import create_endpoint
from pipelines.sandbox.server.given import Given
from tests.torture.command import ROOT
from tests.torture.story import Story

MISHAPS = Mishaps(dropped=0.5, doubled=0.3, late=0.3, late_by=8.0, reordered=True, forged=0.2, replayed=0.2)
LIFE = (6.0, 25.0)  # seconds that a receiver lives
REFUSED = {0, 400}  # 0: nobody listened
ENDED_WITHIN = 30.0  # seconds
CHILD = {"PYTHONPATH": str(ROOT), "PYTHONFAULTHANDLER": "1"}  # of the environment of every process


class Receiving:
    """The endpoint of a story, whoever listens at it, and what is posted to it. ``kills`` counts those that died."""

    def __init__(self, story: Story, chance: random.Random) -> None:
        self._story, self._chance = story, chance
        self._port = _free_port()
        sandbox = story.world.sandbox
        given = Given({"url": f"http://127.0.0.1:{self._port}/webhooks", "enabled_events": ["*"]})
        with sandbox.store.transaction():
            self._secret = str(json.loads(create_endpoint(sandbox.account, given).body)["secret"])
        self.deliveries = Deliveries(sandbox, MISHAPS, story.tally.seed)
        self.kills = 0
        self._failed: list[BaseException] = []

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Post, and let receivers live and die, while the block runs."""
        over = Event()
        thread = Thread(target=self._live_and_die, args=(over,), name="receivers")
        with self.deliveries.running():
            thread.start()
            try:
                yield
            finally:
                over.set()
                thread.join()
        if self._failed:
            raise self._failed[0]
        if falsely := set(self.deliveries.answers_to_others) - REFUSED:
            self._story.wrong(f"what Stripe did not sign now was answered with {falsely}")

    def _live_and_die(self, over: Event) -> None:
        try:
            while not over.is_set():
                self._live(over)
        except BaseException as error:
            self._failed.append(error)

    def _live(self, over: Event) -> None:
        story = self._story
        environment = story.environment | {
            "STRIPE_WEBHOOK_SECRETS": self._secret,
            **CHILD,
        }
        output = story.folder / "serve.out"
        command = [sys.executable, "-m", "pipelines", "serve", "--port", str(self._port)]
        with (
            output.open("wb") as said,
            subprocess.Popen(command, cwd=story.folder, env=environment, stdout=said, stderr=said) as process,
        ):
            over.wait(self._chance.uniform(*LIFE))
            if process.poll() is not None:
                story.wrong(f"serve ended by itself with {process.returncode}")
            end(story, process, self._chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM)))
        self.kills += process.returncode == -signal.SIGKILL
        story.heard(output.read_text(errors="replace"))


def end(story: Story, process: subprocess.Popen[bytes], how: signal.Signals) -> int:
    """Stop or kill a process; its exit code. One that goes on says where all of its threads are."""
    process.send_signal(how)
    try:
        return process.wait(ENDED_WITHIN)
    except subprocess.TimeoutExpired:
        story.wrong(f"{process.args!r} did not end when it was stopped")
        process.send_signal(signal.SIGABRT)
        return process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
