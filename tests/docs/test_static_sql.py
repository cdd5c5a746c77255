"""A statement that is the same for all tables is a .sql file, which can be read whole and is linted."""

import ast
import re
from collections.abc import Iterator

from tests.docs.modules import MODULES, ROOT, parsed

CODE = [path for path in MODULES if "migrations/versions" not in str(path)]
LONGEST = 250  # characters
STATEMENT = re.compile(r"\s*(SELECT|WITH|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|GRANT|TRUNCATE)\s")
FORMATTED = re.compile(r"\{\w*\}")  # a place for `format`


def test_no_module_has_a_long_statement_without_a_place_for_a_table() -> None:
    found = [f"{path.relative_to(ROOT)}:{line}" for path in CODE for line in static(parsed(path))]
    assert not found, "make it a .sql file beside the module: oltp_schema/sql_files.py"


def test_long_statements_are_found_whatever_they_are_written_in() -> None:
    long = f"SELECT {'1, ' * 100}1"
    for source in (f"X = '''\n    {long}'''", f"f('{long}' ' FROM t', 1)", f"f(f'{long}')"):
        assert list(static(ast.parse(source))) == [1], source
    for source in (f"'{long} FROM {{table}}'", f"f'{long} FROM {{table}}'", f"'Prints {long}'", "'SELECT 1'"):
        assert list(static(ast.parse(source))) == [], source


def static(tree: ast.Module) -> Iterator[int]:
    """The lines with a literal that is a long statement in itself."""
    parts = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        text = _whole(node) if node not in parts else None
        if text and len(text) > LONGEST and STATEMENT.match(text) and not FORMATTED.search(text):
            yield node.lineno  # type: ignore[attr-defined]  # a literal has one


def _whole(node: ast.AST) -> str | None:
    """The text of a literal; None for anything else, and for one with values in it."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr) and all(isinstance(part, ast.Constant) for part in node.values):
        return "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return None
