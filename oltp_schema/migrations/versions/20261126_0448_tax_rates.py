"""tax rates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from oltp_schema import raw

revision = "20261126_0448_tax_rates"
down_revision = "20261126_0500_first_release"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    raw.create_table(op.get_bind().connection.cursor(), "tax_rates")
    op.create_table(
        "tax_rates",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("effective_percentage", sa.Numeric(), nullable=True),
        sa.Column("flat_amount_amount", sa.BigInteger(), nullable=True),
        sa.Column("flat_amount_currency", sa.Text(), nullable=True),
        sa.Column("inclusive", sa.Boolean(), nullable=True),
        sa.Column("jurisdiction", sa.Text(), nullable=True),
        sa.Column("jurisdiction_level", sa.Text(), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("percentage", sa.Numeric(), nullable=True),
        sa.Column("rate_type", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("tax_type", sa.Text(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_tax_rates_deletion_observed")
        ),
        sa.CheckConstraint("flat_amount_currency ~ '^[a-z]{3}$'", name=op.f("ck_tax_rates_flat_amount_currency_form")),
        sa.CheckConstraint("row_state <> 'present' OR active IS NOT NULL", name=op.f("ck_tax_rates_active_required")),
        sa.CheckConstraint("row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_tax_rates_created_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR display_name IS NOT NULL", name=op.f("ck_tax_rates_display_name_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR inclusive IS NOT NULL", name=op.f("ck_tax_rates_inclusive_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_tax_rates_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_tax_rates_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR percentage IS NOT NULL", name=op.f("ck_tax_rates_percentage_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_tax_rates_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(tax_rates) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_tax_rates_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_tax_rates_row_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rates")),
        schema="oltp",
    )
    op.create_index(
        "ix_tax_rates_unresolved",
        "tax_rates",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
