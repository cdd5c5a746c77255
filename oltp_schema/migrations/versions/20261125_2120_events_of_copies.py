"""What a copy keeps of the event that brought it, and an index to find again what was set aside."""

from alembic import op

from oltp_schema import raw

revision = "20261125_2120_events_of_copies"
down_revision = "20261125_2040_raw_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration. Copies that were landed before do not say it."""
    cursor = op.get_bind().connection.cursor()
    raw.add_column(cursor, "event", "jsonb")
    for table in raw.tables(cursor):
        cursor.execute(f"ALTER TABLE {table} ALTER event SET STORAGE MAIN")
        raw.index_events(cursor, table.partition(".")[2].strip('"'))
    cursor.execute("CREATE INDEX IF NOT EXISTS ix_set_aside_digest ON raw.set_aside (digest)")
