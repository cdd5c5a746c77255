"""The tables of the `meta` schema: whose data this is, what each run did, what waits, and how far Stripe was read.

They are written by set-based SQL and refer to no data table, so that a schema pair can move without the other.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Identity, Index, SmallInteger, Table, Text, false, func, true
from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema import comments
from oltp_schema.base import CONTROL_SCHEMA, Base, StripeId

# What is the same in several tables, or needs no more than this.
COLUMNS = {
    "object": "Type of object, as in Stripe's field object",
    "id": "Stripe's id of the object",
    "one_row": "Always true: there is one row",
    "livemode": "Whether it is live data, not a test's",
    "recorded_at": "When it was written down",
    "run_id": "The run, a row of runs",
    "transform_version": "Version of the SQL that reads the documents of the type",
    "load_id": "The load, a row of raw._dlt_loads",
    "observed_at": "When Stripe said what the document says",
    "asked_at": "When Stripe was last asked for it",
    "field": "Field of the objects of this type",
    "refused_at": "When the key was first refused for it",
}


class AccountRow(Base):
    """The one Stripe account and mode whose data the database holds."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("one_row", name="one_row"), {"schema": CONTROL_SCHEMA})

    one_row: Mapped[bool] = mapped_column(primary_key=True, server_default=true())
    id: Mapped[StripeId | None] = mapped_column(comment="Id of the account; empty while all documents came from files")
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
    treatment: Mapped[str] = mapped_column(comment="keep, hash or omit: what promotion makes of them")
    salt: Mapped[bytes] = mapped_column(comment="What is put before a value that is hashed: keep it secret")


class RunRow(Base):
    """One run of a command; a process that was killed leaves its run `running`."""

    __tablename__ = "runs"
    __table_args__ = (
        CheckConstraint("outcome IN ('running', 'done', 'failed', 'interrupted')", name="outcome_known"),
        {"schema": CONTROL_SCHEMA},
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, comment="Number of the run, ascending")
    command: Mapped[str] = mapped_column(comment="What was run: pipeline, land, promote and so on")
    started_at: Mapped[datetime] = mapped_column(comment="When it began")
    finished_at: Mapped[datetime | None] = mapped_column(
        comment="When it ended; empty while it runs, or when it was killed"
    )
    outcome: Mapped[str] = mapped_column(comment="running, done, failed or interrupted")
    message: Mapped[str | None] = mapped_column(comment="Why it did not end well")


class LedgerEntry(Base):
    """What one run did to one object: documents landed and read, and what became of the rows."""

    __tablename__ = "ledger"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    run_id: Mapped[int] = mapped_column(ForeignKey(f"{CONTROL_SCHEMA}.runs.id"), primary_key=True)
    object: Mapped[str] = mapped_column(primary_key=True)
    transform_version: Mapped[int | None] = mapped_column(SmallInteger)
    loads: Mapped[int] = mapped_column(comment="Loads that the promotion read")
    landed: Mapped[int] = mapped_column(comment="Documents that the run landed")
    rows_in: Mapped[int] = mapped_column(comment="Documents that the promotion read, the newest of each id")
    inserted: Mapped[int] = mapped_column(comment="Rows that are new")
    updated: Mapped[int] = mapped_column(comment="Rows that changed")
    unchanged: Mapped[int] = mapped_column(comment="Rows that stayed as they were")
    deleted: Mapped[int] = mapped_column(comment="Rows of objects that Stripe has deleted")
    quarantined: Mapped[int] = mapped_column(comment="Documents in quarantine after the run")
    unresolved: Mapped[int] = mapped_column(comment="Rows after the run of which only the id is known")
    seconds: Mapped[float] = mapped_column(comment="How long it took")


class PromotedVersion(Base):
    """The version that read every load of one object which a promotion has seen, except its pending loads."""

    __tablename__ = "promoted_versions"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    object: Mapped[str] = mapped_column(primary_key=True)
    transform_version: Mapped[int] = mapped_column(SmallInteger)
    run_id: Mapped[int] = mapped_column(comment="The run that first promoted with this version, a row of runs")


