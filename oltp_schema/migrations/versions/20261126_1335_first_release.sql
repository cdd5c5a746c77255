-- The schemas oltp and meta as the first release has them. Written once, from the models.

CREATE TABLE oltp.accounts (
    id TEXT COLLATE "C" NOT NULL,
    business_profile_mcc TEXT,
    business_profile_name TEXT,
    business_profile_product_description TEXT,
    business_profile_support_address JSONB,
    business_profile_support_email TEXT,
    business_profile_support_phone TEXT,
    business_profile_support_url TEXT,
    business_profile_url TEXT,
    business_type TEXT,
    capabilities JSONB,
    charges_enabled BOOLEAN,
    controller_type TEXT,
    country TEXT,
    created TIMESTAMP WITH TIME ZONE,
    default_currency TEXT,
    details_submitted BOOLEAN,
    email TEXT,
    metadata JSONB,
    payouts_enabled BOOLEAN,
    settings JSONB,
    settings_dashboard_display_name TEXT,
    settings_dashboard_timezone TEXT,
    settings_payments_statement_descriptor TEXT,
    type TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_accounts PRIMARY KEY (id),
    CONSTRAINT ck_accounts_default_currency_form CHECK (default_currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_accounts_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_accounts_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(accounts) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_accounts_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_accounts_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_accounts_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_accounts_unresolved ON oltp.accounts (id) WHERE row_state = 'unresolved';

CREATE TABLE oltp.coupons (
    id TEXT COLLATE "C" NOT NULL,
    amount_off BIGINT,
    applies_to_products JSONB,
    created TIMESTAMP WITH TIME ZONE,
    currency TEXT,
    currency_options JSONB,
    duration TEXT,
    duration_in_months BIGINT,
    livemode BOOLEAN,
    max_redemptions BIGINT,
    metadata JSONB,
    name TEXT,
    percent_off NUMERIC,
    redeem_by TIMESTAMP WITH TIME ZONE,
    times_redeemed BIGINT,
    valid BOOLEAN,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_coupons PRIMARY KEY (id),
    CONSTRAINT ck_coupons_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_coupons_amount_off_not_negative CHECK (amount_off >= 0),
    CONSTRAINT ck_coupons_times_redeemed_not_negative CHECK (times_redeemed >= 0),
    CONSTRAINT ck_coupons_percent_off_within_0_and_100 CHECK (percent_off BETWEEN 0 AND 100),
    CONSTRAINT ck_coupons_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_coupons_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(coupons) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_coupons_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_coupons_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_coupons_duration_required CHECK (row_state <> 'present' OR duration IS NOT NULL),
    CONSTRAINT ck_coupons_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_coupons_times_redeemed_required CHECK (row_state <> 'present' OR times_redeemed IS NOT NULL),
    CONSTRAINT ck_coupons_valid_required CHECK (row_state <> 'present' OR valid IS NOT NULL),
    CONSTRAINT ck_coupons_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_coupons_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_coupons_unresolved ON oltp.coupons (id) WHERE row_state = 'unresolved';

CREATE TABLE oltp.events (
    id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C",
    api_version TEXT,
    context TEXT,
    created TIMESTAMP WITH TIME ZONE,
    livemode BOOLEAN,
    object_id TEXT COLLATE "C",
    object_type TEXT,
    request_id TEXT COLLATE "C",
    request_idempotency_key TEXT,
    type TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_events PRIMARY KEY (id),
    CONSTRAINT ck_events_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_events_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(events) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_events_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_events_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_events_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_events_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_events_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_events_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_events_unresolved ON oltp.events (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_events_created ON oltp.events (created);

CREATE INDEX ix_events_object_type_object_id_created ON oltp.events (object_type, object_id, created);

CREATE TABLE oltp.payouts (
    id TEXT COLLATE "C" NOT NULL,
    amount BIGINT,
    application_fee_amount BIGINT,
    application_fee_id TEXT COLLATE "C",
    arrival_date TIMESTAMP WITH TIME ZONE,
    automatic BOOLEAN,
    balance_transaction_id TEXT COLLATE "C",
    created TIMESTAMP WITH TIME ZONE,
    currency TEXT,
    description TEXT,
    destination_id TEXT COLLATE "C",
    failure_balance_transaction_id TEXT COLLATE "C",
    failure_code TEXT,
    failure_message TEXT,
    livemode BOOLEAN,
    metadata JSONB,
    method TEXT,
    original_payout_id TEXT COLLATE "C",
    payout_method_id TEXT COLLATE "C",
    reconciliation_status TEXT,
    reversed_by_id TEXT COLLATE "C",
    source_type TEXT,
    statement_descriptor TEXT,
    status TEXT,
    trace_id_status TEXT,
    trace_id_value TEXT,
    type TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    balance_transactions_complete BOOLEAN,
    CONSTRAINT pk_payouts PRIMARY KEY (id),
    CONSTRAINT ck_payouts_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_payouts_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_payouts_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(payouts) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_payouts_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_payouts_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_payouts_arrival_date_required CHECK (row_state <> 'present' OR arrival_date IS NOT NULL),
    CONSTRAINT ck_payouts_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_payouts_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_payouts_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_payouts_method_required CHECK (row_state <> 'present' OR method IS NOT NULL),
    CONSTRAINT ck_payouts_source_type_required CHECK (row_state <> 'present' OR source_type IS NOT NULL),
    CONSTRAINT ck_payouts_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_payouts_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_payouts_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_payouts_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_payouts_created ON oltp.payouts (created);

CREATE INDEX ix_payouts_failure_balance_transaction_id ON oltp.payouts (failure_balance_transaction_id);

CREATE INDEX ix_payouts_balance_transaction_id ON oltp.payouts (balance_transaction_id);

CREATE INDEX ix_payouts_original_payout_id ON oltp.payouts (original_payout_id);

CREATE INDEX ix_payouts_unresolved ON oltp.payouts (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_payouts_reversed_by_id ON oltp.payouts (reversed_by_id);

CREATE TABLE oltp.products (
    id TEXT COLLATE "C" NOT NULL,
    active BOOLEAN,
    created TIMESTAMP WITH TIME ZONE,
    default_price_id TEXT COLLATE "C",
    description TEXT,
    images JSONB,
    livemode BOOLEAN,
    marketing_features JSONB,
    metadata JSONB,
    name TEXT,
    package_dimensions JSONB,
    shippable BOOLEAN,
    statement_descriptor TEXT,
    tax_code_id TEXT COLLATE "C",
    tax_details_performance_location TEXT,
    type TEXT,
    unit_label TEXT,
    updated TIMESTAMP WITH TIME ZONE,
    url TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_products PRIMARY KEY (id),
    CONSTRAINT ck_products_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_products_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(products) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_products_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_products_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_products_images_required CHECK (row_state <> 'present' OR images IS NOT NULL),
    CONSTRAINT ck_products_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_products_metadata_required CHECK (row_state <> 'present' OR metadata IS NOT NULL),
    CONSTRAINT ck_products_name_required CHECK (row_state <> 'present' OR name IS NOT NULL),
    CONSTRAINT ck_products_updated_required CHECK (row_state <> 'present' OR updated IS NOT NULL),
    CONSTRAINT ck_products_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_products_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_products_default_price_id ON oltp.products (default_price_id);

CREATE INDEX ix_products_unresolved ON oltp.products (id) WHERE row_state = 'unresolved';

CREATE TABLE oltp.tax_rates (
    id TEXT COLLATE "C" NOT NULL,
    active BOOLEAN,
    country TEXT,
    created TIMESTAMP WITH TIME ZONE,
    description TEXT,
    display_name TEXT,
    effective_percentage NUMERIC,
    flat_amount_amount BIGINT,
    flat_amount_currency TEXT,
    inclusive BOOLEAN,
    jurisdiction TEXT,
    jurisdiction_level TEXT,
    livemode BOOLEAN,
    metadata JSONB,
    percentage NUMERIC,
    rate_type TEXT,
    state TEXT,
    tax_type TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_tax_rates PRIMARY KEY (id),
    CONSTRAINT ck_tax_rates_flat_amount_currency_form CHECK (flat_amount_currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_tax_rates_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_tax_rates_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(tax_rates) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_tax_rates_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_tax_rates_active_required CHECK (row_state <> 'present' OR active IS NOT NULL),
    CONSTRAINT ck_tax_rates_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_tax_rates_display_name_required CHECK (row_state <> 'present' OR display_name IS NOT NULL),
    CONSTRAINT ck_tax_rates_inclusive_required CHECK (row_state <> 'present' OR inclusive IS NOT NULL),
    CONSTRAINT ck_tax_rates_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_tax_rates_percentage_required CHECK (row_state <> 'present' OR percentage IS NOT NULL),
    CONSTRAINT ck_tax_rates_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_tax_rates_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_tax_rates_unresolved ON oltp.tax_rates (id) WHERE row_state = 'unresolved';

CREATE TABLE meta.account (
    one_row BOOLEAN DEFAULT true NOT NULL,
    id TEXT COLLATE "C",
    livemode BOOLEAN NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (one_row),
    CONSTRAINT ck_account_one_row CHECK (one_row)
);

CREATE TABLE meta.runs (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    command TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    outcome TEXT NOT NULL,
    message TEXT,
    CONSTRAINT pk_runs PRIMARY KEY (id),
    CONSTRAINT ck_runs_outcome_known CHECK (outcome IN ('running', 'done', 'failed', 'interrupted'))
);

CREATE TABLE meta.promoted_versions (
    object TEXT NOT NULL,
    transform_version SMALLINT NOT NULL,
    run_id BIGINT NOT NULL,
    CONSTRAINT pk_promoted_versions PRIMARY KEY (object)
);

CREATE TABLE meta.pending_loads (
    object TEXT NOT NULL,
    load_id TEXT NOT NULL,
    CONSTRAINT pk_pending_loads PRIMARY KEY (object, load_id)
);

CREATE TABLE meta.quarantine (
    object TEXT NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    load_id TEXT NOT NULL,
    raw_id TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sqlstate TEXT NOT NULL,
    constraint_name TEXT,
    column_name TEXT,
    field TEXT,
    message TEXT NOT NULL,
    transform_version SMALLINT NOT NULL,
    schema_revision TEXT NOT NULL,
    first_run_id BIGINT NOT NULL,
    last_run_id BIGINT NOT NULL,
    quarantined_at TIMESTAMP WITH TIME ZONE NOT NULL,
    contested TEXT[],
    CONSTRAINT pk_quarantine PRIMARY KEY (object, id),
    CONSTRAINT ck_quarantine_sqlstate_form CHECK (sqlstate ~ '^[0-9A-Z]{5}$')
);

CREATE TABLE meta.transforms (
    object TEXT NOT NULL,
    version SMALLINT NOT NULL,
    sha256 TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_transforms PRIMARY KEY (object, version),
    CONSTRAINT ck_transforms_sha256_form CHECK (sha256 ~ '^[0-9a-f]{64}$')
);

CREATE TABLE meta.watermarks (
    object TEXT NOT NULL,
    planned_until TIMESTAMP WITH TIME ZONE NOT NULL,
    relisted_at TIMESTAMP WITH TIME ZONE,
    compared_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_watermarks PRIMARY KEY (object)
);

CREATE TABLE meta.default_types (
    object TEXT NOT NULL,
    refused_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_default_types PRIMARY KEY (object)
);

CREATE TABLE meta.windows (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    object TEXT NOT NULL,
    purpose TEXT NOT NULL,
    view TEXT NOT NULL,
    created_from TIMESTAMP WITH TIME ZONE,
    created_before TIMESTAMP WITH TIME ZONE,
    starting_after TEXT COLLATE "C",
    CONSTRAINT pk_windows PRIMARY KEY (id),
    CONSTRAINT ck_windows_purpose_known CHECK (purpose IN ('changes', 'new', 'whole')),
    CONSTRAINT ck_windows_not_empty CHECK (created_from < created_before)
);

CREATE TABLE meta.refetch_queue (
    object TEXT NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    deletion BYTEA,
    api_version TEXT,
    events BYTEA,
    told_at TIMESTAMP WITH TIME ZONE,
    asked_at TIMESTAMP WITH TIME ZONE,
    times BIGINT DEFAULT '0' NOT NULL,
    CONSTRAINT pk_refetch_queue PRIMARY KEY (object, id)
);

CREATE TABLE meta.not_found (
    object TEXT NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    times BIGINT NOT NULL,
    CONSTRAINT pk_not_found PRIMARY KEY (object, id)
);

CREATE TABLE oltp.customers (
    id TEXT COLLATE "C" NOT NULL,
    address JSONB,
    address_city TEXT,
    address_country TEXT,
    address_line1 TEXT,
    address_postal_code TEXT,
    address_state TEXT,
    balance BIGINT,
    business_name TEXT,
    cash_balance JSONB,
    created TIMESTAMP WITH TIME ZONE,
    currency TEXT,
    customer_account_id TEXT COLLATE "C",
    default_source_id TEXT COLLATE "C",
    delinquent BOOLEAN,
    description TEXT,
    discount JSONB,
    discount_coupon_id TEXT COLLATE "C",
    discount_id TEXT COLLATE "C",
    email TEXT,
    individual_name TEXT,
    invoice_credit_balance JSONB,
    invoice_prefix TEXT,
    invoice_settings JSONB,
    invoice_settings_default_payment_method_id TEXT COLLATE "C",
    livemode BOOLEAN,
    metadata JSONB,
    name TEXT,
    next_invoice_sequence BIGINT,
    phone TEXT,
    preferred_locales JSONB,
    shipping JSONB,
    shipping_address_country TEXT,
    shipping_name TEXT,
    tax JSONB,
    tax_automatic_tax TEXT,
    tax_exempt TEXT,
    tax_ip_address TEXT,
    tax_location_country TEXT,
    test_clock_id TEXT COLLATE "C",
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT ck_customers_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_customers_discount_coupon_id FOREIGN KEY(discount_coupon_id) REFERENCES oltp.coupons (id),
    CONSTRAINT ck_customers_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_customers_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(customers) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_customers_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_customers_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_customers_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_customers_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_customers_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_customers_discount_coupon_id ON oltp.customers (discount_coupon_id);

CREATE INDEX ix_customers_unresolved ON oltp.customers (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_customers_invoice_settings_default_payment_method_id ON oltp.customers (invoice_settings_default_payment_method_id);

CREATE TABLE oltp.payout_balance_transactions (
    id TEXT COLLATE "C" NOT NULL,
    balance_transaction_id TEXT COLLATE "C",
    payout_id TEXT COLLATE "C",
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    CONSTRAINT pk_payout_balance_transactions PRIMARY KEY (id),
    CONSTRAINT fk_payout_balance_transactions_payout_id FOREIGN KEY(payout_id) REFERENCES oltp.payouts (id),
    CONSTRAINT ck_payout_balance_transactions_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_payout_balance_transactions_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(payout_balance_transactions) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_payout_balance_transactions_payout_id_required CHECK (row_state <> 'present' OR payout_id IS NOT NULL),
    CONSTRAINT ck_payout_balance_transactions_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_payout_balance_transactions_unresolved ON oltp.payout_balance_transactions (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_payout_balance_transactions_balance_transaction_id ON oltp.payout_balance_transactions (balance_transaction_id);

CREATE INDEX ix_payout_balance_transactions_payout_id ON oltp.payout_balance_transactions (payout_id);

CREATE TABLE oltp.prices (
    id TEXT COLLATE "C" NOT NULL,
    active BOOLEAN,
    billing_scheme TEXT,
    created TIMESTAMP WITH TIME ZONE,
    currency TEXT,
    currency_options JSONB,
    custom_unit_amount JSONB,
    livemode BOOLEAN,
    lookup_key TEXT,
    metadata JSONB,
    nickname TEXT,
    product_id TEXT COLLATE "C",
    recurring_aggregate_usage TEXT,
    recurring_interval TEXT,
    recurring_interval_count BIGINT,
    recurring_meter_id TEXT COLLATE "C",
    recurring_trial_period_days BIGINT,
    recurring_usage_type TEXT,
    tax_behavior TEXT,
    tiers JSONB,
    tiers_mode TEXT,
    transform_quantity_divide_by BIGINT,
    transform_quantity_round TEXT,
    type TEXT,
    unit_amount BIGINT,
    unit_amount_decimal NUMERIC,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_prices PRIMARY KEY (id),
    CONSTRAINT ck_prices_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_prices_product_id FOREIGN KEY(product_id) REFERENCES oltp.products (id),
    CONSTRAINT ck_prices_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_prices_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(prices) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_prices_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_prices_active_required CHECK (row_state <> 'present' OR active IS NOT NULL),
    CONSTRAINT ck_prices_billing_scheme_required CHECK (row_state <> 'present' OR billing_scheme IS NOT NULL),
    CONSTRAINT ck_prices_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_prices_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_prices_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_prices_metadata_required CHECK (row_state <> 'present' OR metadata IS NOT NULL),
    CONSTRAINT ck_prices_product_id_required CHECK (row_state <> 'present' OR product_id IS NOT NULL),
    CONSTRAINT ck_prices_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_prices_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_prices_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_prices_product_id ON oltp.prices (product_id);

CREATE INDEX ix_prices_unresolved ON oltp.prices (id) WHERE row_state = 'unresolved';

CREATE TABLE meta.ledger (
    run_id BIGINT NOT NULL,
    object TEXT NOT NULL,
    transform_version SMALLINT,
    loads BIGINT NOT NULL,
    landed BIGINT NOT NULL,
    rows_in BIGINT NOT NULL,
    inserted BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    deleted BIGINT NOT NULL,
    quarantined BIGINT NOT NULL,
    unresolved BIGINT NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    CONSTRAINT pk_ledger PRIMARY KEY (run_id, object),
    CONSTRAINT fk_ledger_run_id FOREIGN KEY(run_id) REFERENCES meta.runs (id)
);

CREATE TABLE oltp.payment_methods (
    id TEXT COLLATE "C" NOT NULL,
    allow_redisplay TEXT,
    billing_details JSONB,
    billing_details_address_country TEXT,
    billing_details_email TEXT,
    billing_details_name TEXT,
    card JSONB,
    card_brand TEXT,
    card_country TEXT,
    card_exp_month BIGINT,
    card_exp_year BIGINT,
    card_fingerprint TEXT,
    card_funding TEXT,
    card_generated_from_charge_id TEXT COLLATE "C",
    card_last4 TEXT,
    card_wallet_type TEXT,
    created TIMESTAMP WITH TIME ZONE,
    customer_account_id TEXT COLLATE "C",
    customer_id TEXT COLLATE "C",
    livemode BOOLEAN,
    metadata JSONB,
    sepa_debit JSONB,
    sepa_debit_country TEXT,
    sepa_debit_last4 TEXT,
    type TEXT,
    us_bank_account JSONB,
    us_bank_account_bank_name TEXT,
    us_bank_account_last4 TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_payment_methods PRIMARY KEY (id),
    CONSTRAINT fk_payment_methods_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT ck_payment_methods_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_payment_methods_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(payment_methods) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_payment_methods_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_payment_methods_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_payment_methods_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_payment_methods_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_payment_methods_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_payment_methods_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_payment_methods_unresolved ON oltp.payment_methods (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_payment_methods_card_generated_from_charge_id ON oltp.payment_methods (card_generated_from_charge_id);

CREATE INDEX ix_payment_methods_customer_id ON oltp.payment_methods (customer_id);

CREATE TABLE oltp.promotion_codes (
    id TEXT COLLATE "C" NOT NULL,
    active BOOLEAN,
    code TEXT,
    coupon_id TEXT COLLATE "C",
    created TIMESTAMP WITH TIME ZONE,
    customer_account_id TEXT COLLATE "C",
    customer_id TEXT COLLATE "C",
    expires_at TIMESTAMP WITH TIME ZONE,
    livemode BOOLEAN,
    max_redemptions BIGINT,
    metadata JSONB,
    promotion_type TEXT,
    restrictions_currency_options JSONB,
    restrictions_first_time_transaction BOOLEAN,
    restrictions_minimum_amount BIGINT,
    restrictions_minimum_amount_currency TEXT,
    times_redeemed BIGINT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_promotion_codes PRIMARY KEY (id),
    CONSTRAINT ck_promotion_codes_restrictions_minimum_amount_not_negative CHECK (restrictions_minimum_amount >= 0),
    CONSTRAINT ck_promotion_codes_times_redeemed_not_negative CHECK (times_redeemed >= 0),
    CONSTRAINT ck_promotion_codes_restrictions_minimum_amount_currency_form CHECK (restrictions_minimum_amount_currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_promotion_codes_coupon_id FOREIGN KEY(coupon_id) REFERENCES oltp.coupons (id),
    CONSTRAINT fk_promotion_codes_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT ck_promotion_codes_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_promotion_codes_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(promotion_codes) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_promotion_codes_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_promotion_codes_active_required CHECK (row_state <> 'present' OR active IS NOT NULL),
    CONSTRAINT ck_promotion_codes_code_required CHECK (row_state <> 'present' OR code IS NOT NULL),
    CONSTRAINT ck_promotion_codes_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_promotion_codes_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_promotion_codes_restrictions_first_time_transaction_required CHECK (row_state <> 'present' OR restrictions_first_time_transaction IS NOT NULL),
    CONSTRAINT ck_promotion_codes_times_redeemed_required CHECK (row_state <> 'present' OR times_redeemed IS NOT NULL),
    CONSTRAINT ck_promotion_codes_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_promotion_codes_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_promotion_codes_coupon_id ON oltp.promotion_codes (coupon_id);

CREATE INDEX ix_promotion_codes_unresolved ON oltp.promotion_codes (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_promotion_codes_customer_id ON oltp.promotion_codes (customer_id);

CREATE TABLE oltp.tax_ids (
    id TEXT COLLATE "C" NOT NULL,
    country TEXT,
    created TIMESTAMP WITH TIME ZONE,
    customer_account_id TEXT COLLATE "C",
    customer_id TEXT COLLATE "C",
    livemode BOOLEAN,
    owner_account_id TEXT COLLATE "C",
    owner_application_id TEXT COLLATE "C",
    owner_type TEXT,
    type TEXT,
    value TEXT,
    verification_status TEXT,
    verification_verified_address TEXT,
    verification_verified_name TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_tax_ids PRIMARY KEY (id),
    CONSTRAINT fk_tax_ids_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT ck_tax_ids_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_tax_ids_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(tax_ids) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_tax_ids_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_tax_ids_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_tax_ids_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_tax_ids_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_tax_ids_value_required CHECK (row_state <> 'present' OR value IS NOT NULL),
    CONSTRAINT ck_tax_ids_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_tax_ids_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_tax_ids_customer_id ON oltp.tax_ids (customer_id);

CREATE INDEX ix_tax_ids_unresolved ON oltp.tax_ids (id) WHERE row_state = 'unresolved';

CREATE TABLE oltp.subscriptions (
    id TEXT COLLATE "C" NOT NULL,
    application_fee_percent NUMERIC,
    application_id TEXT COLLATE "C",
    automatic_tax JSONB,
    automatic_tax_enabled BOOLEAN,
    billing_cycle_anchor TIMESTAMP WITH TIME ZONE,
    billing_cycle_anchor_config JSONB,
    billing_mode JSONB,
    billing_mode_type TEXT,
    billing_schedules JSONB,
    billing_thresholds_amount_gte BIGINT,
    billing_thresholds_reset_billing_cycle_anchor BOOLEAN,
    cancel_at TIMESTAMP WITH TIME ZONE,
    cancel_at_period_end BOOLEAN,
    canceled_at TIMESTAMP WITH TIME ZONE,
    cancellation_details_comment TEXT,
    cancellation_details_feedback TEXT,
    cancellation_details_reason TEXT,
    collection_method TEXT,
    created TIMESTAMP WITH TIME ZONE,
    currency TEXT,
    current_period_end TIMESTAMP WITH TIME ZONE,
    current_period_start TIMESTAMP WITH TIME ZONE,
    customer_account_id TEXT COLLATE "C",
    customer_id TEXT COLLATE "C",
    days_until_due BIGINT,
    default_payment_method_id TEXT COLLATE "C",
    default_source_id TEXT COLLATE "C",
    default_tax_rates JSONB,
    description TEXT,
    discount JSONB,
    discount_coupon_id TEXT COLLATE "C",
    discount_id TEXT COLLATE "C",
    discounts JSONB,
    ended_at TIMESTAMP WITH TIME ZONE,
    invoice_settings JSONB,
    latest_invoice_id TEXT COLLATE "C",
    livemode BOOLEAN,
    metadata JSONB,
    next_pending_invoice_item_invoice TIMESTAMP WITH TIME ZONE,
    on_behalf_of_id TEXT COLLATE "C",
    pause_collection_behavior TEXT,
    pause_collection_resumes_at TIMESTAMP WITH TIME ZONE,
    payment_settings JSONB,
    pending_invoice_item_interval JSONB,
    pending_setup_intent_id TEXT COLLATE "C",
    pending_update JSONB,
    pending_update_expires_at TIMESTAMP WITH TIME ZONE,
    plan_id TEXT COLLATE "C",
    quantity BIGINT,
    schedule_id TEXT COLLATE "C",
    start_date TIMESTAMP WITH TIME ZONE,
    status TEXT,
    status_details_paused_transitioned_at TIMESTAMP WITH TIME ZONE,
    tax_percent NUMERIC,
    test_clock_id TEXT COLLATE "C",
    transfer_data_amount_percent NUMERIC,
    transfer_data_destination_id TEXT COLLATE "C",
    trial_end TIMESTAMP WITH TIME ZONE,
    trial_settings_end_behavior_missing_payment_method TEXT,
    trial_start TIMESTAMP WITH TIME ZONE,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    items_complete BOOLEAN,
    CONSTRAINT pk_subscriptions PRIMARY KEY (id),
    CONSTRAINT ck_subscriptions_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_subscriptions_application_fee_percent_within_0_and_100 CHECK (application_fee_percent BETWEEN 0 AND 100),
    CONSTRAINT fk_subscriptions_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_subscriptions_default_payment_method_id FOREIGN KEY(default_payment_method_id) REFERENCES oltp.payment_methods (id),
    CONSTRAINT fk_subscriptions_discount_coupon_id FOREIGN KEY(discount_coupon_id) REFERENCES oltp.coupons (id),
    CONSTRAINT ck_subscriptions_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_subscriptions_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscriptions) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_subscriptions_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_subscriptions_cancel_at_period_end_required CHECK (row_state <> 'present' OR cancel_at_period_end IS NOT NULL),
    CONSTRAINT ck_subscriptions_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_subscriptions_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_subscriptions_metadata_required CHECK (row_state <> 'present' OR metadata IS NOT NULL),
    CONSTRAINT ck_subscriptions_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_subscriptions_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_subscriptions_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL),
    CONSTRAINT ck_subscriptions_items_complete_required CHECK (row_state <> 'present' OR items_complete IS NOT NULL)
);

CREATE INDEX ix_subscriptions_customer_id ON oltp.subscriptions (customer_id);

CREATE INDEX ix_subscriptions_default_payment_method_id ON oltp.subscriptions (default_payment_method_id);

CREATE INDEX ix_subscriptions_discount_coupon_id ON oltp.subscriptions (discount_coupon_id);

CREATE INDEX ix_subscriptions_unresolved ON oltp.subscriptions (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_subscriptions_latest_invoice_id ON oltp.subscriptions (latest_invoice_id);

CREATE INDEX ix_subscriptions_schedule_id ON oltp.subscriptions (schedule_id);

CREATE TABLE oltp.invoices (
    id TEXT COLLATE "C" NOT NULL,
    account_country TEXT,
    account_name TEXT,
    account_tax_ids JSONB,
    amount_due BIGINT,
    amount_overpaid BIGINT,
    amount_paid BIGINT,
    amount_paid_off_stripe BIGINT,
    amount_remaining BIGINT,
    amount_shipping BIGINT,
    application_fee_amount BIGINT,
    application_id TEXT COLLATE "C",
    attempt_count BIGINT,
    attempted BOOLEAN,
    auto_advance BOOLEAN,
    automatic_tax JSONB,
    automatic_tax_enabled BOOLEAN,
    automatic_tax_provider TEXT,
    automatic_tax_status TEXT,
    automatically_finalizes_at TIMESTAMP WITH TIME ZONE,
    billing_reason TEXT,
    charge_id TEXT COLLATE "C",
    collection_method TEXT,
    created TIMESTAMP WITH TIME ZONE,
    currency TEXT,
    custom_fields JSONB,
    customer_account_id TEXT COLLATE "C",
    customer_address JSONB,
    customer_address_country TEXT,
    customer_address_postal_code TEXT,
    customer_address_state TEXT,
    customer_email TEXT,
    customer_id TEXT COLLATE "C",
    customer_name TEXT,
    customer_phone TEXT,
    customer_shipping JSONB,
    customer_tax_exempt TEXT,
    customer_tax_ids JSONB,
    default_payment_method_id TEXT COLLATE "C",
    default_source_id TEXT COLLATE "C",
    default_tax_rates JSONB,
    description TEXT,
    discount JSONB,
    discount_coupon_id TEXT COLLATE "C",
    discount_id TEXT COLLATE "C",
    discounts JSONB,
    due_date TIMESTAMP WITH TIME ZONE,
    effective_at TIMESTAMP WITH TIME ZONE,
    ending_balance BIGINT,
    footer TEXT,
    from_invoice_action TEXT,
    from_invoice_invoice_id TEXT COLLATE "C",
    hosted_invoice_url TEXT,
    invoice_pdf TEXT,
    issuer_account_id TEXT COLLATE "C",
    issuer_type TEXT,
    last_finalization_error JSONB,
    last_finalization_error_code TEXT,
    latest_revision_id TEXT COLLATE "C",
    livemode BOOLEAN,
    metadata JSONB,
    next_payment_attempt TIMESTAMP WITH TIME ZONE,
    number TEXT,
    on_behalf_of_id TEXT COLLATE "C",
    paid BOOLEAN,
    paid_out_of_band BOOLEAN,
    parent_type TEXT,
    payment_intent_id TEXT COLLATE "C",
    payment_settings JSONB,
    period_end TIMESTAMP WITH TIME ZONE,
    period_start TIMESTAMP WITH TIME ZONE,
    post_payment_credit_notes_amount BIGINT,
    pre_payment_credit_notes_amount BIGINT,
    quote_id TEXT COLLATE "C",
    receipt_number TEXT,
    rendering JSONB,
    shipping_cost JSONB,
    shipping_details JSONB,
    starting_balance BIGINT,
    statement_descriptor TEXT,
    status TEXT,
    status_details_uncollectible_reason TEXT,
    status_transitions_finalized_at TIMESTAMP WITH TIME ZONE,
    status_transitions_marked_uncollectible_at TIMESTAMP WITH TIME ZONE,
    status_transitions_paid_at TIMESTAMP WITH TIME ZONE,
    status_transitions_voided_at TIMESTAMP WITH TIME ZONE,
    subscription_details_metadata JSONB,
    subscription_id TEXT COLLATE "C",
    subscription_proration_date TIMESTAMP WITH TIME ZONE,
    subtotal BIGINT,
    subtotal_excluding_tax BIGINT,
    tax BIGINT,
    tax_percent NUMERIC,
    test_clock_id TEXT COLLATE "C",
    threshold_reason JSONB,
    total BIGINT,
    total_discount_amounts JSONB,
    total_excluding_tax BIGINT,
    total_pretax_credit_amounts JSONB,
    total_taxes JSONB,
    transfer_data_amount BIGINT,
    transfer_data_destination_id TEXT COLLATE "C",
    webhooks_delivered_at TIMESTAMP WITH TIME ZONE,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    lines_complete BOOLEAN,
    CONSTRAINT pk_invoices PRIMARY KEY (id),
    CONSTRAINT ck_invoices_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_invoices_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_invoices_default_payment_method_id FOREIGN KEY(default_payment_method_id) REFERENCES oltp.payment_methods (id),
    CONSTRAINT fk_invoices_discount_coupon_id FOREIGN KEY(discount_coupon_id) REFERENCES oltp.coupons (id),
    CONSTRAINT fk_invoices_subscription_id FOREIGN KEY(subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT ck_invoices_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_invoices_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoices) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_invoices_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_invoices_amount_due_required CHECK (row_state <> 'present' OR amount_due IS NOT NULL),
    CONSTRAINT ck_invoices_attempt_count_required CHECK (row_state <> 'present' OR attempt_count IS NOT NULL),
    CONSTRAINT ck_invoices_attempted_required CHECK (row_state <> 'present' OR attempted IS NOT NULL),
    CONSTRAINT ck_invoices_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_invoices_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_invoices_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_invoices_period_end_required CHECK (row_state <> 'present' OR period_end IS NOT NULL),
    CONSTRAINT ck_invoices_period_start_required CHECK (row_state <> 'present' OR period_start IS NOT NULL),
    CONSTRAINT ck_invoices_starting_balance_required CHECK (row_state <> 'present' OR starting_balance IS NOT NULL),
    CONSTRAINT ck_invoices_subtotal_required CHECK (row_state <> 'present' OR subtotal IS NOT NULL),
    CONSTRAINT ck_invoices_total_required CHECK (row_state <> 'present' OR total IS NOT NULL),
    CONSTRAINT ck_invoices_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_invoices_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL),
    CONSTRAINT ck_invoices_lines_complete_required CHECK (row_state <> 'present' OR lines_complete IS NOT NULL)
);

CREATE INDEX ix_invoices_default_payment_method_id ON oltp.invoices (default_payment_method_id);

CREATE INDEX ix_invoices_latest_revision_id ON oltp.invoices (latest_revision_id);

CREATE INDEX ix_invoices_unresolved ON oltp.invoices (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_invoices_from_invoice_invoice_id ON oltp.invoices (from_invoice_invoice_id);

CREATE INDEX ix_invoices_discount_coupon_id ON oltp.invoices (discount_coupon_id);

CREATE INDEX ix_invoices_payment_intent_id ON oltp.invoices (payment_intent_id);

CREATE INDEX ix_invoices_subscription_id ON oltp.invoices (subscription_id);

CREATE INDEX ix_invoices_customer_id ON oltp.invoices (customer_id);

CREATE INDEX ix_invoices_created ON oltp.invoices (created);

CREATE INDEX ix_invoices_charge_id ON oltp.invoices (charge_id);

CREATE TABLE oltp.subscription_items (
    id TEXT COLLATE "C" NOT NULL,
    billed_until TIMESTAMP WITH TIME ZONE,
    billing_thresholds_usage_gte BIGINT,
    created TIMESTAMP WITH TIME ZONE,
    current_period_end TIMESTAMP WITH TIME ZONE,
    current_period_start TIMESTAMP WITH TIME ZONE,
    current_trial_end_date TIMESTAMP WITH TIME ZONE,
    current_trial_start_date TIMESTAMP WITH TIME ZONE,
    current_trial_trial_offer_id TEXT COLLATE "C",
    discounts JSONB,
    metadata JSONB,
    price_id TEXT COLLATE "C",
    quantity BIGINT,
    subscription_id TEXT COLLATE "C",
    tax_rates JSONB,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    CONSTRAINT pk_subscription_items PRIMARY KEY (id),
    CONSTRAINT fk_subscription_items_price_id FOREIGN KEY(price_id) REFERENCES oltp.prices (id),
    CONSTRAINT fk_subscription_items_subscription_id FOREIGN KEY(subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT ck_subscription_items_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_subscription_items_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscription_items) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_subscription_items_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_subscription_items_metadata_required CHECK (row_state <> 'present' OR metadata IS NOT NULL),
    CONSTRAINT ck_subscription_items_price_id_required CHECK (row_state <> 'present' OR price_id IS NOT NULL),
    CONSTRAINT ck_subscription_items_subscription_id_required CHECK (row_state <> 'present' OR subscription_id IS NOT NULL),
    CONSTRAINT ck_subscription_items_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_subscription_items_price_id ON oltp.subscription_items (price_id);

CREATE INDEX ix_subscription_items_unresolved ON oltp.subscription_items (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_subscription_items_subscription_id ON oltp.subscription_items (subscription_id);

CREATE TABLE oltp.subscription_schedules (
    id TEXT COLLATE "C" NOT NULL,
    application_id TEXT COLLATE "C",
    billing_mode JSONB,
    billing_mode_type TEXT,
    billing_thresholds_amount_gte BIGINT,
    billing_thresholds_reset_billing_cycle_anchor BOOLEAN,
    canceled_at TIMESTAMP WITH TIME ZONE,
    collection_method TEXT,
    completed_at TIMESTAMP WITH TIME ZONE,
    created TIMESTAMP WITH TIME ZONE,
    current_phase_end_date TIMESTAMP WITH TIME ZONE,
    current_phase_start_date TIMESTAMP WITH TIME ZONE,
    customer_account_id TEXT COLLATE "C",
    customer_id TEXT COLLATE "C",
    default_payment_method_id TEXT COLLATE "C",
    default_settings JSONB,
    default_source_id TEXT COLLATE "C",
    end_behavior TEXT,
    invoice_settings_days_until_due BIGINT,
    livemode BOOLEAN,
    metadata JSONB,
    pause_schedules JSONB,
    released_at TIMESTAMP WITH TIME ZONE,
    released_subscription_id TEXT COLLATE "C",
    renewal_interval_interval TEXT,
    renewal_interval_length BIGINT,
    revision TEXT,
    status TEXT,
    subscription_id TEXT COLLATE "C",
    test_clock_id TEXT COLLATE "C",
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    phases_complete BOOLEAN,
    CONSTRAINT pk_subscription_schedules PRIMARY KEY (id),
    CONSTRAINT fk_subscription_schedules_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_subscription_schedules_default_payment_method_id FOREIGN KEY(default_payment_method_id) REFERENCES oltp.payment_methods (id),
    CONSTRAINT fk_subscription_schedules_released_subscription_id FOREIGN KEY(released_subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT fk_subscription_schedules_subscription_id FOREIGN KEY(subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT ck_subscription_schedules_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_subscription_schedules_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscription_schedules) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_subscription_schedules_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_subscription_schedules_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_phases_complete_required CHECK (row_state <> 'present' OR phases_complete IS NOT NULL)
);

CREATE INDEX ix_subscription_schedules_customer_id ON oltp.subscription_schedules (customer_id);

CREATE INDEX ix_subscription_schedules_default_payment_method_id ON oltp.subscription_schedules (default_payment_method_id);

CREATE INDEX ix_subscription_schedules_unresolved ON oltp.subscription_schedules (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_subscription_schedules_subscription_id ON oltp.subscription_schedules (subscription_id);

CREATE INDEX ix_subscription_schedules_released_subscription_id ON oltp.subscription_schedules (released_subscription_id);

CREATE TABLE oltp.discounts (
    id TEXT COLLATE "C" NOT NULL,
    checkout_session_id TEXT COLLATE "C",
    coupon_id TEXT COLLATE "C",
    customer_account_id TEXT COLLATE "C",
    customer_id TEXT COLLATE "C",
    "end" TIMESTAMP WITH TIME ZONE,
    invoice_id TEXT COLLATE "C",
    invoice_item_id TEXT COLLATE "C",
    promotion_code_id TEXT COLLATE "C",
    source_type TEXT,
    start TIMESTAMP WITH TIME ZONE,
    subscription_id TEXT COLLATE "C",
    subscription_item_id TEXT COLLATE "C",
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_discounts PRIMARY KEY (id),
    CONSTRAINT fk_discounts_coupon_id FOREIGN KEY(coupon_id) REFERENCES oltp.coupons (id),
    CONSTRAINT fk_discounts_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_discounts_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_discounts_promotion_code_id FOREIGN KEY(promotion_code_id) REFERENCES oltp.promotion_codes (id),
    CONSTRAINT fk_discounts_subscription_id FOREIGN KEY(subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT fk_discounts_subscription_item_id FOREIGN KEY(subscription_item_id) REFERENCES oltp.subscription_items (id),
    CONSTRAINT ck_discounts_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_discounts_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(discounts) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_discounts_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_discounts_start_required CHECK (row_state <> 'present' OR start IS NOT NULL),
    CONSTRAINT ck_discounts_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_discounts_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_discounts_unresolved ON oltp.discounts (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_discounts_promotion_code_id ON oltp.discounts (promotion_code_id);

CREATE INDEX ix_discounts_subscription_id ON oltp.discounts (subscription_id);

CREATE INDEX ix_discounts_customer_id ON oltp.discounts (customer_id);

CREATE INDEX ix_discounts_invoice_id ON oltp.discounts (invoice_id);

CREATE INDEX ix_discounts_coupon_id ON oltp.discounts (coupon_id);

CREATE INDEX ix_discounts_subscription_item_id ON oltp.discounts (subscription_item_id);

CREATE TABLE oltp.invoice_items (
    id TEXT COLLATE "C" NOT NULL,
    amount BIGINT,
    currency TEXT,
    customer_account_id TEXT COLLATE "C",
    customer_id TEXT COLLATE "C",
    date TIMESTAMP WITH TIME ZONE,
    description TEXT,
    discountable BOOLEAN,
    discounts JSONB,
    frozen_fields JSONB,
    invoice_id TEXT COLLATE "C",
    invoicing_rules JSONB,
    livemode BOOLEAN,
    metadata JSONB,
    net_amount BIGINT,
    parent_type TEXT,
    period_end TIMESTAMP WITH TIME ZONE,
    period_start TIMESTAMP WITH TIME ZONE,
    price_id TEXT COLLATE "C",
    product_id TEXT COLLATE "C",
    proration BOOLEAN,
    proration_details JSONB,
    quantity BIGINT,
    quantity_decimal NUMERIC,
    subscription_id TEXT COLLATE "C",
    subscription_item_id TEXT COLLATE "C",
    tax_rates JSONB,
    test_clock_id TEXT COLLATE "C",
    unit_amount_decimal NUMERIC,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_invoice_items PRIMARY KEY (id),
    CONSTRAINT ck_invoice_items_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_invoice_items_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_invoice_items_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_invoice_items_price_id FOREIGN KEY(price_id) REFERENCES oltp.prices (id),
    CONSTRAINT fk_invoice_items_product_id FOREIGN KEY(product_id) REFERENCES oltp.products (id),
    CONSTRAINT fk_invoice_items_subscription_id FOREIGN KEY(subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT fk_invoice_items_subscription_item_id FOREIGN KEY(subscription_item_id) REFERENCES oltp.subscription_items (id),
    CONSTRAINT ck_invoice_items_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_invoice_items_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_items) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_invoice_items_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_invoice_items_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_items_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_items_date_required CHECK (row_state <> 'present' OR date IS NOT NULL),
    CONSTRAINT ck_invoice_items_discountable_required CHECK (row_state <> 'present' OR discountable IS NOT NULL),
    CONSTRAINT ck_invoice_items_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_invoice_items_proration_required CHECK (row_state <> 'present' OR proration IS NOT NULL),
    CONSTRAINT ck_invoice_items_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_invoice_items_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_invoice_items_unresolved ON oltp.invoice_items (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_invoice_items_product_id ON oltp.invoice_items (product_id);

CREATE INDEX ix_invoice_items_invoice_id ON oltp.invoice_items (invoice_id);

CREATE INDEX ix_invoice_items_price_id ON oltp.invoice_items (price_id);

CREATE INDEX ix_invoice_items_date ON oltp.invoice_items (date);

CREATE INDEX ix_invoice_items_subscription_id ON oltp.invoice_items (subscription_id);

CREATE INDEX ix_invoice_items_subscription_item_id ON oltp.invoice_items (subscription_item_id);

CREATE INDEX ix_invoice_items_customer_id ON oltp.invoice_items (customer_id);

CREATE TABLE oltp.invoice_line_items (
    id TEXT COLLATE "C" NOT NULL,
    amount BIGINT,
    amount_excluding_tax BIGINT,
    currency TEXT,
    description TEXT,
    discount_amounts JSONB,
    discountable BOOLEAN,
    discounts JSONB,
    invoice_id TEXT COLLATE "C",
    invoice_item_id TEXT COLLATE "C",
    livemode BOOLEAN,
    metadata JSONB,
    period_end TIMESTAMP WITH TIME ZONE,
    period_start TIMESTAMP WITH TIME ZONE,
    pretax_credit_amounts JSONB,
    price_id TEXT COLLATE "C",
    product_id TEXT COLLATE "C",
    proration BOOLEAN,
    proration_details JSONB,
    quantity BIGINT,
    quantity_decimal NUMERIC,
    subscription_id TEXT COLLATE "C",
    subscription_item_id TEXT COLLATE "C",
    subtotal BIGINT,
    tax_rates JSONB,
    taxes JSONB,
    type TEXT,
    unit_amount_decimal NUMERIC,
    unit_amount_excluding_tax NUMERIC,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    CONSTRAINT pk_invoice_line_items PRIMARY KEY (id),
    CONSTRAINT ck_invoice_line_items_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_invoice_line_items_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_invoice_line_items_price_id FOREIGN KEY(price_id) REFERENCES oltp.prices (id),
    CONSTRAINT fk_invoice_line_items_product_id FOREIGN KEY(product_id) REFERENCES oltp.products (id),
    CONSTRAINT fk_invoice_line_items_subscription_id FOREIGN KEY(subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT fk_invoice_line_items_subscription_item_id FOREIGN KEY(subscription_item_id) REFERENCES oltp.subscription_items (id),
    CONSTRAINT ck_invoice_line_items_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_invoice_line_items_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_line_items) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_invoice_line_items_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_discountable_required CHECK (row_state <> 'present' OR discountable IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_invoice_id_required CHECK (row_state <> 'present' OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_metadata_required CHECK (row_state <> 'present' OR metadata IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_period_end_required CHECK (row_state <> 'present' OR period_end IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_period_start_required CHECK (row_state <> 'present' OR period_start IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_invoice_line_items_invoice_item_id ON oltp.invoice_line_items (invoice_item_id);

CREATE INDEX ix_invoice_line_items_subscription_item_id ON oltp.invoice_line_items (subscription_item_id);

CREATE INDEX ix_invoice_line_items_subscription_id ON oltp.invoice_line_items (subscription_id);

CREATE INDEX ix_invoice_line_items_invoice_id ON oltp.invoice_line_items (invoice_id);

CREATE INDEX ix_invoice_line_items_unresolved ON oltp.invoice_line_items (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_invoice_line_items_product_id ON oltp.invoice_line_items (product_id);

CREATE INDEX ix_invoice_line_items_price_id ON oltp.invoice_line_items (price_id);

CREATE TABLE oltp.payment_intents (
    id TEXT COLLATE "C" NOT NULL,
    allowed_payment_method_types JSONB,
    amount BIGINT,
    amount_capturable BIGINT,
    amount_details JSONB,
    amount_received BIGINT,
    application_fee_amount BIGINT,
    application_id TEXT COLLATE "C",
    automatic_payment_methods_allow_redirects TEXT,
    automatic_payment_methods_enabled BOOLEAN,
    canceled_at TIMESTAMP WITH TIME ZONE,
    cancellation_reason TEXT,
    capture_method TEXT,
    confirmation_method TEXT,
    created TIMESTAMP WITH TIME ZONE,
    currency TEXT,
    customer_account_id TEXT COLLATE "C",
    customer_id TEXT COLLATE "C",
    description TEXT,
    excluded_payment_method_types JSONB,
    invoice_id TEXT COLLATE "C",
    last_payment_error JSONB,
    last_payment_error_code TEXT,
    last_payment_error_decline_code TEXT,
    last_payment_error_message TEXT,
    last_payment_error_type TEXT,
    latest_charge_id TEXT COLLATE "C",
    livemode BOOLEAN,
    metadata JSONB,
    next_action JSONB,
    next_action_type TEXT,
    on_behalf_of_id TEXT COLLATE "C",
    payment_details JSONB,
    payment_method_configuration_details JSONB,
    payment_method_id TEXT COLLATE "C",
    payment_method_options JSONB,
    payment_method_types JSONB,
    payment_record_id TEXT COLLATE "C",
    presentment_details_presentment_amount BIGINT,
    presentment_details_presentment_currency TEXT,
    processing JSONB,
    receipt_email TEXT,
    review_id TEXT COLLATE "C",
    setup_future_usage TEXT,
    shipping JSONB,
    source_id TEXT COLLATE "C",
    statement_descriptor TEXT,
    statement_descriptor_suffix TEXT,
    status TEXT,
    transfer_data JSONB,
    transfer_data_amount BIGINT,
    transfer_data_destination_id TEXT COLLATE "C",
    transfer_group TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_payment_intents PRIMARY KEY (id),
    CONSTRAINT ck_payment_intents_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_payment_intents_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT ck_payment_intents_amount_capturable_not_negative CHECK (amount_capturable >= 0),
    CONSTRAINT ck_payment_intents_amount_received_not_negative CHECK (amount_received >= 0),
    CONSTRAINT fk_payment_intents_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_payment_intents_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_payment_intents_payment_method_id FOREIGN KEY(payment_method_id) REFERENCES oltp.payment_methods (id),
    CONSTRAINT ck_payment_intents_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_payment_intents_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(payment_intents) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_payment_intents_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_payment_intents_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_payment_intents_capture_method_required CHECK (row_state <> 'present' OR capture_method IS NOT NULL),
    CONSTRAINT ck_payment_intents_confirmation_method_required CHECK (row_state <> 'present' OR confirmation_method IS NOT NULL),
    CONSTRAINT ck_payment_intents_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_payment_intents_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_payment_intents_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_payment_intents_payment_method_types_required CHECK (row_state <> 'present' OR payment_method_types IS NOT NULL),
    CONSTRAINT ck_payment_intents_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_payment_intents_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_payment_intents_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_payment_intents_payment_method_id ON oltp.payment_intents (payment_method_id);

CREATE INDEX ix_payment_intents_invoice_id ON oltp.payment_intents (invoice_id);

CREATE INDEX ix_payment_intents_created ON oltp.payment_intents (created);

CREATE INDEX ix_payment_intents_latest_charge_id ON oltp.payment_intents (latest_charge_id);

CREATE INDEX ix_payment_intents_unresolved ON oltp.payment_intents (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_payment_intents_customer_id ON oltp.payment_intents (customer_id);

CREATE TABLE oltp.subscription_schedule_phases (
    id TEXT COLLATE "C" NOT NULL,
    add_invoice_items JSONB,
    application_fee_percent NUMERIC,
    automatic_tax JSONB,
    automatic_tax_enabled BOOLEAN,
    billing_cycle_anchor TEXT,
    billing_thresholds_amount_gte BIGINT,
    billing_thresholds_reset_billing_cycle_anchor BOOLEAN,
    collection_method TEXT,
    coupon_id TEXT COLLATE "C",
    currency TEXT,
    default_payment_method_id TEXT COLLATE "C",
    default_tax_rates JSONB,
    description TEXT,
    discounts JSONB,
    end_date TIMESTAMP WITH TIME ZONE,
    invoice_settings JSONB,
    invoice_settings_days_until_due BIGINT,
    metadata JSONB,
    on_behalf_of_id TEXT COLLATE "C",
    position BIGINT,
    proration_behavior TEXT,
    start_date TIMESTAMP WITH TIME ZONE,
    subscription_schedule_id TEXT COLLATE "C",
    tax_percent NUMERIC,
    transfer_data_amount_percent NUMERIC,
    transfer_data_destination_id TEXT COLLATE "C",
    trial BOOLEAN,
    trial_end TIMESTAMP WITH TIME ZONE,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    CONSTRAINT pk_subscription_schedule_phases PRIMARY KEY (id),
    CONSTRAINT ck_subscription_schedule_phases_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_subscription_schedule_phases_id_is_place CHECK (row_state <> 'present' OR id = subscription_schedule_id || '.' || position),
    CONSTRAINT ck_ssp_application_fee_percent_within_0_and_100 CHECK (application_fee_percent BETWEEN 0 AND 100),
    CONSTRAINT fk_subscription_schedule_phases_coupon_id FOREIGN KEY(coupon_id) REFERENCES oltp.coupons (id),
    CONSTRAINT fk_subscription_schedule_phases_default_payment_method_id FOREIGN KEY(default_payment_method_id) REFERENCES oltp.payment_methods (id),
    CONSTRAINT fk_subscription_schedule_phases_subscription_schedule_id FOREIGN KEY(subscription_schedule_id) REFERENCES oltp.subscription_schedules (id),
    CONSTRAINT ck_subscription_schedule_phases_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_subscription_schedule_phases_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscription_schedule_phases) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_subscription_schedule_phases_position_required CHECK (row_state <> 'present' OR position IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phases_start_date_required CHECK (row_state <> 'present' OR start_date IS NOT NULL),
    CONSTRAINT ck_ssp_subscription_schedule_id_required CHECK (row_state <> 'present' OR subscription_schedule_id IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phases_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_subscription_schedule_phases_unresolved ON oltp.subscription_schedule_phases (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_subscription_schedule_phases_subscription_schedule_id ON oltp.subscription_schedule_phases (subscription_schedule_id);

CREATE INDEX ix_subscription_schedule_phases_coupon_id ON oltp.subscription_schedule_phases (coupon_id);

CREATE INDEX ix_subscription_schedule_phases_default_payment_method_id ON oltp.subscription_schedule_phases (default_payment_method_id);

CREATE TABLE oltp.charges (
    id TEXT COLLATE "C" NOT NULL,
    amount BIGINT,
    amount_captured BIGINT,
    amount_refunded BIGINT,
    application_fee_amount BIGINT,
    application_fee_id TEXT COLLATE "C",
    application_id TEXT COLLATE "C",
    authorization_code TEXT,
    balance_transaction_id TEXT COLLATE "C",
    billing_details JSONB,
    billing_details_address_country TEXT,
    billing_details_address_postal_code TEXT,
    billing_details_email TEXT,
    billing_details_name TEXT,
    calculated_statement_descriptor TEXT,
    captured BOOLEAN,
    created TIMESTAMP WITH TIME ZONE,
    currency TEXT,
    customer_id TEXT COLLATE "C",
    description TEXT,
    dispute_id TEXT COLLATE "C",
    disputed BOOLEAN,
    failure_balance_transaction_id TEXT COLLATE "C",
    failure_code TEXT,
    failure_message TEXT,
    fraud_details_stripe_report TEXT,
    fraud_details_user_report TEXT,
    invoice_id TEXT COLLATE "C",
    level3 JSONB,
    livemode BOOLEAN,
    metadata JSONB,
    on_behalf_of_id TEXT COLLATE "C",
    outcome JSONB,
    outcome_advice_code TEXT,
    outcome_network_advice_code TEXT,
    outcome_network_decline_code TEXT,
    outcome_network_status TEXT,
    outcome_reason TEXT,
    outcome_risk_level TEXT,
    outcome_risk_score BIGINT,
    outcome_rule_id TEXT COLLATE "C",
    outcome_seller_message TEXT,
    outcome_type TEXT,
    paid BOOLEAN,
    payment_intent_id TEXT COLLATE "C",
    payment_method_details JSONB,
    payment_method_details_card_brand TEXT,
    payment_method_details_card_country TEXT,
    payment_method_details_card_exp_month BIGINT,
    payment_method_details_card_exp_year BIGINT,
    payment_method_details_card_fingerprint TEXT,
    payment_method_details_card_funding TEXT,
    payment_method_details_card_last4 TEXT,
    payment_method_details_card_mandate_id TEXT COLLATE "C",
    payment_method_details_card_network TEXT,
    payment_method_details_type TEXT,
    payment_method_id TEXT COLLATE "C",
    presentment_details_presentment_amount BIGINT,
    presentment_details_presentment_currency TEXT,
    receipt_email TEXT,
    receipt_number TEXT,
    receipt_url TEXT,
    refunded BOOLEAN,
    review_id TEXT COLLATE "C",
    shipping JSONB,
    source_id TEXT COLLATE "C",
    source_transfer_id TEXT COLLATE "C",
    statement_descriptor TEXT,
    statement_descriptor_suffix TEXT,
    status TEXT,
    transfer_data_amount BIGINT,
    transfer_data_destination_id TEXT COLLATE "C",
    transfer_group TEXT,
    transfer_id TEXT COLLATE "C",
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_charges PRIMARY KEY (id),
    CONSTRAINT ck_charges_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_charges_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT ck_charges_amount_captured_not_negative CHECK (amount_captured >= 0),
    CONSTRAINT ck_charges_amount_refunded_not_negative CHECK (amount_refunded >= 0),
    CONSTRAINT ck_charges_amount_refunded_not_above_amount CHECK (amount_refunded <= greatest(amount, amount_captured)),
    CONSTRAINT fk_charges_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_charges_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_charges_payment_intent_id FOREIGN KEY(payment_intent_id) REFERENCES oltp.payment_intents (id),
    CONSTRAINT fk_charges_payment_method_id FOREIGN KEY(payment_method_id) REFERENCES oltp.payment_methods (id),
    CONSTRAINT ck_charges_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_charges_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(charges) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_charges_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_charges_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_charges_amount_refunded_required CHECK (row_state <> 'present' OR amount_refunded IS NOT NULL),
    CONSTRAINT ck_charges_captured_required CHECK (row_state <> 'present' OR captured IS NOT NULL),
    CONSTRAINT ck_charges_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_charges_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_charges_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_charges_metadata_required CHECK (row_state <> 'present' OR metadata IS NOT NULL),
    CONSTRAINT ck_charges_paid_required CHECK (row_state <> 'present' OR paid IS NOT NULL),
    CONSTRAINT ck_charges_refunded_required CHECK (row_state <> 'present' OR refunded IS NOT NULL),
    CONSTRAINT ck_charges_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_charges_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_charges_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_charges_customer_id ON oltp.charges (customer_id);

CREATE INDEX ix_charges_dispute_id ON oltp.charges (dispute_id);

CREATE INDEX ix_charges_created ON oltp.charges (created);

CREATE INDEX ix_charges_payment_method_id ON oltp.charges (payment_method_id);

CREATE INDEX ix_charges_unresolved ON oltp.charges (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_charges_invoice_id ON oltp.charges (invoice_id);

CREATE INDEX ix_charges_failure_balance_transaction_id ON oltp.charges (failure_balance_transaction_id);

CREATE INDEX ix_charges_balance_transaction_id ON oltp.charges (balance_transaction_id);

CREATE INDEX ix_charges_payment_intent_id ON oltp.charges (payment_intent_id);

CREATE TABLE oltp.subscription_schedule_phase_items (
    id TEXT COLLATE "C" NOT NULL,
    billing_thresholds_usage_gte BIGINT,
    discounts JSONB,
    metadata JSONB,
    position BIGINT,
    price_id TEXT COLLATE "C",
    quantity BIGINT,
    subscription_schedule_id TEXT COLLATE "C",
    phase_id TEXT COLLATE "C",
    tax_rates JSONB,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    CONSTRAINT pk_subscription_schedule_phase_items PRIMARY KEY (id),
    CONSTRAINT ck_subscription_schedule_phase_items_id_is_place CHECK (row_state <> 'present' OR id = phase_id || '.' || position),
    CONSTRAINT fk_subscription_schedule_phase_items_price_id FOREIGN KEY(price_id) REFERENCES oltp.prices (id),
    CONSTRAINT fk_subscription_schedule_phase_items_subscription_schedule_id FOREIGN KEY(subscription_schedule_id) REFERENCES oltp.subscription_schedules (id),
    CONSTRAINT fk_subscription_schedule_phase_items_phase_id FOREIGN KEY(phase_id) REFERENCES oltp.subscription_schedule_phases (id),
    CONSTRAINT ck_subscription_schedule_phase_items_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_subscription_schedule_phase_items_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscription_schedule_phase_items) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_subscription_schedule_phase_items_position_required CHECK (row_state <> 'present' OR position IS NOT NULL),
    CONSTRAINT ck_sspi_subscription_schedule_id_required CHECK (row_state <> 'present' OR subscription_schedule_id IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phase_items_phase_id_required CHECK (row_state <> 'present' OR phase_id IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phase_items_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_subscription_schedule_phase_items_unresolved ON oltp.subscription_schedule_phase_items (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_subscription_schedule_phase_items_phase_id ON oltp.subscription_schedule_phase_items (phase_id);

CREATE INDEX ix_subscription_schedule_phase_items_subscription_schedule_id ON oltp.subscription_schedule_phase_items (subscription_schedule_id);

CREATE INDEX ix_subscription_schedule_phase_items_price_id ON oltp.subscription_schedule_phase_items (price_id);

CREATE TABLE oltp.disputes (
    id TEXT COLLATE "C" NOT NULL,
    amount BIGINT,
    balance_transactions JSONB,
    charge_id TEXT COLLATE "C",
    created TIMESTAMP WITH TIME ZONE,
    currency TEXT,
    enhanced_eligibility_types JSONB,
    evidence JSONB,
    evidence_details JSONB,
    evidence_details_due_by TIMESTAMP WITH TIME ZONE,
    evidence_details_has_evidence BOOLEAN,
    evidence_details_past_due BOOLEAN,
    evidence_details_submission_count BIGINT,
    evidence_details_submission_method TEXT,
    intended_submission_method TEXT,
    is_charge_refundable BOOLEAN,
    livemode BOOLEAN,
    metadata JSONB,
    network_reason_code TEXT,
    payment_intent_id TEXT COLLATE "C",
    payment_method_details JSONB,
    payment_method_details_card_brand TEXT,
    payment_method_details_card_case_type TEXT,
    payment_method_details_card_network_reason_code TEXT,
    payment_method_details_type TEXT,
    reason TEXT,
    status TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_disputes PRIMARY KEY (id),
    CONSTRAINT ck_disputes_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_disputes_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT fk_disputes_charge_id FOREIGN KEY(charge_id) REFERENCES oltp.charges (id),
    CONSTRAINT fk_disputes_payment_intent_id FOREIGN KEY(payment_intent_id) REFERENCES oltp.payment_intents (id),
    CONSTRAINT ck_disputes_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_disputes_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(disputes) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_disputes_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_disputes_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_disputes_balance_transactions_required CHECK (row_state <> 'present' OR balance_transactions IS NOT NULL),
    CONSTRAINT ck_disputes_charge_id_required CHECK (row_state <> 'present' OR charge_id IS NOT NULL),
    CONSTRAINT ck_disputes_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_disputes_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_disputes_evidence_required CHECK (row_state <> 'present' OR evidence IS NOT NULL),
    CONSTRAINT ck_disputes_evidence_details_required CHECK (row_state <> 'present' OR evidence_details IS NOT NULL),
    CONSTRAINT ck_disputes_is_charge_refundable_required CHECK (row_state <> 'present' OR is_charge_refundable IS NOT NULL),
    CONSTRAINT ck_disputes_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_disputes_metadata_required CHECK (row_state <> 'present' OR metadata IS NOT NULL),
    CONSTRAINT ck_disputes_reason_required CHECK (row_state <> 'present' OR reason IS NOT NULL),
    CONSTRAINT ck_disputes_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_disputes_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_disputes_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_disputes_charge_id ON oltp.disputes (charge_id);

CREATE INDEX ix_disputes_created ON oltp.disputes (created);

CREATE INDEX ix_disputes_unresolved ON oltp.disputes (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_disputes_payment_intent_id ON oltp.disputes (payment_intent_id);

CREATE TABLE oltp.invoice_payments (
    id TEXT COLLATE "C" NOT NULL,
    amount_paid BIGINT,
    amount_requested BIGINT,
    canceled_at TIMESTAMP WITH TIME ZONE,
    charge_id TEXT COLLATE "C",
    created TIMESTAMP WITH TIME ZONE,
    currency TEXT,
    derived BOOLEAN,
    invoice_id TEXT COLLATE "C",
    is_default BOOLEAN,
    livemode BOOLEAN,
    paid_at TIMESTAMP WITH TIME ZONE,
    payment_intent_id TEXT COLLATE "C",
    payment_record_id TEXT COLLATE "C",
    payment_type TEXT,
    status TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_invoice_payments PRIMARY KEY (id),
    CONSTRAINT ck_invoice_payments_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_invoice_payments_amount_paid_not_negative CHECK (derived OR amount_paid >= 0),
    CONSTRAINT ck_invoice_payments_amount_requested_not_negative CHECK (derived OR amount_requested >= 0),
    CONSTRAINT ck_invoice_payments_created_unless_derived CHECK (row_state <> 'present' OR derived OR created IS NOT NULL),
    CONSTRAINT fk_invoice_payments_charge_id FOREIGN KEY(charge_id) REFERENCES oltp.charges (id),
    CONSTRAINT fk_invoice_payments_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_invoice_payments_payment_intent_id FOREIGN KEY(payment_intent_id) REFERENCES oltp.payment_intents (id),
    CONSTRAINT ck_invoice_payments_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_invoice_payments_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_payments) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_invoice_payments_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_invoice_payments_amount_requested_required CHECK (row_state <> 'present' OR amount_requested IS NOT NULL),
    CONSTRAINT ck_invoice_payments_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_payments_derived_required CHECK (row_state <> 'present' OR derived IS NOT NULL),
    CONSTRAINT ck_invoice_payments_invoice_id_required CHECK (row_state <> 'present' OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_payments_is_default_required CHECK (row_state <> 'present' OR is_default IS NOT NULL),
    CONSTRAINT ck_invoice_payments_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_invoice_payments_payment_type_required CHECK (row_state <> 'present' OR payment_type IS NOT NULL),
    CONSTRAINT ck_invoice_payments_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_invoice_payments_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_invoice_payments_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_invoice_payments_charge_id ON oltp.invoice_payments (charge_id);

CREATE INDEX ix_invoice_payments_unresolved ON oltp.invoice_payments (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_invoice_payments_invoice_id ON oltp.invoice_payments (invoice_id);

CREATE INDEX ix_invoice_payments_payment_intent_id ON oltp.invoice_payments (payment_intent_id);

CREATE TABLE oltp.refunds (
    id TEXT COLLATE "C" NOT NULL,
    amount BIGINT,
    balance_transaction_id TEXT COLLATE "C",
    charge_id TEXT COLLATE "C",
    created TIMESTAMP WITH TIME ZONE,
    currency TEXT,
    customer_account_id TEXT COLLATE "C",
    customer_id TEXT COLLATE "C",
    description TEXT,
    destination_details JSONB,
    destination_details_type TEXT,
    failure_balance_transaction_id TEXT COLLATE "C",
    failure_reason TEXT,
    instructions_email TEXT,
    metadata JSONB,
    next_action JSONB,
    payment_intent_id TEXT COLLATE "C",
    payment_method_id TEXT COLLATE "C",
    pending_reason TEXT,
    presentment_details_presentment_amount BIGINT,
    presentment_details_presentment_currency TEXT,
    reason TEXT,
    receipt_number TEXT,
    source_transfer_reversal_id TEXT COLLATE "C",
    status TEXT,
    transfer_reversal_id TEXT COLLATE "C",
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_refunds PRIMARY KEY (id),
    CONSTRAINT ck_refunds_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_refunds_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT fk_refunds_charge_id FOREIGN KEY(charge_id) REFERENCES oltp.charges (id),
    CONSTRAINT fk_refunds_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_refunds_payment_intent_id FOREIGN KEY(payment_intent_id) REFERENCES oltp.payment_intents (id),
    CONSTRAINT fk_refunds_payment_method_id FOREIGN KEY(payment_method_id) REFERENCES oltp.payment_methods (id),
    CONSTRAINT ck_refunds_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_refunds_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(refunds) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_refunds_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_refunds_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_refunds_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_refunds_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_refunds_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_refunds_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_refunds_failure_balance_transaction_id ON oltp.refunds (failure_balance_transaction_id);

CREATE INDEX ix_refunds_balance_transaction_id ON oltp.refunds (balance_transaction_id);

CREATE INDEX ix_refunds_charge_id ON oltp.refunds (charge_id);

CREATE INDEX ix_refunds_payment_intent_id ON oltp.refunds (payment_intent_id);

CREATE INDEX ix_refunds_payment_method_id ON oltp.refunds (payment_method_id);

CREATE INDEX ix_refunds_created ON oltp.refunds (created);

CREATE INDEX ix_refunds_unresolved ON oltp.refunds (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_refunds_customer_id ON oltp.refunds (customer_id);

CREATE TABLE oltp.balance_transactions (
    id TEXT COLLATE "C" NOT NULL,
    amount BIGINT,
    available_on TIMESTAMP WITH TIME ZONE,
    balance_type TEXT,
    charge_id TEXT COLLATE "C",
    created TIMESTAMP WITH TIME ZONE,
    currency TEXT,
    description TEXT,
    dispute_id TEXT COLLATE "C",
    exchange_rate NUMERIC,
    fee BIGINT,
    net BIGINT,
    payout_id TEXT COLLATE "C",
    refund_id TEXT COLLATE "C",
    reporting_category TEXT,
    source_id TEXT COLLATE "C",
    source_type TEXT,
    status TEXT,
    type TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    fee_details_complete BOOLEAN,
    CONSTRAINT pk_balance_transactions PRIMARY KEY (id),
    CONSTRAINT ck_balance_transactions_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_balance_transactions_net_is_amount_less_fee CHECK (net = amount::numeric - fee),
    CONSTRAINT ck_balance_transactions_source_by_kind CHECK (charge_id IS NOT DISTINCT FROM CASE WHEN source_type = 'charge' THEN source_id END AND dispute_id IS NOT DISTINCT FROM CASE WHEN source_type = 'dispute' THEN source_id END AND payout_id IS NOT DISTINCT FROM CASE WHEN source_type = 'payout' THEN source_id END AND refund_id IS NOT DISTINCT FROM CASE WHEN source_type = 'refund' THEN source_id END),
    CONSTRAINT fk_balance_transactions_charge_id FOREIGN KEY(charge_id) REFERENCES oltp.charges (id),
    CONSTRAINT fk_balance_transactions_dispute_id FOREIGN KEY(dispute_id) REFERENCES oltp.disputes (id),
    CONSTRAINT fk_balance_transactions_payout_id FOREIGN KEY(payout_id) REFERENCES oltp.payouts (id),
    CONSTRAINT fk_balance_transactions_refund_id FOREIGN KEY(refund_id) REFERENCES oltp.refunds (id),
    CONSTRAINT ck_balance_transactions_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_balance_transactions_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(balance_transactions) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_balance_transactions_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_balance_transactions_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_balance_transactions_available_on_required CHECK (row_state <> 'present' OR available_on IS NOT NULL),
    CONSTRAINT ck_balance_transactions_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_balance_transactions_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_balance_transactions_fee_required CHECK (row_state <> 'present' OR fee IS NOT NULL),
    CONSTRAINT ck_balance_transactions_net_required CHECK (row_state <> 'present' OR net IS NOT NULL),
    CONSTRAINT ck_balance_transactions_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_balance_transactions_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_balance_transactions_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_balance_transactions_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL),
    CONSTRAINT ck_balance_transactions_fee_details_complete_required CHECK (row_state <> 'present' OR fee_details_complete IS NOT NULL)
);

CREATE INDEX ix_balance_transactions_refund_id ON oltp.balance_transactions (refund_id);

CREATE INDEX ix_balance_transactions_dispute_id ON oltp.balance_transactions (dispute_id);

CREATE INDEX ix_balance_transactions_created ON oltp.balance_transactions (created);

CREATE INDEX ix_balance_transactions_payout_id ON oltp.balance_transactions (payout_id);

CREATE INDEX ix_balance_transactions_charge_id ON oltp.balance_transactions (charge_id);

CREATE INDEX ix_balance_transactions_unresolved ON oltp.balance_transactions (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_balance_transactions_pending ON oltp.balance_transactions (available_on) WHERE status = 'pending';

CREATE TABLE oltp.credit_notes (
    id TEXT COLLATE "C" NOT NULL,
    amount BIGINT,
    amount_shipping BIGINT,
    created TIMESTAMP WITH TIME ZONE,
    currency TEXT,
    customer_account_id TEXT COLLATE "C",
    customer_balance_transaction_id TEXT COLLATE "C",
    customer_id TEXT COLLATE "C",
    discount_amount BIGINT,
    discount_amounts JSONB,
    effective_at TIMESTAMP WITH TIME ZONE,
    invoice_id TEXT COLLATE "C",
    livemode BOOLEAN,
    memo TEXT,
    metadata JSONB,
    number TEXT,
    out_of_band_amount BIGINT,
    pdf TEXT,
    post_payment_amount BIGINT,
    pre_payment_amount BIGINT,
    pretax_credit_amounts JSONB,
    reason TEXT,
    refund_id TEXT COLLATE "C",
    shipping_cost JSONB,
    status TEXT,
    subtotal BIGINT,
    subtotal_excluding_tax BIGINT,
    total BIGINT,
    total_excluding_tax BIGINT,
    total_taxes JSONB,
    type TEXT,
    voided_at TIMESTAMP WITH TIME ZONE,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    lines_complete BOOLEAN,
    refunds_complete BOOLEAN,
    CONSTRAINT pk_credit_notes PRIMARY KEY (id),
    CONSTRAINT ck_credit_notes_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_credit_notes_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_credit_notes_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_credit_notes_refund_id FOREIGN KEY(refund_id) REFERENCES oltp.refunds (id),
    CONSTRAINT ck_credit_notes_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_credit_notes_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(credit_notes) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_credit_notes_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_credit_notes_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_credit_notes_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_credit_notes_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_credit_notes_invoice_id_required CHECK (row_state <> 'present' OR invoice_id IS NOT NULL),
    CONSTRAINT ck_credit_notes_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_credit_notes_number_required CHECK (row_state <> 'present' OR number IS NOT NULL),
    CONSTRAINT ck_credit_notes_pdf_required CHECK (row_state <> 'present' OR pdf IS NOT NULL),
    CONSTRAINT ck_credit_notes_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_credit_notes_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_credit_notes_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_credit_notes_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL),
    CONSTRAINT ck_credit_notes_lines_complete_required CHECK (row_state <> 'present' OR lines_complete IS NOT NULL),
    CONSTRAINT ck_credit_notes_refunds_complete_required CHECK (row_state <> 'present' OR refunds_complete IS NOT NULL)
);

CREATE INDEX ix_credit_notes_customer_balance_transaction_id ON oltp.credit_notes (customer_balance_transaction_id);

CREATE INDEX ix_credit_notes_created ON oltp.credit_notes (created);

CREATE INDEX ix_credit_notes_invoice_id ON oltp.credit_notes (invoice_id);

CREATE INDEX ix_credit_notes_refund_id ON oltp.credit_notes (refund_id);

CREATE INDEX ix_credit_notes_customer_id ON oltp.credit_notes (customer_id);

CREATE INDEX ix_credit_notes_unresolved ON oltp.credit_notes (id) WHERE row_state = 'unresolved';

CREATE TABLE oltp.balance_transaction_fees (
    id TEXT COLLATE "C" NOT NULL,
    amount BIGINT,
    application_id TEXT COLLATE "C",
    balance_transaction_id TEXT COLLATE "C",
    currency TEXT,
    description TEXT,
    position BIGINT,
    type TEXT,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    CONSTRAINT pk_balance_transaction_fees PRIMARY KEY (id),
    CONSTRAINT ck_balance_transaction_fees_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_balance_transaction_fees_id_is_place CHECK (row_state <> 'present' OR id = balance_transaction_id || '.' || position),
    CONSTRAINT fk_balance_transaction_fees_balance_transaction_id FOREIGN KEY(balance_transaction_id) REFERENCES oltp.balance_transactions (id),
    CONSTRAINT ck_balance_transaction_fees_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_balance_transaction_fees_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(balance_transaction_fees) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_balance_transaction_fees_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_balance_transaction_id_required CHECK (row_state <> 'present' OR balance_transaction_id IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_position_required CHECK (row_state <> 'present' OR position IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_balance_transaction_fees_balance_transaction_id ON oltp.balance_transaction_fees (balance_transaction_id);

CREATE INDEX ix_balance_transaction_fees_unresolved ON oltp.balance_transaction_fees (id) WHERE row_state = 'unresolved';

CREATE TABLE oltp.credit_note_line_items (
    id TEXT COLLATE "C" NOT NULL,
    amount BIGINT,
    amount_excluding_tax BIGINT,
    credit_note_id TEXT COLLATE "C",
    currency TEXT,
    description TEXT,
    discount_amount BIGINT,
    discount_amounts JSONB,
    invoice_line_item_id TEXT COLLATE "C",
    livemode BOOLEAN,
    metadata JSONB,
    pretax_credit_amounts JSONB,
    quantity BIGINT,
    tax_rates JSONB,
    taxes JSONB,
    type TEXT,
    unit_amount BIGINT,
    unit_amount_decimal NUMERIC,
    unit_amount_excluding_tax NUMERIC,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    CONSTRAINT pk_credit_note_line_items PRIMARY KEY (id),
    CONSTRAINT ck_credit_note_line_items_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_credit_note_line_items_credit_note_id FOREIGN KEY(credit_note_id) REFERENCES oltp.credit_notes (id),
    CONSTRAINT fk_credit_note_line_items_invoice_line_item_id FOREIGN KEY(invoice_line_item_id) REFERENCES oltp.invoice_line_items (id),
    CONSTRAINT ck_credit_note_line_items_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_credit_note_line_items_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(credit_note_line_items) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_credit_note_line_items_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_credit_note_id_required CHECK (row_state <> 'present' OR credit_note_id IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_discount_amount_required CHECK (row_state <> 'present' OR discount_amount IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_tax_rates_required CHECK (row_state <> 'present' OR tax_rates IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_credit_note_line_items_invoice_line_item_id ON oltp.credit_note_line_items (invoice_line_item_id);

CREATE INDEX ix_credit_note_line_items_credit_note_id ON oltp.credit_note_line_items (credit_note_id);

CREATE INDEX ix_credit_note_line_items_unresolved ON oltp.credit_note_line_items (id) WHERE row_state = 'unresolved';

CREATE TABLE oltp.credit_note_refunds (
    id TEXT COLLATE "C" NOT NULL,
    amount_refunded BIGINT,
    credit_note_id TEXT COLLATE "C",
    currency TEXT,
    payment_record_refund JSONB,
    position BIGINT,
    refund_id TEXT COLLATE "C",
    type TEXT,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    CONSTRAINT pk_credit_note_refunds PRIMARY KEY (id),
    CONSTRAINT ck_credit_note_refunds_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_credit_note_refunds_id_is_place CHECK (row_state <> 'present' OR id = credit_note_id || '.' || position),
    CONSTRAINT fk_credit_note_refunds_credit_note_id FOREIGN KEY(credit_note_id) REFERENCES oltp.credit_notes (id),
    CONSTRAINT fk_credit_note_refunds_refund_id FOREIGN KEY(refund_id) REFERENCES oltp.refunds (id),
    CONSTRAINT ck_credit_note_refunds_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_credit_note_refunds_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(credit_note_refunds) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_credit_note_refunds_credit_note_id_required CHECK (row_state <> 'present' OR credit_note_id IS NOT NULL),
    CONSTRAINT ck_credit_note_refunds_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_credit_note_refunds_position_required CHECK (row_state <> 'present' OR position IS NOT NULL),
    CONSTRAINT ck_credit_note_refunds_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_credit_note_refunds_credit_note_id ON oltp.credit_note_refunds (credit_note_id);

CREATE INDEX ix_credit_note_refunds_unresolved ON oltp.credit_note_refunds (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_credit_note_refunds_refund_id ON oltp.credit_note_refunds (refund_id);

CREATE TABLE oltp.customer_balance_transactions (
    id TEXT COLLATE "C" NOT NULL,
    amount BIGINT,
    checkout_session_id TEXT COLLATE "C",
    created TIMESTAMP WITH TIME ZONE,
    credit_note_id TEXT COLLATE "C",
    currency TEXT,
    customer_account_id TEXT COLLATE "C",
    customer_id TEXT COLLATE "C",
    description TEXT,
    ending_balance BIGINT,
    invoice_id TEXT COLLATE "C",
    livemode BOOLEAN,
    metadata JSONB,
    type TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    CONSTRAINT pk_customer_balance_transactions PRIMARY KEY (id),
    CONSTRAINT ck_customer_balance_transactions_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_customer_balance_transactions_credit_note_id FOREIGN KEY(credit_note_id) REFERENCES oltp.credit_notes (id),
    CONSTRAINT fk_customer_balance_transactions_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_customer_balance_transactions_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT ck_customer_balance_transactions_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_customer_balance_transactions_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(customer_balance_transactions) - 'id' - 'row_state') = '{}'),
    CONSTRAINT ck_customer_balance_transactions_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_customer_balance_transactions_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_customer_id_required CHECK (row_state <> 'present' OR customer_id IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_ending_balance_required CHECK (row_state <> 'present' OR ending_balance IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_customer_balance_transactions_credit_note_id ON oltp.customer_balance_transactions (credit_note_id);

CREATE INDEX ix_customer_balance_transactions_created ON oltp.customer_balance_transactions (created);

CREATE INDEX ix_customer_balance_transactions_unresolved ON oltp.customer_balance_transactions (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_customer_balance_transactions_customer_id ON oltp.customer_balance_transactions (customer_id);

CREATE INDEX ix_customer_balance_transactions_invoice_id ON oltp.customer_balance_transactions (invoice_id);

ALTER TABLE oltp.invoices ADD CONSTRAINT fk_invoices_charge_id FOREIGN KEY(charge_id) REFERENCES oltp.charges (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.payouts ADD CONSTRAINT fk_payouts_original_payout_id FOREIGN KEY(original_payout_id) REFERENCES oltp.payouts (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.subscriptions ADD CONSTRAINT fk_subscriptions_latest_invoice_id FOREIGN KEY(latest_invoice_id) REFERENCES oltp.invoices (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.charges ADD CONSTRAINT fk_charges_dispute_id FOREIGN KEY(dispute_id) REFERENCES oltp.disputes (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.invoices ADD CONSTRAINT fk_invoices_payment_intent_id FOREIGN KEY(payment_intent_id) REFERENCES oltp.payment_intents (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.payouts ADD CONSTRAINT fk_payouts_reversed_by_id FOREIGN KEY(reversed_by_id) REFERENCES oltp.payouts (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.refunds ADD CONSTRAINT fk_refunds_failure_balance_transaction_id FOREIGN KEY(failure_balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.invoice_line_items ADD CONSTRAINT fk_invoice_line_items_invoice_item_id FOREIGN KEY(invoice_item_id) REFERENCES oltp.invoice_items (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.refunds ADD CONSTRAINT fk_refunds_balance_transaction_id FOREIGN KEY(balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.charges ADD CONSTRAINT fk_charges_balance_transaction_id FOREIGN KEY(balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.payout_balance_transactions ADD CONSTRAINT fk_payout_balance_transactions_balance_transaction_id FOREIGN KEY(balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.credit_notes ADD CONSTRAINT fk_credit_notes_customer_balance_transaction_id FOREIGN KEY(customer_balance_transaction_id) REFERENCES oltp.customer_balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.payment_intents ADD CONSTRAINT fk_payment_intents_latest_charge_id FOREIGN KEY(latest_charge_id) REFERENCES oltp.charges (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.payment_methods ADD CONSTRAINT fk_payment_methods_card_generated_from_charge_id FOREIGN KEY(card_generated_from_charge_id) REFERENCES oltp.charges (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.charges ADD CONSTRAINT fk_charges_failure_balance_transaction_id FOREIGN KEY(failure_balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.invoices ADD CONSTRAINT fk_invoices_from_invoice_invoice_id FOREIGN KEY(from_invoice_invoice_id) REFERENCES oltp.invoices (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.customers ADD CONSTRAINT fk_customers_invoice_settings_default_payment_method_id FOREIGN KEY(invoice_settings_default_payment_method_id) REFERENCES oltp.payment_methods (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.payouts ADD CONSTRAINT fk_payouts_failure_balance_transaction_id FOREIGN KEY(failure_balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.products ADD CONSTRAINT fk_products_default_price_id FOREIGN KEY(default_price_id) REFERENCES oltp.prices (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.subscriptions ADD CONSTRAINT fk_subscriptions_schedule_id FOREIGN KEY(schedule_id) REFERENCES oltp.subscription_schedules (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.invoices ADD CONSTRAINT fk_invoices_latest_revision_id FOREIGN KEY(latest_revision_id) REFERENCES oltp.invoices (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.payouts ADD CONSTRAINT fk_payouts_balance_transaction_id FOREIGN KEY(balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

CREATE VIEW oltp.payment_intent_invoices AS
SELECT
    payments.payment_intent_id,
    payments.invoice_id
FROM oltp.invoice_payments AS payments
WHERE payments.payment_intent_id IS NOT NULL
UNION
SELECT
    payment_intents.id,
    payment_intents.invoice_id
FROM oltp.payment_intents
WHERE payment_intents.invoice_id IS NOT NULL;

CREATE VIEW oltp.charge_invoices AS
SELECT
    charges.id AS charge_id,
    links.invoice_id
FROM oltp.charges
INNER JOIN oltp.payment_intent_invoices AS links ON links.payment_intent_id = charges.payment_intent_id  -- noqa: ST09
UNION
SELECT
    payments.charge_id,
    payments.invoice_id
FROM oltp.invoice_payments AS payments
WHERE payments.charge_id IS NOT NULL
UNION
SELECT
    charges.id,
    charges.invoice_id
FROM oltp.charges
WHERE charges.invoice_id IS NOT NULL;

CREATE VIEW oltp.plans AS
SELECT
    prices.id,
    prices.active,
    prices.recurring_aggregate_usage AS aggregate_usage,
    prices.unit_amount AS amount,
    prices.unit_amount_decimal AS amount_decimal,
    prices.billing_scheme,
    prices.created,
    prices.currency,
    prices.recurring_interval AS interval,  -- noqa: RF04
    prices.recurring_interval_count AS interval_count,
    prices.livemode,
    prices.metadata,
    prices.recurring_meter_id AS meter_id,
    prices.nickname,
    prices.product_id,
    prices.tiers,
    prices.tiers_mode,
    prices.transform_quantity_divide_by AS transform_usage_divide_by,
    prices.transform_quantity_round AS transform_usage_round,
    prices.recurring_trial_period_days AS trial_period_days,
    prices.recurring_usage_type AS usage_type,
    prices.row_state
FROM oltp.prices
WHERE prices.recurring_interval IS NOT NULL;

CREATE VIEW oltp.invoice_taxes AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS invoice_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        element.value #>> '{tax_rate_details,tax_rate}' AS tax_rate_id,
        element.value ->> 'tax_behavior' AS tax_behavior,
        element.value ->> 'taxability_reason' AS taxability_reason,
        CASE WHEN jsonb_typeof(element.value -> 'taxable_amount') = 'number'
            THEN (element.value ->> 'taxable_amount')::numeric END AS taxable_amount
    FROM oltp.invoices AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.total_taxes) WITH ORDINALITY AS element (value, position);

CREATE VIEW oltp.invoice_discount_amounts AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS invoice_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        CASE jsonb_typeof(element.value -> 'discount') WHEN 'object' THEN element.value #>> '{discount,id}'
            ELSE element.value ->> 'discount' END AS discount_id
    FROM oltp.invoices AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.total_discount_amounts) WITH ORDINALITY AS element (value, position);

CREATE VIEW oltp.invoice_line_item_taxes AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS invoice_line_item_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        element.value #>> '{tax_rate_details,tax_rate}' AS tax_rate_id,
        element.value ->> 'tax_behavior' AS tax_behavior,
        element.value ->> 'taxability_reason' AS taxability_reason,
        CASE WHEN jsonb_typeof(element.value -> 'taxable_amount') = 'number'
            THEN (element.value ->> 'taxable_amount')::numeric END AS taxable_amount
    FROM oltp.invoice_line_items AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.taxes) WITH ORDINALITY AS element (value, position);

CREATE VIEW oltp.invoice_line_item_discount_amounts AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS invoice_line_item_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        CASE jsonb_typeof(element.value -> 'discount') WHEN 'object' THEN element.value #>> '{discount,id}'
            ELSE element.value ->> 'discount' END AS discount_id
    FROM oltp.invoice_line_items AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.discount_amounts) WITH ORDINALITY AS element (value, position);

CREATE VIEW oltp.credit_note_taxes AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS credit_note_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        element.value #>> '{tax_rate_details,tax_rate}' AS tax_rate_id,
        element.value ->> 'tax_behavior' AS tax_behavior,
        element.value ->> 'taxability_reason' AS taxability_reason,
        CASE WHEN jsonb_typeof(element.value -> 'taxable_amount') = 'number'
            THEN (element.value ->> 'taxable_amount')::numeric END AS taxable_amount
    FROM oltp.credit_notes AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.total_taxes) WITH ORDINALITY AS element (value, position);

CREATE VIEW oltp.credit_note_discount_amounts AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS credit_note_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        CASE jsonb_typeof(element.value -> 'discount') WHEN 'object' THEN element.value #>> '{discount,id}'
            ELSE element.value ->> 'discount' END AS discount_id
    FROM oltp.credit_notes AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.discount_amounts) WITH ORDINALITY AS element (value, position);

CREATE VIEW oltp.credit_note_line_item_taxes AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS credit_note_line_item_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        element.value #>> '{tax_rate_details,tax_rate}' AS tax_rate_id,
        element.value ->> 'tax_behavior' AS tax_behavior,
        element.value ->> 'taxability_reason' AS taxability_reason,
        CASE WHEN jsonb_typeof(element.value -> 'taxable_amount') = 'number'
            THEN (element.value ->> 'taxable_amount')::numeric END AS taxable_amount
    FROM oltp.credit_note_line_items AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.taxes) WITH ORDINALITY AS element (value, position);

CREATE VIEW oltp.credit_note_line_item_discount_amounts AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS credit_note_line_item_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        CASE jsonb_typeof(element.value -> 'discount') WHEN 'object' THEN element.value #>> '{discount,id}'
            ELSE element.value ->> 'discount' END AS discount_id
    FROM oltp.credit_note_line_items AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.discount_amounts) WITH ORDINALITY AS element (value, position);

CREATE VIEW oltp.journal AS
WITH posting AS (
    SELECT
        entry.id AS balance_transaction_id,
        entry.created AS posted_at,
        'balance:pending' AS account,
        entry.currency,
        entry.net::numeric AS amount
    FROM oltp.balance_transactions AS entry
    WHERE entry.row_state = 'present'
    UNION ALL
    SELECT
        entry.id AS balance_transaction_id,
        entry.available_on AS posted_at,
        moved.account,
        entry.currency,
        moved.side * entry.net::numeric AS amount
    FROM oltp.balance_transactions AS entry
    CROSS JOIN (VALUES ('balance:available', 1), ('balance:pending', -1)) AS moved (account, side)
    WHERE entry.row_state = 'present' AND entry.status = 'available'
    UNION ALL
    SELECT
        entry.id AS balance_transaction_id,
        entry.created AS posted_at,
        'fees:' || part.type AS account,
        part.currency,
        part.amount::numeric AS amount
    FROM oltp.balance_transactions AS entry
    INNER JOIN oltp.balance_transaction_fees AS part ON entry.id = part.balance_transaction_id
    WHERE entry.row_state = 'present' AND part.row_state = 'present'
    UNION ALL
    SELECT
        entry.id AS balance_transaction_id,
        entry.created AS posted_at,
        coalesce(entry.reporting_category, entry.type) AS account,
        entry.currency,
        -entry.amount::numeric AS amount
    FROM oltp.balance_transactions AS entry
    WHERE entry.row_state = 'present'
)

SELECT
    posting.balance_transaction_id,
    posting.account,
    posting.currency,
    (posting.posted_at AT TIME ZONE 'UTC')::date AS day,
    greatest(posting.amount, 0) AS debit,
    greatest(-posting.amount, 0) AS credit
FROM posting;

CREATE VIEW oltp.trial_balance AS
SELECT
    posting.account,
    posting.currency,
    posting.day,
    sum(posting.debit) AS debit,
    sum(posting.credit) AS credit,
    sum(sum(posting.debit - posting.credit))
        OVER (PARTITION BY posting.account, posting.currency ORDER BY posting.day)
        AS balance
FROM oltp.journal AS posting
GROUP BY posting.account, posting.currency, posting.day;

CREATE VIEW oltp.balance AS
SELECT
    entry.currency,
    coalesce(sum(entry.net) FILTER (WHERE entry.status = 'available'), 0) AS available,
    coalesce(sum(entry.net) FILTER (WHERE entry.status <> 'available'), 0) AS pending
FROM oltp.balance_transactions AS entry
WHERE entry.row_state = 'present' AND coalesce(entry.balance_type, 'payments') = 'payments'
GROUP BY entry.currency;

CREATE VIEW oltp.report_lines AS
WITH paid_out AS (
    SELECT
        member.balance_transaction_id,
        min(whole.arrival_date) AS settled_at
    FROM oltp.payout_balance_transactions AS member
    INNER JOIN oltp.payouts AS whole ON member.payout_id = whole.id
    WHERE member.row_state = 'present' AND whole.automatic
    GROUP BY member.balance_transaction_id
)

SELECT
    entry.id,
    entry.created,
    paid_out.settled_at,
    entry.currency,
    entry.reporting_category,
    entry.amount AS gross,
    entry.fee,
    entry.net,
    entry.reporting_category IN ('payout', 'payout_reversal') AS is_of_payouts,
    own.id IS NOT NULL AS is_automatic_payout,
    coalesce(own.arrival_date, entry.created) AS effective_at
FROM oltp.balance_transactions AS entry
LEFT JOIN paid_out ON entry.id = paid_out.balance_transaction_id
LEFT JOIN oltp.payouts AS own ON entry.id = own.balance_transaction_id AND own.automatic
WHERE entry.row_state = 'present';

CREATE VIEW oltp.money_charge_disputed AS
WITH claims AS (
    SELECT
        dispute.charge_id,
        array_agg(dispute.id ORDER BY dispute.id) AS ids,
        bool_and(starts_with(dispute.status, 'warning_') OR dispute.status = 'prevented') AS are_inquiries
    FROM oltp.disputes AS dispute
    WHERE dispute.row_state = 'present'
    GROUP BY dispute.charge_id
)

SELECT
    paid.currency,
    paid.disputed::integer::numeric AS figure,
    ARRAY[paid.id] || coalesce(claims.ids, '{}') AS ids,
    (claims.charge_id IS NOT NULL)::integer::numeric AS expected,
    coalesce(claims.are_inquiries, FALSE) AS is_pending
FROM oltp.charges AS paid
LEFT JOIN claims ON paid.id = claims.charge_id
WHERE paid.row_state = 'present' AND paid.disputed IS NOT NULL;

CREATE VIEW oltp.money_charge_refunded AS
WITH back AS (
    SELECT
        refund.charge_id,
        sum(refund.amount) AS amount,
        array_agg(refund.id ORDER BY refund.id) AS ids
    FROM oltp.refunds AS refund
    WHERE refund.row_state = 'present' AND coalesce(refund.status, 'succeeded') NOT IN ('failed', 'canceled')
    GROUP BY refund.charge_id
)

SELECT
    paid.currency,
    paid.amount_refunded::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[paid.id] || coalesce(back.ids, '{}') AS ids,
    coalesce(back.amount, 0) AS expected
FROM oltp.charges AS paid
LEFT JOIN back ON paid.id = back.charge_id
WHERE paid.row_state = 'present';

CREATE VIEW oltp.money_invoice_amount_due AS
SELECT
    whole.currency,
    whole.amount_due::numeric AS figure,
    whole.pre_payment_credit_notes_amount IS NULL AS is_pending,
    ARRAY[whole.id] AS ids,
    whole.total::numeric + whole.starting_balance - whole.ending_balance
    - whole.pre_payment_credit_notes_amount AS expected
FROM oltp.invoices AS whole
WHERE whole.row_state = 'present' AND whole.status <> 'draft' AND whole.ending_balance IS NOT NULL;

CREATE VIEW oltp.money_invoice_amount_paid AS
WITH paid AS (
    SELECT
        payment.invoice_id,
        sum(payment.amount_paid) AS amount,
        array_agg(payment.id ORDER BY payment.id) AS ids
    FROM oltp.invoice_payments AS payment
    WHERE payment.row_state = 'present' AND payment.status = 'paid'
    GROUP BY payment.invoice_id
)

SELECT
    whole.currency,
    whole.amount_paid::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[whole.id] || coalesce(paid.ids, '{}') AS ids,
    coalesce(paid.amount, 0) AS expected
FROM oltp.invoices AS whole
LEFT JOIN paid ON whole.id = paid.invoice_id
WHERE whole.row_state = 'present' AND whole.amount_paid IS NOT NULL AND whole.paid_out_of_band IS NOT TRUE;

CREATE VIEW oltp.money_invoice_amount_remaining AS
SELECT
    whole.currency,
    whole.amount_remaining::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[whole.id] AS ids,
    greatest(whole.amount_due::numeric - whole.amount_paid, 0) AS expected
FROM oltp.invoices AS whole
WHERE whole.row_state = 'present' AND whole.status <> 'void' AND whole.amount_remaining IS NOT NULL;

CREATE VIEW oltp.money_invoice_credited_after_payment AS
WITH notes AS (
    SELECT
        note.invoice_id,
        array_agg(note.id ORDER BY note.id) AS ids,
        sum(
            coalesce(note.post_payment_amount, CASE note.type WHEN 'post_payment' THEN note.amount ELSE 0 END)
        ) AS amount
    FROM oltp.credit_notes AS note
    WHERE note.row_state = 'present' AND note.status = 'issued'
    GROUP BY note.invoice_id
)

SELECT
    whole.currency,
    whole.post_payment_credit_notes_amount::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[whole.id] || coalesce(notes.ids, '{}') AS ids,
    coalesce(notes.amount, 0) AS expected
FROM oltp.invoices AS whole
LEFT JOIN notes ON whole.id = notes.invoice_id
WHERE whole.row_state = 'present' AND whole.status <> 'draft' AND whole.post_payment_credit_notes_amount IS NOT NULL;

CREATE VIEW oltp.money_invoice_credited_before_payment AS
WITH notes AS (
    SELECT
        note.invoice_id,
        array_agg(note.id ORDER BY note.id) AS ids,
        sum(
            coalesce(note.pre_payment_amount, CASE note.type WHEN 'pre_payment' THEN note.amount ELSE 0 END)
        ) AS amount
    FROM oltp.credit_notes AS note
    WHERE note.row_state = 'present' AND note.status = 'issued'
    GROUP BY note.invoice_id
)

SELECT
    whole.currency,
    whole.pre_payment_credit_notes_amount::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[whole.id] || coalesce(notes.ids, '{}') AS ids,
    coalesce(notes.amount, 0) AS expected
FROM oltp.invoices AS whole
LEFT JOIN notes ON whole.id = notes.invoice_id
WHERE whole.row_state = 'present' AND whole.status <> 'draft' AND whole.pre_payment_credit_notes_amount IS NOT NULL;

CREATE VIEW oltp.money_invoice_subtotal AS
WITH lines AS (
    SELECT
        line.invoice_id,
        sum(line.amount) AS amount
    FROM oltp.invoice_line_items AS line
    WHERE line.row_state = 'present'
    GROUP BY line.invoice_id
),

own_discounts AS (
    SELECT
        line.invoice_id,
        sum((taken.discount -> 'amount')::numeric) AS amount
    FROM oltp.invoice_line_items AS line
    INNER JOIN oltp.invoices AS whole ON line.invoice_id = whole.id
    CROSS JOIN jsonb_path_query(line.discount_amounts, '$[*] ? (@.amount.type() == "number")') AS taken (discount)
    WHERE
        line.row_state = 'present'
        AND NOT coalesce(whole.discounts, '[]') @> jsonb_build_array(taken.discount -> 'discount')
        AND NOT coalesce(whole.discounts, '[]')
        @> jsonb_build_array(jsonb_build_object('id', taken.discount -> 'discount'))
    GROUP BY line.invoice_id
)

SELECT
    whole.currency,
    whole.subtotal::numeric AS figure,
    ARRAY[whole.id] AS ids,
    CASE
        WHEN whole.subtotal = coalesce(lines.amount, 0) THEN whole.subtotal
        ELSE coalesce(lines.amount, 0) - coalesce(own_discounts.amount, 0)
    END AS expected,
    whole.lines_complete IS NOT TRUE AS is_pending
FROM oltp.invoices AS whole
LEFT JOIN lines ON whole.id = lines.invoice_id
LEFT JOIN own_discounts ON whole.id = own_discounts.invoice_id
WHERE whole.row_state = 'present';

CREATE VIEW oltp.money_invoice_total AS
WITH lines AS (
    SELECT
        line.invoice_id,
        sum(line.amount) AS amount
    FROM oltp.invoice_line_items AS line
    WHERE line.row_state = 'present'
    GROUP BY line.invoice_id
),

discounts AS (
    SELECT
        whole.id,
        sum(taken.amount::numeric) AS amount
    FROM oltp.invoices AS whole
    CROSS JOIN
        jsonb_path_query(
            whole.total_discount_amounts, '$[*].amount ? (@.type() == "number")'
        ) AS taken (amount)
    GROUP BY whole.id
),

credits AS (
    SELECT
        whole.id,
        sum(given.amount::numeric) AS amount
    FROM oltp.invoices AS whole
    CROSS JOIN
        jsonb_path_query(
            whole.total_pretax_credit_amounts,
            '$[*] ? (@.type == "credit_balance_transaction").amount ? (@.type() == "number")'
        ) AS given (amount)
    GROUP BY whole.id
),

taxes AS (
    SELECT
        whole.id,
        sum(tax.amount::numeric) AS amount
    FROM oltp.invoices AS whole
    CROSS JOIN
        jsonb_path_query(
            whole.total_taxes, '$[*] ? (@.tax_behavior == "exclusive").amount ? (@.type() == "number")'
        ) AS tax (amount)
    GROUP BY whole.id
)

SELECT
    whole.currency,
    whole.total::numeric AS figure,
    ARRAY[whole.id] AS ids,
    coalesce(lines.amount, 0) + coalesce(whole.amount_shipping, 0)
    - coalesce(discounts.amount, 0) - coalesce(credits.amount, 0)
    + coalesce(taxes.amount, 0) AS expected,
    whole.lines_complete IS NOT TRUE
    OR (whole.total_discount_amounts IS NULL AND whole.discount IS NOT NULL)
    OR (whole.total_taxes IS NULL AND coalesce(whole.tax, 0) <> 0) AS is_pending
FROM oltp.invoices AS whole
LEFT JOIN lines ON whole.id = lines.invoice_id
LEFT JOIN discounts ON whole.id = discounts.id
LEFT JOIN credits ON whole.id = credits.id
LEFT JOIN taxes ON whole.id = taxes.id
WHERE whole.row_state = 'present';

CREATE VIEW oltp.money_journal_day AS
SELECT
    posting.currency,
    FALSE AS is_pending,
    ARRAY[posting.day::text] AS ids,
    sum(posting.debit) AS figure,
    sum(posting.credit) AS expected
FROM oltp.journal AS posting
GROUP BY posting.day, posting.currency;

CREATE VIEW oltp.money_journal_transaction AS
SELECT
    posting.currency,
    FALSE AS is_pending,
    ARRAY[posting.balance_transaction_id] AS ids,
    sum(posting.debit) AS figure,
    sum(posting.credit) AS expected
FROM oltp.journal AS posting
GROUP BY posting.balance_transaction_id, posting.currency;

CREATE VIEW oltp.money_payout_amount AS
WITH members AS (
    SELECT
        member.payout_id,
        sum(entry.net) AS net,
        bool_or(entry.row_state <> 'present') AS is_pending
    FROM oltp.payout_balance_transactions AS member
    INNER JOIN oltp.payouts AS whole ON member.payout_id = whole.id
    INNER JOIN oltp.balance_transactions AS entry ON member.balance_transaction_id = entry.id
    WHERE member.row_state = 'present' AND entry.id IS DISTINCT FROM whole.balance_transaction_id
    GROUP BY member.payout_id
)

SELECT
    whole.currency,
    whole.amount::numeric AS figure,
    ARRAY[whole.id] AS ids,
    coalesce(members.net, 0) AS expected,
    whole.balance_transactions_complete IS NOT TRUE
    OR whole.reconciliation_status <> 'completed'
    OR coalesce(members.is_pending, FALSE) AS is_pending
FROM oltp.payouts AS whole
LEFT JOIN members ON whole.id = members.payout_id
WHERE whole.row_state = 'present' AND whole.automatic;

CREATE VIEW oltp.money_payout_once AS
SELECT
    entry.currency,
    FALSE AS is_pending,
    1::numeric AS expected,
    ARRAY[entry.id] || array_agg(member.payout_id ORDER BY member.payout_id) AS ids,
    count(*)::numeric AS figure
FROM oltp.payout_balance_transactions AS member
INNER JOIN oltp.balance_transactions AS entry ON member.balance_transaction_id = entry.id
WHERE member.row_state = 'present'
GROUP BY entry.id, entry.currency;

CREATE VIEW oltp.money_transaction_amount AS
WITH sources AS (
    SELECT
        entry.id,
        entry.source_id,
        entry.currency,
        entry.amount::numeric,
        entry.exchange_rate AS rate,
        paid.currency AS source_currency,
        coalesce(paid.amount_captured, paid.amount)::numeric AS source_amount,
        paid.row_state <> 'present' AS is_pending
    FROM oltp.balance_transactions AS entry
    INNER JOIN oltp.charges AS paid ON entry.charge_id = paid.id
    WHERE entry.row_state = 'present' AND entry.type IN ('charge', 'payment')
    UNION ALL
    SELECT
        entry.id,
        entry.source_id,
        entry.currency,
        entry.amount::numeric,
        entry.exchange_rate AS rate,
        back.currency AS source_currency,
        CASE entry.type WHEN 'refund_failure' THEN back.amount ELSE -back.amount END::numeric AS source_amount,
        back.row_state <> 'present' AS is_pending
    FROM oltp.balance_transactions AS entry
    INNER JOIN oltp.refunds AS back ON entry.refund_id = back.id
    WHERE entry.row_state = 'present' AND entry.type IN ('refund', 'payment_refund', 'refund_failure')
    UNION ALL
    SELECT
        entry.id,
        entry.source_id,
        entry.currency,
        entry.amount::numeric,
        entry.exchange_rate AS rate,
        claim.currency AS source_currency,
        sign(entry.amount)::numeric * claim.amount AS source_amount,
        claim.row_state <> 'present' AS is_pending
    FROM oltp.balance_transactions AS entry
    INNER JOIN oltp.disputes AS claim ON entry.dispute_id = claim.id
    WHERE entry.row_state = 'present' AND entry.type = 'adjustment'
),

converted AS (
    SELECT
        sources.*,
        sources.source_amount * coalesce(sources.rate, 1) AS exact,
        CASE
            WHEN sources.rate > 0
                THEN abs(sources.source_amount) / 10.0 ^ greatest(scale(sources.rate), 5 - floor(log(sources.rate))) / 2
            ELSE 0
        END AS unwritten
    FROM sources
    WHERE sources.is_pending OR sources.rate IS NOT NULL OR sources.source_currency = sources.currency
)

SELECT
    converted.currency,
    converted.amount AS figure,
    converted.is_pending,
    ARRAY[converted.id, converted.source_id] AS ids,
    CASE
        WHEN abs(converted.amount - converted.exact) <= 0.5 + converted.unwritten THEN converted.amount
        ELSE round(converted.exact)
    END AS expected
FROM converted;

CREATE VIEW oltp.money_transaction_fee AS
WITH details AS (
    SELECT
        part.balance_transaction_id,
        sum(part.amount) AS amount
    FROM oltp.balance_transaction_fees AS part
    WHERE part.row_state = 'present'
    GROUP BY part.balance_transaction_id
)

SELECT
    entry.currency,
    entry.fee::numeric AS figure,
    ARRAY[entry.id] AS ids,
    coalesce(details.amount, 0) AS expected,
    entry.fee_details_complete IS NOT TRUE AS is_pending
FROM oltp.balance_transactions AS entry
LEFT JOIN details ON entry.id = details.balance_transaction_id
WHERE entry.row_state = 'present';

CREATE VIEW oltp.money_transaction_net AS
SELECT
    entry.currency,
    entry.net::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[entry.id] AS ids,
    entry.amount::numeric - entry.fee AS expected
FROM oltp.balance_transactions AS entry
WHERE entry.row_state = 'present';

CREATE VIEW oltp.money_transaction_payout AS
SELECT
    entry.currency,
    entry.amount::numeric AS figure,
    ARRAY[entry.id, whole.id] AS ids,
    CASE entry.type WHEN 'payout' THEN -whole.amount::numeric ELSE whole.amount END AS expected,
    whole.row_state <> 'present' AS is_pending
FROM oltp.balance_transactions AS entry
INNER JOIN oltp.payouts AS whole ON entry.source_id = whole.id
WHERE
    entry.row_state = 'present'
    AND entry.type IN ('payout', 'payout_failure', 'payout_cancel')
    AND (whole.currency = entry.currency OR whole.row_state <> 'present');
