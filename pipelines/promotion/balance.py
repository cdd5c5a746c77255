"""The balance of one promotion: every id that it touched is a row, or waits in quarantine.

What a promotion touched is counted at its end, so that a run costs what changed; `stripe-oltp status` counts all.
"""

from dataclasses import dataclass

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject
from pipelines.promotion.select import Scope


@dataclass(frozen=True)
class RunBalance:
    """Of the ids that a promotion touched, how many are rows and how many wait; an id that waits counts once."""

    ids: int = 0
    promoted: int = 0
    quarantined: int = 0

    @property
    def balanced(self) -> bool:
        """Whether none was lost."""
        return self.ids == self.promoted + self.quarantined

    def __add__(self, other: "RunBalance") -> "RunBalance":
        """Both together."""
        return RunBalance(self.ids + other.ids, self.promoted + other.promoted, self.quarantined + other.quarantined)


def of_touched(cursor: Cursor, entry: StripeObject, scope: Scope) -> RunBalance:
    """Count what became of the ids in ``scope``."""
    cursor.execute(touched(entry, scope))
    return RunBalance(*cursor.fetchone())


def touched(entry: StripeObject, scope: Scope) -> str:
    """Count the ids in scope, those that are rows, and those that wait."""
    # The unresolved rows have an index of their own; to read the state of each row would take its 80 columns apart.
    return f"""
        SELECT
            count(*),
            count(kept.id) FILTER (WHERE quarantined.id IS NULL AND unresolved.id IS NULL),
            count(quarantined.id)
        FROM {scope.ids(entry)} AS touched
        LEFT JOIN oltp.{entry.table} AS kept ON kept.id = touched.id
        LEFT JOIN oltp.{entry.table} AS unresolved
            ON unresolved.id = touched.id AND unresolved.row_state = 'unresolved'
        LEFT JOIN meta.quarantine AS quarantined ON quarantined.object = '{entry.name}' AND quarantined.id = touched.id
    """
