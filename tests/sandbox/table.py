"""The types of the sandbox as docs/sandbox.md lists them, between markers.

python -m tests.sandbox.table  # writes them there
"""

import re
from collections.abc import Iterable
from pathlib import Path

from pipelines.sandbox.objects import TYPES
from pipelines.sandbox.objects.traits import SandboxType

PAGE = Path(__file__).parents[2] / "docs" / "sandbox.md"
BETWEEN = re.compile(r"(?<=<!-- types: begin -->\n).*?(?=<!-- types: end -->)", re.DOTALL)


def table() -> str:
    """One line per type."""
    lines = ["| type | lists | filters | only if asked for |", "|---|---|---|---|", *map(_line, TYPES.values())]
    return "".join(f"{line}\n" for line in lines)


def documented() -> str:
    """What the page says."""
    found = BETWEEN.search(PAGE.read_text())
    assert found, "docs/sandbox.md has no markers for the types"
    return found[0]


def _line(each: SandboxType) -> str:
    below = [f"{base}/…/{name}" for base, name in each.sub_lists]
    paths = [*each.paths, *below] or [str(each.alone)]
    return f"| {each.name} | {_words(paths)} | {_words(each.filters)} | {_words([*each.embedded, *each.included])} |"


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    PAGE.write_text(BETWEEN.sub(lambda _: table(), PAGE.read_text()))
