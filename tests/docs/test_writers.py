"""Each schema has one writer among the rooms: `pipelines.raw` writes raw, `pipelines.promotion` writes oltp."""

import re
from pathlib import Path

import pytest

import pipelines

ROOT = Path(pipelines.__file__).parent
SOURCES = [path for path in ROOT.rglob("*") if path.suffix in {".py", ".sql"} and "development" not in path.parts]
WRITES = re.compile(
    r"(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE(?: TABLE)?|COPY) (?:(raw|oltp|history)\.|\{(SCHEMA|DATA_SCHEMA)\}\.)"
)
MEANT = {"SCHEMA": "raw", "DATA_SCHEMA": "oltp"}


@pytest.mark.parametrize(("schema", "room"), [("raw", "raw"), ("oltp", "promotion"), ("history", "promotion")])
def test_one_room_writes_it(schema: str, room: str) -> None:
    writers = set()
    for path in SOURCES:
        for named, constant in WRITES.findall(path.read_text()):
            if (named or MEANT[constant]) == schema:
                writers.add(path.relative_to(ROOT).parts[0])
    assert writers == {room}