class PendingLoad(Base):
    """A load that a promotion has seen, and that has to be read, or read again, for one object."""

    __tablename__ = "pending_loads"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    object: Mapped[str] = mapped_column(primary_key=True)
    load_id: Mapped[str] = mapped_column(primary_key=True)
    later: Mapped[bool] = mapped_column(
        server_default=false(), comment="A later step of a promotion in steps reads it, not the next one"
    )


class Quarantined(Base):
    """The newest document of an id that breaks a rule: where it lies in raw, and which rule it breaks."""

    __tablename__ = "quarantine"
    __table_args__ = (CheckConstraint("sqlstate ~ '^[0-9A-Z]{5}$'", name="sqlstate_form"), {"schema": CONTROL_SCHEMA})

    object: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[StripeId] = mapped_column(primary_key=True)
    load_id: Mapped[str]
    raw_id: Mapped[str] = mapped_column(comment="_dlt_id of the copy in raw")
    observed_at: Mapped[datetime]
    sqlstate: Mapped[str] = mapped_column(comment="PostgreSQL's code of the error")
    constraint_name: Mapped[str | None] = mapped_column(comment="The CHECK or key that it breaks")
    column_name: Mapped[str | None] = mapped_column(comment="The column that it breaks")
    field: Mapped[str | None] = mapped_column(comment="Field of the document, where the Python transformer can name it")
    message: Mapped[str] = mapped_column(comment="What PostgreSQL says of it, without the row's values")
    transform_version: Mapped[int] = mapped_column(SmallInteger)
    schema_revision: Mapped[str] = mapped_column(comment="Revision of the schema that refused it")
    first_run_id: Mapped[int] = mapped_column(comment="The run that first refused it, a row of runs")
    last_run_id: Mapped[int] = mapped_column(comment="The run that last refused it, a row of runs")
    quarantined_at: Mapped[datetime] = mapped_column(comment="When it was first refused")
    contested: Mapped[list[str] | None] = mapped_column(
        ARRAY(Text), comment="Ids of parts that other documents hold, too"
    )


class TransformRow(Base):
    """A released transform, recorded when it first promoted something; its file may not change after."""

    __tablename__ = "transforms"
    __table_args__ = (CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_form"), {"schema": CONTROL_SCHEMA})

    object: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(
        SmallInteger, primary_key=True, autoincrement=False, comment="Number of the version, from 1"
    )
    sha256: Mapped[str] = mapped_column(comment="Checksum of its file")
    recorded_at: Mapped[datetime]


class RemovedRow(Base):
    """A row that left its table of oltp; where that has the id again, it is promoted later than it was removed."""

    __tablename__ = "removed_rows"
    __table_args__ = (Index("ix_removed_rows_removed_at", "removed_at"), {"schema": CONTROL_SCHEMA})

    table_name: Mapped[str] = mapped_column(primary_key=True, comment="The table of oltp")
    id: Mapped[StripeId] = mapped_column(primary_key=True)
    removed_at: Mapped[datetime] = mapped_column(comment="When the promotion began that removed it")


class Watermark(Base):
    """How far the lists of one type have been planned to be read; those of `event` are what tells of changes."""

    __tablename__ = "watermarks"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    object: Mapped[str] = mapped_column(primary_key=True)
    planned_until: Mapped[datetime] = mapped_column(comment="What was created later is in no window yet")
    relisted_at: Mapped[datetime | None] = mapped_column(
        comment="When it was last listed for changes that no event tells"
    )
    compared_at: Mapped[datetime | None] = mapped_column(comment="When the last comparison of all of it began")
    gap_at: Mapped[datetime] = mapped_column(
        server_default=func.clock_timestamp(),
        comment="When it was noted that something may be missing, until a comparison that begins later",
    )
    rows_since: Mapped[int | None] = mapped_column(
        comment="The first transaction (xid8) of which rows and copies are yet to be compared"
    )
    rows_turn: Mapped[int | None] = mapped_column(comment="How many shares of the other rows were compared")


class EventGap(Base):
    """A time whose events were not all read, because Stripe no longer had them: what happened in it may be unknown."""

    __tablename__ = "event_gaps"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    since: Mapped[datetime] = mapped_column(primary_key=True, comment="Until when events were read before it")
    until: Mapped[datetime] = mapped_column(comment="From when on they were read again")
    in_history: Mapped[bool] = mapped_column(
        server_default=false(), comment="Whether promotion has made the versions again that it makes inexact"
    )


class VerificationRow(Base):
    """What a comparison with Stripe found: the newest ones, where the role may note them."""

    __tablename__ = "verifications"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, comment="Number, ascending")
    command: Mapped[str] = mapped_column(comment="What compared: verify, or reconcile")
    verified_at: Mapped[datetime] = mapped_column(comment="When it ended")
    objects: Mapped[list[str] | None] = mapped_column(ARRAY(Text), comment="The types; empty: all that were ever read")
    documents: Mapped[int] = mapped_column(comment="How many documents were compared")
    differences: Mapped[int] = mapped_column(comment="How many differences there are, those that it mended left out")
    agrees: Mapped[bool] = mapped_column(comment="Whether there are none, and everything could be compared")
    money: Mapped[bool] = mapped_column(comment="Whether the equations of money were compared, too")


