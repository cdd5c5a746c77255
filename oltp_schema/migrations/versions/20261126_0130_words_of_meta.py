"""The tables that plan what is read have the names that the field gives them."""

from alembic import op

revision = "20261126_0130_words_of_meta"
down_revision = "20261126_0120_pending_loads"
branch_labels = None
depends_on = None

NAMES = {"cursors": "watermarks", "wanted": "refetch_queue", "missing": "not_found"}


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    for old, new in NAMES.items():
        op.execute(f"ALTER TABLE meta.{old} RENAME TO {new}")
        op.execute(f"ALTER TABLE meta.{new} RENAME CONSTRAINT pk_{old} TO pk_{new}")
