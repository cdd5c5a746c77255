"""Cut the history of Stripe's response shapes down to the objects that promotion meets: the file behind `shapes.py`.

    python -m tests.versions.derive_shapes stripe-shapes.json[.xz]

The source has one schema for each of 57 API versions, 2017-08-15 to 2026-10-28.endive, in the form `{version: {object:
{path: {t, req, null, enum?, targets?, fmt?}}}}`. It was taken from github.com/stripe/openapi (MIT), one specification a
version, up to 2023-08-16, and from the types in stripe-python 8.11 to 16.1.0 (MIT) after that.

What is left says for each path what it was and since when: `{path: [[version number, specification], …]}`. A
specification is a kind, `?` if the field may be missing, `~` if it may be null, and after a colon the words of an enum
or the types that a reference may point to; an empty one, that the field is gone. `lines[]` is an element of `lines`.
"""

import json
import lzma
import re
import sys
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "shapes.json.xz"
KEPT = (
    *("product", "price", "plan", "customer", "payment_method", "subscription", "subscription_item"),
    *("invoice", "line_item", "payment_intent", "charge", "invoice_payment"),
    # What is embedded in those and has a form that matters to a reader of documents.
    *("bank_account", "card", "coupon", "discount", "refund", "source", "tax_id", "tax_rate", "test_clock"),
)
ALIASES = {"card_resource": "card", "invoice_line_item": "line_item", "test_helpers.test_clock": "test_clock"}
# Types of the SDK say `Optional` of what is null and of what is missing alike.
FROM_SDK = "2023-10-16"
MOMENT = re.compile(r"\w+_(at|date|until)$|computed_timestamp$")
DECIMAL = re.compile(r"\w+_decimal$|unit_amount_excluding_tax$")
WORDS_OF_AN_ENUM = 8
History = dict[str, dict[str, list[tuple[int, str]]]]


def derive(source: dict[str, Any]) -> dict[str, Any]:
    """`{"versions": [version, …], "objects": {name: {path: [[version number, specification], …]}}}`."""
    versions = sorted(version for version in source if version != "_about")
    moments = _moments(source, versions)
    history: History = {name: {} for name in KEPT}
    for number, version in enumerate(versions):
        for name, fields in history.items():
            now = {
                _path(path): specification(path, field, version, moments)
                for path, field in source[version].get(name, {}).items()
            }
            for path in sorted(fields.keys() | now.keys()):
                changes = fields.setdefault(path, [])
                if (changes[-1][1] if changes else "") != now.get(path, ""):
                    changes.append((number, now.get(path, "")))
    return {"versions": versions, "objects": history}


def specification(path: str, field: dict[str, Any], version: str, moments: set[str]) -> str:
    """One field as a word: `enum?~:draft,open`."""
    kind, name = field["t"], path.rpartition(".")[2]
    if name == "deleted" and kind == "enum":
        return "deleted"
    if kind == "int" and (name in moments or MOMENT.match(name)):
        kind = "time"
    if kind in ("str", "None"):
        kind = "decimal" if DECIMAL.match(name) else "str"
    may_miss = not field["req"] or (field["null"] and version >= FROM_SDK)
    targets = [_snake(target) for target in field.get("targets") or () if not target.startswith("~")]
    words = [str(word) for word in field.get("enum") or ()][:WORDS_OF_AN_ENUM] or sorted(set(targets))
    return f"{kind}{'?' * may_miss}{'~' * bool(field['null'])}{':' if words else ''}{','.join(words)}"


def _moments(source: dict[str, Any], versions: list[str]) -> set[str]:
    """The names of integers that any version called seconds since 1970."""
    fields = (
        (path, field) for version in versions for paths in source[version].values() for path, field in paths.items()
    )
    return {path.rpartition(".")[2] for path, field in fields if field.get("fmt") == "unix-time"}


def _path(path: str) -> str:
    """The elements of a list object belong to the list itself."""
    return path.replace(".data[]", "[]")


def _snake(target: str) -> str:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", target).lower()
    return ALIASES.get(name, name)


def main() -> None:
    """Read the source that is named, write the derived file."""
    path = Path(sys.argv[1])
    text = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    derived = json.dumps(derive(json.loads(text)), separators=(",", ":")).encode()
    DATA.write_bytes(lzma.compress(derived, preset=9))
    print(f"{DATA.name}: {len(derived)} bytes, {DATA.stat().st_size} compressed")  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()
