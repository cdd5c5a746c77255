"""The world of one seed: a small Stripe account whose business goes on, behind weather that changes."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from pipelines.sandbox import Business, Faults, Gate, Gates, Limits, Meanwhile, Sandbox
from pipelines.sandbox.server.gate import Act
from pipelines.sandbox.server.messages import Answer, Request
from tests.torture.plan import Round
from tests.torture.served import Register

MOST = 100  # steps of business during one run


class Weather(Gate):
    """Another gate for each round; fine unless told otherwise."""

    def __init__(self) -> None:
        self.now = Gate()

    def around(self, request: Request, act: Act) -> Answer:
        return self.now.around(request, act)


@dataclass
class World:
    """``steps`` of business happened, and ``fired`` counts the faults by kind."""

    seed: int
    sandbox: Sandbox
    url: str
    register: Register
    weather: Weather
    steps: int = 0
    limited: int = 0
    fired: Counter[str] = field(default_factory=Counter)

    def business(self, pace: int) -> Business:
        return Business(self.sandbox, seed=self.seed, pace=pace)

    def age(self) -> None:
        """Let a month pass: Stripe forgets its events."""
        self.sandbox.advance(self.sandbox.now + 31 * 86_400)

    def pass_time(self, times: int, pace: int) -> None:
        self.business(pace).step(times)
        self.steps += times

    @contextmanager
    def during(self, round_: Round, number: int) -> Iterator[None]:
        """The weather and the business of one round, while its run goes on."""
        faults = Faults(seed=1000 * self.seed + number, rate=round_.faults)
        limits = Limits(25) if round_.limited else Limits(None, None)
        gates: list[Gate] = [limits, faults]
        if round_.every:
            left = iter(range(MOST))  # or a run that is slow for other reasons chases a business for ever
            gates.append(
                Meanwhile(lambda: self.pass_time(int(next(left, None) is not None), round_.pace), every=round_.every)
            )
        self.weather.now = Gates(*gates)
        try:
            yield
        finally:
            self.weather.now = Gate()
            self.fired += faults.fired
            self.limited += limits.traffic.refused.total()


@contextmanager
def world(seed: int) -> Iterator[World]:
    register, weather = Register(), Weather()
    with ExitStack() as stack:
        sandbox = Sandbox.create(None, seed=seed, customers=15 + seed % 16)
        stack.callback(sandbox.close)
        serving = stack.enter_context(sandbox.serve(gate=Gates(register, weather)))
        yield World(seed, sandbox, serving.url, register, weather)
