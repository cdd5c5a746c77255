"""What a landing is asked to read."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.catalogue import StripeObject


@dataclass(frozen=True)
class ReadingScope:
    """What a landing plans to read besides what events tell.

    ``lists`` are the types whose lists are planned, None for all. ``overlap`` is how far back events are asked for
    that were asked for before, None for ``lag`` of the pace. ``now`` is Stripe's clock, where the caller knows it:
    then it is not asked for, nor is whose key it is. ``late`` are seconds (unix) whose events are read once more.
    ``without`` are lists of events that failed a moment ago: they are left to a later landing. ``is_patient``: lists of
    events may take as long as others, also where another landing follows soon.
    """

    lists: Sequence[StripeObject] | None = None
    overlap: timedelta | None = None
    now: datetime | None = None
    late: Sequence[int] = ()
    without: AbstractSet[str] = frozenset()
    is_patient: bool = True


EVERYTHING = ReadingScope()
