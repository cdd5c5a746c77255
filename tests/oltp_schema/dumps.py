"""The committed dump, as this server would print it."""

import re
from contextlib import closing

import psycopg2

from oltp_schema import dump

PRINTS_LIKE_OURS = 160_000  # PostgreSQL 15 prints a view's columns with their table's name where it has one table


def same(dumped: str, url: str) -> bool:
    """Whether a dump, of the server at ``url``, is the committed one; without views where it prints them otherwise."""
    with closing(psycopg2.connect(url)) as connection:
        is_like_ours = connection.server_version >= PRINTS_LIKE_OURS
    found, committed = dumped.partition("-- and function")[0], dump.COMMITTED.read_text()
    if not is_like_ours:
        found, committed = (re.sub(r"CREATE VIEW [^;]*;", "", text) for text in (found, committed))
    return found == committed
