"""What the SQL of this project relies on, whatever a server, a database or a role has for its defaults.

`ALTER ROLE … SET` and `ALTER DATABASE … SET` reach every session: a planner without hash joins, a timeout meant for web
requests, a search path with somebody's own functions. JIT alone, which servers have on unless told otherwise, made a
promotion cost three times as much: its statements are many and short.
"""

from psycopg2.extensions import cursor as Cursor

from oltp_schema.sql_files import sql_file

ISOLATION = "read committed"
RELIED_ON = {
    # What values and names mean.
    "search_path": "pg_catalog",
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "standard_conforming_strings": "on",
    "transform_null_equals": "off",
    "array_nulls": "on",
    "quote_all_identifiers": "off",
    # How statements are planned; what the server's machine costs and holds is for its administrator to say.
    "jit": "off",
    "plan_cache_mode": "auto",
    "from_collapse_limit": "8",
    "join_collapse_limit": "8",
    "geqo": "on",
    "constraint_exclusion": "partition",
    "cursor_tuple_fraction": "0.1",
    # Limits that are meant for requests of people: a run takes as long as it takes, and its lock goes with its session.
    "statement_timeout": "0",
    "transaction_timeout": "0",  # from PostgreSQL 17 on
    "idle_in_transaction_session_timeout": "0",
    "idle_session_timeout": "0",
}
# What the statement that sets the others would suffer from itself.
FIRST = ("statement_timeout", "jit", "standard_conforming_strings", "search_path")


def rely(cursor: Cursor, *, local: bool, **more: str) -> None:
    """Set all that is relied on, and ``more``, until the end of the transaction (``local``) or of the session."""
    asked = RELIED_ON | more
    for name in FIRST:
        cursor.execute(f"SET {'LOCAL' if local else 'SESSION'} {name} TO {RELIED_ON[name]}")
    cursor.execute(
        sql_file(__package__, "rely.sql"),
        {"names": list(asked), "values": list(asked.values()), "local": local},
    )
