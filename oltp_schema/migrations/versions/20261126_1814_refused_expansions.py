"""refused expansions."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1814_refused_expansions"
down_revision = "20261126_1707_first_release"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.create_table(
        "refused_expansions",
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("object", "field", name=op.f("pk_refused_expansions")),
        schema="meta",
        comment="A field that Stripe gives only when asked, and the key may not ask for in a type's list.",
    )
