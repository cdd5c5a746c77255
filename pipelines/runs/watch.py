"""How far a run is, for whoever watches it: the command line draws bars, a caller from Python may ignore it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

Report = Callable[[str, int, int | None], None]
"""Called with the name of an object type, how many of it are done, and of how many (None: nobody knows)."""

Watch = Callable[[str], AbstractContextManager[Report]]
"""Opened with a verb (``land``, ``promote``, ``compare``, ``fetch``) around each long part of a run."""


def unwatched(_verb: str) -> AbstractContextManager[Report]:
    """Nobody watches."""
    return nullcontext(lambda _name, _done, _total=None: None)
