"""Cut Stripe's OpenAPI down to what the sandbox's server asks it: lists, their parameters, and what can be expanded.

    python -m tests.sandbox.derive_api spec3.json[.xz]

writes `pipelines/sandbox/server/stripe-api.json`, one line for each path or type of object:

- `lists`: `{path: {"kinds": [type], "parameters": {name: form}, "required": [name], "until"?: version}}`. A form is a
  type's name, `{"enum": [word]}`, `{"each": form}`, `{"fields": {name: form}}` or `{"any": [form]}`.
- `objects`: `{path: type}` of whatever is read by id, or is the only one of its type.
- `expansions`: for each type the tree of the paths that `expand` takes: a text names the types that a field holds or
  names, an object is a field's own fields (with its own types, if it has some, under the empty name); `data` goes
  into a list.
- `spans`: `{type: {path: [first version, last version]}}` where not every version has the path; an empty one is open.

The specification (github.com/stripe/openapi, MIT) says what can be expanded in the newest version, by
`x-expandableFields`. For the versions before it `tests.shapes.history` says it: wherever both
speak, they agree that whatever is an object, a list of objects or an id that may become one can be expanded. A field
without objects of their own in it that was only added may be asked for in older versions, too, where nothing is at it.
"""

import json
import lzma
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pipelines.sandbox.server
from pipelines.sandbox.versions.known import VERSIONS
from tests.shapes import history

DATA = Path(pipelines.sandbox.server.__file__).parent / "stripe-api.json"
Schema = dict[str, Any]
Paths = dict[str, set[str]]

DEEPEST = 6
HELD = frozenset({"expandable", "ref", "listobj", "obj"})
# Sent, and expanded, though no specification has them, or none marks them.
LEFTOVERS: dict[str, Paths] = {
    "customer": {"invoice_credit_balance": set()},
    "charge": {"dispute": {"dispute"}, "source": {"card", "bank_account", "source"}},
    "invoiceitem": {"plan": {"plan"}},
    "line_item": {"plan": {"plan"}},
    "payment_intent": {"source": {"card", "bank_account", "source"}},
    "subscription": {"plan": {"plan"}},
    "subscription_item": {"plan": {"plan"}},
}
# Before this version the steps of the history are years apart: what was only added looks like what took another's
# place, and ids are described as mere strings that could be expanded all the same.
RELIABLE = "2022-11-15"
UNTIL_ACACIA = ["", "2025-02-24.acacia"]
ENDED = {
    "customer": {"invoice_credit_balance": ["2020-08-27", ""]},
    "invoiceitem": {"plan": UNTIL_ACACIA},
    "line_item": {"plan": UNTIL_ACACIA},
}
PAGING = {"ending_before": "string", "limit": "integer", "starting_after": "string"}
# Lists that the newest specification has no longer.
FORMER_LISTS = {
    "/v1/subscription_items/{subscription_item}/usage_record_summaries": {
        "kinds": ["usage_record_summary"],
        "parameters": PAGING,
        "required": [],
        "until": UNTIL_ACACIA[1],
    }
}
CREATED = {"any": [{"fields": dict.fromkeys(("gt", "gte", "lt", "lte"), "integer")}, "integer"]}
# Lists of 2026-09-30.endive, which the specification at hand does not have yet; read off stripe-python's types.
LATER_LISTS: dict[str, Schema] = {
    "/v1/apps/installs": {
        "kinds": ["apps.install"],
        "parameters": PAGING
        | dict.fromkeys(("account", "app", "channel", "created_by", "status"), "string")
        | {"approval_required": "boolean", "created": CREATED},
        "required": [],
    },
    "/v1/product_catalog/trial_offers": {
        "kinds": ["product_catalog.trial_offer"],
        "parameters": PAGING | {"active": "boolean", "created": CREATED, "prices": {"each": "string"}},
        "required": [],
    },
    "/v1/tax/locations": {
        "kinds": ["tax.location"],
        "parameters": PAGING | {"type": {"enum": ["performance"]}},
        "required": ["type"],
    },
    "/v1/three_d_secure/authentications": {
        "kinds": ["three_d_secure.authentication"],
        "parameters": PAGING | {"created": CREATED, "status": "string"},
        "required": [],
    },
}
# What the history calls a type by another name than its `object`; else letters alone decide.
NAMED = {
    "applicationfeerefund": "fee_refund",
    "authorization": "issuing.authorization",
    "cardresource": "card",
    "creditbalancetransaction": "billing.credit_balance_transaction",
    "discountresource": "discount",
    "disputeresource": "dispute",
    "feedbackoption": "billing.feedback_option",
    "invoicelineitem": "line_item",
    "issuingdisputeresource": "issuing.dispute",
    "refundresource": "refund",
    "reversal": "transfer_reversal",
    "session": "checkout.session",
    "taxidresource": "tax_id",
    "testclock": "test_helpers.test_clock",
    "transaction": "issuing.transaction",
}


