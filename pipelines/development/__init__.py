"""Commands that write files of this repository: `make schema`, `make docs`, `make object`. No part of the wheel."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def put(path: Path, content: str) -> bool:
    """Write a file whose content is another one; returns whether it was."""
    if path.exists() and path.read_text() == content:
        return False
    path.write_text(content)
    return True
