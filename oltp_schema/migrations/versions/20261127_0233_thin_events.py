"""thin events."""

import sqlalchemy as sa
from alembic import op

from oltp_schema import raw

revision = "20261127_0233_thin_events"
down_revision = "20261127_0206_promotion_in_steps"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    raw.create_table(op.get_bind().connection.cursor(), "v2_core_events")
    op.create_table(
        "event_kinds",
        sa.Column("kind", sa.Text(), nullable=False, comment="Type of the events, without the v1. of thin ones"),
        sa.Column("by_both", sa.BigInteger(), nullable=False, comment="Events that both lists had"),
        sa.Column("by_snapshots", sa.BigInteger(), nullable=False, comment="Events that only /v1/events had"),
        sa.Column("by_thin_events", sa.BigInteger(), nullable=False, comment="Events that only /v2/core/events had"),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True, comment="When thin events last left one out"),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_event_kinds")),
        schema="meta",
        comment="How many events of a type which list told: of what one of them left out there is no other trace.",
    )
    op.create_table(
        "heard_events",
        sa.Column("id", sa.Text(), nullable=False, comment="Stripe's id of the event"),
        sa.Column("is_thin", sa.Boolean(), nullable=False, comment="Whether it is a thin event"),
        sa.Column("kind", sa.Text(), nullable=False, comment="Its type, without the v1. of thin ones"),
        sa.Column("object_id", sa.Text(), nullable=True, comment="Id of the object that it is about"),
        sa.Column(
            "twin",
            sa.Text(),
            nullable=True,
            comment="Of a thin event: id of the snapshot that tells the same",
        ),
        sa.Column(
            "heard_at", sa.DateTime(timezone=True), nullable=False, comment="When Stripe listed it, by its clock"
        ),
        sa.Column(
            "is_paired",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Whether the other list has it, too",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heard_events")),
        schema="meta",
        comment="An event of the last minutes, until it is known whether both lists have it.",
    )
    op.create_table(
        "thin_events",
        sa.Column(
            "one_row",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="Always true: there is one row",
        ),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="asked: none came yet; used; refused, or silent: none where there were snapshots, so they are left out",  # noqa: E501
        ),
        sa.Column(
            "since",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="By Stripe's clock: what happened before, they were not asked for",
        ),
        sa.Column(
            "noted_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the state began, or was last found to be the same",
        ),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False, comment="When the state began"),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why they were refused"),
        sa.Column(
            "told", sa.Text(), nullable=True, comment="The state that a run has told of, so that it is told once"
        ),
        sa.CheckConstraint("state IN ('asked', 'used', 'refused', 'silent')", name=op.f("ck_thin_events_state_known")),
        sa.CheckConstraint("one_row", name=op.f("ck_thin_events_one_row")),
        sa.PrimaryKeyConstraint("one_row", name=op.f("pk_thin_events")),
        schema="meta",
        comment="Whether thin events are read beside the snapshots, which tell all that must be known.",
    )
