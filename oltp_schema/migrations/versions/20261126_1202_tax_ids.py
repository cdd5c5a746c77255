"""tax ids."""

import sqlalchemy as sa
from alembic import op

from oltp_schema import raw

revision = "20261126_1202_tax_ids"
down_revision = "20261126_1155_schedules_with"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    raw.create_table(op.get_bind().connection.cursor(), "tax_ids")
    op.create_table(
        "tax_ids",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("customer_account_id", sa.Text(collation="C"), nullable=True),
        sa.Column("customer_id", sa.Text(collation="C"), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("owner_account_id", sa.Text(collation="C"), nullable=True),
        sa.Column("owner_application_id", sa.Text(collation="C"), nullable=True),
        sa.Column("owner_type", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("verification_status", sa.Text(), nullable=True),
        sa.Column("verification_verified_address", sa.Text(), nullable=True),
        sa.Column("verification_verified_name", sa.Text(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_tax_ids_deletion_observed")
        ),
        sa.CheckConstraint("row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_tax_ids_created_required")),
        sa.CheckConstraint("row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_tax_ids_livemode_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_tax_ids_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_tax_ids_transform_version_required"),
        ),
        sa.CheckConstraint("row_state <> 'present' OR type IS NOT NULL", name=op.f("ck_tax_ids_type_required")),
        sa.CheckConstraint("row_state <> 'present' OR value IS NOT NULL", name=op.f("ck_tax_ids_value_required")),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(tax_ids) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_tax_ids_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_tax_ids_row_state_known")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["oltp.customers.id"], name=op.f("fk_tax_ids_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_ids")),
        schema="oltp",
    )
    op.create_index(op.f("ix_tax_ids_customer_id"), "tax_ids", ["customer_id"], unique=False, schema="oltp")
    op.create_index(
        "ix_tax_ids_unresolved",
        "tax_ids",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
