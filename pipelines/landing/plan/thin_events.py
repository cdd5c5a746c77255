"""Whether thin events are read beside the snapshots, and what each list tells that the other does not.

Stripe documents neither whether an account without an event destination lists thin events of the API v1, nor their
order, nor their lag. So they are asked for and compared with the snapshots, which go on to be read; where they are
refused, or none come while snapshots do, they are left out for a while, and that is said once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg2.extensions import cursor as Cursor

from oltp_schema.sql_files import sql_file
from pipelines.catalogue import THIN_EVENT
from pipelines.stripe_api.thin_events import WITHOUT_TWIN

SINCE_VERSION = "2026-09-30.endive"  # from then on they tell of objects of the API v1
ASKED_AGAIN = "1 day"  # after they were refused, or none came
COMPARED_FOR = "7 days"  # in which they left nothing out: then they alone are the doorbell


@dataclass(frozen=True)
class ThinState:
    """What is known of them: ``state`` is None before they were ever asked for.

    ``by_both``, ``by_snapshots`` and ``by_thin_events`` are numbers of events; ``is_enough`` says that thin events left
    nothing out for so long that they alone say whether something happened.
    """

    state: str | None
    since: datetime | None
    reason: str | None
    by_both: int
    by_snapshots: int
    by_thin_events: int
    is_enough: bool

    @property
    def is_heard(self) -> bool:
        """Whether they are read."""
        return self.state in {"asked", "used"}

    def as_dict(self) -> dict[str, Any]:
        """For a machine."""
        return {
            "state": self.state,
            "since": self.since,
            "reason": self.reason,
            "told": {"by_both": self.by_both, "by_snapshots": self.by_snapshots, "by_thin_events": self.by_thin_events},
        }


def read(cursor: Cursor) -> ThinState:
    """What is known now."""
    cursor.execute(
        "SELECT told.state, told.begun_at, told.reason, kinds.by_both, kinds.by_snapshots, kinds.by_thin_events,"
        f" coalesce(told.state = 'used' AND kinds.by_both > 0 AND told.begun_at < now() - interval '{COMPARED_FOR}'"
        f" AND coalesce(kinds.missed_at, '-infinity') < now() - interval '{COMPARED_FOR}', FALSE)"
        " FROM (SELECT coalesce(sum(event_kinds.by_both), 0)::bigint AS by_both,"
        " coalesce(sum(event_kinds.by_snapshots), 0)::bigint AS by_snapshots,"
        " coalesce(sum(event_kinds.by_thin_events), 0)::bigint AS by_thin_events,"
        " max(event_kinds.missed_at) AS missed_at FROM meta.event_kinds) AS kinds"
        " LEFT JOIN meta.thin_events AS told ON TRUE"
    )
    return ThinState(*cursor.fetchone())


def is_asked(cursor: Cursor, api_version: str) -> bool:
    """Whether to ask for them now."""
    if api_version < SINCE_VERSION:
        return False
    cursor.execute(
        "SELECT EXISTS (SELECT FROM meta.thin_events"
        f" WHERE state IN ('refused', 'silent') AND noted_at > now() - interval '{ASKED_AGAIN}')"
    )
    return bool(cursor.fetchone() == (False,))


def begin(cursor: Cursor, now: datetime, *, is_first: bool) -> None:
    """They are planned to be read, ``is_first``: from ``now`` on, by Stripe's clock."""
    cursor.execute(sql_file(__package__, "begin_thin_events.sql"), {"now": now, "is_first": is_first})


def refused(cursor: Cursor, why: str) -> list[str]:
    """They could not be read: what to say, unless it was said before. What is planned of them stays."""
    return _left_out(cursor, "refused", why, f"Thin events are left out: {why}")


def compare(
    cursor: Cursor, loads: Sequence[str], now: datetime, lag: timedelta, *, are_both_read: bool = True
) -> list[str]:
    """Note the events of these loads, and which list told what is older than ``lag``: what to say of it.

    Only the former, unless ``are_both_read``: what one list told, the other one has yet to tell.
    """
    cursor.execute("SELECT state, since FROM meta.thin_events")
    state, since = cursor.fetchone() or (None, None)
    if state not in {"asked", "used"}:
        return []
    cursor.execute(f"SELECT to_regclass('raw.{THIN_EVENT.plural}') IS NOT NULL")
    if loads and cursor.fetchone() == (True,):
        cursor.execute(sql_file(__package__, "hear_events.sql"), {"loads": list(loads), "since": since})
    if not are_both_read:
        return []
    before = now - lag
    cursor.execute("SELECT EXISTS (SELECT FROM meta.heard_events WHERE heard_at < %s)", (before,))
    if cursor.fetchone() == (True,):
        cursor.execute(sql_file(__package__, "pair_events.sql"), {"lag": lag})
        cursor.execute(sql_file(__package__, "count_events.sql"), {"before": before})
    return _concluded(cursor, state)


def _concluded(cursor: Cursor, state: str) -> list[str]:
    """Take them into use when some came, and leave them out when none did and snapshots did that have twins."""
    if state == "used":
        return []
    cursor.execute(
        "SELECT EXISTS (SELECT FROM meta.heard_events WHERE is_thin)"
        " OR EXISTS (SELECT FROM meta.event_kinds WHERE by_both + by_thin_events > 0),"
        " EXISTS (SELECT FROM meta.event_kinds WHERE by_snapshots > 0 AND NOT kind ^@ ANY(%s))",
        (list(WITHOUT_TWIN),),
    )
    are_there, are_missed = cursor.fetchone()
    if are_there:
        cursor.execute(
            "UPDATE meta.thin_events SET state = 'used', reason = NULL, told = NULL, noted_at = now(), begun_at = now()"
        )
        return []
    if not are_missed:
        return []
    cursor.execute("DELETE FROM meta.watermarks WHERE object = %s", (THIN_EVENT.name,))
    return _left_out(
        cursor,
        "silent",
        None,
        "Thin events are left out: Stripe lists none of this account, which may take an event destination for thin"
        " events. Nothing is missed: /v1/events tells of changes, as before.",
    )


def _left_out(cursor: Cursor, state: str, why: str | None, sentence: str) -> list[str]:
    cursor.execute("SELECT FROM meta.thin_events WHERE told = %s", (state,))
    was_said = cursor.fetchone() is not None
    cursor.execute(
        "UPDATE meta.thin_events SET state = %(state)s, reason = %(why)s, told = %(state)s, noted_at = now(),"
        " begun_at = CASE WHEN told = %(state)s THEN begun_at ELSE now() END",
        {"state": state, "why": why},
    )
    cursor.execute("DELETE FROM meta.heard_events; DELETE FROM meta.event_kinds")
    return [] if was_said else [sentence]
