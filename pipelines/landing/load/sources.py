"""What a coordinator and its workers read with, and of what."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from psycopg2.extensions import connection as Connection

from pipelines.raw.intake import Intake
from pipelines.stripe_api.lists import ListReader
from pipelines.stripe_api.shortfalls import Shortfalls


@dataclass(frozen=True)
class Sources:
    """What is read with, and of what: the same for all loads. ``of_changes`` reads the events of what changed.

    ``begun`` are the types whose lists were planned, and what lands with them: their changes are of interest, and lists
    of them that Stripe cut inside other documents need no reading. ``shortfalls`` are the types that cannot be read,
    and those that this run fails to read: these stay planned.
    """

    lists: ListReader
    of_changes: ListReader
    connection: Connection
    intake: Intake
    objects: AbstractSet[str]
    begun: AbstractSet[str]
    shortfalls: Shortfalls

    @property
    def readable(self) -> AbstractSet[str]:
        """The types to go on with."""
        return {name for name in self.objects if not self.shortfalls.has(name)}
