"""Where a list without times goes on, what Stripe refused to give and when, and when a type was last compared."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_2000_back_off"
down_revision = "20261122_1730_coupons"
branch_labels = None
depends_on = None

# What said so until now: the last run of that name, or else the first of all.
RUNS = """
    SELECT runs.started_at FROM meta.runs
    JOIN meta.ledger ON ledger.run_id = runs.id AND ledger.object = cursors.object
    WHERE runs.outcome = 'done'
"""


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.add_column("windows", sa.Column("starting_after", sa.Text(collation="C")), schema="meta")
    op.add_column("wanted", sa.Column("asked_at", sa.DateTime(timezone=True)), schema="meta")
    op.add_column("wanted", sa.Column("times", sa.BigInteger(), nullable=False, server_default="0"), schema="meta")
    op.add_column("cursors", sa.Column("compared_at", sa.DateTime(timezone=True)), schema="meta")
    op.execute(
        f"UPDATE meta.cursors SET compared_at = coalesce("
        f"({RUNS} AND runs.command = 'reconcile' ORDER BY runs.id DESC LIMIT 1), ({RUNS} ORDER BY runs.id LIMIT 1))"
    )
