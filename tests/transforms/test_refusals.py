"""A document that PostgreSQL refuses for a value's form is refused by its twin too, which can name the field."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import psycopg2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import promoted
from pipelines.transformers import DocumentError
from tests.transforms.rows import Rows, by_python, by_sql, differences
from tests.versions.generator import full

NAMES = sorted(entry.name for entry in promoted() if not entry.embedded)
SLOWNESS = [HealthCheck.too_slow]  # of a busy machine
WRONG: tuple[Any, ...] = ("words", "", "12.5", "1e400", True, 12.5, 2**70, 7, [], ["words"], {}, {"object": "list"})


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=30, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=SLOWNESS)
def test_what_postgresql_refuses_the_twin_refuses_by_name(
    name: str, transforms: Connection, data: st.DataObject
) -> None:
    document, places = whole(name)
    path = data.draw(st.sampled_from(places))
    text = json.dumps(with_value(document, path, data.draw(st.sampled_from(WRONG))))
    rows, field = read(name, text)
    assert field is None or field.startswith(path[0])
    try:
        # A twin may be stricter: PostgreSQL takes any JSON where a text is due.
        assert rows is None or differences(by_sql(transforms, name, [text]), rows) == []
    except psycopg2.DataError:
        pytest.fail(f"PostgreSQL refuses a {name} with another {path}, its twin does not")


def read(name: str, text: str) -> tuple[Rows | None, str | None]:
    """The twin's rows, or the field that it complains of."""
    try:
        return by_python(name, [text]), None
    except DocumentError as error:
        return None, error.field


@cache
def whole(name: str) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    """A full document of a type, and its paths."""
    document = full(name)
    return document, list(paths(document))


def paths(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a document, ids aside."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        if key != "id":
            yield (*above, key)
            yield from paths(part, (*above, key))


def with_value(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    spoiled = deepcopy(document)
    holder: Any = spoiled
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return spoiled
