"""The lists of the API: where each is, what it holds, and by what it can be filtered. The types say it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.sandbox.objects import TYPES, kept_as, of
from pipelines.sandbox.objects.traits import Filter, SandboxType


@dataclass(frozen=True)
class Resource:
    """One list: ``shown`` is the type that it shows, ``kind`` the one that this is kept as; ``only`` holds always."""

    shown: SandboxType
    filters: Mapping[str, Filter]

    @property
    def kind(self) -> str:
        """The type that the objects are kept as."""
        return kept_as(self.shown.name)

    @property
    def only(self) -> str | None:
        """An SQL condition on the kept objects, where not all of them are of the type."""
        return self.shown.made_from.only if self.shown.made_from else None


def resource(kind: str) -> Resource:
    """The objects of a type, wherever they are listed."""
    return Resource(of(kind), of(kind).filters)


RESOURCES: Mapping[str, Resource] = {path: resource(each.name) for each in TYPES.values() for path in each.paths}
"""By the path of the list."""

SUB_LISTS: Mapping[tuple[str, str], Resource] = {
    place: Resource(each, filters) for each in TYPES.values() for place, filters in each.sub_lists.items()
}
"""By the path of the parents and the name of the list."""

ALONE: Mapping[str, SandboxType] = {each.alone: each for each in TYPES.values() if each.alone}
"""By the path of what an account has one of."""


def unserved(path: str, version: str) -> bool:
    """Whether a path belongs to objects that a version does not have yet."""
    found = RESOURCES.get("/".join(path.split("/")[:3]))
    return found is not None and version < found.shown.since
