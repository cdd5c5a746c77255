"""A class has a name of its own, so that whoever reads it knows which one is meant."""

import ast
from collections import defaultdict
from pathlib import Path

import pipelines

ROOT = Path(pipelines.__file__).parents[1]


def test_each_class_has_a_name_of_its_own() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for package in ("pipelines", "oltp_schema"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(str(path.relative_to(ROOT)))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
