"""From a request to its answer: the key, the path, the method."""

from pipelines.sandbox.account import ACCOUNT_ID
from pipelines.sandbox.errors import ApiError, bad_parameter, missing
from pipelines.sandbox.rendering import Rendering
from pipelines.sandbox.sandbox import Sandbox
from pipelines.sandbox.server import forms, lists, writing
from pipelines.sandbox.server.expand import expand_body
from pipelines.sandbox.server.gate import Act, Gate
from pipelines.sandbox.server.messages import Answer, Request, refusal
from pipelines.sandbox.server.resources import RESOURCES, SUB_LISTS, Resource, unserved
from pipelines.sandbox.versions import known


def respond(sandbox: Sandbox, gate: Gate, request: Request) -> Answer:
    """The answer to a request; a refusal is an answer too."""

    def act() -> Answer:
        return _settled(lambda: _answer(sandbox, request))

    def checked() -> Answer:
        check_key(request.key)
        check_version(request)
        return act() if request.path.startswith(writing.HELPERS) else gate.around(request, act)

    return _settled(checked)


def _settled(act: Act) -> Answer:
    try:
        return act()
    except ApiError as error:
        return refusal(error)
    except Exception as error:  # a bug of the sandbox must not look like a broken network
        return refusal(ApiError(500, f"The sandbox failed: {error!r}", kind="api_error"))


def _answer(sandbox: Sandbox, request: Request) -> Answer:
    if request.method == "GET":
        moment = sandbox.now  # before the read: a body is never older than its Date says
        return read(sandbox, request)._replace(moment=moment)
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


def check_version(request: Request) -> None:
    """Raises ApiError for a version that is not rendered, and for a path that the version does not have yet."""
    known.check(request.version)
    if unserved(request.path, request.version):
        raise unknown_url(request)


def read(sandbox: Sandbox, request: Request) -> Answer:
    """A list, a sub-list or one object. Raises ApiError."""
    rendering, given = Rendering(sandbox.account, request.version), forms.decode(request.encoded)
    path = request.path.rstrip("/")
    if path == "/v1/account":
        return _one(rendering, Resource("account"), sandbox.store.setting("account") or ACCOUNT_ID, given)
    if path == writing.CLOCK:
        return writing.clock(sandbox)
    with sandbox.store.lock:
        if path in RESOURCES:
            return lists.page(rendering, RESOURCES[path], given, path=path)
        base, _, last = path.rpartition("/")
        if base in RESOURCES:
            return _one(rendering, RESOURCES[base], last, given)
        base, _, parent = base.rpartition("/")
        if (base, last) in SUB_LISTS:
            if sandbox.store.get(RESOURCES[base].kind, parent) is None:
                raise missing(RESOURCES[base].kind, parent, param=RESOURCES[base].kind)
            return lists.page(rendering, SUB_LISTS[base, last], given, path=path, parent=parent)
    raise unknown_url(request)


def unknown_url(request: Request) -> ApiError:
    """Stripe's answer for a path that it does not have."""
    return ApiError(404, f"Unrecognized request URL ({request.method}: {request.path}). The sandbox does not serve it.")


def _one(rendering: Rendering, resource: Resource, object_id: str, given: forms.Parameters) -> Answer:
    for name in given:
        if name != "expand":
            raise bad_parameter(name, f"Received unknown parameter: {name}", "parameter_unknown")
    kind, store = resource.shown_as or resource.kind, rendering.account.store
    with store.lock:
        kept = store.get(resource.kind, object_id, resource.only)
        if kept is None:
            raise missing(kind, object_id)
        body = rendering.body(kind, kept)
        if "expand" in given:
            body = expand_body(rendering, body, forms.texts("expand", given["expand"]))
    return Answer(200, body)
