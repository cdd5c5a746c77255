"""coupons and promotion codes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from oltp_schema import raw

revision = "20261126_0519_coupons"
down_revision = "20261126_0520_charges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    raw.create_table(op.get_bind().connection.cursor(), "coupons")
    raw.create_table(op.get_bind().connection.cursor(), "promotion_codes")
    op.create_table(
        "coupons",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount_off", sa.BigInteger(), nullable=True),
        sa.Column("applies_to_products", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("currency_options", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("duration", sa.Text(), nullable=True),
        sa.Column("duration_in_months", sa.BigInteger(), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("max_redemptions", sa.BigInteger(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("percent_off", sa.Numeric(), nullable=True),
        sa.Column("redeem_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times_redeemed", sa.BigInteger(), nullable=True),
        sa.Column("valid", sa.Boolean(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_coupons_deletion_observed")
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_coupons_currency_form")),
        sa.CheckConstraint("row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_coupons_created_required")),
        sa.CheckConstraint("row_state <> 'present' OR duration IS NOT NULL", name=op.f("ck_coupons_duration_required")),
        sa.CheckConstraint("row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_coupons_livemode_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_coupons_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR times_redeemed IS NOT NULL", name=op.f("ck_coupons_times_redeemed_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_coupons_transform_version_required"),
        ),
        sa.CheckConstraint("row_state <> 'present' OR valid IS NOT NULL", name=op.f("ck_coupons_valid_required")),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(coupons) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_coupons_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_coupons_row_state_known")
        ),
        sa.CheckConstraint("amount_off >= 0", name=op.f("ck_coupons_amount_off_not_negative")),
        sa.CheckConstraint("percent_off BETWEEN 0 AND 100", name=op.f("ck_coupons_percent_off_within_0_and_100")),
        sa.CheckConstraint("times_redeemed >= 0", name=op.f("ck_coupons_times_redeemed_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupons")),
        schema="oltp",
    )
    op.create_index(
        "ix_coupons_unresolved",
        "coupons",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.create_table(
        "promotion_codes",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("coupon_id", sa.Text(collation="C"), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("customer_account_id", sa.Text(collation="C"), nullable=True),
        sa.Column("customer_id", sa.Text(collation="C"), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("max_redemptions", sa.BigInteger(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("promotion_type", sa.Text(), nullable=True),
        sa.Column(
            "restrictions_currency_options", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("restrictions_first_time_transaction", sa.Boolean(), nullable=True),
        sa.Column("restrictions_minimum_amount", sa.BigInteger(), nullable=True),
        sa.Column("restrictions_minimum_amount_currency", sa.Text(), nullable=True),
        sa.Column("times_redeemed", sa.BigInteger(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)",
            name=op.f("ck_promotion_codes_deletion_observed"),
        ),
        sa.CheckConstraint(
            "restrictions_minimum_amount_currency ~ '^[a-z]{3}$'",
            name=op.f("ck_promotion_codes_restrictions_minimum_amount_currency_form"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR active IS NOT NULL", name=op.f("ck_promotion_codes_active_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR code IS NOT NULL", name=op.f("ck_promotion_codes_code_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_promotion_codes_created_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_promotion_codes_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_promotion_codes_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR restrictions_first_time_transaction IS NOT NULL",
            name=op.f("ck_promotion_codes_restrictions_first_time_transaction_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR times_redeemed IS NOT NULL",
            name=op.f("ck_promotion_codes_times_redeemed_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_promotion_codes_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(promotion_codes) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_promotion_codes_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_promotion_codes_row_state_known")
        ),
        sa.CheckConstraint(
            "restrictions_minimum_amount >= 0", name=op.f("ck_promotion_codes_restrictions_minimum_amount_not_negative")
        ),
        sa.CheckConstraint("times_redeemed >= 0", name=op.f("ck_promotion_codes_times_redeemed_not_negative")),
        sa.ForeignKeyConstraint(["coupon_id"], ["oltp.coupons.id"], name=op.f("fk_promotion_codes_coupon_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["oltp.customers.id"], name=op.f("fk_promotion_codes_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_codes")),
        schema="oltp",
    )
    op.create_index(op.f("ix_promotion_codes_coupon_id"), "promotion_codes", ["coupon_id"], unique=False, schema="oltp")
    op.create_index(
        op.f("ix_promotion_codes_customer_id"), "promotion_codes", ["customer_id"], unique=False, schema="oltp"
    )
    op.create_index(
        "ix_promotion_codes_unresolved",
        "promotion_codes",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
