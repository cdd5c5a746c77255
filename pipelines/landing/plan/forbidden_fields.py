"""Fields that the key may not expand: the database remembers them, so that it is noticed when the key may.

Documents that were read without such a field do not change when the permission is granted, and no event tells of it. So
their type is read whole again.
"""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import execute_values
from oltp_schema.sql_files import sql_file
from pipelines.catalogue import CATALOGUE
from pipelines.landing.plan import watermarks

if TYPE_CHECKING:  # it imports Stripe's SDK, which whoever only looks does not need
    from pipelines.stripe_api.expansion import Expansions


def settle(cursor: Cursor, expansions: "Expansions") -> list[str]:
    """After a landing: remember what was refused, and let the next one read what is granted by now. Says which."""
    named = {entry.path: entry.name for entry in CATALOGUE.values() if entry.path}
    _remember(cursor, named, expansions)
    answered = [
        (named[path], field) for path, field in expansions.granted - expansions.forbidden.keys() if path in named
    ]
    cursor.execute(
        sql_file(__package__, "granted.sql"),
        {"names": [name for name, _ in answered], "fields": [field for _, field in answered]},
    )
    told = []
    for name, found in groupby(sorted(cursor.fetchall()), itemgetter(0)):
        watermarks.forget(cursor, [name])
        fields = ", ".join(field for _, field in found)
        told.append(
            f"STRIPE_API_KEY may read {fields} in {CATALOGUE[name].path} by now: the next run reads that completely."
        )
    return told


def _remember(cursor: Cursor, named: Mapping[str, str], expansions: "Expansions") -> None:
    refused = [(named[path], field) for path, field in expansions.forbidden if path in named]
    if refused:
        execute_values(
            cursor,
            "INSERT INTO meta.refused_expansions (object, field, refused_at) VALUES %s ON CONFLICT DO NOTHING",
            refused,
            "(%s, %s, now())",
        )
