"""Where Stripe's documents have what each column holds, and in which versions: `oltp_schema/generated/sources.json`.

The twins are read, not run: a column's places are the paths that its expression names. Since and until when a place was
documented says the history of shapes.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator
from contextlib import suppress

from oltp_schema.comments import Sources
from oltp_schema.models import MODELS
from pipelines.catalogue import promoted
from pipelines.errors import UsageError
from pipelines.transformers import readers, transformer_of
from tests.shapes import history

READERS = {name for name, what in vars(readers).items() if inspect.isfunction(what)}


def render(sources: Sources) -> str:
    """The text of the file."""
    return json.dumps(sources, indent=1) + "\n"


def derive() -> Sources:
    """By table and column, where that is not all the time the field of the column's name."""
    found = {}
    for entry in sorted(promoted(), key=lambda entry: str(entry.table)):
        with suppress(UsageError):  # a type that is being added may have no twin yet
            found[str(entry.table)] = dict(_places(entry.name, str(entry.table)))
    return found


def _places(name: str, table: str) -> Iterator[tuple[str, str]]:
    read = dict(_columns(name))
    for column in sorted(MODELS[table].__table__.columns, key=lambda column: str(column.name)):
        paths = read.get(column.name, [])
        place = ", ".join(dict.fromkeys(_documented(name, path) for path in paths))
        if not column.info.get("ours") and place != column.name:
            yield column.name, place


def _columns(name: str) -> Iterator[tuple[str, list[str]]]:
    """The columns that the twin of a type sets, each with the paths that it reads, the preferred one first."""
    twin = transformer_of(name)
    signature = inspect.signature(twin)
    document = next(iter(signature.parameters))
    for call in ast.walk(ast.parse(inspect.getsource(twin))):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == signature.return_annotation.__name__:
            for keyword in call.keywords:
                yield str(keyword.arg).removesuffix("_"), list(_paths(keyword.value, document))


def _paths(value: ast.expr, document: str) -> Iterator[str]:
    for call in ast.walk(value):
        match call:
            case ast.Call(func=ast.Name(id=reader), args=[ast.Name(id=read), ast.Constant(value=str(path)), *_]):
                if reader in READERS and read == document:
                    yield path.replace("?", "")


def _documented(name: str, path: str) -> str:
    """A path with the first and the last version that document it, where others have the object without it."""
    versions = history.versions_of(name) if history.is_known(name) else ()
    having = [version for version in versions if path in history.fields(name, version)]
    if not having:
        return path
    since = f" since {having[0]}" if having[0] != versions[0] else ""
    until = f" until {having[-1]}" if having[-1] != versions[-1] else ""
    return f"{path}{since}{until}"
