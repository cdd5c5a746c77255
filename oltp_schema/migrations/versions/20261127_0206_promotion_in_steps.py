"""promotion in steps."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0206_promotion_in_steps"
down_revision = "20261126_2320_first_release"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.add_column(
        "pending_loads",
        sa.Column(
            "later",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="A later step of a promotion in steps reads it, not the next one",
        ),
        schema="meta",
    )
