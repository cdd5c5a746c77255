"""Since when rows are to be compared with raw, and whose turn it is of the others, by type."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1401_rows_since"
down_revision = "20261127_0952_gaps_beside"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.add_column(
        "watermarks",
        sa.Column(
            "rows_since",
            sa.BigInteger(),
            nullable=True,
            comment="The first transaction (xid8) of which rows and copies are yet to be compared",
        ),
        schema="meta",
    )
    op.add_column(
        "watermarks",
        sa.Column(
            "rows_turn", sa.BigInteger(), nullable=True, comment="How many shares of the other rows were compared"
        ),
        schema="meta",
    )
