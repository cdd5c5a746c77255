"""A version that only reads faster makes the same rows of every document, and refuses the same ones."""

import json
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from tests.transforms.cases import case
from tests.transforms.landed import FOLDER
from tests.transforms.rows import BATCH
from tests.transforms.test_refusals import WRONG, paths, with_value

FASTER = {"charge": (2, 3), "payment_intent": (1, 2)}
RECORDED = {"charge": "charge/every_field_of_all_years", "payment_intent": "payment_intent/every_field_of_endive"}
NOTHING = (None, "null", [None], {"code": None}, 5, "5", "true", 0, "xxx")


def made(connection: Connection, prepared: str, document: dict[str, Any]) -> Any:
    """The row, as PostgreSQL writes it, or the class of the error."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT document")
        try:
            cursor.execute(f"EXECUTE {prepared} (ARRAY[%s]::jsonb[])", (json.dumps(document),))
            return cursor.fetchall()
        except psycopg2.Error as error:
            return (error.pgcode or "none")[:2]
        finally:
            cursor.execute("ROLLBACK TO document")


@pytest.mark.parametrize("name", FASTER)
def test_a_faster_version_makes_the_same(name: str, transforms: Connection) -> None:
    older, newer = (f"{name}_v{version}" for version in FASTER[name])
    with transforms.cursor() as cursor:
        for prepared, version in zip((older, newer), FASTER[name], strict=True):
            select = BATCH.replace("{select}", (FOLDER / name / f"v{version}.sql").read_text())
            cursor.execute(
                f"PREPARE {prepared} (jsonb[]) AS SELECT found::text FROM ({select.replace('%s', '$1')}) AS found"
            )
    document = json.loads(case(RECORDED[name]).text)
    spoiled = [
        with_value(document, path, value)
        for path in paths(document)
        if "metadata" not in path
        for value in (*WRONG, *NOTHING)
    ]
    made_by = [(made(transforms, older, one), made(transforms, newer, one)) for one in (document, *spoiled)]
    transforms.rollback()
    assert [(one, pair) for one, pair in zip((document, *spoiled), made_by, strict=True) if pair[0] != pair[1]] == []
    outcomes = {before if isinstance(before, str) else "made" for before, _ in made_by}
    assert outcomes == {"made", "22"}, "both were tried"
