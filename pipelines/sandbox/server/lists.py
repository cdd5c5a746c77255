"""Lists: newest first, cursors, filters, pages of at most 100."""

from typing import Any

from pipelines.sandbox.errors import ApiError, bad_parameter, missing
from pipelines.sandbox.rendering import Rendering
from pipelines.sandbox.server import expandable, parameters
from pipelines.sandbox.server.expand import expand_bodies
from pipelines.sandbox.server.forms import Parameters, texts, truth, whole_number
from pipelines.sandbox.server.messages import Answer, answer
from pipelines.sandbox.server.resources import BY_PARENT, Filter, Resource
from pipelines.sandbox.server.specification import ListEndpoint
from pipelines.sandbox.versions.before_2020 import UNIQUE_LINE_IDS, old_line_id

COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
STATUSES = frozenset(
    {
        "active",
        "all",
        "canceled",
        "ended",
        "incomplete",
        "incomplete_expired",
        "past_due",
        "paused",
        "trialing",
        "unpaid",
    }
)


class Query:
    """The conditions of one list, as SQL whose every value is bound."""

    def __init__(self, resource: Resource, parent: str | None) -> None:
        """A sub-list has the id of the ``parent`` that it hangs on."""
        self.resource = resource
        self.where, self.values = ["object = ?"], [resource.kind]
        if resource.only:
            self.add(resource.only)
        if parent is None:
            self.where.append("listed")
        else:
            self.add("parent = ?", parent)

    def add(self, condition: str, *values: Any) -> None:
        """One more condition."""
        self.where.append(condition)
        self.values.extend(values)

    def filter(self, name: str, rule: Filter, value: Any) -> None:
        """A parameter of the list. Raises ApiError for a value that it cannot have."""
        if rule.how == "range":
            self.range(f"json_extract(body, '{rule.place}')", name, value)
        elif rule.how == "bool":
            self.add(f"json_extract(body, '{rule.place}') = ?", truth(name, value))
        elif rule.how == "zero":
            self.add(f"(json_extract(body, '{rule.place}') = 0) = ?", truth(name, value))
        elif rule.how == "any":
            wanted = texts(name, value)
            self.add(f"json_extract(body, '{rule.place}') IN ({', '.join('?' * len(wanted))})", *wanted)
        elif not isinstance(value, str):
            raise bad_parameter(name, f"Invalid string: {name}")
        elif rule.how == "price":
            place = "json_extract(item.value, '$.price.id')"
            self.add(f"EXISTS (SELECT 1 FROM json_each(body, '{rule.place}') AS item WHERE {place} = ?)", value)
        elif (self.resource.kind, name) in BY_PARENT:
            self.add("parent = ?", value)
        else:
            how = "GLOB" if rule.how == "glob" else "="
            self.add(f"json_extract(body, '{rule.place}') {how} ?", value)

    def range(self, place: str, name: str, value: Any) -> None:
        """A moment, exact or between bounds."""
        if not isinstance(value, dict):
            self.add(f"{place} = ?", whole_number(name, value))
            return
        for comparison, moment in value.items():
            if comparison not in COMPARISONS:
                raise parameters.unknown(f"{name}[{comparison}]")
            self.add(f"{place} {COMPARISONS[comparison]} ?", whole_number(f"{name}[{comparison}]", moment))


def page(
    rendering: Rendering,
    resource: Resource,
    endpoint: ListEndpoint,
    given: Parameters,
    *,
    path: str,
    parent: str | None = None,
) -> Answer:
    """One page of a list. Raises ApiError."""
    parameters.check(given, endpoint, former=resource.filters)
    query = Query(resource, parent)
    _filter(query, given)
    limit = parameters.limit(given)
    backwards = "ending_before" in given
    _cursor(rendering, query, given, backwards=backwards, parent=parent)
    direction = "DESC" if resource.newest_first != backwards else "ASC"
    order = f"created {direction}, seq {direction}"
    rows = rendering.account.store.select(" AND ".join(query.where), query.values, order, limit + 1)
    bodies = [rendering.body(resource.shown_as or resource.kind, row.body) for row in rows[:limit]]
    if backwards:
        bodies.reverse()
    if "expand" in given:
        bodies = expand_bodies(rendering, resource.shown_as or resource.kind, bodies, texts("expand", given["expand"]))
    has_more = b"true" if len(rows) > limit else b"false"
    start = b'{"object":"list","data":['
    end = b'],"has_more":' + has_more + b',"url":"' + path.encode() + b'"}'
    return Answer(200, b"".join((start, b",".join(bodies), end)))


def empty(rendering: Rendering, endpoint: ListEndpoint, given: Parameters, *, path: str) -> Answer:
    """A list of what the sandbox has none of; its parameters count all the same. Raises ApiError."""
    parameters.check(given, endpoint)
    parameters.limit(given)
    for name in ("starting_after", "ending_before"):
        if name in given:
            raise missing(endpoint.kinds[0] if endpoint.kinds else "object", str(given[name]), param=name, status=400)
    expandable.check_list(endpoint.kinds, texts("expand", given.get("expand", [])), rendering.version)
    return answer({"object": "list", "data": [], "has_more": False, "url": path})


def _filter(query: Query, given: Parameters) -> None:
    rules = query.resource.filters
    if query.resource.hidden and "status" not in given:
        query.add(query.resource.hidden)
    if "created" in given:
        query.range("created", "created", given["created"])
    for name, value in given.items():
        if name == "status" and query.resource.kind == "subscription":
            _status(query, value)
        elif name in rules:
            query.filter(name, rules[name], value)
        elif isinstance(value, dict) and name != "created":
            for inner, inner_value in value.items():
                rule = rules.get(f"{name}[{inner}]")
                if rule is None:
                    raise parameters.unknown(f"{name}[{inner}]")
                query.filter(f"{name}[{inner}]", rule, inner_value)


def _status(query: Query, value: Any) -> None:
    if value not in STATUSES:
        raise bad_parameter("status", f"Invalid status: must be one of {', '.join(sorted(STATUSES))}")
    if value == "ended":
        query.add("json_extract(body, '$.status') IN ('canceled', 'incomplete_expired')")
    elif value != "all":
        query.add("json_extract(body, '$.status') = ?", value)


def _cursor(rendering: Rendering, query: Query, given: Parameters, *, backwards: bool, parent: str | None) -> None:
    name = "ending_before" if backwards else "starting_after"
    if name not in given:
        return
    kind = query.resource.kind
    object_id = str(given[name])
    if kind == "line_item" and parent is not None:
        object_id = _line_id(rendering, parent, name, object_id)
    place = rendering.account.store.place(kind, object_id)
    if place is None:
        if kind == "event":
            raise ApiError(
                400,
                f"No such event: '{given[name]}'; it may have aged out of our retention policy",
                code="resource_missing",
                param=name,
            )
        raise missing(kind, str(given[name]), param=name, status=400)
    comparison = "<" if query.resource.newest_first != backwards else ">"
    query.add(f"(created, seq) {comparison} (?, ?)", *place)


def _line_id(rendering: Rendering, invoice_id: str, param: str, object_id: str) -> str:
    """The line that a cursor means: before lines had ids of their own, by the id that it shares or by ``unique_id``."""
    if rendering.version >= UNIQUE_LINE_IDS:
        return object_id
    lines = rendering.account.children("line_item", invoice_id)
    meant = [line["id"] for line in lines if object_id in (line["id"], old_line_id(line))]
    if len(meant) > 1:
        message = f"Several lines of {invoice_id} have the id '{object_id}'. Give the unique_id of one of them."
        raise bad_parameter(param, message)
    return meant[0] if meant else object_id
