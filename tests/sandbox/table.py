"""What docs/sandbox.md takes from the sandbox's types: tables between markers.

python -m tests.sandbox.table  # writes them there
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipelines.sandbox.objects import TYPES
from pipelines.sandbox.objects.traits import SandboxType
from pipelines.sandbox.versions.additions import lost_before
from pipelines.sandbox.versions.known import VERSIONS

PAGE = Path(__file__).parents[2] / "docs" / "sandbox.md"


def types() -> str:
    """One line per type."""
    lines = ["| type | lists | filters | only if asked for |", "|---|---|---|---|", *map(_line, TYPES.values())]
    return "".join(f"{line}\n" for line in lines)


def additions() -> str:
    """One line per version that added what older ones cannot say."""
    lost = {version: lost_before(version) for version in reversed(VERSIONS)}
    lines = ["| before | is missing |", "|---|---|"]
    lines += [f"| {version} | {_fields(fields)} |" for version, fields in lost.items() if fields]
    return "".join(f"{line}\n" for line in lines)


TABLES = {"types": types, "additions": additions}


def written(page: str) -> str:
    """The page with its tables as they should be. Raises ValueError if it has no markers for one."""
    for name, table in TABLES.items():
        between = re.compile(f"(?<=<!-- {name}: begin -->\\n).*?(?=<!-- {name}: end -->)", re.DOTALL)
        if not between.search(page):
            raise ValueError(f"{PAGE} has no markers for {name}: <!-- {name}: begin --> and end")
        page = between.sub(table().replace("\\", r"\\"), page)
    return page


def _line(each: SandboxType) -> str:
    below = [f"{base}/…/{name}" for base, name in each.sub_lists]
    paths = [*each.paths, *below] or [str(each.alone)]
    return f"| {each.name} | {_words(paths)} | {_words(each.filters)} | {_words([*each.embedded, *each.included])} |"


def _fields(by_type: Mapping[str, Iterable[str]]) -> str:
    return "; ".join(f"{kind}: {_words(fields)}" for kind, fields in by_type.items())


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
