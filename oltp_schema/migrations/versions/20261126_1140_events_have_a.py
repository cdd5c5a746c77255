"""Events have a table."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1140_events_have_a"
down_revision = "20261126_1143_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.create_table(
        "events",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("account_id", sa.Text(collation="C"), nullable=True),
        sa.Column("api_version", sa.Text(), nullable=True),
        sa.Column("context", sa.Text(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("object_id", sa.Text(collation="C"), nullable=True),
        sa.Column("object_type", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(collation="C"), nullable=True),
        sa.Column("request_idempotency_key", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_events_deletion_observed")
        ),
        sa.CheckConstraint("row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_events_created_required")),
        sa.CheckConstraint("row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_events_livemode_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_events_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL", name=op.f("ck_events_transform_version_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR type IS NOT NULL", name=op.f("ck_events_type_required")),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(events) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_events_unresolved_is_bare"),
        ),
        sa.CheckConstraint("row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_events_row_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        schema="oltp",
    )
    op.create_index(op.f("ix_events_created"), "events", ["created"], unique=False, schema="oltp")
    op.create_index(
        op.f("ix_events_object_type_object_id_created"),
        "events",
        ["object_type", "object_id", "created"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        "ix_events_unresolved",
        "events",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
