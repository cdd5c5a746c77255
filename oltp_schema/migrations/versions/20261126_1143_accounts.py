"""accounts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from oltp_schema import raw

revision = "20261126_1143_accounts"
down_revision = "20261126_1150_report_lines"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    raw.create_table(op.get_bind().connection.cursor(), "accounts")
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("business_profile_mcc", sa.Text(), nullable=True),
        sa.Column("business_profile_name", sa.Text(), nullable=True),
        sa.Column("business_profile_product_description", sa.Text(), nullable=True),
        sa.Column(
            "business_profile_support_address",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
        ),
        sa.Column("business_profile_support_email", sa.Text(), nullable=True),
        sa.Column("business_profile_support_phone", sa.Text(), nullable=True),
        sa.Column("business_profile_support_url", sa.Text(), nullable=True),
        sa.Column("business_profile_url", sa.Text(), nullable=True),
        sa.Column("business_type", sa.Text(), nullable=True),
        sa.Column("capabilities", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("charges_enabled", sa.Boolean(), nullable=True),
        sa.Column("controller_type", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("default_currency", sa.Text(), nullable=True),
        sa.Column("details_submitted", sa.Boolean(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("payouts_enabled", sa.Boolean(), nullable=True),
        sa.Column("settings", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("settings_dashboard_display_name", sa.Text(), nullable=True),
        sa.Column("settings_dashboard_timezone", sa.Text(), nullable=True),
        sa.Column("settings_payments_statement_descriptor", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_accounts_deletion_observed")
        ),
        sa.CheckConstraint("default_currency ~ '^[a-z]{3}$'", name=op.f("ck_accounts_default_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_accounts_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_accounts_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(accounts) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_accounts_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_accounts_row_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        schema="oltp",
    )
    op.create_index(
        "ix_accounts_unresolved",
        "accounts",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
