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
    changed = [path for path, text in pages() if put(path, text)]
    typer.echo("\n".join(f"Wrote {path.relative_to(ROOT)}" for path in changed) or "Nothing changed, nothing written.")


def pages() -> Iterator[tuple[Path, str]]:
    """Each page that has a marker, with its tables as they should be. Raises KeyError for one that nothing writes."""
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = path.read_text()
        if MARKED.search(text):
            yield path, MARKED.sub(_table, text)


def _table(found: re.Match[str]) -> str:
    name = found["name"]
    lines = "".join(f"{line}\n" for line in TABLES[name]())
    return f"<!-- {name} -->\n{lines}<!-- /{name} -->"


if __name__ == "__main__":
    typer.run(main)
