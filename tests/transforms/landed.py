"""Literal documents as landed, and the rows that the SQL files make of them."""

import json
from pathlib import Path
from typing import Any

from psycopg2.extensions import connection as Connection

import sql_transforms
from pipelines.catalogue import CATALOGUE, EmbeddedIn
from pipelines.promotion.transforms import path_of

Document = dict[str, Any]
Row = dict[str, Any]

FOLDER = Path(next(iter(sql_transforms.__path__)))


def active(name: str) -> str:
    """The SQL of the version in use."""
    return (FOLDER / path_of(name, CATALOGUE[name].transform or 0)).read_text()


def select(connection: Connection, name: str, *documents: Document) -> list[Row]:
    """The rows of landed documents: for a child type, those of its parent."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE batch (id text, payload jsonb)")
            for document in documents:
                cursor.execute("INSERT INTO batch VALUES (%s, %s)", (document["id"], json.dumps(document)))
            cursor.execute(active(name))
            columns = [column.name for column in cursor.description]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    finally:
        connection.rollback()


def around(name: str, element: Document) -> Document:
    """The document in which an element of a child type is landed; another type's document is landed as it is."""
    entry = CATALOGUE[name]
    return {"id": "parent", **holding(entry.embedded, [element])} if entry.embedded else element


def holding(embedded: EmbeddedIn, elements: Any) -> Document:
    """The field of a document that holds a list, or one element with the list in it."""
    *holders, field = embedded.lists
    held = {field: {"object": "list", "data": elements} if isinstance(elements, list) else elements}
    for holder in reversed(holders):
        held = {holder: {"object": "list", "data": [held]}}
    return held


def row(connection: Connection, name: str, /, **fields: Any) -> Row:
    """The one row of a document that has these fields and an id."""
    (found,) = select(connection, name, around(name, {"id": "x", **fields}))
    return found
