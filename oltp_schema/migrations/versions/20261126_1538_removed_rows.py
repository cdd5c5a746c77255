"""Removed rows."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1538_removed_rows"
down_revision = "20261126_1537_promoted_at"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.create_table(
        "removed_rows",
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "id", name=op.f("pk_removed_rows")),
        schema="meta",
        comment="A row that left its table of oltp; where that has the id again, it is promoted later than it was removed.",  # noqa: E501
    )
    op.create_index("ix_removed_rows_removed_at", "removed_rows", ["removed_at"], unique=False, schema="meta")
