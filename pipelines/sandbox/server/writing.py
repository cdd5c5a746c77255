"""Requests that change something: one at a time, all or nothing, each a second after the last."""

from pipelines.sandbox.errors import ApiError
from pipelines.sandbox.sandbox import Sandbox
from pipelines.sandbox.server.messages import Answer, Request, answer

CLOCK = "/v1/test_helpers/sandbox_clock"


def clock(sandbox: Sandbox) -> Answer:
    """The virtual clock."""
    return answer({"object": "sandbox_clock", "livemode": False, "now": sandbox.now})


def write(sandbox: Sandbox, request: Request) -> Answer:
    """Carry a request out."""
    raise ApiError(404, f"Unrecognized request URL ({request.method}: {request.path}).")
