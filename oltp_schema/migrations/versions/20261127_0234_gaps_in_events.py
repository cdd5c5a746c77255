"""gaps in events."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0234_gaps_in_events"
down_revision = "20261127_0233_thin_events"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.create_table(
        "event_gaps",
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="Until when events were read before it"),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False, comment="From when on they were read again"),
        sa.Column(
            "in_history",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Whether promotion has made the versions again that it makes inexact",
        ),
        sa.PrimaryKeyConstraint("since", name=op.f("pk_event_gaps")),
        schema="meta",
        comment="A time whose events were not all read, because Stripe no longer had them: what happened in it may be unknown.",  # noqa: E501
    )
