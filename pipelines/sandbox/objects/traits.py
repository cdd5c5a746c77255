"""What a person decides of one type of object in the sandbox: data, and small functions of documents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.embedded import Embedded

Undo = Callable[[Documents, Document], None]
NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Filter(NamedTuple):
    """A parameter of a list: the place in the document that it compares, and how.

    ``words`` are the values that a parameter compared by ``word`` takes, each with those it stands for; none: all.
    ``check`` raises ApiError for a value that the list cannot be filtered by.
    """

    place: str
    how: Literal["equal", "bool", "range", "any", "glob", "price", "word", "zero", "missing"] = "equal"
    words: Mapping[str, tuple[str, ...]] = NOTHING
    check: Callable[[Documents, str], None] | None = None


def same(*names: str) -> dict[str, Filter]:
    """Filters that compare the field of their own name."""
    return {name: Filter(f"$.{name}") for name in names}


class VersionChange(NamedTuple):
    """A change that came with a version, and how to undo it: how an object looked before."""

    version: str
    undo: Undo


class MadeFrom(NamedTuple):
    """A type that is another one in other words: the kept type, how it is put, and of which objects that holds.

    ``only`` is the same condition as SQL on the kept ``body``.
    """

    kind: str
    make: Callable[[Document], Document]
    applies: Callable[[Document], bool]
    only: str


class Cursor(NamedTuple):
    """How a list of a type understands a cursor.

    ``meant`` gives the id that is meant by one, of (documents, version, parent, parameter, id). ``unknown`` is the end
    of the answer to an id that is not there.
    """

    meant: Callable[[Documents, str, str, str, str], str] | None = None
    unknown: str = ""


@dataclass(frozen=True)
class SandboxType:
    """One type.

    - ``paths``: its lists; ``filters`` their parameters beside paging; ``hidden``: an SQL condition on what a list
      leaves out unless asked by status; ``sub_lists``: (path of the parents, name) and filters of each.
    - ``alone``: the path of an account's only one; ``computed`` makes it where none is kept.
    - ``parent``: the field that names the object whose lists it is in. Filters by it use an index.
    - ``embedded``: lists inside it; ``included``: what else it has only if asked for (``expand``).
    - ``searched``: the fields that ``/search`` knows (without it there is none), ``searched_at`` where another place
      is meant, ``search_pattern`` a pattern of further ones.
    - ``since``: the first version that has the type; ``added``: fields by the version that added them; ``moved``:
      those of them that only took the place of others; ``changes``: newest first, what older versions render
      differently.
    - ``is_past``: what happened and not what is. It is rendered once, and has not happened until a list shows it.
    - ``lives_on``: how one is found that others hold even after its deletion.
    - ``made_from``: it is another type in other words. ``cursor``: where a cursor is more than an id.
    """

    name: str
    paths: tuple[str, ...] = ()
    filters: Mapping[str, Filter] = field(default_factory=dict)
    newest_first: bool = True
    hidden: str | None = None
    sub_lists: Mapping[tuple[str, str], Mapping[str, Filter]] = field(default_factory=dict)
    alone: str | None = None
    computed: Callable[[Documents], Document] | None = None
    parent: str | None = None
    embedded: Mapping[str, Embedded] = field(default_factory=dict)
    included: Mapping[str, Callable[[Documents, Document], Any]] = field(default_factory=dict)
    searched: str = ""
    searched_at: Mapping[str, str] = field(default_factory=dict)
    search_pattern: str = ""
    since: str = ""
    added: Mapping[str, str] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    changes: tuple[VersionChange, ...] = ()
    is_past: bool = False
    lives_on: Callable[[Documents, str], Document | None] | None = None
    made_from: MadeFrom | None = None
    cursor: Cursor = field(default_factory=Cursor)
