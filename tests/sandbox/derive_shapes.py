"""Cut the history of Stripe's response shapes down to what the sandbox serves: the file that `shapes.py` reads.

    python -m tests.sandbox.derive_shapes stripe-shapes.json[.xz]

The source has one schema for each API version in the form `{version: {object: {path: {t, req, null}}}}`, taken from
github.com/stripe/openapi (MIT) up to 2023-08-16 and from the types of stripe-python (MIT) after that. What is left says
of each path what it was and since when: `{object: {path: [[version number, form], …]}}`. A form is a type, `?` if the
field may be missing, `~` if it may be null; the empty form says that the field is gone. `lines[]` is an element.
"""

import json
import lzma
import sys
from pathlib import Path
from typing import Any

from pipelines.sandbox.versions.known import VERSIONS

DATA = Path(__file__).parent / "data" / "shapes.json.xz"
SERVED = (
    *("account", "balance_transaction", "cash_balance", "charge", "customer", "event", "invoice", "invoice_payment"),
    *("line_item", "payment_intent", "payment_method", "plan", "price", "product", "refund", "subscription"),
    *("subscription_item", "tax_rate"),
)
# From here on the source are Python's types, which say `Optional` of what is null and of what is missing alike.
FROM_SDK = "2023-10-16"


def derive(source: dict[str, Any]) -> dict[str, Any]:
    """`{"versions": [version, …], "objects": {object: {path: [[version number, form], …]}}}`."""
    objects: dict[str, dict[str, list[tuple[int, str]]]] = {name: {} for name in SERVED}
    for number, version in enumerate(VERSIONS):
        for name, paths in objects.items():
            forms = {path: form(field, version) for path, field in source[version].get(name, {}).items()}
            for path in sorted(paths.keys() | forms.keys()):
                changes = paths.setdefault(path, [])
                if (changes[-1][1] if changes else "") != forms.get(path, ""):
                    changes.append((number, forms.get(path, "")))
    return {"versions": VERSIONS, "objects": objects}


def form(field: dict[str, Any], version: str) -> str:
    """One field as a word: `int?~`."""
    may_miss = not field["req"] or (field["null"] and version >= FROM_SDK)
    return f"{field['t']}{'?' * may_miss}{'~' * field['null']}"


def main() -> None:
    """Read the history that is named, write the derived file."""
    source = Path(sys.argv[1])
    text = lzma.decompress(source.read_bytes()) if source.suffix == ".xz" else source.read_bytes()
    derived = json.dumps(derive(json.loads(text)), separators=(",", ":"), sort_keys=True).encode()
    DATA.write_bytes(lzma.compress(derived, preset=9))
    print(f"{DATA.name}: {len(derived)} bytes, {DATA.stat().st_size} compressed")  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()
