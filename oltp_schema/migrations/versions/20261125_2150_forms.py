"""Parts that two documents hold: their ids, beside the documents that wait for it. All loads are promoted once more.

Documents with fields of a wrong form are refused from here on, those that were promoted before as well.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "20261125_2150_forms"
down_revision = "20261125_2120_events_of_copies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.add_column("quarantine", sa.Column("contested", ARRAY(sa.Text())), schema="meta")
    op.execute("DELETE FROM meta.promoted_loads WHERE object <> 'embedded'")
