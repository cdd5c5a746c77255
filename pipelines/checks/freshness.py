"""How far the tables are behind Stripe: noted by runs, and told by ``status``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from psycopg2.extensions import cursor as Cursor

from oltp_schema.sql_files import sql_file

KEPT_DAYS = 8
DAY = "now() - interval '1 day'"
# Seconds, each a fifth more than the one before, from half a second to twelve days; what takes longer is in the last.
BOUNDS = (*(round(0.5 * 1.2**step, 3) for step in range(80)), float("inf"))
_IS_READ = """NOT EXISTS (SELECT FROM meta.windows WHERE object = 'event' AND purpose = 'changes')
    AND NOT EXISTS (SELECT FROM meta.refetch_queue WHERE told_at IS NOT NULL AND times = 0)"""


@dataclass(frozen=True)
class Freshness:
    """How far behind the tables are: ``until`` by Stripe's clock, which is ``seconds`` ago, None before any run.

    ``p50`` and ``p99`` are the seconds from event to row of half, and of 99 of 100 events of the last day; ``objects``
    has both by type. They are None where there were no events.
    """

    until: datetime | None
    seconds: float | None
    p50: float | None
    p99: float | None
    objects: dict[str, tuple[float | None, float | None]]

    def as_dict(self) -> dict[str, Any]:
        """For a machine."""
        return {
            "until": self.until,
            "seconds": self.seconds,
            "p50": self.p50,
            "p99": self.p99,
            "objects": {name: {"p50": p50, "p99": p99} for name, (p50, p99) in self.objects.items()},
        }


def note_events(cursor: Cursor, loads: Sequence[str], now: datetime, since: datetime) -> None:
    """Count how long the events of these loads took, which are promoted ``now`` by Stripe's clock."""
    cursor.execute(
        sql_file(__package__, "freshness.sql"),
        {"loads": list(loads), "now": now, "since": since, "bounds": list(BOUNDS)},
    )
    cursor.execute(f"DELETE FROM meta.freshness WHERE hour < now() - interval '{KEPT_DAYS} days'")


def note_in_step(cursor: Cursor, until: datetime, seconds: float) -> None:
    """Note until when what happened is in the tables, which was ``seconds`` ago; not while some of it is to be read."""
    cursor.execute(
        "INSERT INTO meta.in_step (until, asked_at)"
        f" SELECT %(until)s, clock_timestamp() - %(seconds)s * interval '1 second' WHERE {_IS_READ}"
        " ON CONFLICT (one_row) DO UPDATE SET until = excluded.until, asked_at = excluded.asked_at",
        {"until": until, "seconds": seconds},
    )


def note_still_in_step(cursor: Cursor, until: datetime) -> None:
    """Note that nothing happened since the last note, until now, which is ``until`` by Stripe's clock."""
    cursor.execute(f"UPDATE meta.in_step SET until = %s, asked_at = clock_timestamp() WHERE {_IS_READ}", (until,))


def in_step_until(cursor: Cursor) -> datetime | None:
    """Until when what happened is in the tables, by Stripe's clock; None before any run."""
    cursor.execute("SELECT in_step.until FROM meta.in_step")
    (until,) = cursor.fetchone() or (None,)
    return until


def read(cursor: Cursor) -> Freshness:
    """How far behind the tables are now."""
    cursor.execute(
        "SELECT until, greatest(extract(EPOCH FROM clock_timestamp() - asked_at), 0)::float FROM meta.in_step"
    )
    until, seconds = cursor.fetchone() or (None, None)
    cursor.execute(
        f"SELECT object, seconds, sum(promoted)::bigint FROM meta.freshness WHERE hour >= {DAY}"
        " GROUP BY object, seconds ORDER BY object, seconds"
    )
    by_type: dict[str, dict[float, int]] = {}
    overall: dict[float, int] = dict.fromkeys(BOUNDS, 0)
    for name, within, promoted in cursor.fetchall():
        by_type.setdefault(name, {})[within] = promoted
        overall[within] = overall.get(within, 0) + promoted
    objects = {name: (quantile(found, 0.5), quantile(found, 0.99)) for name, found in by_type.items()}
    return Freshness(until, seconds, quantile(overall, 0.5), quantile(overall, 0.99), objects)


def quantile(counts: dict[float, int], share: float) -> float | None:
    """Seconds within which ``share`` of what was counted lies, by the upper bounds of the counts; None of nothing."""
    sought, before = share * sum(counts.values()), 0
    if not sought:
        return None
    lower = {after: below for below, after in pairwise((0.0, *BOUNDS))}
    for within in sorted(counts):
        if before + counts[within] >= sought:
            below = lower.get(within, 0.0)
            if within == float("inf"):
                return below
            return round(below + (within - below) * (sought - before) / counts[within], 2)
        before += counts[within]
    return None
