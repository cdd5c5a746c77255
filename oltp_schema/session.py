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
_ON = (
    *("async_append", "bitmapscan", "distinct_reordering", "gathermerge", "group_by_reordering", "hashagg", "hashjoin"),
    *("incremental_sort", "indexonlyscan", "indexscan", "material", "memoize", "mergejoin", "nestloop"),
    *("parallel_append", "parallel_hash", "partition_pruning", "presorted_aggregate", "self_join_elimination"),
    *("seqscan", "sort", "tidscan"),
)
_OFF = ("partitionwise_aggregate", "partitionwise_join")
# Every way to join, sort and scan of any release, as it is built: to ask pg_settings takes longer than the rest.
WAYS = {f"enable_{name}": "on" for name in _ON} | {f"enable_{name}": "off" for name in _OFF}
# What the statement that sets the others would suffer from itself.
FIRST = ("statement_timeout", "jit", "standard_conforming_strings", "search_path")


def rely(cursor: Cursor, *, local: bool, **more: str) -> None:
    """Set all that is relied on, and ``more``, until the end of the transaction (``local``) or of the session."""
    asked = RELIED_ON | WAYS | more
    for name in FIRST:
        cursor.execute(f"SET {'LOCAL' if local else 'SESSION'} {name} TO {RELIED_ON[name]}")
    cursor.execute(
        sql_file(__package__, "rely.sql"),
        {"names": list(asked), "values": list(asked.values()), "local": local},
    )
