"""The schema of what rows were before, and the index by which events are found that tell of an object."""

from alembic import op

from oltp_schema import raw

revision = "20261126_1815_history_schema"
down_revision = "20261126_1826_personal_columns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    cursor = op.get_bind().connection.cursor()
    cursor.execute("SELECT to_regnamespace('history') IS NULL")
    if cursor.fetchone() == (True,):  # IF NOT EXISTS asks for more rights
        cursor.execute("CREATE SCHEMA history")
    raw.index_told(cursor, "events")
