"""When a gap was noted, beside when everything was compared: one that is noted meanwhile is told from those before."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0952_gaps_beside"
down_revision = "20261127_0910_loads_by_id"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.add_column(
        "watermarks",
        sa.Column(
            "gap_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
            comment="When it was noted that something may be missing, until a comparison that begins later",
        ),
        schema="meta",
    )
    op.get_bind().connection.cursor().execute("""
        UPDATE meta.watermarks SET gap_at = compared_at WHERE compared_at IS NOT NULL;
        COMMENT ON COLUMN meta.watermarks."compared_at" IS 'When the last comparison of all of it began';
    """)
