"""From a request to its answer: the key, the path, the method."""

from pipelines.sandbox.account import ACCOUNT_ID
from pipelines.sandbox.clocked import Clocked
from pipelines.sandbox.errors import ApiError, missing
from pipelines.sandbox.rendering import Rendering
from pipelines.sandbox.server import expandable, forms, lists, parameters, search, thin_lists, writing
from pipelines.sandbox.server.expand import expand_body
from pipelines.sandbox.server.gate import Act, Gate
from pipelines.sandbox.server.messages import Answer, Request, answer, refusal
from pipelines.sandbox.server.resources import ALONE, RESOURCES, SUB_LISTS, Resource, resource, unserved
from pipelines.sandbox.server.specification import ObjectEndpoint, list_at, object_at
from pipelines.sandbox.versions import known


def respond(sandbox: Clocked, gate: Gate, request: Request) -> Answer:
    """The answer to a request; a refusal is an answer too."""

    def act() -> Answer:
        return _settled(lambda: _answer(sandbox, request))

    def checked() -> Answer:
        check_key(request.key)
        check_version(request)
        if request.account:
            check_account(sandbox, request.account, request.key)
        return act() if request.path.startswith(writing.HELPERS) else gate.around(request, act)

    return _settled(checked)


def _settled(act: Act) -> Answer:
    try:
        return act()
    except ApiError as error:
        return refusal(error)
    except Exception as error:  # a bug of the sandbox must not look like a broken network
        return refusal(ApiError(500, f"The sandbox failed: {error!r}", kind="api_error"))


def _answer(sandbox: Clocked, request: Request) -> Answer:
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


def check_account(sandbox: Clocked, account_id: str, key: str | None) -> None:
    """Only the account's own id will do: no other account is connected to it. Raises ApiError."""
    if account_id != (sandbox.store.setting("account") or ACCOUNT_ID):
        message = (
            f"The provided key '{(key or '')[:8]}****' does not have access to account '{account_id}' (or that account"
            " does not exist). Application access may have been revoked."
        )
        raise ApiError(403, message, code="account_invalid")


def check_version(request: Request) -> None:
    """Raises ApiError for a version that is not rendered, and for a path that the version does not have yet."""
    known.check(request.version)
    if unserved(request.path, request.version):
        raise unknown_url(request)


def read(sandbox: Clocked, request: Request) -> Answer:
    """A list, a sub-list or one object. Raises ApiError."""
    rendering, given = Rendering(sandbox.account, request.version), forms.decode(request.encoded)
    path = request.path.rstrip("/")
    if path == writing.CLOCK:
        return writing.clock(sandbox)
    with sandbox.store.lock:
        found = (
            _contents(rendering, path, given)
            or _own(sandbox, request, given)
            or thin_lists.serve(sandbox.account, path, given)
            or _list(rendering, path, given)
            or _object(rendering, path, given)
        )
    if found is None:
        raise unknown_url(request)
    return found


def _contents(rendering: Rendering, path: str, given: forms.Parameters) -> Answer | None:
    """What is in a file, as it is. Raises ApiError where there is none."""
    above, _, last = path.rpartition("/")
    endpoint = object_at(above) if last == "contents" else None
    if endpoint is None or endpoint.kind != "file":
        return None
    _expand(given)
    file_id = above.rpartition("/")[2]
    kept = rendering.documents.find("file.contents", file_id)
    if kept is None:
        raise missing("file", file_id)
    return Answer(200, kept["contents"].encode(), (("Content-Type", "text/csv"),))


def _own(sandbox: Clocked, request: Request, given: forms.Parameters) -> Answer | None:
    """The account itself, by its id too, and its balance. Raises ApiError for another one and whatever is below it."""
    steps = request.path.strip("/").split("/")[1:]
    own = sandbox.store.setting("account") or ACCOUNT_ID
    if len(steps) > 1 and steps[0] == "accounts":
        check_account(sandbox, steps[1], request.key)
    alone = ALONE.get(request.path.rstrip("/"))
    if alone and alone.computed:
        expandable.check(alone.name, _expand(given), request.version)
        return answer(alone.computed(sandbox.account))
    if alone or steps == ["accounts", own]:
        return _one(Rendering(sandbox.account, request.version), resource("account"), own, given)
    return None


