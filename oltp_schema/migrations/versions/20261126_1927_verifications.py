"""verifications."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1927_verifications"
down_revision = "20261126_1904_what_columns_of"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.create_table(
        "verifications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Number, ascending"),
        sa.Column("command", sa.Text(), nullable=False, comment="What compared: verify, or reconcile"),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False, comment="When it ended"),
        sa.Column("objects", sa.ARRAY(sa.Text()), nullable=True, comment="The types; empty: all that were ever read"),
        sa.Column("documents", sa.BigInteger(), nullable=False, comment="How many documents were compared"),
        sa.Column(
            "differences",
            sa.BigInteger(),
            nullable=False,
            comment="How many differences there are, those that it mended left out",
        ),
        sa.Column(
            "agrees", sa.Boolean(), nullable=False, comment="Whether there are none, and everything could be compared"
        ),
        sa.Column("money", sa.Boolean(), nullable=False, comment="Whether the equations of money were compared, too"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
        schema="meta",
        comment="What a comparison with Stripe found: the newest ones, where the role may note them.",
    )
