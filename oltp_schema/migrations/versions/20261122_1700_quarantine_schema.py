"""Which schema refused a document in quarantine: under that schema it is not tried again."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1700_quarantine_schema"
down_revision = "20261122_1640_windows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration. What waits now is tried once more."""
    op.add_column("quarantine", sa.Column("schema_revision", sa.Text(), server_default="unknown"), schema="meta")
    op.alter_column("quarantine", "schema_revision", nullable=False, server_default=None, schema="meta")