def _list(rendering: Rendering, path: str, given: forms.Parameters) -> Answer | None:
    endpoint = list_at(path)
    if endpoint is None or (endpoint.until and rendering.version > endpoint.until):
        return None
    if path in RESOURCES:
        return lists.page(rendering, RESOURCES[path], endpoint, given, path=path)
    above, _, last = path.rpartition("/")
    if last == "search":
        return search.page(rendering, RESOURCES[above], endpoint, given, path=path)
    if endpoint.ids:
        _check_there(rendering, above)
    base, _, parent = above.rpartition("/")
    if (base, last) in SUB_LISTS:
        return lists.page(rendering, SUB_LISTS[base, last], endpoint, given, path=path, parent=parent)
    return lists.empty(rendering, endpoint, given, path=path)


def _object(rendering: Rendering, path: str, given: forms.Parameters) -> Answer | None:
    endpoint = object_at(path)
    if endpoint is None or not endpoint.ids:
        return None
    above, _, object_id = path.rpartition("/")
    if object_id not in endpoint.ids.values():  # /v1/charges/ch_1/dispute
        object_id = _only_child(rendering, endpoint.kind, above)
    elif len(endpoint.ids) > 1:
        _check_within(rendering, endpoint.kind, object_id, above.rpartition("/")[0])
    return _one(rendering, resource(endpoint.kind), object_id, given)


def _only_child(rendering: Rendering, kind: str, above: str) -> str:
    """The id of the one object of a type that another has. Raises ApiError where it has none."""
    _check_there(rendering, above)
    parent = above.rpartition("/")[2]
    found = rendering.documents.children(kind, parent)
    if not found:
        raise missing(kind, parent)
    return str(found[-1]["id"])


def _check_there(rendering: Rendering, path: str) -> ObjectEndpoint | None:
    """What is at a path above another. Raises ApiError if the account has no such object."""
    endpoint = object_at(path)
    if endpoint is None or not endpoint.ids or endpoint.kind == "account":
        return None
    object_id, held = path.rpartition("/")[2], resource(endpoint.kind)
    if rendering.documents.store.get(held.kind, object_id, held.only) is None:
        raise missing(endpoint.kind, object_id, param=endpoint.kind)
    return endpoint


def _check_within(rendering: Rendering, kind: str, object_id: str, above: str) -> None:
    """Raises ApiError for an object that is not of the one that its path is below."""
    owner, document = _check_there(rendering, above), rendering.documents.find(kind, object_id)
    if owner and document and document.get(owner.kind) != above.rpartition("/")[2]:
        raise missing(kind, object_id)


def unknown_url(request: Request) -> ApiError:
    """Stripe's answer for a path that it does not have."""
    return ApiError(404, f"Unrecognized request URL ({request.method}: {request.path}). The sandbox does not serve it.")


def _one(rendering: Rendering, shown: Resource, object_id: str, given: forms.Parameters) -> Answer:
    expand = _expand(given)
    kind, store = shown.shown.name, rendering.documents.store
    with store.lock:
        kept = store.get(shown.kind, object_id, shown.only)
        if kept is None:
            raise missing(kind, object_id)
        body = rendering.body(kind, kept)
        if expand:
            body = expand_body(rendering, body, expand)
    return Answer(200, body)


def _expand(given: forms.Parameters) -> list[str]:
    """What an object is asked with: no parameter but this one. Raises ApiError."""
    for name in given:
        if name != "expand":
            raise parameters.unknown(name)
    return forms.texts("expand", given.get("expand", []))
