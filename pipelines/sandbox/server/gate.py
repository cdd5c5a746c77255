"""What stands between a request and its answer: nothing, a rate limit, a fault."""

from collections.abc import Callable

from pipelines.sandbox.server.messages import Answer, Request

Act = Callable[[], Answer]
"""Finds the account's own answer to a request; a refusal is an answer too."""


class Gate:
    """Consulted for each request with a key and a version that the sandbox takes. This one lets everything pass.

    A gate that only answers instead says so in ``before``; one that delays, repeats or spoils overrides ``around``.
    Requests come in many threads at once. The sandbox's own helpers (``/v1/test_helpers/sandbox_…``) pass no gate.
    """

    def before(self, request: Request) -> Answer | None:
        """Another answer than the account's own, or None."""
        del request
        return None

    def around(self, request: Request, act: Act) -> Answer:
        """The answer to a request; ``act`` gives the account's own."""
        return self.before(request) or act()


class Gates(Gate):
    """Several gates, one behind the other: the first is met first."""

    def __init__(self, *gates: Gate) -> None:
        """None at all lets everything pass."""
        self.gates = gates

    def around(self, request: Request, act: Act) -> Answer:
        """Each gate's ``act`` is the gates behind it."""
        return self._from(0, request, act)

    def _from(self, place: int, request: Request, act: Act) -> Answer:
        if place == len(self.gates):
            return act()
        return self.gates[place].around(request, lambda: self._from(place + 1, request, act))
