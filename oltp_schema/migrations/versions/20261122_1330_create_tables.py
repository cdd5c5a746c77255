"""Create the tables of oltp and meta, without the foreign keys between them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261122_1330_create_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration. The schema meta is there already, for alembic."""
    if op.get_bind().exec_driver_sql("SELECT to_regnamespace('oltp') IS NULL").scalar():  # or an administrator made it
        op.execute("CREATE SCHEMA oltp")
    _account()
    _promoted_loads()
    _quarantine()
    _runs()
    _transforms()
    _customers()
    _products()
    _ledger()
    _payment_methods()
    _prices()
    _subscriptions()
    _invoices()
    _subscription_items()
    _invoice_line_items()
    _payment_intents()
    _charges()


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("one_row", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("id", sa.Text(collation="C")),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_row", name=op.f("ck_account_one_row")),
        sa.PrimaryKeyConstraint("one_row", name="pk_account"),
        schema="meta",
    )


def _promoted_loads() -> None:
    op.create_table(
        "promoted_loads",
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("load_id", sa.Text(), nullable=False),
        sa.Column("transform_version", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("object", "load_id", "transform_version", name="pk_promoted_loads"),
        schema="meta",
    )


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("load_id", sa.Text(), nullable=False),
        sa.Column("raw_id", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sqlstate", sa.Text(), nullable=False),
        sa.Column("constraint_name", sa.Text()),
        sa.Column("column_name", sa.Text()),
        sa.Column("field", sa.Text()),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("transform_version", sa.SmallInteger(), nullable=False),
        sa.Column("first_run_id", sa.BigInteger(), nullable=False),
        sa.Column("last_run_id", sa.BigInteger(), nullable=False),
        sa.Column("quarantined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sqlstate ~ '^[0-9A-Z]{5}$'", name=op.f("ck_quarantine_sqlstate_form")),
        sa.PrimaryKeyConstraint("object", "id", name="pk_quarantine"),
        schema="meta",
    )


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("message", sa.Text()),
        sa.CheckConstraint(
            "outcome IN ('running', 'done', 'failed', 'interrupted')", name=op.f("ck_runs_outcome_known")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        schema="meta",
    )


def _transforms() -> None:
    op.create_table(
        "transforms",
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("version", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_transforms_sha256_form")),
        sa.PrimaryKeyConstraint("object", "version", name="pk_transforms"),
        schema="meta",
    )


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("address", JSONB()),
        sa.Column("address_city", sa.Text()),
        sa.Column("address_country", sa.Text()),
        sa.Column("address_line1", sa.Text()),
        sa.Column("address_postal_code", sa.Text()),
        sa.Column("address_state", sa.Text()),
        sa.Column("balance", sa.BigInteger()),
        sa.Column("business_name", sa.Text()),
        sa.Column("cash_balance", JSONB()),
        sa.Column("created", sa.DateTime(timezone=True)),
        sa.Column("currency", sa.Text()),
        sa.Column("customer_account_id", sa.Text(collation="C")),
        sa.Column("default_source_id", sa.Text(collation="C")),
        sa.Column("delinquent", sa.Boolean()),
        sa.Column("description", sa.Text()),
        sa.Column("discount", JSONB()),
        sa.Column("discount_id", sa.Text(collation="C")),
        sa.Column("email", sa.Text()),
        sa.Column("individual_name", sa.Text()),
        sa.Column("invoice_credit_balance", JSONB()),
        sa.Column("invoice_prefix", sa.Text()),
        sa.Column("invoice_settings", JSONB()),
        sa.Column("invoice_settings_default_payment_method_id", sa.Text(collation="C")),
        sa.Column("livemode", sa.Boolean()),
        sa.Column("metadata", JSONB()),
        sa.Column("name", sa.Text()),
        sa.Column("next_invoice_sequence", sa.BigInteger()),
        sa.Column("phone", sa.Text()),
        sa.Column("preferred_locales", JSONB()),
        sa.Column("shipping", JSONB()),
        sa.Column("shipping_address_country", sa.Text()),
        sa.Column("shipping_name", sa.Text()),
        sa.Column("tax", JSONB()),
        sa.Column("tax_automatic_tax", sa.Text()),
        sa.Column("tax_exempt", sa.Text()),
        sa.Column("tax_ip_address", sa.Text()),
        sa.Column("tax_location_country", sa.Text()),
        sa.Column("test_clock_id", sa.Text(collation="C")),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True)),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True)),
        sa.Column("transform_version", sa.SmallInteger()),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_customers_deletion_observed")
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_customers_currency_form")),
        sa.CheckConstraint("row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_customers_created_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_customers_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_customers_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_customers_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(customers) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_customers_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_customers_row_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
        schema="oltp",
    )
    op.create_index(
        "ix_customers_unresolved",
        "customers",
        ["id"],
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )


