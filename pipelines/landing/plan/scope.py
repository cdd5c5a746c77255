"""What a landing is asked to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.catalogue import StripeObject


@dataclass(frozen=True)
class ReadingScope:
    """What a landing plans to read besides what events tell.

    ``lists`` are the types whose lists are planned, None for all. ``overlap`` is how far back events are asked for
    that were asked for before, None for ``lag`` of the pace. ``now`` is Stripe's clock, where the caller knows it:
    then it is not asked for, nor is whose key it is. ``late`` are seconds (unix) whose events are read once more.
    """

    lists: Sequence[StripeObject] | None = None
    overlap: timedelta | None = None
    now: datetime | None = None
    late: Sequence[int] = ()


EVERYTHING = ReadingScope()
