"""Generic code names no type of object: what is special to one is a trait of its entry in the catalogue."""

import ast
from collections.abc import Iterator

from pipelines.catalogue import CATALOGUE
from tests.docs import modules
from tests.docs.modules import parsed

ROOT = modules.ROOT / "pipelines"
OF_TYPES = ("catalogue", "transformers", "sandbox")  # where each type has a file; the sandbox is a business
NAMES = {word for entry in CATALOGUE.values() for word in (entry.name, entry.plural)}
# `event` and `events` are also columns of raw and meta, a resource's origin, and keys of results; `account` is a key of
# results, and a field of events.
WORDS_OF_OURS = {"account", "event", "events"}
TABLES = tuple(f"{schema}.{entry.plural}" for schema in ("oltp", "raw") for entry in CATALOGUE.values())
ALLOWED = (
    "postgres/service.py",  # an example for a person, in the file that names the service
)
CODE = [path for path in modules.MODULES if path.is_relative_to(ROOT)]
CODE = [path for path in CODE if path.relative_to(ROOT).parts[0] not in OF_TYPES]
CODE = [path for path in CODE if str(path.relative_to(ROOT)) not in ALLOWED]


def test_it_names_no_type() -> None:
    found = {f"{module.relative_to(ROOT)}:{line}: {name}" for module in CODE for line, name in named(parsed(module))}
    assert not found, "say it as a trait of the type's entry in pipelines/catalogue"


def named(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The texts that are the name of a type, or have that of its table, by line; not those that explain."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            tables = {word for word in node.value.split() if word.startswith(TABLES)}
            for word in ({node.value} & NAMES - WORDS_OF_OURS) | tables:
                yield node.lineno, word
