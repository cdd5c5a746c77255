"""Schedules with their phases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from oltp_schema import raw

revision = "20261126_1155_schedules_with"
down_revision = "20261126_1207_plans_are_a_view"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    raw.create_table(op.get_bind().connection.cursor(), "subscription_schedules")
    raw.create_table(op.get_bind().connection.cursor(), "subscription_schedule_phases", parent="subscription_schedule")
    raw.create_table(
        op.get_bind().connection.cursor(), "subscription_schedule_phase_items", parent="subscription_schedule"
    )
    op.create_table(
        "subscription_schedules",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("application_id", sa.Text(collation="C"), nullable=True),
        sa.Column("billing_mode", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("billing_mode_type", sa.Text(), nullable=True),
        sa.Column("billing_thresholds_amount_gte", sa.BigInteger(), nullable=True),
        sa.Column("billing_thresholds_reset_billing_cycle_anchor", sa.Boolean(), nullable=True),
        sa.Column("canceled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collection_method", sa.Text(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("current_phase_end_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("current_phase_start_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("customer_account_id", sa.Text(collation="C"), nullable=True),
        sa.Column("customer_id", sa.Text(collation="C"), nullable=True),
        sa.Column("default_payment_method_id", sa.Text(collation="C"), nullable=True),
        sa.Column("default_settings", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("default_source_id", sa.Text(collation="C"), nullable=True),
        sa.Column("end_behavior", sa.Text(), nullable=True),
        sa.Column("invoice_settings_days_until_due", sa.BigInteger(), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("pause_schedules", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_subscription_id", sa.Text(collation="C"), nullable=True),
        sa.Column("renewal_interval_interval", sa.Text(), nullable=True),
        sa.Column("renewal_interval_length", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("subscription_id", sa.Text(collation="C"), nullable=True),
        sa.Column("test_clock_id", sa.Text(collation="C"), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.Column("phases_complete", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)",
            name=op.f("ck_subscription_schedules_deletion_observed"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_subscription_schedules_created_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_subscription_schedules_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL",
            name=op.f("ck_subscription_schedules_observed_at_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR phases_complete IS NOT NULL",
            name=op.f("ck_subscription_schedules_phases_complete_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR status IS NOT NULL", name=op.f("ck_subscription_schedules_status_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_subscription_schedules_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscription_schedules) - 'id' - 'row_state') = '{}'",  # noqa: E501
            name=op.f("ck_subscription_schedules_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_subscription_schedules_row_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["oltp.customers.id"], name=op.f("fk_subscription_schedules_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["default_payment_method_id"],
            ["oltp.payment_methods.id"],
            name=op.f("fk_subscription_schedules_default_payment_method_id"),
        ),
        sa.ForeignKeyConstraint(
            ["released_subscription_id"],
            ["oltp.subscriptions.id"],
            name=op.f("fk_subscription_schedules_released_subscription_id"),
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["oltp.subscriptions.id"], name=op.f("fk_subscription_schedules_subscription_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_schedules")),
        schema="oltp",
    )
    op.create_index(
        op.f("ix_subscription_schedules_customer_id"),
        "subscription_schedules",
        ["customer_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_subscription_schedules_default_payment_method_id"),
        "subscription_schedules",
        ["default_payment_method_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_subscription_schedules_released_subscription_id"),
        "subscription_schedules",
        ["released_subscription_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_subscription_schedules_subscription_id"),
        "subscription_schedules",
        ["subscription_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        "ix_subscription_schedules_unresolved",
        "subscription_schedules",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.create_table(
        "subscription_schedule_phases",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("add_invoice_items", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("application_fee_percent", sa.Numeric(), nullable=True),
        sa.Column("automatic_tax", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("automatic_tax_enabled", sa.Boolean(), nullable=True),
        sa.Column("billing_cycle_anchor", sa.Text(), nullable=True),
        sa.Column("billing_thresholds_amount_gte", sa.BigInteger(), nullable=True),
        sa.Column("billing_thresholds_reset_billing_cycle_anchor", sa.Boolean(), nullable=True),
        sa.Column("collection_method", sa.Text(), nullable=True),
        sa.Column("coupon_id", sa.Text(collation="C"), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("default_payment_method_id", sa.Text(collation="C"), nullable=True),
        sa.Column("default_tax_rates", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("discounts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("end_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invoice_settings", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("invoice_settings_days_until_due", sa.BigInteger(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("on_behalf_of_id", sa.Text(collation="C"), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("proration_behavior", sa.Text(), nullable=True),
        sa.Column("start_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("subscription_schedule_id", sa.Text(collation="C"), nullable=True),
        sa.Column("tax_percent", sa.Numeric(), nullable=True),
        sa.Column("transfer_data_amount_percent", sa.Numeric(), nullable=True),
        sa.Column("transfer_data_destination_id", sa.Text(collation="C"), nullable=True),
        sa.Column("trial", sa.Boolean(), nullable=True),
        sa.Column("trial_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_subscription_schedule_phases_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR id = subscription_schedule_id || '.' || position",
            name=op.f("ck_subscription_schedule_phases_id_is_place"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR position IS NOT NULL",
            name=op.f("ck_subscription_schedule_phases_position_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR start_date IS NOT NULL",
            name=op.f("ck_subscription_schedule_phases_start_date_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR subscription_schedule_id IS NOT NULL",
            name=op.f("ck_ssp_subscription_schedule_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_subscription_schedule_phases_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscription_schedule_phases) - 'id' - 'row_state') = '{}'",  # noqa: E501
            name=op.f("ck_subscription_schedule_phases_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'unresolved')", name=op.f("ck_subscription_schedule_phases_row_state_known")
        ),
        sa.CheckConstraint(
            "application_fee_percent BETWEEN 0 AND 100", name=op.f("ck_ssp_application_fee_percent_within_0_and_100")
        ),
        sa.ForeignKeyConstraint(
            ["coupon_id"], ["oltp.coupons.id"], name=op.f("fk_subscription_schedule_phases_coupon_id")
        ),
        sa.ForeignKeyConstraint(
            ["default_payment_method_id"],
            ["oltp.payment_methods.id"],
            name=op.f("fk_subscription_schedule_phases_default_payment_method_id"),
        ),
        sa.ForeignKeyConstraint(
            ["subscription_schedule_id"],
            ["oltp.subscription_schedules.id"],
            name=op.f("fk_subscription_schedule_phases_subscription_schedule_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_schedule_phases")),
        schema="oltp",
    )
    op.create_index(
        op.f("ix_subscription_schedule_phases_coupon_id"),
        "subscription_schedule_phases",
        ["coupon_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_subscription_schedule_phases_default_payment_method_id"),
        "subscription_schedule_phases",
        ["default_payment_method_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_subscription_schedule_phases_subscription_schedule_id"),
        "subscription_schedule_phases",
        ["subscription_schedule_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        "ix_subscription_schedule_phases_unresolved",
        "subscription_schedule_phases",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.create_table(
        "subscription_schedule_phase_items",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("billing_thresholds_usage_gte", sa.BigInteger(), nullable=True),
        sa.Column("discounts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("price_id", sa.Text(collation="C"), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("subscription_schedule_id", sa.Text(collation="C"), nullable=True),
        sa.Column("phase_id", sa.Text(collation="C"), nullable=True),
        sa.Column("tax_rates", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "row_state <> 'present' OR id = phase_id || '.' || position",
            name=op.f("ck_subscription_schedule_phase_items_id_is_place"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR phase_id IS NOT NULL",
            name=op.f("ck_subscription_schedule_phase_items_phase_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR position IS NOT NULL",
            name=op.f("ck_subscription_schedule_phase_items_position_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR subscription_schedule_id IS NOT NULL",
            name=op.f("ck_sspi_subscription_schedule_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_subscription_schedule_phase_items_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscription_schedule_phase_items) - 'id' - 'row_state') = '{}'",  # noqa: E501
            name=op.f("ck_subscription_schedule_phase_items_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'unresolved')", name=op.f("ck_subscription_schedule_phase_items_row_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["phase_id"],
            ["oltp.subscription_schedule_phases.id"],
            name=op.f("fk_subscription_schedule_phase_items_phase_id"),
        ),
        sa.ForeignKeyConstraint(
            ["price_id"], ["oltp.prices.id"], name=op.f("fk_subscription_schedule_phase_items_price_id")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_schedule_id"],
            ["oltp.subscription_schedules.id"],
            name=op.f("fk_subscription_schedule_phase_items_subscription_schedule_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_schedule_phase_items")),
        schema="oltp",
    )
    op.create_index(
        op.f("ix_subscription_schedule_phase_items_phase_id"),
        "subscription_schedule_phase_items",
        ["phase_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_subscription_schedule_phase_items_price_id"),
        "subscription_schedule_phase_items",
        ["price_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_subscription_schedule_phase_items_subscription_schedule_id"),
        "subscription_schedule_phase_items",
        ["subscription_schedule_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        "ix_subscription_schedule_phase_items_unresolved",
        "subscription_schedule_phase_items",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.create_index(op.f("ix_subscriptions_schedule_id"), "subscriptions", ["schedule_id"], unique=False, schema="oltp")
    op.create_foreign_key(
        op.f("fk_subscriptions_schedule_id"),
        "subscriptions",
        "subscription_schedules",
        ["schedule_id"],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
        initially="DEFERRED",
        deferrable=True,
        use_alter=True,
    )
