"""bells of events."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_2129_bells_of_events"
down_revision = "20261126_2001_first_release"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.create_table(
        "doorbell",
        sa.Column("id", sa.Text(), nullable=False, comment="Stripe's id of the event"),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it came here",
        ),
        sa.Column("event_created", sa.DateTime(timezone=True), nullable=True, comment="When Stripe made it"),
        sa.Column("object_type", sa.Text(), nullable=True, comment="Type of the object that it is about"),
        sa.Column("object_id", sa.Text(), nullable=True, comment="Id of that object"),
        sa.Column("source", sa.Text(), nullable=False, comment="How it came: webhook, thin, eventbridge or eventgrid"),
        sa.CheckConstraint(
            "source IN ('webhook', 'thin', 'eventbridge', 'eventgrid')", name=op.f("ck_doorbell_source_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doorbell")),
        schema="meta",
        comment="An event that Stripe sent and no run has looked for yet: it says what to ask for, and is no data of ours.",  # noqa: E501
    )
