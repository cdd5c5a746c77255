"""what the oldest versions do not say of an invoice is pending."""

from pathlib import Path

from alembic import op

revision = "20261126_1016_old_taxes"
down_revision = "20261126_1003_credit_notes"
branch_labels = None
depends_on = None

SQL = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.get_bind().connection.cursor().execute(SQL.read_text())
