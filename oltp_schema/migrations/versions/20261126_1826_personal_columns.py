"""personal columns."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1826_personal_columns"
down_revision = "20261126_1814_refused_expansions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.create_table(
        "personal_columns",
        sa.Column("one_row", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("treatment", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("treatment IN ('keep', 'hash', 'omit')", name=op.f("ck_personal_columns_treatment_known")),
        sa.CheckConstraint("one_row", name=op.f("ck_personal_columns_one_row")),
        sa.PrimaryKeyConstraint("one_row", name=op.f("pk_personal_columns")),
        schema="meta",
        comment="What becomes of personal columns in oltp, if they were ever not kept, and the salt of their hashes.",
    )