class Specification:
    """Stripe's OpenAPI, read for one purpose."""

    def __init__(self, spec: Schema) -> None:
        """`spec` is the whole document."""
        self.version = spec["info"]["version"]
        self.schemas: Schema = spec["components"]["schemas"]
        self.reads = {path: methods["get"] for path, methods in spec["paths"].items() if "get" in methods}

    def kind(self, name: str) -> str | None:
        """The `object` that a schema is of, if it is one."""
        words: list[str] = self.schemas[name].get("properties", {}).get("object", {}).get("enum", [])
        return words[0] if words and words[0] != "list" else None

    def answer(self, path: str) -> Schema:
        """The schema of what a GET answers; of several, the last."""
        content = self.reads[path]["responses"]["200"]["content"].get("application/json", {})
        schema: Schema = content.get("schema", {})
        while names := _alternatives(schema):
            schema = self.schemas[names[-1]]
        return schema

    def expansions(self) -> dict[str, Paths]:
        """The paths of each type, and the types that each path leads to."""
        found: dict[str, Paths] = {}
        for name, schema in self.schemas.items():
            kind = self.kind(name)
            if kind and not name.startswith("deleted_"):
                self._fields(schema, "", found.setdefault(kind, {}))
        return found

    def _fields(self, schema: Schema, within: str, into: Paths) -> None:
        if within.count(".") >= DEEPEST:
            return
        for field in schema.get("x-expandableFields", ()):
            self._field(schema["properties"][field], within + field, into)

    def _field(self, schema: Schema, path: str, into: Paths) -> None:
        while schema.get("type") == "array":
            schema = schema["items"]
        kinds = into.setdefault(path, set())
        self._fields(schema, f"{path}.", into)
        for name in _alternatives(schema):
            if kind := self.kind(name):
                kinds.add(kind)
            else:
                self._fields(self.schemas[name], f"{path}.", into)

    def lists(self) -> dict[str, Schema]:
        """Each list by its path."""
        found: dict[str, Schema] = {}
        for path in self.reads:
            answer = self.answer(path)
            if self._is_list(answer):
                found[path] = self._list(path, answer)
        return found

    def _is_list(self, answer: Schema) -> bool:
        words = answer.get("properties", {}).get("object", {}).get("enum")
        return words in (["list"], ["search_result"])

    def _list(self, path: str, answer: Schema) -> Schema:
        asked = [each for each in self.reads[path]["parameters"] if each["in"] == "query"]
        return {
            "kinds": sorted(filter(None, map(self.kind, _alternatives(answer["properties"]["data"]["items"])))),
            "parameters": {each["name"]: form(each["schema"]) for each in asked if each["name"] != "expand"},
            "required": [each["name"] for each in asked if each.get("required")],
        }

    def objects(self) -> dict[str, str]:
        """The type that each other path of JSON gives."""
        found = {path: self.answer(path) for path in self.reads}
        kinds = {path: _word(each) for path, each in found.items() if not self._is_list(each)}
        return {path: kind for path, kind in kinds.items() if kind}


def form(schema: Schema) -> Any:
    """A parameter's schema as a form."""
    if "anyOf" in schema:
        return {"any": [form(each) for each in schema["anyOf"]]}
    if "enum" in schema and "x-stripeBypassValidation" not in schema:
        return {"enum": schema["enum"]}
    if schema["type"] == "array":
        return {"each": form(schema["items"])}
    if schema.get("properties"):
        return {"fields": {name: form(each) for name, each in schema["properties"].items()}}
    return schema["type"]


