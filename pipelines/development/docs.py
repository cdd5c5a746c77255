"""`make docs`: the tables of README and docs that follow from the code, written again between their markers.

A marker is a comment on a line of its own, ``<!-- objects -->``; what follows it, up to ``<!-- /objects -->``, is
written by the function that `TABLES` names.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import typer

from pipelines.development import ROOT, put, sandbox_tables, tables

TABLES: dict[str, Callable[[], list[str]]] = {
    "objects": tables.objects,
    "offered": tables.offered,
    "permissions": tables.permissions,
    "kept in step": tables.kept_in_step,
    "expand": tables.expanded,
    "versions": tables.versions,
    "equations": tables.equations,
    "sandbox types": sandbox_tables.types,
}
MARKED = re.compile(r"<!-- (?P<name>[a-z ]+) -->\n(?P<written>.*?)<!-- /(?P=name) -->", re.DOTALL)


def main() -> None:
    """Write the tables that are not as the code says.

    Example: make docs
    """
    changed = [path for path in pages() if put(path, written(path))]
    typer.echo("\n".join(f"Wrote {path.relative_to(ROOT)}" for path in changed) or "Nothing changed, nothing written.")


def pages() -> Iterator[Path]:
    """Each page that has a marker."""
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        if MARKED.search(path.read_text()):
            yield path


def written(path: Path) -> str:
    """A page with its tables as they should be. Raises KeyError for one that nothing writes."""
    return MARKED.sub(_table, path.read_text())


def _table(found: re.Match[str]) -> str:
    name = found["name"]
    lines = "".join(f"{line}\n" for line in TABLES[name]())
    return f"<!-- {name} -->\n{lines}<!-- /{name} -->"


if __name__ == "__main__":
    typer.run(main)
