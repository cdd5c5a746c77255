"""What rows name and no list had is queued: by statements for the types that have such rows, however many there are."""

from typing import Any

import psycopg2.extensions
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import CATALOGUE, select
from pipelines.landing.plan.refetch import enqueue_unresolved
from tests.landing.conftest import Rows


def test_it_asks_as_much_of_all_types_as_of_one(connection: Connection, rows: Rows) -> None:
    asked: list[str] = []

    own: Any = connection.cursor_factory or psycopg2.extensions.cursor

    class Counting(own):  # type: ignore[misc]  # psycopg2 has no types
        def execute(self, query: Any, values: Any = None) -> None:
            asked.append(query)
            super().execute(query, values)

    connection.cursor_factory = Counting
    numbers = []
    for types in ([CATALOGUE["customer"]], select(None)):
        asked.clear()
        assert enqueue_unresolved(connection, types) == 0
        numbers.append(len(asked))
    assert numbers == [1, 1]
    rows("INSERT INTO oltp.customers (id, row_state) VALUES ('cus_1', 'unresolved') RETURNING 1")
    assert enqueue_unresolved(connection, select(None)) == 1
    assert rows("SELECT object, id FROM meta.refetch_queue") == [("customer", "cus_1")]
    assert enqueue_unresolved(connection, select(None)) == 0
