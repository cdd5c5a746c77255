"""A class has a name of its own, so that whoever reads it knows which one is meant."""

import ast
from collections import defaultdict

from tests.docs.modules import MODULES, ROOT, parsed


def test_each_class_has_a_name_of_its_own() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(path.relative_to(ROOT)))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
