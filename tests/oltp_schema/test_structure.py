"""What holds for every table, read from the catalogue of a migrated database or from the models."""

import pytest
from sqlalchemy import Connection, Table, inspect, text
from sqlalchemy.orm import Mapper

from oltp_schema.base import Base
from oltp_schema.row_state import StripePart
from oltp_schema.shape import BOOKKEEPING, tables
from pipelines.catalogue import promoted
from tests.oltp_schema.full_rows import TABLES

DATA_MAPPERS = sorted(
    (mapper for mapper in Base.registry.mappers if mapper.local_table in TABLES),
    key=lambda mapper: mapper.class_.__name__,
)


def strong_parents(table: Table) -> set[str]:
    return {key.column.table.name for key in table.foreign_keys if not key.deferrable}


def test_every_foreign_key_column_is_indexed(rolled_back: Connection) -> None:
    bare = rolled_back.scalars(
        text(
            """
            SELECT con.conname FROM pg_constraint AS con
            WHERE con.contype = 'f' AND con.connamespace IN ('oltp'::regnamespace, 'meta'::regnamespace)
            AND NOT EXISTS (
                SELECT FROM pg_index AS idx
                WHERE idx.indrelid = con.conrelid AND idx.indpred IS NULL
                AND (idx.indkey::int2[])[0:cardinality(con.conkey) - 1] = con.conkey
            )
            """
        )
    ).all()
    assert bare == []


def test_no_foreign_key_crosses_schemas(rolled_back: Connection) -> None:
    crossing = rolled_back.scalars(
        text(
            "SELECT con.conname FROM pg_constraint AS con JOIN pg_class AS parent ON parent.oid = con.confrelid "
            "WHERE con.contype = 'f' AND parent.relnamespace <> con.connamespace"
        )
    ).all()
    assert crossing == []


def test_no_row_is_deleted_or_changed_by_a_foreign_key(rolled_back: Connection) -> None:
    actions = "SELECT DISTINCT confdeltype::text || confupdtype::text FROM pg_constraint WHERE contype = 'f'"
    assert rolled_back.scalars(text(actions)).all() == ["aa"]


def test_there_are_no_triggers_of_ours(rolled_back: Connection) -> None:
    assert rolled_back.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")).all() == []


def test_only_what_is_promised_is_not_null_or_has_a_default() -> None:
    columns = [column for table in TABLES for column in table.c]
    assert {column.name for column in columns if not column.nullable} == {"id", "row_state", "promoted_at"}
    defaults = {column.name for column in columns if column.server_default is not None or column.computed}
    assert defaults == {"promoted_at"}


def test_parents_come_first_when_circles_are_left_out() -> None:
    for order in (list(tables()), [table.name for table in TABLES]):
        seen: set[str] = set()
        for name in order:
            assert strong_parents(Base.metadata.tables[f"oltp.{name}"]) <= seen
            seen.add(name)


def test_there_is_a_table_for_each_object() -> None:
    assert sorted(table.name for table in TABLES) == sorted(str(entry.table) for entry in promoted())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_money_is_bigint_and_stands_beside_its_currency(table: Table) -> None:
    amounts = [column for column in table.c if column.name.startswith("amount") and "json" not in _type(column)]
    assert {_type(column) for column in amounts} <= {"bigint"}
    assert not amounts or "currency" in table.c


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_types_are_few_and_ids_compare_as_bytes(table: Table) -> None:
    plain = {"text", "bigint", "boolean", "datetime", "numeric(38, 12)", "jsonb"}
    ours = {*BOOKKEEPING, "promoted_at"}
    assert {_type(column) for column in table.c if column.name not in ours} <= plain | {'text collate "c"'}
    ids = [column for column in table.c if column.name == "id" or column.name.endswith("_id")]
    assert {_type(column) for column in ids} == {'text collate "c"'}


@pytest.mark.parametrize("mapper", DATA_MAPPERS, ids=lambda mapper: mapper.class_.__name__)
def test_every_foreign_key_is_a_relationship_both_ways(mapper: Mapper[Base]) -> None:
    named = {frozenset(column.name for column in relation.local_columns): relation
             for relation in mapper.relationships if relation.direction.name == "MANYTOONE"}  # fmt: skip
    assert set(named) == {frozenset({key.parent.name}) for key in mapper.local_table.foreign_keys}
    for relation in mapper.relationships:
        assert relation.back_populates in inspect(relation.entity.class_).relationships


@pytest.mark.parametrize("mapper", DATA_MAPPERS, ids=lambda mapper: mapper.class_.__name__)
def test_a_part_has_the_observation_of_its_parent_only(mapper: Mapper[Base]) -> None:
    is_part = issubclass(mapper.class_, StripePart)
    assert ("observed_at" in mapper.local_table.c) is not is_part


def _type(column: object) -> str:
    return str(getattr(column, "type")).lower()  # noqa: B009
