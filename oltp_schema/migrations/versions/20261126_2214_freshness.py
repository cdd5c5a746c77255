"""freshness."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_2214_freshness"
down_revision = "20261126_2129_bells_of_events"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.create_table(
        "freshness",
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False, comment="The hour in which they were promoted"),
        sa.Column("object", sa.Text(), nullable=False, comment="Type of object, as in Stripe's field object"),
        sa.Column(
            "seconds",
            sa.Double(),
            nullable=False,
            comment="What took less than that, and not less than in the row before",
        ),
        sa.Column("landed", sa.BigInteger(), nullable=False, comment="Events that were in raw by then"),
        sa.Column("promoted", sa.BigInteger(), nullable=False, comment="Events whose objects were promoted by then"),
        sa.PrimaryKeyConstraint("hour", "object", "seconds", name=op.f("pk_freshness")),
        schema="meta",
        comment="How long it took from events to rows: how many events of an hour took so long, by the type of their object.",  # noqa: E501
    )
    op.create_table(
        "in_step",
        sa.Column(
            "one_row",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="Always true: there is one row",
        ),
        sa.Column(
            "until",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="By Stripe's clock: what events told until then is there",
        ),
        sa.Column(
            "asked_at", sa.DateTime(timezone=True), nullable=False, comment="When that was by the clock of this server"
        ),
        sa.CheckConstraint("one_row", name=op.f("ck_in_step_one_row")),
        sa.PrimaryKeyConstraint("one_row", name=op.f("pk_in_step")),
        schema="meta",
        comment="Until when what happened at Stripe is in the tables.",
    )