def former(kinds: list[str]) -> tuple[dict[str, Paths], dict[str, dict[str, list[str]]]]:
    """What each version expands, of the types that the history knows, and the span of versions where not all do."""
    letters = {_letters(kind): kind for kind in kinds} | NAMED
    paths: dict[str, Paths] = {}
    versions: dict[tuple[str, str], list[str]] = {}
    for version in VERSIONS:
        for name in history.OBJECTS:
            kind = letters.get(_letters(name), name)
            for path, field in history.fields(name, version).items():
                plain = path.replace("[]", "")
                if field["t"] in HELD:
                    named = {letters.get(_letters(each), each) for each in field.get("targets", ())}
                    paths.setdefault(kind, {}).setdefault(plain, set()).update(named)
                if field["t"] in HELD or (field["t"] == "str" and version < RELIABLE):
                    versions.setdefault((kind, plain), []).append(version)
    return paths, _spans(paths, {each: versions[each] for each in versions if each[1] in paths.get(each[0], ())})


def _spans(paths: dict[str, Paths], versions: dict[tuple[str, str], list[str]]) -> dict[str, dict[str, list[str]]]:
    last = {each: "" if having[-1] == VERSIONS[-1] else having[-1] for each, having in versions.items()}
    moved = {(kind, _above(path), end) for (kind, path), end in last.items() if end}
    spans: dict[str, dict[str, list[str]]] = {}
    for (kind, path), having in sorted(versions.items()):
        before = VERSIONS[VERSIONS.index(having[0]) - 1] if having[0] > VERSIONS[0] else ""
        new = before and (paths[kind][path] or (having[0] >= RELIABLE and (kind, _above(path), before) in moved))
        span = [having[0] if new else "", last[kind, path]]
        if any(span) and path not in LEFTOVERS.get(kind, {}) and _span_above(spans.get(kind, {}), path) != span:
            spans.setdefault(kind, {})[path] = span
    return spans


def _above(path: str) -> str:
    return path.rpartition(".")[0]


def _span_above(spans: dict[str, list[str]], path: str) -> list[str] | None:
    while path := _above(path):
        if path in spans:
            return spans[path]
    return None


def tree(paths: Paths, known: Collection[str]) -> Schema:
    """Paths as a tree; types that lead nowhere further are left out."""
    root: Schema = {}
    for path, kinds in sorted(paths.items()):
        *above, last = path.split(".")
        place = root
        for step in above:
            if not isinstance(place.setdefault(step, {}), dict):
                place[step] = {"": place[step]} if place[step] else {}
            place = place[step]
        place[last] = " ".join(sorted(kinds & set(known)))
    return root


def derive(spec: Schema) -> Schema:
    """See above."""
    specification = Specification(spec)
    expansions = specification.expansions()
    older, spans = former(list(expansions))
    for extra in (older, LEFTOVERS):
        for kind, paths in extra.items():
            for path, kinds in paths.items():
                expansions.setdefault(kind, {}).setdefault(path, set()).update(kinds)
    for kind, ended in ENDED.items():
        spans.setdefault(kind, {}).update(ended)
    return {
        "version": specification.version,
        "lists": specification.lists() | LATER_LISTS | FORMER_LISTS,
        "objects": specification.objects(),
        "expansions": {kind: tree(paths, expansions) for kind, paths in expansions.items() if paths},
        "spans": spans,
    }


def _alternatives(schema: Schema) -> list[str]:
    if "$ref" in schema:
        return [schema["$ref"].rpartition("/")[2]]
    return [name for each in schema.get("anyOf", ()) for name in _alternatives(each)]


def _word(schema: Schema) -> str | None:
    words: list[str] = schema.get("properties", {}).get("object", {}).get("enum", [])
    return words[0] if words else None


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _read(name: str) -> Schema:
    source = Path(name)
    text = lzma.decompress(source.read_bytes()) if source.suffix == ".xz" else source.read_bytes()
    found: Schema = json.loads(text)
    return found


def _lines(derived: Schema) -> str:
    """One line for each entry, so that a change of the specification is a readable one here."""
    parts = []
    for name, value in derived.items():
        entries = (
            [f"{json.dumps(key)}: {json.dumps(each)}" for key, each in sorted(value.items())]
            if isinstance(value, dict)
            else []
        )
        parts.append(f'"{name}": ' + ("{\n" + ",\n".join(entries) + "\n}" if entries else json.dumps(value)))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    """Read the specification that is named, write the derived file."""
    text = _lines(derive(_read(sys.argv[1])))
    DATA.write_text(text)
    print(f"{DATA.name}: {len(text)} bytes")  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()
