"""Which copies were seen to have the forms that promotion holds them to, while they landed; NULL: it is not known."""

from alembic import op

from oltp_schema import raw

revision = "20261126_0115_forms_of_copies"
down_revision = "20261125_2155_events_of_wanted"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    raw.add_column(op.get_bind().connection.cursor(), "forms", "integer")
