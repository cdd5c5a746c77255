"""Times of which Stripe no longer had all events when they were asked for.

What an event after such a time tells is sure, but not that what was known before it held until then.
"""

from psycopg2.extensions import cursor as Cursor


def none_between(before: str, after: str) -> str:
    """Whether events were read of all the time between two moments, as SQL; also where there is none before.

    That there is none at all is looked up once.
    """
    return f"""NOT (EXISTS (SELECT FROM meta.event_gaps) AND EXISTS (
                SELECT FROM meta.event_gaps AS gap WHERE gap.since < {after} AND gap.until > {before}
            ))"""


def take_in(cursor: Cursor) -> bool:
    """Whether there are some that no version was made with; they are taken to be known from now on."""
    cursor.execute("UPDATE meta.event_gaps SET in_history = TRUE WHERE NOT in_history")
    return bool(cursor.rowcount)


def is_any_new(cursor: Cursor) -> bool:
    """Whether there are some that no version was made with."""
    cursor.execute("SELECT EXISTS (SELECT FROM meta.event_gaps AS gap WHERE NOT gap.in_history)")
    return bool(cursor.fetchone()[0])
