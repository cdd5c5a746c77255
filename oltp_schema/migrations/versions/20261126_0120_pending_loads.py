"""What each type has still to read, and its version, in the place of a row per load and type."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0120_pending_loads"
down_revision = "20261126_0115_forms_of_copies"
branch_labels = None
depends_on = None

# The promotions of every object end with one version for all the loads that they read.
KEEP = """
    INSERT INTO meta.promoted_versions (object, transform_version, run_id)
    SELECT DISTINCT ON (object) object, transform_version, run_id
    FROM meta.promoted_loads ORDER BY object, run_id DESC, transform_version DESC;

    UPDATE raw._dlt_loads AS loads SET seen_by = done.run_id
    FROM (SELECT load_id, min(run_id) AS run_id FROM meta.promoted_loads GROUP BY load_id) AS done
    WHERE done.load_id = loads.load_id;

    INSERT INTO meta.pending_loads (object, load_id)
    SELECT known.object, loads.load_id
    FROM meta.promoted_versions AS known CROSS JOIN raw._dlt_loads AS loads
    WHERE loads.seen_by IS NOT NULL AND EXISTS (
        SELECT FROM meta.promoted_loads AS any_load WHERE any_load.object = known.object AND any_load.load_id <> 'all'
    ) AND NOT EXISTS (
        SELECT FROM meta.promoted_loads AS done
        WHERE done.object = known.object AND done.load_id = loads.load_id
            AND done.transform_version = known.transform_version
    )
    ON CONFLICT DO NOTHING
"""


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.execute("ALTER TABLE raw._dlt_loads ADD COLUMN seen_by bigint")
    op.create_table(
        "promoted_versions",
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("transform_version", sa.SmallInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("object", name="pk_promoted_versions"),
        schema="meta",
    )
    op.create_table(
        "pending_loads",
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("load_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("object", "load_id", name="pk_pending_loads"),
        schema="meta",
    )
    op.execute(KEEP)
    op.drop_table("promoted_loads", schema="meta")
    op.execute("CREATE INDEX ix__dlt_loads_new ON raw._dlt_loads (load_id) WHERE seen_by IS NULL AND status = 0")
