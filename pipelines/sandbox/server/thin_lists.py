"""The thin events of an account, as the API v2 lists them: pages have addresses, and times are texts."""

import re
from datetime import datetime
from urllib.parse import urlencode

from pipelines.sandbox.account import Account
from pipelines.sandbox.errors import bad_parameter, missing
from pipelines.sandbox.server import parameters
from pipelines.sandbox.server.forms import Parameters, texts, whole_number
from pipelines.sandbox.server.messages import Answer
from pipelines.sandbox.thin_events import KIND, iso

PATH = "/v2/core/events"
COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
MOST_TYPES = 20
FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def serve(account: Account, path: str, given: Parameters) -> Answer | None:
    """A page of the list, or one event; None for another path. Raises ApiError."""
    if path == PATH:
        return _page(account, given)
    above, _, event_id = path.rpartition("/")
    if above != PATH:
        return None
    body = account.store.get(KIND, event_id)
    if body is None:
        raise missing(KIND, event_id)
    return Answer(200, body)


def _page(account: Account, given: Parameters) -> Answer:
    for name in given:
        if name not in {"created", "types", "object_id", "limit", "page"}:
            raise parameters.unknown(name)
    limit = parameters.limit(given)
    order = ("id",) if account.thin.shuffled else ("created", "seq")
    where, values = _conditions(account, given)
    if "page" in given:
        place = account.store.select("object = ? AND seq = ?", [KIND, whole_number("page", given["page"])], "seq", 1)
        if not place:
            raise bad_parameter("page", "Invalid page token.")
        where.append(f"({', '.join(order)}) < ({', '.join('?' * len(order))})")
        values += [getattr(place[0], name) for name in order]
    down = ", ".join(f"{name} DESC" for name in order)
    rows = account.store.select(" AND ".join(where), values, down, limit + 1)
    following = b"null"
    if len(rows) > limit:
        asked = {**_flat(given), "page": str(rows[limit - 1].seq)}
        following = f'"{PATH}?{urlencode(asked)}"'.encode()
    data = b",".join(row.body for row in rows[:limit])
    return Answer(200, b'{"data":[' + data + b'],"next_page_url":' + following + b',"previous_page_url":null}')


def _conditions(account: Account, given: Parameters) -> tuple[list[str], list[object]]:
    thin, now = account.thin, int(account.store.setting("now") or account.now)
    where: list[str] = ["object = ?", "listed", "created <= ?"]
    values: list[object] = [KIND, now - thin.late]
    if not thin.has_v1:
        where.append("json_extract(body, '$.type') NOT GLOB 'v1.*'")
    created = given.get("created", {})
    if not isinstance(created, dict):
        raise bad_parameter("created", "Invalid object")
    for comparison, moment in created.items():
        if comparison not in COMPARISONS:
            raise parameters.unknown(f"created[{comparison}]")
        at = _moment(f"created[{comparison}]", moment)
        sign = COMPARISONS[comparison]
        where += [f"json_extract(body, '$.created') {sign} ?", f"created {sign[0]}= ?"]
        values += [iso(at), int(at)]
    if "types" in given:
        wanted = texts("types", given["types"])
        if len(wanted) > MOST_TYPES:
            raise bad_parameter("types", f"At most {MOST_TYPES} types may be given.")
        where.append(f"json_extract(body, '$.type') IN ({', '.join('?' * len(wanted))})")
        values += wanted
    if "object_id" in given:
        where.append("json_extract(body, '$.related_object.id') = ?")
        values.append(given["object_id"])
    return where, values


def _moment(name: str, value: object) -> float:
    if isinstance(value, str) and FORM.fullmatch(value):
        return datetime.fromisoformat(value).timestamp()
    raise bad_parameter(name, f"Invalid timestamp: {value}")


def _flat(given: Parameters) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in given.items():
        if isinstance(value, dict):
            flat |= {f"{name}[{inner}]": each for inner, each in value.items()}
        elif isinstance(value, list):
            flat |= {f"{name}[{place}]": each for place, each in enumerate(value)}
        elif name != "page":
            flat[name] = value
    return flat