class DefaultType(Base):
    """A type that runs which name none have asked Stripe for; without any row, no such run was made yet."""

    __tablename__ = "default_types"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    object: Mapped[str] = mapped_column(primary_key=True)
    refused_at: Mapped[datetime | None] = mapped_column(
        comment="When the key was first refused for it as a new type; empty: it is expected"
    )


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

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, comment="Number of the window")
    object: Mapped[str]
    purpose: Mapped[str] = mapped_column(comment="changes: what changed; new: what was created; whole: everything")
    view: Mapped[str] = mapped_column(comment="Further parameters of the list, as in a URL")
    created_from: Mapped[datetime | None] = mapped_column(comment="Where it begins; empty: with the first object")
    created_before: Mapped[datetime | None] = mapped_column(comment="Where it ends; empty: with the last object")
    starting_after: Mapped[StripeId | None] = mapped_column(
        comment="The last object that was read of a list that is not cut by times"
    )


class Refetch(Base):
    """An object to be fetched by its id: an event said that it changed, or another names it and no list has it."""

    __tablename__ = "refetch_queue"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    object: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[StripeId] = mapped_column(primary_key=True)
    deletion: Mapped[bytes | None] = mapped_column(comment="The object as the event of its deletion has it")
    api_version: Mapped[str | None] = mapped_column(comment="API version of that event")
    events: Mapped[bytes | None] = mapped_column(
        comment="JSON array of the last events whose object it is, all of one second"
    )
    told_at: Mapped[datetime | None] = mapped_column(comment="When the last of those events was")
    asked_at: Mapped[datetime | None] = mapped_column(comment="When Stripe last failed to give it")
    times: Mapped[int] = mapped_column(server_default="0", comment="How often it refused: it is asked ever more rarely")


class NotFound(Base):
    """An id that Stripe answered 404 for, and how often: it is asked for ever more rarely."""

    __tablename__ = "not_found"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    object: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[StripeId] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(comment="How often Stripe answered so")


class InStep(Base):
    """Until when what happened at Stripe is in the tables."""

    __tablename__ = "in_step"
    __table_args__ = (CheckConstraint("one_row", name="one_row"), {"schema": CONTROL_SCHEMA})

    one_row: Mapped[bool] = mapped_column(primary_key=True, server_default=true())
    until: Mapped[datetime] = mapped_column(comment="By Stripe's clock: what events told until then is there")
    asked_at: Mapped[datetime] = mapped_column(comment="When that was by the clock of this server")


