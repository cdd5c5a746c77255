"""An index of loads by the ids that copies carry, whose collation is another one than that of dlt's column."""

from alembic import op

revision = "20261127_0910_loads_by_id"
down_revision = "20261127_0255_first_release"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A join of copies with loads compares by "C". The column stays as it is: views of a user's may read it."""
    op.execute('CREATE INDEX IF NOT EXISTS ix__dlt_loads_load_id_c ON raw._dlt_loads (load_id COLLATE "C")')
