"""Lists: newest first, cursors, filters, pages of at most 100."""

from typing import Any

from pipelines.sandbox.errors import bad_parameter, missing
from pipelines.sandbox.objects.traits import Filter
from pipelines.sandbox.rendering import Rendering
from pipelines.sandbox.server import expandable, parameters
from pipelines.sandbox.server.expand import expand_bodies
from pipelines.sandbox.server.forms import Parameters, texts, truth, whole_number
from pipelines.sandbox.server.messages import Answer, answer
from pipelines.sandbox.server.resources import Resource
from pipelines.sandbox.server.specification import ListEndpoint

COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


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
        elif rule.how == "missing":
            self.add(f"(json_extract(body, '{rule.place}') IS NULL) = ?", truth(name, value))
        elif rule.how == "any":
            wanted = texts(name, value)
            self.add(f"json_extract(body, '{rule.place}') IN ({', '.join('?' * len(wanted))})", *wanted)
        elif not isinstance(value, str):
            raise bad_parameter(name, f"Invalid string: {name}")
        elif rule.how == "price":
            place = "json_extract(item.value, '$.price.id')"
            self.add(f"EXISTS (SELECT 1 FROM json_each(body, '{rule.place}') AS item WHERE {place} = ?)", value)
        elif rule.how == "word":
            self.word(name, rule, value)
        elif name == self.resource.shown.parent:
            self.add("parent = ?", value)
        else:
            how = "GLOB" if rule.how == "glob" else "="
            self.add(f"json_extract(body, '{rule.place}') {how} ?", value)

    def word(self, name: str, rule: Filter, word: str) -> None:
        """A word that stands for one value or several, or for all."""
        if word not in rule.words:
            raise bad_parameter(name, f"Invalid {name}: must be one of {', '.join(sorted(rule.words))}")
        if values := rule.words[word]:
            self.add(f"json_extract(body, '{rule.place}') IN ({', '.join('?' * len(values))})", *values)

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
    _filter(rendering, query, given)
    limit = parameters.limit(given)
    backwards = "ending_before" in given
    _cursor(rendering, query, given, backwards=backwards, parent=parent)
    direction = "DESC" if resource.shown.newest_first != backwards else "ASC"
    order = f"created {direction}, seq {direction}"
    rows = rendering.documents.store.select(" AND ".join(query.where), query.values, order, limit + 1)
    bodies = [rendering.body(resource.shown.name, row.body) for row in rows[:limit]]
    if backwards:
        bodies.reverse()
    if "expand" in given:
        bodies = expand_bodies(rendering, resource.shown.name, bodies, texts("expand", given["expand"]))
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


def _filter(rendering: Rendering, query: Query, given: Parameters) -> None:
    rules = query.resource.filters
    if query.resource.shown.hidden and "status" not in given:
        query.add(query.resource.shown.hidden)
    if "created" in given:
        query.range("created", "created", given["created"])
    for name, value in given.items():
        if name in rules:
            query.filter(name, rules[name], value)
            if check := rules[name].check:
                check(rendering.documents, value)
        elif isinstance(value, dict) and name != "created":
            for inner, inner_value in value.items():
                rule = rules.get(f"{name}[{inner}]")
                if rule is None:
                    raise parameters.unknown(f"{name}[{inner}]")
                query.filter(f"{name}[{inner}]", rule, inner_value)


def _cursor(rendering: Rendering, query: Query, given: Parameters, *, backwards: bool, parent: str | None) -> None:
    name = "ending_before" if backwards else "starting_after"
    if name not in given:
        return
    shown, object_id = query.resource.shown, str(given[name])
    if shown.cursor.meant and parent is not None:
        object_id = shown.cursor.meant(rendering.documents, rendering.version, parent, name, object_id)
    place = rendering.documents.store.place(query.resource.kind, object_id)
    if place is None:
        raise missing(query.resource.kind, str(given[name]), param=name, status=400, more=shown.cursor.unknown)
    comparison = "<" if query.resource.shown.newest_first != backwards else ">"
    query.add(f"(created, seq) {comparison} (?, ?)", *place)
