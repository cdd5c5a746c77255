"""Every type of event that Stripe ever named, of the history of its response shapes: what `test_event_types.py` reads.

    python -m tests.landing.derive_event_types stripe-shapes.json[.xz]

The source is that of `tests/versions/derive_shapes.py`: what `type` of an event may be in each API version, taken from
the types in stripe-python 8.11 to 16.1.0 (MIT). A type is kept when a later version no longer has it, because archives
do. A line of the result is what types begin with, and after it how they end.
"""

import json
import lzma
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "event_types.txt"


def derive(source: dict[str, Any]) -> set[str]:
    """The types of all versions."""
    objects = [version for name, version in source.items() if name != "_about"]
    fields = [version["event"]["type"] for version in objects if "event" in version]
    return {event_type for field in fields for event_type in field.get("enum") or ()}


def read() -> list[str]:
    """The types in the derived file."""
    lines = (line.split() for line in DATA.read_text().splitlines())
    return [f"{beginning}.{end}" for beginning, *ends in lines for end in ends]


def main() -> None:
    """Read the source that is named, write the derived file."""
    path = Path(sys.argv[1])
    text = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    found = derive(json.loads(text))
    ends = defaultdict(list)
    for event_type in sorted(found):
        beginning, _, end = event_type.rpartition(".")
        ends[beginning].append(end)
    DATA.write_text("".join(f"{beginning} {' '.join(words)}\n" for beginning, words in sorted(ends.items())))
    print(f"{DATA.name}: {len(found)} types")  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()
