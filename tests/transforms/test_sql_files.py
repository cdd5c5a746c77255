"""The form of the SQL files: complete, released, one SELECT each, with the columns of their tables."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection

import oltp_schema.models  # noqa: F401 -- fills the metadata
from oltp_schema.base import Base
from oltp_schema.schemas import PLAIN
from pipelines.catalogue import CATALOGUE, StripeObject, promoted
from pipelines.promotion.transforms import path_of
from tests.transforms.landed import FOLDER, Document, active, holding, row, select

FILES = sorted(FOLDER.glob("*/*.sql"))
IMPLIED = {f"derived_{entry.name}": entry.derived.transform for entry in CATALOGUE.values() if entry.derived}
OF_DOCUMENTS = [path for path in FILES if path.parent.name not in IMPLIED]
CHILDREN = [entry for entry in promoted() if entry.embedded]
WRITING = re.compile(
    r"\b(insert|update|delete|merge|truncate|create|alter|drop|grant|copy|call|do|set|into|for)\b", re.I
)
READERS = set(re.findall(r"FUNCTION meta\.(\w+)", (FOLDER / "functions.sql").read_text()))
FIELD = re.compile(r'^ +"?(\w+)"? (?:text|jsonb|bigint|numeric|boolean),?$', re.M)
NESTED = re.compile(r"(?:jsonb_to_record|stripe_object)\((?:doc|item)\.(\w+)\)")


def read(path: Path) -> str:
    """A file without its comments."""
    return re.sub(r"--.*", "", path.read_text()).strip()


def test_every_promoted_type_has_its_file_and_every_file_its_type() -> None:
    versions = {entry.name: entry.transform for entry in promoted()} | IMPLIED
    active = {path_of(name, version or 0) for name, version in versions.items()}
    assert active <= {path.relative_to(FOLDER).as_posix() for path in FILES}
    assert {path.parent.name for path in FILES} == set(versions)


def test_released_files_are_as_they_were_released() -> None:
    lines = (FOLDER / "released.sha256").read_text().splitlines()
    released = {path: digest for digest, path in (line.split(maxsplit=1) for line in lines)}
    assert released == {path: sha256((FOLDER / path).read_bytes()).hexdigest() for path in released}
    assert set(released) == {path.relative_to(FOLDER).as_posix() for path in FILES} | {"functions.sql"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_file_is_one_select_that_writes_nothing(path: Path) -> None:
    sql = read(path)
    assert sql.startswith("SELECT")
    assert ";" not in sql
    assert not WRITING.findall(sql)


@pytest.mark.parametrize("path", OF_DOCUMENTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_document_is_read_once_and_never_by_its_version(path: Path) -> None:
    sql = read(path)
    assert sql.count("payload") == 1
    assert "landed.api_version" not in sql


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_first_line_says_the_grain(path: Path) -> None:
    assert path.read_text().startswith("-- One row ")


@pytest.mark.parametrize("entry", promoted(), ids=lambda entry: entry.name)
def test_the_columns_are_those_of_the_table(entry: StripeObject, transforms: Connection) -> None:
    with transforms.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE TEMP VIEW result AS
            WITH batch AS (
                SELECT ''::text AS id, ''::jsonb AS payload, ''::text AS api_version, now() AS observed_at WHERE FALSE
            )
            {active(entry.name)}
        """.replace("''::jsonb", "'{}'::jsonb")
        )
        columns = "SELECT attname, atttypid::regtype FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        cursor.execute(columns, ("pg_temp.result",))
        given = cursor.fetchall()
        cursor.execute(columns, (PLAIN.translate(f"oltp.{entry.table}"),))
        types = dict(cursor.fetchall())
    transforms.rollback()
    columns_of_model = Base.metadata.tables[f"oltp.{entry.table}"].columns
    filled = [column.name for column in columns_of_model if not column.info.get("ours")]
    assert sorted(given) == sorted((name, types[name]) for name in filled)


@pytest.mark.parametrize("entry", promoted(), ids=lambda entry: entry.name)
def test_what_is_null_absent_or_empty_loses_no_row(entry: StripeObject, transforms: Connection) -> None:
    fields, nested = FIELD.findall(active(entry.name)), NESTED.findall(active(entry.name))
    nulls = {**dict.fromkeys(fields), "id": "x"}
    empty: Document = {field: {} for field in nested}
    hollow: Document = {field: dict.fromkeys(fields) for field in nested}
    nothing = row(transforms, entry.name)
    assert row(transforms, entry.name, **nulls) == nothing
    assert row(transforms, entry.name, **empty).keys() == row(transforms, entry.name, **hollow).keys()


@pytest.mark.parametrize("entry", CHILDREN, ids=lambda entry: entry.name)
@pytest.mark.parametrize("elements", [None, [], {"object": "list", "data": [], "has_more": False}])
def test_a_parent_without_elements_has_no_rows(entry: StripeObject, elements: Any, transforms: Connection) -> None:
    assert entry.embedded
    assert select(transforms, entry.name, {"id": "x"}, {"id": "y", **holding(entry.embedded, elements)}) == []


OF_OLD_TAXES = {"stripe_tax", "stripe_taxes"}  # what they read is in no document of today


@pytest.mark.parametrize("reader", sorted(READERS - OF_OLD_TAXES))
def test_a_reader_is_put_in_the_place_of_its_call(reader: str, transforms: Connection) -> None:
    """Which takes a tenth of the time of a call: promotion was a fifth slower when one was none any more."""
    field = "doc.field::bigint" if reader == "stripe_time" else "doc.field"
    with transforms.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (VERBOSE) SELECT {reader}({field}) FROM jsonb_to_record(%s) AS doc (field jsonb)", ("{}",)
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "field" in plan
    assert reader not in plan
