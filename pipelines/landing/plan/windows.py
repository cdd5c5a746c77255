"""Windows: closed parts of a list by the time of creation, and how one that holds much is cut into several.

Lists are newest first, so a window may be left after any page: what was read is a closed window itself, and what is
left becomes windows that hold about as much each, by how dense the read part was.
"""

from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

from pipelines.stripe_api.lists import Span
from pipelines.stripe_api.walks import Walk

LARGE = 1_000  # objects: a window that holds more is cut, so that others can read the rest beside it
SMALL = 100  # one that holds more than this is cut when there is nothing else for the others to read
PIECES = 4  # at most, that a window is cut into: the last one may hold much, and is cut again then
BEFORE_STRIPE = 1_262_304_000  # 2010-01-01: nothing is older

CHANGES, NEW, WHOLE = "changes", "new", "whole"


@dataclass(frozen=True)
class Window:
    """A part of one type's list, in unix seconds: created at ``since`` or later (None: ever), and before ``until``.

    ``until`` None is the whole list, whatever was created when, or what follows the object ``starting_after`` in it.
    ``view`` holds further parameters of the list. ``purpose``: ``changes`` reads events that tell of changes, ``new``
    what was created since the last run, ``whole`` everything. ``id`` names its row in ``meta.windows``, None as long as
    it has none. ``walk`` is what was read of the list before ``starting_after``, as far as this process knows.
    """

    object: str
    purpose: str
    view: str = ""
    since: int | None = None
    until: int | None = None
    starting_after: str | None = None
    id: int | None = None
    walk: Walk = field(default_factory=Walk, compare=False, repr=False)

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of its list."""
        after = {"starting_after": self.starting_after} if self.starting_after is not None else {}
        return dict(parse_qsl(self.view)) | Span(self.since, self.until).parameters | after

    @property
    def is_cut_by_time(self) -> bool:
        """Whether several can read it beside each other."""
        return self.until is not None

    def after(self, last: str | None) -> "list[Window]":
        """What is left of one that is not cut by times when ``last`` was the last object read; empty without it."""
        return [] if self.until is not None or last is None else [replace(self, id=None, starting_after=last)]

    def anew(self, since: int | None, until: int | None) -> "Window":
        """Another part of the same list, or of one that takes no times, its beginning again."""
        return replace(self, id=None, since=since, until=until, starting_after=None, walk=Walk())

    def rest(self, oldest: int, seen: int, size: int = LARGE) -> "list[Window]":
        """What is left of it when ``seen`` objects were read and the last one was created at ``oldest``.

        The first of the windows holds ``size`` objects, if it is as dense, each following one twice as many.
        Empty when it cannot be left there: as long as all that was read is of one second, nothing is whole yet. The
        second of ``oldest`` is part of what is left, because it may hold more.
        """
        if self.until is None or oldest + 1 >= self.until:
            return []
        width = max(1, (self.until - oldest - 1) * size // max(seen, 1))
        first = BEFORE_STRIPE if self.since is None else self.since
        windows: list[Window] = []
        until = oldest + 1
        while len(windows) < PIECES - 1 and until - width > first:
            windows.append(self.anew(until - width, until))
            until, width = until - width, 2 * width  # older times were quieter, as a rule
        return [*windows, self.anew(self.since, until)]