class ThinEventsRow(Base):
    """Whether thin events are read beside the snapshots, which tell all that must be known."""

    __tablename__ = "thin_events"
    __table_args__ = (
        CheckConstraint("one_row", name="one_row"),
        CheckConstraint("state IN ('asked', 'used', 'refused', 'silent')", name="state_known"),
        {"schema": CONTROL_SCHEMA},
    )

    one_row: Mapped[bool] = mapped_column(primary_key=True, server_default=true())
    state: Mapped[str] = mapped_column(
        comment="asked: none came yet; used; refused, or silent: none where there were snapshots, so they are left out"
    )
    since: Mapped[datetime] = mapped_column(comment="By Stripe's clock: what happened before, they were not asked for")
    noted_at: Mapped[datetime] = mapped_column(comment="When the state began, or was last found to be the same")
    begun_at: Mapped[datetime] = mapped_column(comment="When the state began")
    reason: Mapped[str | None] = mapped_column(comment="Why they were refused")
    told: Mapped[str | None] = mapped_column(comment="The state that a run has told of, so that it is told once")


class HeardEvent(Base):
    """An event of the last minutes, until it is known whether both lists have it."""

    __tablename__ = "heard_events"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    id: Mapped[str] = mapped_column(primary_key=True, comment="Stripe's id of the event")
    is_thin: Mapped[bool] = mapped_column(comment="Whether it is a thin event")
    kind: Mapped[str] = mapped_column(comment="Its type, without the v1. of thin ones")
    object_id: Mapped[str | None] = mapped_column(comment="Id of the object that it is about")
    twin: Mapped[str | None] = mapped_column(comment="Of a thin event: id of the snapshot that tells the same")
    heard_at: Mapped[datetime] = mapped_column(comment="When Stripe listed it, by its clock")
    is_paired: Mapped[bool] = mapped_column(server_default=false(), comment="Whether the other list has it, too")


class EventKind(Base):
    """How many events of a type which list told: of what one of them left out there is no other trace."""

    __tablename__ = "event_kinds"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    kind: Mapped[str] = mapped_column(primary_key=True, comment="Type of the events, without the v1. of thin ones")
    by_both: Mapped[int] = mapped_column(comment="Events that both lists had")
    by_snapshots: Mapped[int] = mapped_column(comment="Events that only /v1/events had")
    by_thin_events: Mapped[int] = mapped_column(comment="Events that only /v2/core/events had")
    missed_at: Mapped[datetime | None] = mapped_column(comment="When thin events last left one out")


class FreshnessRow(Base):
    """How long it took from events to rows: how many events of an hour took so long, by the type of their object."""

    __tablename__ = "freshness"
    __table_args__ = ({"schema": CONTROL_SCHEMA},)

    hour: Mapped[datetime] = mapped_column(primary_key=True, comment="The hour in which they were promoted")
    object: Mapped[str] = mapped_column(primary_key=True)
    seconds: Mapped[float] = mapped_column(
        primary_key=True, comment="What took less than that, and not less than in the row before"
    )
    landed: Mapped[int] = mapped_column(comment="Events that were in raw by then")
    promoted: Mapped[int] = mapped_column(comment="Events whose objects were promoted by then")


class Ring(Base):
    """An event that Stripe sent and no run has looked for yet: it says what to ask for, and is no data of ours."""

    __tablename__ = "doorbell"
    __table_args__ = (
        CheckConstraint("source IN ('webhook', 'thin', 'eventbridge', 'eventgrid')", name="source_known"),
        {"schema": CONTROL_SCHEMA},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Stripe's id of the event")
    received_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it came here")
    event_created: Mapped[datetime | None] = mapped_column(comment="When Stripe made it")
    object_type: Mapped[str | None] = mapped_column(comment="Type of the object that it is about")
    object_id: Mapped[str | None] = mapped_column(comment="Id of that object")
    source: Mapped[str] = mapped_column(comment="How it came: webhook, thin, eventbridge or eventgrid")


for _mapper in Base.registry.mappers:
    if isinstance(_mapper.local_table, Table) and _mapper.local_table.schema == CONTROL_SCHEMA:
        _mapper.local_table.comment = comments.text_of(_mapper.class_.__doc__)
        for _column in _mapper.local_table.c:
            _column.comment = _column.comment or COLUMNS.get(_column.name)
