"""Ids of loads are compared as those that copies carry, so that a copy's load is looked up by index in a join too."""

from alembic import op

revision = "20261127_0910_loads_by_id"
down_revision = "20261127_0255_first_release"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give the column the collation of ``_dlt_load_id``; PostgreSQL makes its indexes anew, and not the table."""
    op.execute('ALTER TABLE raw._dlt_loads ALTER COLUMN load_id TYPE varchar(64) COLLATE "C"')
