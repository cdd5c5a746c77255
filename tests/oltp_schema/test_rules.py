"""Every CHECK and foreign key of the models has a case that breaks it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import product
from typing import Any

import psycopg2
import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    DateTime,
    ForeignKeyConstraint,
    Numeric,
    SmallInteger,
    Table,
    Text,
    insert,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError

from oltp_schema.row_state import DELETED, PRESENT, UNRESOLVED
from tests.oltp_schema.full_rows import CONTROL_TABLES, PLACES, TABLES, control_row, naming, parent_id, present_row

ALL = TABLES + CONTROL_TABLES
BY_NAME = {table.name: table for table in ALL}
AT_ONCE = text("SET CONSTRAINTS ALL IMMEDIATE")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def broken_rows(table: Table, check: str) -> Iterator[dict[str, Any]]:
    """Full rows of the table, each with other values in the columns that the CHECK names."""
    rule = next(str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint) and one.name == check)
    columns = [column for column in table.c if re.search(rf"\b{column.name}\b", rule)]
    for values in product(*(candidates(column) for column in columns)):
        yield full_row(table) | dict(zip((column.name for column in columns), values, strict=True))


def candidates(column: Column[Any]) -> tuple[Any, ...]:
    """Values of a column, some of which a rule may refuse."""
    if isinstance(column.type, Boolean):
        return None, True, False
    if isinstance(column.type, BigInteger | SmallInteger | Numeric):
        return None, -1, 1, 2, 101
    if isinstance(column.type, DateTime):
        return None, NOW
    if isinstance(column.type, Text):
        return None, "USD", "?", UNRESOLVED, PRESENT, DELETED
    return (None,)


def rules(kind: type[CheckConstraint | ForeignKeyConstraint]) -> dict[str, list[str]]:
    """The names of the rules of a kind, by the table that has some."""
    found = {table.name: [str(rule.name) for rule in table.constraints if isinstance(rule, kind)] for table in ALL}
    return {table: sorted(names) for table, names in found.items() if names}


CHECKS = rules(CheckConstraint)
FOREIGN_KEYS = rules(ForeignKeyConstraint)
each_table = pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)


def violated(error: pytest.ExceptionInfo[IntegrityError]) -> str:
    cause = error.value.orig
    assert isinstance(cause, psycopg2.Error)
    return str(cause.diag.constraint_name)


def refusal(connection: Connection, table: Table, row: dict[str, Any], *, keys: bool = False) -> str | None:
    """The rule that refuses a row, with ``keys`` also a foreign key, or the column that may not be null; or None."""
    attempt = connection.begin_nested()
    try:
        connection.execute(insert(table).values(row))
        if keys:
            connection.execute(AT_ONCE)
    except IntegrityError as error:
        said: Any = getattr(error.orig, "diag")  # noqa: B009 -- SQLAlchemy knows no driver
        return str(said.constraint_name or said.column_name)
    finally:
        attempt.rollback()
    return None


@cache
def full_row(table: Table) -> dict[str, Any]:
    return present_row(table) if table in TABLES else control_row(table)


@each_table
def test_a_full_row_is_accepted(rolled_back: Connection, table: Table) -> None:
    _insert_and_check(rolled_back, table, full_row(table))


@pytest.mark.parametrize("table", CHECKS)
def test_a_row_that_breaks_a_check_is_refused(rolled_back: Connection, table: str) -> None:
    def is_refused(check: str) -> bool:
        return any(refusal(rolled_back, BY_NAME[table], row) == check for row in broken_rows(BY_NAME[table], check))

    missed = [check for check in CHECKS[table] if not is_refused(check)]
    assert missed == [], "they refuse none of the rows that were tried: see candidates()"


@each_table
def test_a_column_that_is_never_null_refuses_null(rolled_back: Connection, table: Table) -> None:
    columns = [column.name for column in table.c if not (column.nullable or column.identity)]
    said = {column: refusal(rolled_back, table, full_row(table) | {column: None}) for column in columns}
    assert said == {column: column for column in columns}


@pytest.mark.parametrize("table", FOREIGN_KEYS)
def test_a_row_that_names_a_parent_nobody_has_is_refused(rolled_back: Connection, table: str) -> None:
    stranger = -1 if table == "ledger" else "nobody"
    said = {}
    for key in FOREIGN_KEYS[table]:
        (column,) = next(rule.column_keys for rule in BY_NAME[table].foreign_key_constraints if rule.name == key)
        row = full_row(BY_NAME[table]) | naming(BY_NAME[table], column, stranger)
        said[key] = refusal(rolled_back, BY_NAME[table], row, keys=True)
    assert said == {key: key for key in FOREIGN_KEYS[table]}


def test_every_check_and_foreign_key_of_the_database_has_a_case(rolled_back: Connection) -> None:
    found = rolled_back.execute(
        text(
            "SELECT contype::text, conrelid::regclass::text, conname FROM pg_constraint "
            "WHERE contype IN ('c', 'f') AND connamespace IN ('oltp'::regnamespace, 'meta'::regnamespace)"
        )
    ).all()
    cases = {
        (kind, table, name)
        for kind, of_kind in (("c", CHECKS), ("f", FOREIGN_KEYS))
        for table, names in of_kind.items()
        for name in names
    }
    assert {(kind, table.split(".")[-1], name) for kind, table, name in found} == cases
    assert len(found) == len(cases) > 150


def test_there_is_one_account(rolled_back: Connection) -> None:
    account = {"id": None, "livemode": False, "recorded_at": NOW}
    rolled_back.execute(insert(BY_NAME["account"]).values(account))
    with pytest.raises(IntegrityError) as error:
        rolled_back.execute(insert(BY_NAME["account"]).values(account | {"livemode": True}))
    assert violated(error) == "pk_account"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_placeholder_becomes_present_when_its_object_lands(rolled_back: Connection, table: Table) -> None:
    row = present_row(table, id=parent_id(table))
    if table.name in PLACES:
        row["position"] = int(row["id"].rpartition(".")[2])
    rolled_back.execute(table.update().where(table.c.id == row["id"]).values(row))
    assert rolled_back.scalars(select(table.c.row_state)).all() == [PRESENT]


def test_a_deleted_row_keeps_what_was_known_or_nothing(rolled_back: Connection) -> None:
    customers = BY_NAME["customers"]
    known = present_row(customers, row_state=DELETED, deleted_observed_at=NOW)
    stub = {"id": "cus_stub", "row_state": DELETED, "deleted_observed_at": NOW}
    rolled_back.execute(insert(customers).values(known))
    rolled_back.execute(insert(customers).values(stub))


def test_a_present_row_was_not_deleted(rolled_back: Connection) -> None:
    with pytest.raises(IntegrityError) as error:
        rolled_back.execute(
            insert(BY_NAME["customers"]).values(present_row(BY_NAME["customers"], deleted_observed_at=NOW))
        )
    assert violated(error) == "ck_customers_deletion_observed"


def test_with_overcapture_more_than_the_amount_may_be_refunded(rolled_back: Connection) -> None:
    row = present_row(BY_NAME["charges"], amount=1000, amount_captured=1200, amount_refunded=1200)
    rolled_back.execute(insert(BY_NAME["charges"]).values(row))


def _insert_and_check(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    connection.execute(insert(table).values(row))
    connection.execute(AT_ONCE)
