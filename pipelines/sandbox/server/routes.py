"""From a request to its answer: the key, the path, the method."""

from pipelines.sandbox.account import ACCOUNT_ID
from pipelines.sandbox.errors import ApiError, bad_parameter, missing
from pipelines.sandbox.rendering import render
from pipelines.sandbox.sandbox import Sandbox
from pipelines.sandbox.server import forms, lists, writing
from pipelines.sandbox.server.expand import expand_body
from pipelines.sandbox.server.messages import Answer, Request, refusal
from pipelines.sandbox.server.resources import RESOURCES, SUB_LISTS


class Gate:
    """Consulted before each request is answered. This one lets everything pass.

    It is the seam for rate limits and faults: what ``before`` returns is sent instead of the answer.
    """

    def before(self, request: Request) -> Answer | None:
        """Another answer than the account's own, or None."""
        del request
        return None


def respond(sandbox: Sandbox, gate: Gate, request: Request) -> Answer:
    """The answer to a request; a refusal is an answer too."""
    try:
        check_key(request.key)
        return gate.before(request) or _answer(sandbox, request)
    except ApiError as error:
        return refusal(error)
    except Exception as error:  # a bug of the sandbox must not look like a broken network
        return refusal(ApiError(500, f"The sandbox failed: {error!r}", kind="api_error"))


def _answer(sandbox: Sandbox, request: Request) -> Answer:
    if request.method == "GET":
        return read(sandbox, request)
    return writing.write(sandbox, request)


def check_key(key: str | None) -> None:
    """Any test key will do. Raises ApiError."""
    if not key:
        raise ApiError(
            401,
            "You did not provide an API key. Give it as a Bearer token (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')"
            " or as the user of HTTP Basic.",
        )
    if not key.startswith(("sk_test_", "rk_test_")):
        shown = f"{key[:8]}****" if key.startswith(("sk_live_", "rk_live_")) else "****"
        raise ApiError(401, f"Invalid API Key provided: {shown}. The sandbox takes test keys only (sk_test_...).")


def read(sandbox: Sandbox, request: Request) -> Answer:
    """A list, a sub-list or one object. Raises ApiError."""
    account, given = sandbox.account, forms.decode(request.encoded)
    path = request.path.rstrip("/")
    if path == "/v1/account":
        return _one(sandbox, "account", ACCOUNT_ID, given, request.version)
    if path == writing.CLOCK:
        return writing.clock(sandbox)
    if path in RESOURCES:
        with account.store.lock:
            return lists.page(account, RESOURCES[path], given, path=path, version=request.version)
    base, _, last = path.rpartition("/")
    if base in RESOURCES:
        return _one(sandbox, RESOURCES[base].kind, last, given, request.version)
    base, _, parent = base.rpartition("/")
    if (base, last) in SUB_LISTS:
        with account.store.lock:
            if account.store.get(RESOURCES[base].kind, parent) is None:
                raise missing(RESOURCES[base].kind, parent, param=RESOURCES[base].kind)
            return lists.page(account, SUB_LISTS[base, last], given, path=path, version=request.version, parent=parent)
    raise unknown_url(request)


def unknown_url(request: Request) -> ApiError:
    """Stripe's answer for a path that it does not have."""
    return ApiError(404, f"Unrecognized request URL ({request.method}: {request.path}). The sandbox does not serve it.")


def _one(sandbox: Sandbox, kind: str, object_id: str, given: forms.Parameters, version: str) -> Answer:
    for name in given:
        if name != "expand":
            raise bad_parameter(name, f"Received unknown parameter: {name}", "parameter_unknown")
    with sandbox.store.lock:
        body = sandbox.store.get(kind, object_id)
        if body is None:
            raise missing(kind, object_id)
        body = render(kind, body, version)
        if "expand" in given:
            body = expand_body(sandbox.account, body, forms.texts("expand", given["expand"]))
    return Answer(200, body)
