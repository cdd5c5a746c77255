"""Cut Stripe's OpenAPI down to what the sandbox serves, as JSON Schema: the file that the shape tests check against.

    python -m tests.sandbox.derive_openapi spec3.json[.xz]

The specification is Stripe's (github.com/stripe/openapi, MIT). What is left are the schemas of the served objects and
of everything that is always embedded in them, without prose. A reference that may be expanded is kept when the other
object is served too, and is else any object with an id. ``nullable`` becomes JSON Schema's null.
"""

import json
import lzma
import sys
from pathlib import Path
from typing import Any

from pipelines.sandbox.objects import TYPES

DATA = Path(__file__).parent / "data" / "stripe-openapi.json.xz"
SERVED = frozenset({*TYPES, "deleted_customer"})
KEPT = ("type", "enum", "properties", "required", "items", "anyOf", "additionalProperties", "maxLength")
Schema = dict[str, Any]


def derive(spec: Schema) -> Schema:
    """``{"version", "schemas": {name: JSON Schema}}`` from Stripe's specification."""
    schemas, found, wanted = spec["components"]["schemas"], {}, sorted(SERVED)
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = _convert(schemas[name])
            wanted.extend(_references(found[name]))
    return {"version": spec["info"]["version"], "schemas": dict(sorted(found.items()))}


def _convert(schema: Schema) -> Schema:
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref'].rpartition('/')[2]}"}
    kept: Schema = {name: schema[name] for name in KEPT if name in schema}
    if "properties" in kept:
        kept["properties"] = {name: _convert(each) for name, each in kept["properties"].items()}
    if isinstance(kept.get("additionalProperties"), dict):
        kept["additionalProperties"] = _convert(kept["additionalProperties"])
    if "items" in kept:
        kept["items"] = _convert(kept["items"])
    if "anyOf" in kept:
        kept["anyOf"] = _alternatives([_convert(each) for each in kept["anyOf"]])
    return {"anyOf": [kept, {"type": "null"}]} if schema.get("nullable") else kept


def _alternatives(schemas: list[Schema]) -> list[Schema]:
    """What an expandable field may hold: an id, a served object, or some other object with an id."""
    if not any(each.get("type") == "string" for each in schemas):
        return schemas
    other = {"type": "object", "required": ["id", "object"]}
    kept = [each for each in schemas if _name(each) is None or _name(each) in SERVED]
    return kept if len(kept) == len(schemas) else [*kept, other]


def _name(schema: Schema) -> str | None:
    reference = schema.get("$ref")
    return reference.rpartition("/")[2] if reference else None


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for each in value for name in _references(each)]
    if not isinstance(value, dict):
        return []
    own = _name(value) if isinstance(value.get("$ref"), str) else None
    return ([own] if own else []) + [name for each in value.values() for name in _references(each)]


def main() -> None:
    """Read the specification that is named, write the derived file."""
    source = Path(sys.argv[1])
    text = lzma.decompress(source.read_bytes()) if source.suffix == ".xz" else source.read_bytes()
    derived = json.dumps(derive(json.loads(text)), separators=(",", ":"), sort_keys=True).encode()
    DATA.write_bytes(lzma.compress(derived, preset=9))
    print(f"{DATA.name}: {len(derived)} bytes, {DATA.stat().st_size} compressed")  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()
