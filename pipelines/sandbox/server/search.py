"""``/search``: Stripe's query language (https://docs.stripe.com/search) as SQL, and pages of its results."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple

import msgspec

from pipelines.sandbox.errors import ApiError, bad_parameter
from pipelines.sandbox.objects import of
from pipelines.sandbox.rendering import Rendering
from pipelines.sandbox.server import parameters
from pipelines.sandbox.server.expand import expand_bodies
from pipelines.sandbox.server.forms import Parameters, texts
from pipelines.sandbox.server.messages import Answer
from pipelines.sandbox.server.resources import Resource
from pipelines.sandbox.server.specification import ListEndpoint

SINCE = "2020-08-27"
SHORTEST = 3
NUMBERS = frozenset({"amount", "created", "total", "canceled_at", "exp_month", "exp_year"})
TOKENS = frozenset({"active", "currency", "customer", "disputed", "refunded", "shippable", "status", "type"})
CLAUSE = re.compile(
    r"(?P<minus>-)?(?:metadata\[(?P<mark>[\"'])(?P<key>.+?)(?P=mark)\]|(?P<field>[\w.]+))\s*(?P<how>:|~|>=|<=|>|<|=)\s*"
    r"(?P<value>\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[\w.+-]+)"
)
BETWEEN = re.compile(r"\s+(?:(and|or)\s+)?", re.IGNORECASE)
UNREADABLE = (
    'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for metadata'
    ' or key:"value" to query for other fields.'
)


class Condition(NamedTuple):
    """SQL, and the values that are bound to it."""

    sql: str
    values: tuple[object, ...] = ()


def page(rendering: Rendering, resource: Resource, endpoint: ListEndpoint, given: Parameters, *, path: str) -> Answer:
    """One page of results, newest first; ``next_page`` names the next. Raises ApiError."""
    if rendering.version < SINCE:
        raise ApiError(400, f"Search is not supported on API version {rendering.version}. It needs {SINCE} or later.")
    parameters.check(given, endpoint)
    limit, paths = parameters.limit(given), texts("expand", given.get("expand", []))
    found = condition(resource.kind, given["query"])
    where, values = f"object = ? AND listed AND ({found.sql})", [resource.kind, *found.values]
    after, bounds = (" AND (created, seq) < (?, ?)", _place(given["page"])) if "page" in given else ("", ())
    rows = rendering.documents.store.select(where + after, [*values, *bounds], "created DESC, seq DESC", limit + 1)
    bodies = [rendering.body(resource.kind, row.body) for row in rows[:limit]]
    bodies = expand_bodies(rendering, resource.kind, bodies, [each for each in paths if each != "total_count"])
    more = len(rows) > limit
    result = {
        "object": "search_result",
        "data": [msgspec.Raw(body) for body in bodies],
        "has_more": more,
        "next_page": _token(rows[limit - 1].created, rows[limit - 1].seq) if more else None,
        "url": path,
    }
    if "total_count" in paths:
        result["total_count"] = rendering.documents.store.how_many(where, values)
    return Answer(200, msgspec.json.encode(result))


def condition(kind: str, query: str) -> Condition:
    """A query as a condition on the objects of a type. Raises ApiError."""
    clauses, joins, at = [], set(), 0
    text = query.strip()
    while match := CLAUSE.match(text, at):
        clauses.append(_clause(kind, match))
        at = match.end()
        if at == len(text):
            break
        between = BETWEEN.match(text, at)
        if between is None:
            break
        joins.add((between[1] or "and").upper())
        at = between.end()
    if not clauses or at != len(text) or len(joins) > 1:
        raise bad_parameter("query", UNREADABLE)
    joined = f" {joins.pop() if joins else 'AND'} ".join(clause.sql for clause in clauses)
    return Condition(joined, tuple(value for clause in clauses for value in clause.values))


def _clause(kind: str, match: re.Match[str]) -> Condition:
    value = _value(match["value"])
    found = _metadata(match, value) if match["key"] else _field(kind, match, value)
    return Condition(f"NOT coalesce({found.sql}, 0)", found.values) if match["minus"] else found


def _value(written: str) -> str | None:
    if written[0] in "\"'":
        return re.sub(r"\\(.)", r"\1", written[1:-1])
    if written.lower() == "null":
        return None
    if written.lower() in ("true", "false") or _number(written) is not None:
        return written.lower()
    raise bad_parameter("query", UNREADABLE)


def _metadata(match: re.Match[str], value: str | None) -> Condition:
    place = "(SELECT value FROM json_each(body, '$.metadata') WHERE key = ?)"
    found = _compared(place, match, value, exact=False)
    return Condition(found.sql, (match["key"], *found.values))


def _field(kind: str, match: re.Match[str], value: str | None) -> Condition:
    field = match["field"]
    known = of(kind)
    if field not in known.searched.split() and not re.fullmatch(known.search_pattern, field):
        message = f"Field `{field}` is an unsupported search field for resource `{kind}s`."
        raise bad_parameter("query", f"{message} See https://docs.stripe.com/search for a list of supported fields.")
    place = f"json_extract(body, '$.{known.searched_at.get(field, field)}')"
    last = field.rpartition(".")[2]
    if last in NUMBERS:
        return _measured(place, match, value)
    return _compared(place, match, value, exact=last in TOKENS)


def _measured(place: str, match: re.Match[str], value: str | None) -> Condition:
    if value is None:
        return Condition(f"{place} IS NULL")
    number = _number(value)
    if number is None or match["how"] == "~":
        raise bad_parameter("query", f"Field `{match['field']}` takes numbers only.")
    return Condition(f"{place} {match['how'].replace(':', '=')} ?", (number,))


def _compared(place: str, match: re.Match[str], value: str | None, *, exact: bool) -> Condition:
    """Words are compared whatever their case; a part of one has three letters at least."""
    if value is None:
        return Condition(f"{place} IS NULL")
    if match["how"] == ":":
        flag = {"true": "1", "false": "0"}.get(value.lower(), value) if exact else value  # as SQLite has booleans
        return Condition(f"CAST({place} AS TEXT) COLLATE NOCASE IN (?, ?)", (value, flag))
    if match["how"] != "~" or exact:
        raise bad_parameter("query", f"Field `{match['field'] or 'metadata'}` does not support `{match['how']}`.")
    if len(value) < SHORTEST:
        raise bad_parameter("query", f"A substring search needs at least {SHORTEST} characters.")
    return Condition(f"instr(lower({place}), lower(?)) > 0", (value,))


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[+-]?\d{1,18}(\.\d{1,9})?", text) else None


def _token(created: int, seq: int) -> str:
    return urlsafe_b64encode(f"{created}.{seq}".encode()).decode().rstrip("=")


def _place(token: str) -> tuple[int, int]:
    try:
        created, _, seq = urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode().partition(".")
        return int(created), int(seq)
    except ValueError:
        raise bad_parameter("page", f"Invalid page: {token}") from None
