"""Requests that change something: one at a time, all or nothing, each a second after the last."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from pipelines.sandbox.account import DAY, NO_REQUEST
from pipelines.sandbox.clocked import Clocked
from pipelines.sandbox.documents import Document
from pipelines.sandbox.errors import ApiError, bad_parameter
from pipelines.sandbox.rendering import Rendering
from pipelines.sandbox.server import actions, forms
from pipelines.sandbox.server.expand import expand_body
from pipelines.sandbox.server.given import Given
from pipelines.sandbox.server.messages import Answer, Request, answer
from pipelines.sandbox.stream import Business

HELPERS = "/v1/test_helpers/sandbox_"
"""Where the sandbox's own requests begin: Stripe has none of them."""

CLOCK, BUSINESS = f"{HELPERS}clock", f"{HELPERS}business"
LONGEST_STEP = 5 * 366 * DAY
MOST_STEPS = 10_000

Action = Callable[..., Document | Answer]


def _actions() -> Iterator[tuple[str, re.Pattern[str], Action]]:
    for module in iter_modules(actions.__path__):
        found = import_module(f"{actions.__name__}.{module.name}")
        for (method, path), action in found.ACTIONS.items():
            yield method, re.compile(path.replace("{id}", "([^/]+)")), action


PATHS = list(_actions())


def clock(sandbox: Clocked) -> Answer:
    """The virtual clock."""
    return answer({"object": "sandbox_clock", "livemode": False, "now": sandbox.now})


def write(sandbox: Clocked, request: Request) -> Answer:
    """Carry a request out, or answer again what its Idempotency-Key was answered before. Raises ApiError."""
    act = _action(sandbox, request)
    with sandbox.store.transaction():
        try:
            sandbox.account.now = sandbox.now
            return _once(sandbox, request, act)
        finally:
            sandbox.account.request = dict(NO_REQUEST)


def _action(sandbox: Clocked, request: Request) -> Callable[[Given], Document | Answer]:
    path = request.path.rstrip("/")
    if request.method == "POST" and path in OWN:
        return lambda given: OWN[path](sandbox, given)
    for method, pattern, action in PATHS:
        match = pattern.fullmatch(path)
        if match and method == request.method:
            return lambda given: action(sandbox.account, given, *match.groups())
    message = f"Unrecognized request URL ({request.method}: {request.path}). The sandbox does not serve it."
    raise ApiError(404, message)


def _once(sandbox: Clocked, request: Request, act: Callable[[Given], Document | Answer]) -> Answer:
    store, key = sandbox.store, request.idempotency_key
    asked = f"{request.method} {request.path} {request.encoded}"
    if key and (earlier := store.answered(key)):
        if earlier[0] != asked:
            message = (
                "Keys for idempotent requests can only be used with the same parameters they were first used with."
            )
            raise ApiError(400, message, kind="idempotency_error")
        return Answer(earlier[1], earlier[2], (("Idempotent-Replayed", "true"),))
    if not request.path.startswith(HELPERS):
        sandbox.advance(sandbox.now + 1)
        sandbox.account.request = {"id": request.request_id, "idempotency_key": key}
    given = Given(forms.decode(request.encoded))
    expand = given.texts("expand")
    result = _rendered(Rendering(sandbox.account, request.version), act(given), expand)
    if key:
        store.remember_answer(key, asked, result.status, result.body)
    return result


def _rendered(rendering: Rendering, result: Document | Answer, expand: list[str]) -> Answer:
    if isinstance(result, Answer):
        return result
    rendered = answer(result)
    body = rendering.body(str(result["object"]), rendered.body)
    return Answer(200, expand_body(rendering, body, expand) if expand else body)


def _advance(sandbox: Clocked, given: Given) -> Answer:
    """Move the clock by ``days`` or ``to`` a moment; what is due by then happens."""
    days, to = given.integer("days", least=0), given.integer("to")
    given.end()
    if (days is None) == (to is None):
        raise bad_parameter("days", "Give either `days` or `to` (unix seconds).", "parameter_missing")
    target: Any = to if days is None else sandbox.now + days * DAY
    if not sandbox.now <= target <= sandbox.now + LONGEST_STEP:
        raise bad_parameter("to", f"The clock stands at {sandbox.now} and moves forward, at most five years a step.")
    sandbox.advance(target)
    return clock(sandbox)


def _step(sandbox: Clocked, given: Given) -> Answer:
    """Let the business go on by ``times`` steps (1), which ``seed`` decides (the account's own)."""
    times, seed = given.integer("times", 1, least=1) or 1, given.integer("seed")
    given.end()
    if times > MOST_STEPS:
        raise bad_parameter("times", f"The business goes on by at most {MOST_STEPS} steps a request.")
    happened = [each._asdict() for each in Business(sandbox, seed).step(times)]
    return answer({"object": "sandbox_business", "happened": happened, "livemode": False, "now": sandbox.now})


OWN: dict[str, Callable[[Clocked, Given], Answer]] = {f"{CLOCK}/advance": _advance, f"{BUSINESS}/step": _step}