def _products() -> None:
    op.create_table(
        "products",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("active", sa.Boolean()),
        sa.Column("created", sa.DateTime(timezone=True)),
        sa.Column("default_price_id", sa.Text(collation="C")),
        sa.Column("description", sa.Text()),
        sa.Column("images", JSONB()),
        sa.Column("livemode", sa.Boolean()),
        sa.Column("marketing_features", JSONB()),
        sa.Column("metadata", JSONB()),
        sa.Column("name", sa.Text()),
        sa.Column("package_dimensions", JSONB()),
        sa.Column("shippable", sa.Boolean()),
        sa.Column("statement_descriptor", sa.Text()),
        sa.Column("tax_code_id", sa.Text(collation="C")),
        sa.Column("tax_details_performance_location", sa.Text()),
        sa.Column("type", sa.Text()),
        sa.Column("unit_label", sa.Text()),
        sa.Column("updated", sa.DateTime(timezone=True)),
        sa.Column("url", sa.Text()),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True)),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True)),
        sa.Column("transform_version", sa.SmallInteger()),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_products_deletion_observed")
        ),
        sa.CheckConstraint("row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_products_created_required")),
        sa.CheckConstraint("row_state <> 'present' OR images IS NOT NULL", name=op.f("ck_products_images_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_products_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR metadata IS NOT NULL", name=op.f("ck_products_metadata_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR name IS NOT NULL", name=op.f("ck_products_name_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_products_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_products_transform_version_required"),
        ),
        sa.CheckConstraint("row_state <> 'present' OR updated IS NOT NULL", name=op.f("ck_products_updated_required")),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(products) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_products_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_products_row_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
        schema="oltp",
    )
    op.create_index(
        "ix_products_unresolved",
        "products",
        ["id"],
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("transform_version", sa.SmallInteger()),
        sa.Column("loads", sa.BigInteger(), nullable=False),
        sa.Column("landed", sa.BigInteger(), nullable=False),
        sa.Column("rows_in", sa.BigInteger(), nullable=False),
        sa.Column("inserted", sa.BigInteger(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.Column("unchanged", sa.BigInteger(), nullable=False),
        sa.Column("deleted", sa.BigInteger(), nullable=False),
        sa.Column("quarantined", sa.BigInteger(), nullable=False),
        sa.Column("unresolved", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "object", name="pk_ledger"),
        schema="meta",
    )


def _payment_methods() -> None:
    op.create_table(
        "payment_methods",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("allow_redisplay", sa.Text()),
        sa.Column("billing_details", JSONB()),
        sa.Column("billing_details_address_country", sa.Text()),
        sa.Column("billing_details_email", sa.Text()),
        sa.Column("billing_details_name", sa.Text()),
        sa.Column("card", JSONB()),
        sa.Column("card_brand", sa.Text()),
        sa.Column("card_country", sa.Text()),
        sa.Column("card_exp_month", sa.BigInteger()),
        sa.Column("card_exp_year", sa.BigInteger()),
        sa.Column("card_fingerprint", sa.Text()),
        sa.Column("card_funding", sa.Text()),
        sa.Column("card_generated_from_charge_id", sa.Text(collation="C")),
        sa.Column("card_last4", sa.Text()),
        sa.Column("card_wallet_type", sa.Text()),
        sa.Column("created", sa.DateTime(timezone=True)),
        sa.Column("customer_account_id", sa.Text(collation="C")),
        sa.Column("customer_id", sa.Text(collation="C")),
        sa.Column("livemode", sa.Boolean()),
        sa.Column("metadata", JSONB()),
        sa.Column("sepa_debit", JSONB()),
        sa.Column("sepa_debit_country", sa.Text()),
        sa.Column("sepa_debit_last4", sa.Text()),
        sa.Column("type", sa.Text()),
        sa.Column("us_bank_account", JSONB()),
        sa.Column("us_bank_account_bank_name", sa.Text()),
        sa.Column("us_bank_account_last4", sa.Text()),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True)),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True)),
        sa.Column("transform_version", sa.SmallInteger()),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)",
            name=op.f("ck_payment_methods_deletion_observed"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_payment_methods_created_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_payment_methods_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_payment_methods_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_payment_methods_transform_version_required"),
        ),
        sa.CheckConstraint("row_state <> 'present' OR type IS NOT NULL", name=op.f("ck_payment_methods_type_required")),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(payment_methods) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_payment_methods_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_payment_methods_row_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_payment_methods"),
        schema="oltp",
    )
    op.create_index(
        "ix_payment_methods_unresolved",
        "payment_methods",
        ["id"],
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )


def _prices() -> None:
    op.create_table(
        "prices",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("active", sa.Boolean()),
        sa.Column("billing_scheme", sa.Text()),
        sa.Column("created", sa.DateTime(timezone=True)),
        sa.Column("currency", sa.Text()),
        sa.Column("currency_options", JSONB()),
        sa.Column("custom_unit_amount", JSONB()),
        sa.Column("livemode", sa.Boolean()),
        sa.Column("lookup_key", sa.Text()),
        sa.Column("metadata", JSONB()),
        sa.Column("nickname", sa.Text()),
        sa.Column("product_id", sa.Text(collation="C")),
        sa.Column("recurring_aggregate_usage", sa.Text()),
        sa.Column("recurring_interval", sa.Text()),
        sa.Column("recurring_interval_count", sa.BigInteger()),
        sa.Column("recurring_meter_id", sa.Text(collation="C")),
        sa.Column("recurring_trial_period_days", sa.BigInteger()),
        sa.Column("recurring_usage_type", sa.Text()),
        sa.Column("tax_behavior", sa.Text()),
        sa.Column("tiers", JSONB()),
        sa.Column("tiers_mode", sa.Text()),
        sa.Column("transform_quantity_divide_by", sa.BigInteger()),
        sa.Column("transform_quantity_round", sa.Text()),
        sa.Column("type", sa.Text()),
        sa.Column("unit_amount", sa.BigInteger()),
        sa.Column("unit_amount_decimal", sa.Numeric()),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True)),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True)),
        sa.Column("transform_version", sa.SmallInteger()),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_prices_deletion_observed")
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_prices_currency_form")),
        sa.CheckConstraint("row_state <> 'present' OR active IS NOT NULL", name=op.f("ck_prices_active_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR billing_scheme IS NOT NULL", name=op.f("ck_prices_billing_scheme_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_prices_created_required")),
        sa.CheckConstraint("row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_prices_currency_required")),
        sa.CheckConstraint("row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_prices_livemode_required")),
        sa.CheckConstraint("row_state <> 'present' OR metadata IS NOT NULL", name=op.f("ck_prices_metadata_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_prices_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR product_id IS NOT NULL", name=op.f("ck_prices_product_id_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL", name=op.f("ck_prices_transform_version_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR type IS NOT NULL", name=op.f("ck_prices_type_required")),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(prices) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_prices_unresolved_is_bare"),
        ),
        sa.CheckConstraint("row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_prices_row_state_known")),
        sa.PrimaryKeyConstraint("id", name="pk_prices"),
        schema="oltp",
    )
    op.create_index(
        "ix_prices_unresolved", "prices", ["id"], schema="oltp", postgresql_where=sa.text("row_state = 'unresolved'")
    )


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("application_fee_percent", sa.Numeric()),
        sa.Column("application_id", sa.Text(collation="C")),
        sa.Column("automatic_tax", JSONB()),
        sa.Column("automatic_tax_enabled", sa.Boolean()),
        sa.Column("billing_cycle_anchor", sa.DateTime(timezone=True)),
        sa.Column("billing_cycle_anchor_config", JSONB()),
        sa.Column("billing_mode", JSONB()),
        sa.Column("billing_mode_type", sa.Text()),
        sa.Column("billing_schedules", JSONB()),
        sa.Column("billing_thresholds_amount_gte", sa.BigInteger()),
        sa.Column("billing_thresholds_reset_billing_cycle_anchor", sa.Boolean()),
        sa.Column("cancel_at", sa.DateTime(timezone=True)),
        sa.Column("cancel_at_period_end", sa.Boolean()),
        sa.Column("canceled_at", sa.DateTime(timezone=True)),
        sa.Column("cancellation_details_comment", sa.Text()),
        sa.Column("cancellation_details_feedback", sa.Text()),
        sa.Column("cancellation_details_reason", sa.Text()),
        sa.Column("collection_method", sa.Text()),
        sa.Column("created", sa.DateTime(timezone=True)),
        sa.Column("currency", sa.Text()),
        sa.Column("current_period_end", sa.DateTime(timezone=True)),
        sa.Column("current_period_start", sa.DateTime(timezone=True)),
        sa.Column("customer_account_id", sa.Text(collation="C")),
        sa.Column("customer_id", sa.Text(collation="C")),
        sa.Column("days_until_due", sa.BigInteger()),
        sa.Column("default_payment_method_id", sa.Text(collation="C")),
        sa.Column("default_source_id", sa.Text(collation="C")),
        sa.Column("default_tax_rates", JSONB()),
        sa.Column("description", sa.Text()),
        sa.Column("discount", JSONB()),
        sa.Column("discount_id", sa.Text(collation="C")),
        sa.Column("discounts", JSONB()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("invoice_settings", JSONB()),
        sa.Column("latest_invoice_id", sa.Text(collation="C")),
        sa.Column("livemode", sa.Boolean()),
        sa.Column("metadata", JSONB()),
        sa.Column("next_pending_invoice_item_invoice", sa.DateTime(timezone=True)),
        sa.Column("on_behalf_of_id", sa.Text(collation="C")),
        sa.Column("pause_collection_behavior", sa.Text()),
        sa.Column("pause_collection_resumes_at", sa.DateTime(timezone=True)),
        sa.Column("payment_settings", JSONB()),
        sa.Column("pending_invoice_item_interval", JSONB()),
        sa.Column("pending_setup_intent_id", sa.Text(collation="C")),
        sa.Column("pending_update", JSONB()),
        sa.Column("pending_update_expires_at", sa.DateTime(timezone=True)),
        sa.Column("plan_id", sa.Text(collation="C")),
        sa.Column("quantity", sa.BigInteger()),
        sa.Column("schedule_id", sa.Text(collation="C")),
        sa.Column("start_date", sa.DateTime(timezone=True)),
        sa.Column("status", sa.Text()),
        sa.Column("status_details_paused_transitioned_at", sa.DateTime(timezone=True)),
        sa.Column("tax_percent", sa.Numeric()),
        sa.Column("test_clock_id", sa.Text(collation="C")),
        sa.Column("transfer_data_amount_percent", sa.Numeric()),
        sa.Column("transfer_data_destination_id", sa.Text(collation="C")),
        sa.Column("trial_end", sa.DateTime(timezone=True)),
        sa.Column("trial_settings_end_behavior_missing_payment_method", sa.Text()),
        sa.Column("trial_start", sa.DateTime(timezone=True)),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True)),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True)),
        sa.Column("transform_version", sa.SmallInteger()),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)",
            name=op.f("ck_subscriptions_deletion_observed"),
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_subscriptions_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR billing_cycle_anchor IS NOT NULL",
            name=op.f("ck_subscriptions_billing_cycle_anchor_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR cancel_at_period_end IS NOT NULL",
            name=op.f("ck_subscriptions_cancel_at_period_end_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_subscriptions_created_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_subscriptions_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR metadata IS NOT NULL", name=op.f("ck_subscriptions_metadata_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_subscriptions_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR status IS NOT NULL", name=op.f("ck_subscriptions_status_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_subscriptions_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscriptions) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_subscriptions_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_subscriptions_row_state_known")
        ),
        sa.CheckConstraint(
            "application_fee_percent BETWEEN 0 AND 100",
            name=op.f("ck_subscriptions_application_fee_percent_within_0_and_100"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        schema="oltp",
    )
    op.create_index(
        "ix_subscriptions_unresolved",
        "subscriptions",
        ["id"],
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )


def _invoices() -> None:
    op.create_table(
        "invoices",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("account_country", sa.Text()),
        sa.Column("account_name", sa.Text()),
        sa.Column("account_tax_ids", JSONB()),
        sa.Column("amount_due", sa.BigInteger()),
        sa.Column("amount_overpaid", sa.BigInteger()),
        sa.Column("amount_paid", sa.BigInteger()),
        sa.Column("amount_paid_off_stripe", sa.BigInteger()),
        sa.Column("amount_remaining", sa.BigInteger()),
        sa.Column("amount_shipping", sa.BigInteger()),
        sa.Column("application_fee_amount", sa.BigInteger()),
        sa.Column("application_id", sa.Text(collation="C")),
        sa.Column("attempt_count", sa.BigInteger()),
        sa.Column("attempted", sa.Boolean()),
        sa.Column("auto_advance", sa.Boolean()),
        sa.Column("automatic_tax", JSONB()),
        sa.Column("automatic_tax_enabled", sa.Boolean()),
        sa.Column("automatic_tax_provider", sa.Text()),
        sa.Column("automatic_tax_status", sa.Text()),
        sa.Column("automatically_finalizes_at", sa.DateTime(timezone=True)),
        sa.Column("billing_reason", sa.Text()),
        sa.Column("charge_id", sa.Text(collation="C")),
        sa.Column("collection_method", sa.Text()),
        sa.Column("created", sa.DateTime(timezone=True)),
        sa.Column("currency", sa.Text()),
        sa.Column("custom_fields", JSONB()),
        sa.Column("customer_account_id", sa.Text(collation="C")),
        sa.Column("customer_address", JSONB()),
        sa.Column("customer_address_country", sa.Text()),
        sa.Column("customer_address_postal_code", sa.Text()),
        sa.Column("customer_address_state", sa.Text()),
        sa.Column("customer_email", sa.Text()),
        sa.Column("customer_id", sa.Text(collation="C")),
        sa.Column("customer_name", sa.Text()),
        sa.Column("customer_phone", sa.Text()),
        sa.Column("customer_shipping", JSONB()),
        sa.Column("customer_tax_exempt", sa.Text()),
        sa.Column("customer_tax_ids", JSONB()),
        sa.Column("default_payment_method_id", sa.Text(collation="C")),
        sa.Column("default_source_id", sa.Text(collation="C")),
        sa.Column("default_tax_rates", JSONB()),
        sa.Column("description", sa.Text()),
        sa.Column("discount", JSONB()),
        sa.Column("discount_id", sa.Text(collation="C")),
        sa.Column("discounts", JSONB()),
        sa.Column("due_date", sa.DateTime(timezone=True)),
        sa.Column("effective_at", sa.DateTime(timezone=True)),
        sa.Column("ending_balance", sa.BigInteger()),
        sa.Column("footer", sa.Text()),
        sa.Column("from_invoice_action", sa.Text()),
        sa.Column("from_invoice_invoice_id", sa.Text(collation="C")),
        sa.Column("hosted_invoice_url", sa.Text()),
        sa.Column("invoice_pdf", sa.Text()),
        sa.Column("issuer_account_id", sa.Text(collation="C")),
        sa.Column("issuer_type", sa.Text()),
        sa.Column("last_finalization_error", JSONB()),
        sa.Column("last_finalization_error_code", sa.Text()),
        sa.Column("latest_revision_id", sa.Text(collation="C")),
        sa.Column("livemode", sa.Boolean()),
        sa.Column("metadata", JSONB()),
        sa.Column("next_payment_attempt", sa.DateTime(timezone=True)),
        sa.Column("number", sa.Text()),
        sa.Column("on_behalf_of_id", sa.Text(collation="C")),
        sa.Column("paid", sa.Boolean()),
        sa.Column("paid_out_of_band", sa.Boolean()),
        sa.Column("parent_type", sa.Text()),
        sa.Column("payment_intent_id", sa.Text(collation="C")),
        sa.Column("payment_settings", JSONB()),
        sa.Column("period_end", sa.DateTime(timezone=True)),
        sa.Column("period_start", sa.DateTime(timezone=True)),
        sa.Column("post_payment_credit_notes_amount", sa.BigInteger()),
        sa.Column("pre_payment_credit_notes_amount", sa.BigInteger()),
        sa.Column("quote_id", sa.Text(collation="C")),
        sa.Column("receipt_number", sa.Text()),
        sa.Column("rendering", JSONB()),
        sa.Column("shipping_cost", JSONB()),
        sa.Column("shipping_details", JSONB()),
        sa.Column("starting_balance", sa.BigInteger()),
        sa.Column("statement_descriptor", sa.Text()),
        sa.Column("status", sa.Text()),
        sa.Column("status_details_uncollectible_reason", sa.Text()),
        sa.Column("status_transitions_finalized_at", sa.DateTime(timezone=True)),
        sa.Column("status_transitions_marked_uncollectible_at", sa.DateTime(timezone=True)),
        sa.Column("status_transitions_paid_at", sa.DateTime(timezone=True)),
        sa.Column("status_transitions_voided_at", sa.DateTime(timezone=True)),
        sa.Column("subscription_details_metadata", JSONB()),
        sa.Column("subscription_id", sa.Text(collation="C")),
        sa.Column("subscription_proration_date", sa.DateTime(timezone=True)),
        sa.Column("subtotal", sa.BigInteger()),
        sa.Column("subtotal_excluding_tax", sa.BigInteger()),
        sa.Column("tax", sa.BigInteger()),
        sa.Column("tax_percent", sa.Numeric()),
        sa.Column("test_clock_id", sa.Text(collation="C")),
        sa.Column("threshold_reason", JSONB()),
        sa.Column("total", sa.BigInteger()),
        sa.Column("total_discount_amounts", JSONB()),
        sa.Column("total_excluding_tax", sa.BigInteger()),
        sa.Column("total_pretax_credit_amounts", JSONB()),
        sa.Column("total_taxes", JSONB()),
        sa.Column("transfer_data_amount", sa.BigInteger()),
        sa.Column("transfer_data_destination_id", sa.Text(collation="C")),
        sa.Column("webhooks_delivered_at", sa.DateTime(timezone=True)),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True)),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True)),
        sa.Column("transform_version", sa.SmallInteger()),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_invoices_deletion_observed")
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_invoices_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount_due IS NOT NULL", name=op.f("ck_invoices_amount_due_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount_paid IS NOT NULL", name=op.f("ck_invoices_amount_paid_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount_remaining IS NOT NULL", name=op.f("ck_invoices_amount_remaining_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR attempt_count IS NOT NULL", name=op.f("ck_invoices_attempt_count_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR attempted IS NOT NULL", name=op.f("ck_invoices_attempted_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_invoices_created_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_invoices_currency_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_invoices_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_invoices_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR period_end IS NOT NULL", name=op.f("ck_invoices_period_end_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR period_start IS NOT NULL", name=op.f("ck_invoices_period_start_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR post_payment_credit_notes_amount IS NOT NULL",
            name=op.f("ck_invoices_post_payment_credit_notes_amount_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR pre_payment_credit_notes_amount IS NOT NULL",
            name=op.f("ck_invoices_pre_payment_credit_notes_amount_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR starting_balance IS NOT NULL", name=op.f("ck_invoices_starting_balance_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR subtotal IS NOT NULL", name=op.f("ck_invoices_subtotal_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR total IS NOT NULL", name=op.f("ck_invoices_total_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_invoices_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoices) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_invoices_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_invoices_row_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invoices"),
        schema="oltp",
    )
    op.create_index("ix_invoices_created", "invoices", ["created"], schema="oltp")
    op.create_index(
        "ix_invoices_unresolved",
        "invoices",
        ["id"],
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )


def _subscription_items() -> None:
    op.create_table(
        "subscription_items",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("billed_until", sa.DateTime(timezone=True)),
        sa.Column("billing_thresholds_usage_gte", sa.BigInteger()),
        sa.Column("created", sa.DateTime(timezone=True)),
        sa.Column("current_period_end", sa.DateTime(timezone=True)),
        sa.Column("current_period_start", sa.DateTime(timezone=True)),
        sa.Column("current_trial_end_date", sa.DateTime(timezone=True)),
        sa.Column("current_trial_start_date", sa.DateTime(timezone=True)),
        sa.Column("current_trial_trial_offer_id", sa.Text(collation="C")),
        sa.Column("discounts", JSONB()),
        sa.Column("metadata", JSONB()),
        sa.Column("price_id", sa.Text(collation="C")),
        sa.Column("quantity", sa.BigInteger()),
        sa.Column("subscription_id", sa.Text(collation="C")),
        sa.Column("tax_rates", JSONB()),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("transform_version", sa.SmallInteger()),
        sa.CheckConstraint(
            "row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_subscription_items_created_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR metadata IS NOT NULL", name=op.f("ck_subscription_items_metadata_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR price_id IS NOT NULL", name=op.f("ck_subscription_items_price_id_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR subscription_id IS NOT NULL",
            name=op.f("ck_subscription_items_subscription_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_subscription_items_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscription_items) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_subscription_items_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'unresolved')", name=op.f("ck_subscription_items_row_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_subscription_items"),
        schema="oltp",
    )
    op.create_index(
        "ix_subscription_items_unresolved",
        "subscription_items",
        ["id"],
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )


def _invoice_line_items() -> None:
    op.create_table(
        "invoice_line_items",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("amount_excluding_tax", sa.BigInteger()),
        sa.Column("currency", sa.Text()),
        sa.Column("description", sa.Text()),
        sa.Column("discount_amounts", JSONB()),
        sa.Column("discountable", sa.Boolean()),
        sa.Column("discounts", JSONB()),
        sa.Column("invoice_id", sa.Text(collation="C")),
        sa.Column("invoice_item_id", sa.Text(collation="C")),
        sa.Column("livemode", sa.Boolean()),
        sa.Column("metadata", JSONB()),
        sa.Column("period_end", sa.DateTime(timezone=True)),
        sa.Column("period_start", sa.DateTime(timezone=True)),
        sa.Column("pretax_credit_amounts", JSONB()),
        sa.Column("price_id", sa.Text(collation="C")),
        sa.Column("product_id", sa.Text(collation="C")),
        sa.Column("proration", sa.Boolean()),
        sa.Column("proration_details", JSONB()),
        sa.Column("quantity", sa.BigInteger()),
        sa.Column("quantity_decimal", sa.Numeric()),
        sa.Column("subscription_id", sa.Text(collation="C")),
        sa.Column("subscription_item_id", sa.Text(collation="C")),
        sa.Column("subtotal", sa.BigInteger()),
        sa.Column("tax_rates", JSONB()),
        sa.Column("taxes", JSONB()),
        sa.Column("type", sa.Text()),
        sa.Column("unit_amount_decimal", sa.Numeric()),
        sa.Column("unit_amount_excluding_tax", sa.Numeric()),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("transform_version", sa.SmallInteger()),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_invoice_line_items_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_invoice_line_items_amount_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_invoice_line_items_currency_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR discountable IS NOT NULL",
            name=op.f("ck_invoice_line_items_discountable_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR invoice_id IS NOT NULL", name=op.f("ck_invoice_line_items_invoice_id_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_invoice_line_items_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR metadata IS NOT NULL", name=op.f("ck_invoice_line_items_metadata_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR period_end IS NOT NULL", name=op.f("ck_invoice_line_items_period_end_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR period_start IS NOT NULL",
            name=op.f("ck_invoice_line_items_period_start_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_invoice_line_items_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_line_items) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_invoice_line_items_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'unresolved')", name=op.f("ck_invoice_line_items_row_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invoice_line_items"),
        schema="oltp",
    )
    op.create_index(
        "ix_invoice_line_items_unresolved",
        "invoice_line_items",
        ["id"],
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )


def _payment_intents() -> None:
    op.create_table(
        "payment_intents",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("allowed_payment_method_types", JSONB()),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("amount_capturable", sa.BigInteger()),
        sa.Column("amount_details", JSONB()),
        sa.Column("amount_received", sa.BigInteger()),
        sa.Column("application_fee_amount", sa.BigInteger()),
        sa.Column("application_id", sa.Text(collation="C")),
        sa.Column("automatic_payment_methods_allow_redirects", sa.Text()),
        sa.Column("automatic_payment_methods_enabled", sa.Boolean()),
        sa.Column("canceled_at", sa.DateTime(timezone=True)),
        sa.Column("cancellation_reason", sa.Text()),
        sa.Column("capture_method", sa.Text()),
        sa.Column("confirmation_method", sa.Text()),
        sa.Column("created", sa.DateTime(timezone=True)),
        sa.Column("currency", sa.Text()),
        sa.Column("customer_account_id", sa.Text(collation="C")),
        sa.Column("customer_id", sa.Text(collation="C")),
        sa.Column("description", sa.Text()),
        sa.Column("excluded_payment_method_types", JSONB()),
        sa.Column("invoice_id", sa.Text(collation="C")),
        sa.Column("last_payment_error", JSONB()),
        sa.Column("last_payment_error_code", sa.Text()),
        sa.Column("last_payment_error_decline_code", sa.Text()),
        sa.Column("last_payment_error_message", sa.Text()),
        sa.Column("last_payment_error_type", sa.Text()),
        sa.Column("latest_charge_id", sa.Text(collation="C")),
        sa.Column("livemode", sa.Boolean()),
        sa.Column("metadata", JSONB()),
        sa.Column("next_action", JSONB()),
        sa.Column("next_action_type", sa.Text()),
        sa.Column("on_behalf_of_id", sa.Text(collation="C")),
        sa.Column("payment_details", JSONB()),
        sa.Column("payment_method_configuration_details", JSONB()),
        sa.Column("payment_method_id", sa.Text(collation="C")),
        sa.Column("payment_method_options", JSONB()),
        sa.Column("payment_method_types", JSONB()),
        sa.Column("payment_record_id", sa.Text(collation="C")),
        sa.Column("presentment_details_presentment_amount", sa.BigInteger()),
        sa.Column("presentment_details_presentment_currency", sa.Text()),
        sa.Column("processing", JSONB()),
        sa.Column("receipt_email", sa.Text()),
        sa.Column("review_id", sa.Text(collation="C")),
        sa.Column("setup_future_usage", sa.Text()),
        sa.Column("shipping", JSONB()),
        sa.Column("source_id", sa.Text(collation="C")),
        sa.Column("statement_descriptor", sa.Text()),
        sa.Column("statement_descriptor_suffix", sa.Text()),
        sa.Column("status", sa.Text()),
        sa.Column("transfer_data", JSONB()),
        sa.Column("transfer_data_amount", sa.BigInteger()),
        sa.Column("transfer_data_destination_id", sa.Text(collation="C")),
        sa.Column("transfer_group", sa.Text()),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True)),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True)),
        sa.Column("transform_version", sa.SmallInteger()),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)",
            name=op.f("ck_payment_intents_deletion_observed"),
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_payment_intents_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_payment_intents_amount_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR capture_method IS NOT NULL",
            name=op.f("ck_payment_intents_capture_method_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR confirmation_method IS NOT NULL",
            name=op.f("ck_payment_intents_confirmation_method_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_payment_intents_created_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_payment_intents_currency_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_payment_intents_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_payment_intents_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR payment_method_types IS NOT NULL",
            name=op.f("ck_payment_intents_payment_method_types_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR status IS NOT NULL", name=op.f("ck_payment_intents_status_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_payment_intents_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(payment_intents) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_payment_intents_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_payment_intents_row_state_known")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_payment_intents_amount_not_negative")),
        sa.CheckConstraint("amount_capturable >= 0", name=op.f("ck_payment_intents_amount_capturable_not_negative")),
        sa.CheckConstraint("amount_received >= 0", name=op.f("ck_payment_intents_amount_received_not_negative")),
        sa.PrimaryKeyConstraint("id", name="pk_payment_intents"),
        schema="oltp",
    )
    op.create_index("ix_payment_intents_created", "payment_intents", ["created"], schema="oltp")
    op.create_index(
        "ix_payment_intents_unresolved",
        "payment_intents",
        ["id"],
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )


def _charges() -> None:
    op.create_table(
        "charges",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("amount_captured", sa.BigInteger()),
        sa.Column("amount_refunded", sa.BigInteger()),
        sa.Column("application_fee_amount", sa.BigInteger()),
        sa.Column("application_fee_id", sa.Text(collation="C")),
        sa.Column("application_id", sa.Text(collation="C")),
        sa.Column("authorization_code", sa.Text()),
        sa.Column("balance_transaction_id", sa.Text(collation="C")),
        sa.Column("billing_details", JSONB()),
        sa.Column("billing_details_address_country", sa.Text()),
        sa.Column("billing_details_address_postal_code", sa.Text()),
        sa.Column("billing_details_email", sa.Text()),
        sa.Column("billing_details_name", sa.Text()),
        sa.Column("calculated_statement_descriptor", sa.Text()),
        sa.Column("captured", sa.Boolean()),
        sa.Column("created", sa.DateTime(timezone=True)),
        sa.Column("currency", sa.Text()),
        sa.Column("customer_id", sa.Text(collation="C")),
        sa.Column("description", sa.Text()),
        sa.Column("dispute_id", sa.Text(collation="C")),
        sa.Column("disputed", sa.Boolean()),
        sa.Column("failure_balance_transaction_id", sa.Text(collation="C")),
        sa.Column("failure_code", sa.Text()),
        sa.Column("failure_message", sa.Text()),
        sa.Column("fraud_details_stripe_report", sa.Text()),
        sa.Column("fraud_details_user_report", sa.Text()),
        sa.Column("invoice_id", sa.Text(collation="C")),
        sa.Column("level3", JSONB()),
        sa.Column("livemode", sa.Boolean()),
        sa.Column("metadata", JSONB()),
        sa.Column("on_behalf_of_id", sa.Text(collation="C")),
        sa.Column("outcome", JSONB()),
        sa.Column("outcome_advice_code", sa.Text()),
        sa.Column("outcome_network_advice_code", sa.Text()),
        sa.Column("outcome_network_decline_code", sa.Text()),
        sa.Column("outcome_network_status", sa.Text()),
        sa.Column("outcome_reason", sa.Text()),
        sa.Column("outcome_risk_level", sa.Text()),
        sa.Column("outcome_risk_score", sa.BigInteger()),
        sa.Column("outcome_rule_id", sa.Text(collation="C")),
        sa.Column("outcome_seller_message", sa.Text()),
        sa.Column("outcome_type", sa.Text()),
        sa.Column("paid", sa.Boolean()),
        sa.Column("payment_intent_id", sa.Text(collation="C")),
        sa.Column("payment_method_details", JSONB()),
        sa.Column("payment_method_details_card_brand", sa.Text()),
        sa.Column("payment_method_details_card_country", sa.Text()),
        sa.Column("payment_method_details_card_exp_month", sa.BigInteger()),
        sa.Column("payment_method_details_card_exp_year", sa.BigInteger()),
        sa.Column("payment_method_details_card_fingerprint", sa.Text()),
        sa.Column("payment_method_details_card_funding", sa.Text()),
        sa.Column("payment_method_details_card_last4", sa.Text()),
        sa.Column("payment_method_details_card_mandate_id", sa.Text(collation="C")),
        sa.Column("payment_method_details_card_network", sa.Text()),
        sa.Column("payment_method_details_type", sa.Text()),
        sa.Column("payment_method_id", sa.Text(collation="C")),
        sa.Column("presentment_details_presentment_amount", sa.BigInteger()),
        sa.Column("presentment_details_presentment_currency", sa.Text()),
        sa.Column("receipt_email", sa.Text()),
        sa.Column("receipt_number", sa.Text()),
        sa.Column("receipt_url", sa.Text()),
        sa.Column("refunded", sa.Boolean()),
        sa.Column("review_id", sa.Text(collation="C")),
        sa.Column("shipping", JSONB()),
        sa.Column("source_id", sa.Text(collation="C")),
        sa.Column("source_transfer_id", sa.Text(collation="C")),
        sa.Column("statement_descriptor", sa.Text()),
        sa.Column("statement_descriptor_suffix", sa.Text()),
        sa.Column("status", sa.Text()),
        sa.Column("transfer_data_amount", sa.BigInteger()),
        sa.Column("transfer_data_destination_id", sa.Text(collation="C")),
        sa.Column("transfer_group", sa.Text()),
        sa.Column("transfer_id", sa.Text(collation="C")),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True)),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True)),
        sa.Column("transform_version", sa.SmallInteger()),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_charges_deletion_observed")
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_charges_currency_form")),
        sa.CheckConstraint("row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_charges_amount_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount_refunded IS NOT NULL", name=op.f("ck_charges_amount_refunded_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR captured IS NOT NULL", name=op.f("ck_charges_captured_required")),
        sa.CheckConstraint("row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_charges_created_required")),
        sa.CheckConstraint("row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_charges_currency_required")),
        sa.CheckConstraint("row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_charges_livemode_required")),
        sa.CheckConstraint("row_state <> 'present' OR metadata IS NOT NULL", name=op.f("ck_charges_metadata_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_charges_observed_at_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR paid IS NOT NULL", name=op.f("ck_charges_paid_required")),
        sa.CheckConstraint("row_state <> 'present' OR refunded IS NOT NULL", name=op.f("ck_charges_refunded_required")),
        sa.CheckConstraint("row_state <> 'present' OR status IS NOT NULL", name=op.f("ck_charges_status_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_charges_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(charges) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_charges_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_charges_row_state_known")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_charges_amount_not_negative")),
        sa.CheckConstraint("amount_captured >= 0", name=op.f("ck_charges_amount_captured_not_negative")),
        sa.CheckConstraint(
            "amount_refunded <= greatest(amount, amount_captured)",
            name=op.f("ck_charges_amount_refunded_not_above_amount"),
        ),
        sa.CheckConstraint("amount_refunded >= 0", name=op.f("ck_charges_amount_refunded_not_negative")),
        sa.PrimaryKeyConstraint("id", name="pk_charges"),
        schema="oltp",
    )
    op.create_index("ix_charges_created", "charges", ["created"], schema="oltp")
    op.create_index(
        "ix_charges_unresolved", "charges", ["id"], schema="oltp", postgresql_where=sa.text("row_state = 'unresolved'")
    )
