"""The sandbox file of a type, drafted: its newest document, its list, and what older versions lack."""

from collections import defaultdict
from itertools import pairwise
from textwrap import wrap

from pipelines.development.draft.columns import example, value_in_newest
from pipelines.development.draft.names import Names
from pipelines.sandbox.server import specification
from pipelines.sandbox.versions.known import VERSIONS
from tests.shapes import history
from tests.versions.shapes import Field, shape

PAGING = {"created", "ending_before", "limit", "starting_after"}


def sandbox(names: Names) -> str:
    """The text of `pipelines/sandbox/objects/<type>.py`."""
    newest = shape(names.type, VERSIONS[-1])
    fields = [field.name for field in newest.fields if _is_sent(field)] if newest else list(example(names.type, ""))
    given = {"id": "object_id", "object": f'"{names.type}"', "created": "now"}
    document = "".join(
        f'        "{name}": {given.get(name) or repr(value_in_newest(names.type, name))},\n' for name in fields
    )
    return f'''"""{names.words.capitalize()}s."""

from typing import Any

from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.traits import Filter, SandboxType, same


def new_{names.identifier}(object_id: str, now: int, **given: Any) -> Document:
    """{names.article.capitalize()} {names.words}; ``now`` is in seconds since 1970."""
    return {{
{document}    }} | given


TYPE = SandboxType(
    name="{names.type}",
{_traits(names)})
'''


def _is_sent(field: Field) -> bool:
    """Not what marks deleted objects only."""
    return field.name != "deleted"


def _traits(names: Names) -> str:
    lines = [f'paths=("{names.path}",),'] if names.path else []
    lines += _filters(names)
    first = history.versions_of(names.type)[0]
    lines += [f'since="{first}",'] if first > VERSIONS[0] else []
    added = [f'    "{version}": {_words(paths)},' for version, paths in _added(names.type).items()]
    lines += ["added={", *added, "},"] if added else []
    return "".join(f"    {line}\n" for line in lines)


def _words(paths: list[str]) -> str:
    """Paths as one text, in pieces that fit into lines."""
    pieces = wrap(" ".join(paths), 90, break_long_words=False)
    return " ".join(f'"{piece} "' for piece in pieces[:-1]) + f' "{pieces[-1]}"'


def _filters(names: Names) -> list[str]:
    endpoint = specification.list_at(names.path) if names.path else None
    forms = {name: form for name, form in endpoint.parameters.items() if name not in PAGING} if endpoint else {}
    words = {
        name: f'Filter("$.{name}", "bool")' if form == "boolean" else "" for name, form in forms.items() if form != {}
    }
    plain = ", ".join(f'"{name}"' for name, form in words.items() if not form)
    typed = ", ".join(f'"{name}": {form}' for name, form in words.items() if form)
    parts = ([f"same({plain})"] if plain else []) + ([f"{{{typed}}}"] if typed else [])
    return [f"filters={' | '.join(parts)},"] if parts else []


def _added(name: str) -> dict[str, list[str]]:
    """The fields that each version added, newest first: what older ones cannot say."""
    known = [version for version in VERSIONS if version in history.VERSIONS]
    found: dict[str, list[str]] = defaultdict(list)
    for older, newer in pairwise(known):
        before, after = history.fields(name, older), history.fields(name, newer)
        if before:
            new = [path for path in after if path not in before and "[" not in path]
            found[newer] += [path for path in new if path.rpartition(".")[0] not in new]
    return {version: paths for version, paths in reversed(found.items()) if paths}
