"""What the last events said of an object that is to be fetched: the newest word where Stripe does not give it."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_2155_events_of_wanted"
down_revision = "20261125_2150_forms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.add_column("wanted", sa.Column("events", sa.LargeBinary()), schema="meta")
    op.add_column("wanted", sa.Column("told_at", sa.DateTime(timezone=True)), schema="meta")
