"""Every CHECK and foreign key of the models has a case that breaks it."""

from datetime import UTC, datetime
from typing import Any

import psycopg2
import pytest
from sqlalchemy import CheckConstraint, Connection, ForeignKeyConstraint, Table, insert, select, text
from sqlalchemy.exc import IntegrityError

from oltp_schema.base import Base
from oltp_schema.row_state import DELETED, PRESENT, UNRESOLVED
from tests.oltp_schema.full_rows import CONTROL_TABLES, TABLES, control_row, parent_id, present_row

BY_NAME = {table.name: table for table in Base.metadata.tables.values()}
NOW = datetime(2026, 11, 22, tzinfo=UTC)

# The CHECKs that are not written by a pattern: what a full row must be changed to for breaking each.
BREAKING: dict[str, dict[str, Any]] = {
    "ck_account_one_row": {"one_row": False},
    "ck_runs_outcome_known": {"outcome": "perhaps"},
    "ck_quarantine_sqlstate_form": {"sqlstate": "2351"},
    "ck_transforms_sha256_form": {"sha256": "abc"},
    "ck_windows_purpose_known": {"purpose": "fun"},
    "ck_windows_not_empty": {"created_from": NOW, "created_before": NOW},
    "ck_subscriptions_application_fee_percent_within_0_and_100": {"application_fee_percent": 101},
    "ck_payment_intents_amount_not_negative": {"amount": -1},
    "ck_payment_intents_amount_capturable_not_negative": {"amount_capturable": -1},
    "ck_payment_intents_amount_received_not_negative": {"amount_received": -1},
    "ck_charges_amount_not_negative": {"amount": -1},
    "ck_charges_amount_captured_not_negative": {"amount_captured": -1},
    "ck_charges_amount_refunded_not_negative": {"amount_refunded": -1},
    "ck_invoice_payments_amount_paid_not_negative": {"implied": False, "amount_paid": -1},
    "ck_invoice_payments_amount_requested_not_negative": {"implied": False, "amount_requested": -1},
    "ck_invoice_payments_created_unless_implied": {"implied": False, "created": None},
    "ck_charges_amount_refunded_not_above_amount": {"amount_refunded": 2},
}


def breaking_case(table: Table, check: str) -> dict[str, Any]:
    """The values that make a full row of the table break the CHECK; a CHECK without a case is a KeyError."""
    rule = check.removeprefix(f"ck_{table.name}_")
    by_pattern: dict[str, dict[str, Any]] = {
        "row_state_known": {"row_state": "half"},
        "unresolved_is_bare": {"row_state": UNRESOLVED},
        "deletion_observed": {"row_state": DELETED},
        "currency_form": {"currency": "USD"},
    }
    if rule.endswith("_required"):
        return {rule.removesuffix("_required"): None}
    return by_pattern[rule] if rule in by_pattern else BREAKING[check]


def names(kind: type[CheckConstraint | ForeignKeyConstraint]) -> list[tuple[str, str]]:
    found = [(table.name, str(rule.name)) for table in TABLES + CONTROL_TABLES for rule in table.constraints
             if isinstance(rule, kind)]  # fmt: skip
    return sorted(found)


CHECKS = names(CheckConstraint)
FOREIGN_KEYS = names(ForeignKeyConstraint)


def violated(error: pytest.ExceptionInfo[IntegrityError]) -> str:
    cause = error.value.orig
    assert isinstance(cause, psycopg2.Error)
    return str(cause.diag.constraint_name)


def full_row(table: Table) -> dict[str, Any]:
    return present_row(table) if table in TABLES else control_row(table)


@pytest.mark.parametrize("table", TABLES + CONTROL_TABLES, ids=lambda table: table.name)
def test_a_full_row_is_accepted(rolled_back: Connection, table: Table) -> None:
    _insert_and_check(rolled_back, table, full_row(table))


@pytest.mark.parametrize(("table", "check"), CHECKS, ids=[check for _, check in CHECKS])
def test_a_row_that_breaks_the_check_is_refused(rolled_back: Connection, table: str, check: str) -> None:
    row = full_row(BY_NAME[table]) | breaking_case(BY_NAME[table], check)
    with pytest.raises(IntegrityError) as error:
        rolled_back.execute(insert(BY_NAME[table]).values(row))
    assert violated(error) == check


@pytest.mark.parametrize(("table", "key"), FOREIGN_KEYS, ids=[key for _, key in FOREIGN_KEYS])
def test_a_row_that_names_a_parent_nobody_has_is_refused(rolled_back: Connection, table: str, key: str) -> None:
    (column,) = next(rule.column_keys for rule in BY_NAME[table].foreign_key_constraints if rule.name == key)
    stranger = -1 if table == "ledger" else "nobody"
    row = full_row(BY_NAME[table]) | {column: stranger}
    with pytest.raises(IntegrityError) as error:
        _insert_and_check(rolled_back, BY_NAME[table], row)
    assert violated(error) == key


def test_every_check_and_foreign_key_of_the_database_has_a_case(rolled_back: Connection) -> None:
    found = rolled_back.execute(
        text(
            "SELECT contype::text, conrelid::regclass::text, conname FROM pg_constraint "
            "WHERE contype IN ('c', 'f') AND connamespace IN ('oltp'::regnamespace, 'meta'::regnamespace)"
        )
    ).all()
    cases = {("c", *case) for case in CHECKS} | {("f", *case) for case in FOREIGN_KEYS}
    assert {(kind, table.split(".")[-1], name) for kind, table, name in found} == cases
    assert len(found) == len(cases) > 150


def test_no_hand_written_case_is_left_without_its_check() -> None:
    assert BREAKING.keys() <= {check for _, check in CHECKS}


def test_there_is_one_account(rolled_back: Connection) -> None:
    account = {"id": None, "livemode": False, "recorded_at": NOW}
    rolled_back.execute(insert(BY_NAME["account"]).values(account))
    with pytest.raises(IntegrityError) as error:
        rolled_back.execute(insert(BY_NAME["account"]).values(account | {"livemode": True}))
    assert violated(error) == "pk_account"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_placeholder_becomes_present_when_its_object_lands(rolled_back: Connection, table: Table) -> None:
    row = present_row(table, id=parent_id(table))
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
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
