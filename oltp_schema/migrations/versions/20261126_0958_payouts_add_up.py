"""payouts add up."""

from pathlib import Path

from alembic import op

revision = "20261126_0958_payouts_add_up"
down_revision = "20261126_0955_taxes"
branch_labels = None
depends_on = None

SQL = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.get_bind().connection.cursor().execute(SQL.read_text())
