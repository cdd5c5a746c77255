"""The modules of the project as they are parsed, once for all tests that look at them: it takes a second."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = [path for package in ("pipelines", "oltp_schema") for path in (ROOT / package).rglob("*.py")]


@cache
def parsed(path: Path) -> ast.Module:
    """A module. Nobody changes it."""
    return ast.parse(path.read_text())
