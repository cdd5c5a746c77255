"""The tables of the `meta` schema: whose data this is, what each run did, what waits, and how far Stripe was read.

They are written by set-based SQL and refer to no data table, so that a schema pair can move without the other.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Identity, Index, SmallInteger, Table, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema import comments
from oltp_schema.base import CONTROL_SCHEMA, Base, StripeId


class AccountRow(Base):
    """The one Stripe account and mode whose data the database holds."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("one_row", name="one_row"), {"schema": CONTROL_SCHEMA})

    one_row: Mapped[bool] = mapped_column(primary_key=True, server_default=true())
    id: Mapped[StripeId | None]  # unknown as long as all documents came from files
    livemode: Mapped[bool]
    recorded_at: Mapped[datetime]


class PersonalColumns(Base):
    """What becomes of personal columns in `oltp`, if they were ever not kept, and the salt of their hashes."""

    __tablename__ = "personal_columns"
    __table_args__ = (
        CheckConstraint("one_row", name="one_row"),
        CheckConstraint("treatment IN ('keep', 'hash', 'omit')", name="treatment_known"),
        {"schema": CONTROL_SCHEMA},
    )

    one_row: Mapped[bool] = mapped_column(primary_key=True, server_default=true())
    treatment: Mapped[str]
    salt: Mapped[bytes]


class RunRow(Base):
    """One run of a command; a process that was killed leaves its run `running`."""

    __tablename__ = "runs"
    __table_args__ = (
        CheckConstraint("outcome IN ('running', 'done', 'failed', 'interrupted')", name="outcome_known"),
        {"schema": CONTROL_SCHEMA},
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    command: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str]
    message: Mapped[str | None]


class LedgerEntry(Base):
    """What one run did to one object: documents landed and read, and what became of the rows."""

    __tablename__ = "ledger"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    run_id: Mapped[int] = mapped_column(ForeignKey(f"{CONTROL_SCHEMA}.runs.id"), primary_key=True)
    object: Mapped[str] = mapped_column(primary_key=True)
    transform_version: Mapped[int | None] = mapped_column(SmallInteger)
    loads: Mapped[int]
    landed: Mapped[int]
    rows_in: Mapped[int]
    inserted: Mapped[int]
    updated: Mapped[int]
    unchanged: Mapped[int]
    deleted: Mapped[int]
    quarantined: Mapped[int]
    unresolved: Mapped[int]
    seconds: Mapped[float]


class PromotedVersion(Base):
    """The version that read every load of one object which a promotion has seen, except its pending loads."""

    __tablename__ = "promoted_versions"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    object: Mapped[str] = mapped_column(primary_key=True)
    transform_version: Mapped[int] = mapped_column(SmallInteger)
    run_id: Mapped[int]


class PendingLoad(Base):
    """A load that a promotion has seen, and that has to be read, or read again, for one object."""

    __tablename__ = "pending_loads"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    object: Mapped[str] = mapped_column(primary_key=True)
    load_id: Mapped[str] = mapped_column(primary_key=True)


class Quarantined(Base):
    """The newest document of an id that breaks a rule: where it lies in raw, and which rule it breaks."""

    __tablename__ = "quarantine"
    __table_args__ = (CheckConstraint("sqlstate ~ '^[0-9A-Z]{5}$'", name="sqlstate_form"), {"schema": CONTROL_SCHEMA})

    object: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[StripeId] = mapped_column(primary_key=True)
    load_id: Mapped[str]
    raw_id: Mapped[str]  # `_dlt_id` of the copy
    observed_at: Mapped[datetime]
    sqlstate: Mapped[str]
    constraint_name: Mapped[str | None]
    column_name: Mapped[str | None]
    field: Mapped[str | None]  # of the document, where the Python transformer can name it
    message: Mapped[str]  # without the row's values
    transform_version: Mapped[int] = mapped_column(SmallInteger)
    schema_revision: Mapped[str]
    first_run_id: Mapped[int]
    last_run_id: Mapped[int]
    quarantined_at: Mapped[datetime]
    contested: Mapped[list[str] | None] = mapped_column(ARRAY(Text))  # ids of parts that other documents hold, too


class TransformRow(Base):
    """A released transform, recorded when it first promoted something; its file may not change after."""

    __tablename__ = "transforms"
    __table_args__ = (CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_form"), {"schema": CONTROL_SCHEMA})

    object: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    sha256: Mapped[str]
    recorded_at: Mapped[datetime]


class RemovedRow(Base):
    """A row that left its table of oltp; where that has the id again, it is promoted later than it was removed."""

    __tablename__ = "removed_rows"
    __table_args__ = (Index("ix_removed_rows_removed_at", "removed_at"), {"schema": CONTROL_SCHEMA})

    table_name: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[StripeId] = mapped_column(primary_key=True)
    removed_at: Mapped[datetime]  # when the promotion began that removed it


class Watermark(Base):
    """How far the lists of one type have been planned to be read; those of `event` are what tells of changes."""

    __tablename__ = "watermarks"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    object: Mapped[str] = mapped_column(primary_key=True)
    planned_until: Mapped[datetime]  # what was created later is in no window yet
    relisted_at: Mapped[datetime | None]  # when it was last listed for changes that no event tells
    compared_at: Mapped[datetime | None]  # when it was last compared whole; None: not since something may be missing


class DefaultType(Base):
    """A type that runs which name none have asked Stripe for; without any row, no such run was made yet."""

    __tablename__ = "default_types"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    object: Mapped[str] = mapped_column(primary_key=True)
    refused_at: Mapped[datetime | None]  # when the key was first refused for it as a new type; NULL: it is expected


class RefusedExpansion(Base):
    """A field that Stripe gives only when asked, and the key may not ask for in a type's list."""

    __tablename__ = "refused_expansions"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    object: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    refused_at: Mapped[datetime]


class WindowRow(Base):
    """A part of a list that is still to be read: what was created from one moment until before another.

    Who reads it holds its row locked. It leaves when its load is complete.
    """

    __tablename__ = "windows"
    __table_args__ = (
        CheckConstraint("purpose IN ('changes', 'new', 'whole')", name="purpose_known"),
        CheckConstraint("created_from < created_before", name="not_empty"),
        {"schema": CONTROL_SCHEMA},
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    object: Mapped[str]
    purpose: Mapped[str]
    view: Mapped[str]  # further parameters of the list, as in a URL
    created_from: Mapped[datetime | None]
    created_before: Mapped[datetime | None]
    starting_after: Mapped[StripeId | None]  # the last object that was read of a list that is not cut by times


class Refetch(Base):
    """An object to be fetched by its id: an event said that it changed, or another names it and no list has it."""

    __tablename__ = "refetch_queue"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    object: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[StripeId] = mapped_column(primary_key=True)
    deletion: Mapped[bytes | None]  # the object as the event of its deletion has it
    api_version: Mapped[str | None]  # of that event
    events: Mapped[bytes | None]  # JSON array of the last events whose object it is, all of one second
    told_at: Mapped[datetime | None]  # when that was
    asked_at: Mapped[datetime | None]  # when Stripe last failed to give it
    times: Mapped[int] = mapped_column(server_default="0")  # how often it refused: it is asked ever more rarely


class NotFound(Base):
    """An id that Stripe answered 404 for, and how often: it is asked for ever more rarely."""

    __tablename__ = "not_found"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    object: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[StripeId] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    times: Mapped[int]


for _mapper in Base.registry.mappers:
    if isinstance(_mapper.local_table, Table) and _mapper.local_table.schema == CONTROL_SCHEMA:
        _mapper.local_table.comment = comments.text_of(_mapper.class_.__doc__)
