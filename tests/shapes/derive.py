"""Write down what changed between the versions of Stripe's response shapes: the file behind `tests/shapes`.

    python -m tests.shapes.derive stripe-shapes.json[.xz]

The source has one schema for each of 57 API versions, 2017-08-15 to 2026-10-28.endive, in the form
`{version: {object: {path: field}}}`. It was taken from github.com/stripe/openapi (MIT), one specification per version,
up to 2023-08-16, and from the types in stripe-python 8.11 to 16.1.0 (MIT) after that.

Nothing is left out: the result says for each path of each object what it was and since when,
`{"versions": [version, …], "objects": {object: {path: [[version number, field or null], …]}}}`; null says that the
field is gone. A field is `{t, req, null, enum?, open?, targets?, fmt?}`: its type, whether it is always there, whether
it may be null, the words of an enum and whether Stripe may add more, the types that a reference may point to, the
format of a number or text.
"""

import json
import lzma
import sys
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "history.json.xz"
History = dict[str, dict[str, list[tuple[int, Any]]]]


def derive(source: dict[str, Any]) -> dict[str, Any]:
    """The changes of every path of every object."""
    versions = sorted(version for version in source if version != "_about")
    history: History = {name: {} for name in sorted({name for version in versions for name in source[version]})}
    for number, version in enumerate(versions):
        for name, paths in history.items():
            now = source[version].get(name, {})
            for path in sorted(paths.keys() | now.keys()):
                changes = paths.setdefault(path, [])
                if (changes[-1][1] if changes else None) != now.get(path):
                    changes.append((number, now.get(path)))
    return {"versions": versions, "objects": history}


def main() -> None:
    """Read the source that is named, write the derived file."""
    path = Path(sys.argv[1])
    text = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    derived = json.dumps(derive(json.loads(text)), separators=(",", ":")).encode()
    DATA.write_bytes(lzma.compress(derived, preset=9 | lzma.PRESET_EXTREME))
    print(f"{DATA.name}: {len(derived)} bytes, {DATA.stat().st_size} compressed")  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()
