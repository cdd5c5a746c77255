"""remember default types."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0446_remember_default"
down_revision = "20261126_0443_balance"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.create_table(
        "default_types",
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("object", name=op.f("pk_default_types")),
        schema="meta",
    )
