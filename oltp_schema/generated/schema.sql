-- Written by make schema from a migrated database; compared with the models in tests.

CREATE TABLE history.coupons (
    id text COLLATE "C" NOT NULL,
    amount_off bigint,
    applies_to_products jsonb,
    created timestamp with time zone,
    currency text,
    currency_options jsonb,
    deleted_observed_at timestamp with time zone,
    duration text,
    duration_in_months bigint,
    exact boolean NOT NULL,
    livemode boolean,
    max_redemptions bigint,
    metadata jsonb,
    name text,
    observed_at timestamp with time zone,
    percent_off numeric(38,12),
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    redeem_by timestamp with time zone,
    row_state text,
    source text NOT NULL,
    times_redeemed bigint,
    transform_version smallint,
    valid boolean,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_coupons PRIMARY KEY (id, version),
    CONSTRAINT ck_coupons_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

CREATE TABLE history.customers (
    id text COLLATE "C" NOT NULL,
    address jsonb,
    address_city text,
    address_country text,
    address_line1 text,
    address_postal_code text,
    address_state text,
    balance bigint,
    business_name text,
    cash_balance jsonb,
    created timestamp with time zone,
    currency text,
    customer_account_id text COLLATE "C",
    default_source_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    delinquent boolean,
    description text,
    discount jsonb,
    discount_coupon_id text COLLATE "C",
    discount_id text COLLATE "C",
    email text,
    exact boolean NOT NULL,
    individual_name text,
    invoice_credit_balance jsonb,
    invoice_prefix text,
    invoice_settings jsonb,
    invoice_settings_default_payment_method_id text COLLATE "C",
    livemode boolean,
    metadata jsonb,
    name text,
    next_invoice_sequence bigint,
    observed_at timestamp with time zone,
    phone text,
    preferred_locales jsonb,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text,
    shipping jsonb,
    shipping_address_country text,
    shipping_name text,
    source text NOT NULL,
    tax jsonb,
    tax_automatic_tax text,
    tax_exempt text,
    tax_ip_address text,
    tax_location_country text,
    test_clock_id text COLLATE "C",
    transform_version smallint,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id, version),
    CONSTRAINT ck_customers_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

CREATE TABLE history.disputes (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    balance_transactions jsonb,
    charge_id text COLLATE "C",
    created timestamp with time zone,
    currency text,
    deleted_observed_at timestamp with time zone,
    enhanced_eligibility_types jsonb,
    evidence jsonb,
    evidence_details jsonb,
    evidence_details_due_by timestamp with time zone,
    evidence_details_has_evidence boolean,
    evidence_details_past_due boolean,
    evidence_details_submission_count bigint,
    evidence_details_submission_method text,
    exact boolean NOT NULL,
    intended_submission_method text,
    is_charge_refundable boolean,
    livemode boolean,
    metadata jsonb,
    network_reason_code text,
    observed_at timestamp with time zone,
    payment_intent_id text COLLATE "C",
    payment_method_details jsonb,
    payment_method_details_card_brand text,
    payment_method_details_card_case_type text,
    payment_method_details_card_network_reason_code text,
    payment_method_details_type text,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    reason text,
    row_state text,
    source text NOT NULL,
    status text,
    transform_version smallint,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_disputes PRIMARY KEY (id, version),
    CONSTRAINT ck_disputes_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

CREATE TABLE history.invoices (
    id text COLLATE "C" NOT NULL,
    account_country text,
    account_name text,
    account_tax_ids jsonb,
    amount_due bigint,
    amount_overpaid bigint,
    amount_paid bigint,
    amount_paid_off_stripe bigint,
    amount_remaining bigint,
    amount_shipping bigint,
    application_fee_amount bigint,
    application_id text COLLATE "C",
    attempt_count bigint,
    attempted boolean,
    auto_advance boolean,
    automatic_tax jsonb,
    automatic_tax_enabled boolean,
    automatic_tax_provider text,
    automatic_tax_status text,
    automatically_finalizes_at timestamp with time zone,
    billing_reason text,
    charge_id text COLLATE "C",
    collection_method text,
    created timestamp with time zone,
    currency text,
    custom_fields jsonb,
    customer_account_id text COLLATE "C",
    customer_address jsonb,
    customer_address_country text,
    customer_address_postal_code text,
    customer_address_state text,
    customer_email text,
    customer_id text COLLATE "C",
    customer_name text,
    customer_phone text,
    customer_shipping jsonb,
    customer_tax_exempt text,
    customer_tax_ids jsonb,
    default_payment_method_id text COLLATE "C",
    default_source_id text COLLATE "C",
    default_tax_rates jsonb,
    deleted_observed_at timestamp with time zone,
    description text,
    discount jsonb,
    discount_coupon_id text COLLATE "C",
    discount_id text COLLATE "C",
    discounts jsonb,
    due_date timestamp with time zone,
    effective_at timestamp with time zone,
    ending_balance bigint,
    exact boolean NOT NULL,
    footer text,
    from_invoice_action text,
    from_invoice_invoice_id text COLLATE "C",
    hosted_invoice_url text,
    invoice_pdf text,
    issuer_account_id text COLLATE "C",
    issuer_type text,
    last_finalization_error jsonb,
    last_finalization_error_code text,
    latest_revision_id text COLLATE "C",
    lines_complete boolean,
    livemode boolean,
    metadata jsonb,
    next_payment_attempt timestamp with time zone,
    number text,
    observed_at timestamp with time zone,
    on_behalf_of_id text COLLATE "C",
    paid boolean,
    paid_out_of_band boolean,
    parent_type text,
    payment_intent_id text COLLATE "C",
    payment_settings jsonb,
    period_end timestamp with time zone,
    period_start timestamp with time zone,
    post_payment_credit_notes_amount bigint,
    pre_payment_credit_notes_amount bigint,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    quote_id text COLLATE "C",
    receipt_number text,
    rendering jsonb,
    row_state text,
    shipping_cost jsonb,
    shipping_details jsonb,
    source text NOT NULL,
    starting_balance bigint,
    statement_descriptor text,
    status text,
    status_details_uncollectible_reason text,
    status_transitions_finalized_at timestamp with time zone,
    status_transitions_marked_uncollectible_at timestamp with time zone,
    status_transitions_paid_at timestamp with time zone,
    status_transitions_voided_at timestamp with time zone,
    subscription_details_metadata jsonb,
    subscription_id text COLLATE "C",
    subscription_proration_date timestamp with time zone,
    subtotal bigint,
    subtotal_excluding_tax bigint,
    tax bigint,
    tax_percent numeric(38,12),
    test_clock_id text COLLATE "C",
    threshold_reason jsonb,
    total bigint,
    total_excluding_tax bigint,
    total_pretax_credit_amounts jsonb,
    transfer_data_amount bigint,
    transfer_data_destination_id text COLLATE "C",
    transform_version smallint,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    version integer NOT NULL,
    webhooks_delivered_at timestamp with time zone,
    CONSTRAINT pk_invoices PRIMARY KEY (id, version),
    CONSTRAINT ck_invoices_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

CREATE TABLE history.payouts (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    application_fee_amount bigint,
    application_fee_id text COLLATE "C",
    arrival_date timestamp with time zone,
    automatic boolean,
    balance_transaction_id text COLLATE "C",
    balance_transactions_complete boolean,
    created timestamp with time zone,
    currency text,
    deleted_observed_at timestamp with time zone,
    description text,
    destination_id text COLLATE "C",
    exact boolean NOT NULL,
    failure_balance_transaction_id text COLLATE "C",
    failure_code text,
    failure_message text,
    livemode boolean,
    metadata jsonb,
    method text,
    observed_at timestamp with time zone,
    original_payout_id text COLLATE "C",
    payout_method_id text COLLATE "C",
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    reconciliation_status text,
    reversed_by_id text COLLATE "C",
    row_state text,
    source text NOT NULL,
    source_type text,
    statement_descriptor text,
    status text,
    trace_id_status text,
    trace_id_value text,
    transform_version smallint,
    type text,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_payouts PRIMARY KEY (id, version),
    CONSTRAINT ck_payouts_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

CREATE TABLE history.prices (
    id text COLLATE "C" NOT NULL,
    active boolean,
    billing_scheme text,
    created timestamp with time zone,
    currency text,
    currency_options jsonb,
    custom_unit_amount jsonb,
    deleted_observed_at timestamp with time zone,
    exact boolean NOT NULL,
    livemode boolean,
    lookup_key text,
    metadata jsonb,
    nickname text,
    observed_at timestamp with time zone,
    product_id text COLLATE "C",
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    recurring_aggregate_usage text,
    recurring_interval text,
    recurring_interval_count bigint,
    recurring_meter_id text COLLATE "C",
    recurring_trial_period_days bigint,
    recurring_usage_type text,
    row_state text,
    source text NOT NULL,
    tax_behavior text,
    tiers jsonb,
    tiers_mode text,
    transform_quantity_divide_by bigint,
    transform_quantity_round text,
    transform_version smallint,
    type text,
    unit_amount bigint,
    unit_amount_decimal numeric(38,12),
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_prices PRIMARY KEY (id, version),
    CONSTRAINT ck_prices_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

CREATE TABLE history.products (
    id text COLLATE "C" NOT NULL,
    active boolean,
    created timestamp with time zone,
    default_price_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    description text,
    exact boolean NOT NULL,
    images jsonb,
    livemode boolean,
    marketing_features jsonb,
    metadata jsonb,
    name text,
    observed_at timestamp with time zone,
    package_dimensions jsonb,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text,
    shippable boolean,
    source text NOT NULL,
    statement_descriptor text,
    tax_code_id text COLLATE "C",
    tax_details_performance_location text,
    transform_version smallint,
    type text,
    unit_label text,
    updated timestamp with time zone,
    url text,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_products PRIMARY KEY (id, version),
    CONSTRAINT ck_products_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

CREATE TABLE history.subscription_items (
    id text COLLATE "C" NOT NULL,
    billed_until timestamp with time zone,
    billing_thresholds_usage_gte bigint,
    created timestamp with time zone,
    current_period_end timestamp with time zone,
    current_period_start timestamp with time zone,
    current_trial_end_date timestamp with time zone,
    current_trial_start_date timestamp with time zone,
    current_trial_trial_offer_id text COLLATE "C",
    discounts jsonb,
    exact boolean NOT NULL,
    metadata jsonb,
    price_id text COLLATE "C",
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    quantity bigint,
    row_state text,
    source text NOT NULL,
    subscription_id text COLLATE "C",
    tax_rates jsonb,
    transform_version smallint,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_subscription_items PRIMARY KEY (id, version),
    CONSTRAINT ck_subscription_items_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);
CREATE INDEX ix_subscription_items_history_subscription_id ON history.subscription_items USING btree (subscription_id);

CREATE TABLE history.subscription_schedules (
    id text COLLATE "C" NOT NULL,
    application_id text COLLATE "C",
    billing_mode jsonb,
    billing_mode_type text,
    billing_thresholds_amount_gte bigint,
    billing_thresholds_reset_billing_cycle_anchor boolean,
    canceled_at timestamp with time zone,
    collection_method text,
    completed_at timestamp with time zone,
    created timestamp with time zone,
    current_phase_end_date timestamp with time zone,
    current_phase_start_date timestamp with time zone,
    customer_account_id text COLLATE "C",
    customer_id text COLLATE "C",
    default_payment_method_id text COLLATE "C",
    default_settings jsonb,
    default_source_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    end_behavior text,
    exact boolean NOT NULL,
    invoice_settings_days_until_due bigint,
    livemode boolean,
    metadata jsonb,
    observed_at timestamp with time zone,
    pause_schedules jsonb,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    released_at timestamp with time zone,
    released_subscription_id text COLLATE "C",
    renewal_interval_interval text,
    renewal_interval_length bigint,
    revision text,
    row_state text,
    source text NOT NULL,
    status text,
    subscription_id text COLLATE "C",
    test_clock_id text COLLATE "C",
    transform_version smallint,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_subscription_schedules PRIMARY KEY (id, version),
    CONSTRAINT ck_subscription_schedules_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

CREATE TABLE history.subscriptions (
    id text COLLATE "C" NOT NULL,
    application_fee_percent numeric(38,12),
    application_id text COLLATE "C",
    automatic_tax jsonb,
    automatic_tax_enabled boolean,
    billing_cycle_anchor timestamp with time zone,
    billing_cycle_anchor_config jsonb,
    billing_mode jsonb,
    billing_mode_type text,
    billing_schedules jsonb,
    billing_thresholds_amount_gte bigint,
    billing_thresholds_reset_billing_cycle_anchor boolean,
    cancel_at timestamp with time zone,
    cancel_at_period_end boolean,
    canceled_at timestamp with time zone,
    cancellation_details_comment text,
    cancellation_details_feedback text,
    cancellation_details_reason text,
    collection_method text,
    created timestamp with time zone,
    currency text,
    current_period_end timestamp with time zone,
    current_period_start timestamp with time zone,
    customer_account_id text COLLATE "C",
    customer_id text COLLATE "C",
    days_until_due bigint,
    default_payment_method_id text COLLATE "C",
    default_source_id text COLLATE "C",
    default_tax_rates jsonb,
    deleted_observed_at timestamp with time zone,
    description text,
    discount jsonb,
    discount_coupon_id text COLLATE "C",
    discount_id text COLLATE "C",
    discounts jsonb,
    ended_at timestamp with time zone,
    exact boolean NOT NULL,
    invoice_settings jsonb,
    items_complete boolean,
    latest_invoice_id text COLLATE "C",
    livemode boolean,
    metadata jsonb,
    next_pending_invoice_item_invoice timestamp with time zone,
    observed_at timestamp with time zone,
    on_behalf_of_id text COLLATE "C",
    pause_collection_behavior text,
    pause_collection_resumes_at timestamp with time zone,
    payment_settings jsonb,
    pending_invoice_item_interval jsonb,
    pending_setup_intent_id text COLLATE "C",
    pending_update jsonb,
    pending_update_expires_at timestamp with time zone,
    plan_id text COLLATE "C",
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    quantity bigint,
    row_state text,
    schedule_id text COLLATE "C",
    source text NOT NULL,
    start_date timestamp with time zone,
    status text,
    status_details_paused_transitioned_at timestamp with time zone,
    tax_percent numeric(38,12),
    test_clock_id text COLLATE "C",
    transfer_data_amount_percent numeric(38,12),
    transfer_data_destination_id text COLLATE "C",
    transform_version smallint,
    trial_end timestamp with time zone,
    trial_settings_end_behavior_missing_payment_method text,
    trial_start timestamp with time zone,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_subscriptions PRIMARY KEY (id, version),
    CONSTRAINT ck_subscriptions_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

CREATE TABLE meta.account (
    id text COLLATE "C",
    livemode boolean NOT NULL,
    one_row boolean NOT NULL DEFAULT true,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (one_row),
    CONSTRAINT ck_account_one_row CHECK (one_row)
);

CREATE TABLE meta.default_types (
    object text NOT NULL,
    refused_at timestamp with time zone,
    CONSTRAINT pk_default_types PRIMARY KEY (object)
);

CREATE TABLE meta.doorbell (
    id text NOT NULL,
    event_created timestamp with time zone,
    object_id text,
    object_type text,
    received_at timestamp with time zone NOT NULL DEFAULT now(),
    source text NOT NULL,
    CONSTRAINT pk_doorbell PRIMARY KEY (id),
    CONSTRAINT ck_doorbell_source_known CHECK (source = ANY (ARRAY['webhook'::text, 'thin'::text, 'eventbridge'::text, 'eventgrid'::text]))
);

CREATE TABLE meta.event_gaps (
    in_history boolean NOT NULL DEFAULT false,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    CONSTRAINT pk_event_gaps PRIMARY KEY (since)
);

CREATE TABLE meta.event_kinds (
    by_both bigint NOT NULL,
    by_snapshots bigint NOT NULL,
    by_thin_events bigint NOT NULL,
    kind text NOT NULL,
    missed_at timestamp with time zone,
    CONSTRAINT pk_event_kinds PRIMARY KEY (kind)
);

CREATE TABLE meta.freshness (
    hour timestamp with time zone NOT NULL,
    landed bigint NOT NULL,
    object text NOT NULL,
    promoted bigint NOT NULL,
    seconds double precision NOT NULL,
    CONSTRAINT pk_freshness PRIMARY KEY (hour, object, seconds)
);

CREATE TABLE meta.heard_events (
    id text NOT NULL,
    heard_at timestamp with time zone NOT NULL,
    is_paired boolean NOT NULL DEFAULT false,
    is_thin boolean NOT NULL,
    kind text NOT NULL,
    object_id text,
    twin text,
    CONSTRAINT pk_heard_events PRIMARY KEY (id)
);

CREATE TABLE meta.in_step (
    asked_at timestamp with time zone NOT NULL,
    one_row boolean NOT NULL DEFAULT true,
    until timestamp with time zone NOT NULL,
    CONSTRAINT pk_in_step PRIMARY KEY (one_row),
    CONSTRAINT ck_in_step_one_row CHECK (one_row)
);

CREATE TABLE meta.ledger (
    deleted bigint NOT NULL,
    inserted bigint NOT NULL,
    landed bigint NOT NULL,
    loads bigint NOT NULL,
    object text NOT NULL,
    quarantined bigint NOT NULL,
    rows_in bigint NOT NULL,
    run_id bigint NOT NULL,
    seconds double precision NOT NULL,
    transform_version smallint,
    unchanged bigint NOT NULL,
    unresolved bigint NOT NULL,
    updated bigint NOT NULL,
    CONSTRAINT pk_ledger PRIMARY KEY (run_id, object),
    CONSTRAINT fk_ledger_run_id FOREIGN KEY (run_id) REFERENCES meta.runs(id)
);

CREATE TABLE meta.not_found (
    id text COLLATE "C" NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    object text NOT NULL,
    times bigint NOT NULL,
    CONSTRAINT pk_not_found PRIMARY KEY (object, id)
);

CREATE TABLE meta.pending_loads (
    later boolean NOT NULL DEFAULT false,
    load_id text NOT NULL,
    object text NOT NULL,
    CONSTRAINT pk_pending_loads PRIMARY KEY (object, load_id)
);

CREATE TABLE meta.personal_columns (
    one_row boolean NOT NULL DEFAULT true,
    salt bytea NOT NULL,
    treatment text NOT NULL,
    CONSTRAINT pk_personal_columns PRIMARY KEY (one_row),
    CONSTRAINT ck_personal_columns_one_row CHECK (one_row),
    CONSTRAINT ck_personal_columns_treatment_known CHECK (treatment = ANY (ARRAY['keep'::text, 'hash'::text, 'omit'::text]))
);

CREATE TABLE meta.promoted_versions (
    object text NOT NULL,
    run_id bigint NOT NULL,
    transform_version smallint NOT NULL,
    CONSTRAINT pk_promoted_versions PRIMARY KEY (object)
);

CREATE TABLE meta.quarantine (
    id text COLLATE "C" NOT NULL,
    column_name text,
    constraint_name text,
    contested text[],
    field text,
    first_run_id bigint NOT NULL,
    last_run_id bigint NOT NULL,
    load_id text NOT NULL,
    message text NOT NULL,
    object text NOT NULL,
    observed_at timestamp with time zone NOT NULL,
    quarantined_at timestamp with time zone NOT NULL,
    raw_id text NOT NULL,
    schema_revision text NOT NULL,
    sqlstate text NOT NULL,
    transform_version smallint NOT NULL,
    CONSTRAINT pk_quarantine PRIMARY KEY (object, id),
    CONSTRAINT ck_quarantine_sqlstate_form CHECK (sqlstate ~ '^[0-9A-Z]{5}$'::text)
);

CREATE TABLE meta.refetch_queue (
    id text COLLATE "C" NOT NULL,
    api_version text,
    asked_at timestamp with time zone,
    deletion bytea,
    events bytea,
    object text NOT NULL,
    times bigint NOT NULL DEFAULT '0'::bigint,
    told_at timestamp with time zone,
    CONSTRAINT pk_refetch_queue PRIMARY KEY (object, id)
);

CREATE TABLE meta.refused_expansions (
    field text NOT NULL,
    object text NOT NULL,
    refused_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_refused_expansions PRIMARY KEY (object, field)
);

CREATE TABLE meta.removed_rows (
    id text COLLATE "C" NOT NULL,
    removed_at timestamp with time zone NOT NULL,
    table_name text NOT NULL,
    CONSTRAINT pk_removed_rows PRIMARY KEY (table_name, id)
);
CREATE INDEX ix_removed_rows_removed_at ON meta.removed_rows USING btree (removed_at);

CREATE TABLE meta.runs (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    command text NOT NULL,
    finished_at timestamp with time zone,
    message text,
    outcome text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_runs PRIMARY KEY (id),
    CONSTRAINT ck_runs_outcome_known CHECK (outcome = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text, 'interrupted'::text]))
);

CREATE TABLE meta.thin_events (
    begun_at timestamp with time zone NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    one_row boolean NOT NULL DEFAULT true,
    reason text,
    since timestamp with time zone NOT NULL,
    state text NOT NULL,
    told text,
    CONSTRAINT pk_thin_events PRIMARY KEY (one_row),
    CONSTRAINT ck_thin_events_one_row CHECK (one_row),
    CONSTRAINT ck_thin_events_state_known CHECK (state = ANY (ARRAY['asked'::text, 'used'::text, 'refused'::text, 'silent'::text]))
);

CREATE TABLE meta.transforms (
    object text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    sha256 text NOT NULL,
    version smallint NOT NULL,
    CONSTRAINT pk_transforms PRIMARY KEY (object, version),
    CONSTRAINT ck_transforms_sha256_form CHECK (sha256 ~ '^[0-9a-f]{64}$'::text)
);

CREATE TABLE meta.verifications (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    agrees boolean NOT NULL,
    command text NOT NULL,
    differences bigint NOT NULL,
    documents bigint NOT NULL,
    money boolean NOT NULL,
    objects text[],
    verified_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_verifications PRIMARY KEY (id)
);

CREATE TABLE meta.watermarks (
    compared_at timestamp with time zone,
    gap_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    object text NOT NULL,
    planned_until timestamp with time zone NOT NULL,
    relisted_at timestamp with time zone,
    rows_since bigint,
    rows_turn bigint,
    CONSTRAINT pk_watermarks PRIMARY KEY (object)
);

CREATE TABLE meta.windows (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    created_before timestamp with time zone,
    created_from timestamp with time zone,
    object text NOT NULL,
    purpose text NOT NULL,
    starting_after text COLLATE "C",
    view text NOT NULL,
    CONSTRAINT pk_windows PRIMARY KEY (id),
    CONSTRAINT ck_windows_not_empty CHECK (created_from < created_before),
    CONSTRAINT ck_windows_purpose_known CHECK (purpose = ANY (ARRAY['changes'::text, 'new'::text, 'whole'::text]))
);

CREATE TABLE oltp.accounts (
    id text COLLATE "C" NOT NULL,
    business_profile_mcc text,
    business_profile_name text,
    business_profile_product_description text,
    business_profile_support_address jsonb,
    business_profile_support_email text,
    business_profile_support_phone text,
    business_profile_support_url text,
    business_profile_url text,
    business_type text,
    capabilities jsonb,
    charges_enabled boolean,
    controller_type text,
    country text,
    created timestamp with time zone,
    default_currency text,
    deleted_observed_at timestamp with time zone,
    details_submitted boolean,
    email text,
    metadata jsonb,
    observed_at timestamp with time zone,
    payouts_enabled boolean,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text NOT NULL,
    settings jsonb,
    settings_dashboard_display_name text,
    settings_dashboard_timezone text,
    settings_payments_statement_descriptor text,
    transform_version smallint,
    type text,
    CONSTRAINT pk_accounts PRIMARY KEY (id),
    CONSTRAINT ck_accounts_default_currency_form CHECK (default_currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_accounts_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_accounts_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_accounts_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_accounts_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_accounts_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(accounts.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_accounts_promoted_at ON oltp.accounts USING brin (promoted_at);
CREATE INDEX ix_accounts_unresolved ON oltp.accounts USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.balance_transaction_fees (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    application_id text COLLATE "C",
    balance_transaction_id text COLLATE "C",
    currency text,
    description text,
    "position" bigint,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text NOT NULL,
    transform_version smallint,
    type text,
    CONSTRAINT pk_balance_transaction_fees PRIMARY KEY (id),
    CONSTRAINT fk_balance_transaction_fees_balance_transaction_id FOREIGN KEY (balance_transaction_id) REFERENCES oltp.balance_transactions(id),
    CONSTRAINT ck_balance_transaction_fees_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_balance_transaction_id_required CHECK (row_state <> 'present'::text OR balance_transaction_id IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_balance_transaction_fees_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_id_is_place CHECK (row_state <> 'present'::text OR id = ((balance_transaction_id || '.'::text) || "position")),
    CONSTRAINT ck_balance_transaction_fees_position_required CHECK (row_state <> 'present'::text OR "position" IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'unresolved'::text])),
    CONSTRAINT ck_balance_transaction_fees_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_type_required CHECK (row_state <> 'present'::text OR type IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(balance_transaction_fees.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_balance_transaction_fees_balance_transaction_id ON oltp.balance_transaction_fees USING btree (balance_transaction_id);
CREATE INDEX ix_balance_transaction_fees_promoted_at ON oltp.balance_transaction_fees USING brin (promoted_at);
CREATE INDEX ix_balance_transaction_fees_unresolved ON oltp.balance_transaction_fees USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.balance_transactions (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    available_on timestamp with time zone,
    balance_type text,
    charge_id text COLLATE "C",
    created timestamp with time zone,
    currency text,
    deleted_observed_at timestamp with time zone,
    description text,
    dispute_id text COLLATE "C",
    exchange_rate numeric(38,12),
    fee bigint,
    net bigint,
    observed_at timestamp with time zone,
    payout_id text COLLATE "C",
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    refund_id text COLLATE "C",
    reporting_category text,
    row_state text NOT NULL,
    source_id text COLLATE "C",
    source_type text,
    status text,
    transform_version smallint,
    type text,
    CONSTRAINT pk_balance_transactions PRIMARY KEY (id),
    CONSTRAINT fk_balance_transactions_charge_id FOREIGN KEY (charge_id) REFERENCES oltp.charges(id),
    CONSTRAINT fk_balance_transactions_dispute_id FOREIGN KEY (dispute_id) REFERENCES oltp.disputes(id),
    CONSTRAINT fk_balance_transactions_payout_id FOREIGN KEY (payout_id) REFERENCES oltp.payouts(id),
    CONSTRAINT fk_balance_transactions_refund_id FOREIGN KEY (refund_id) REFERENCES oltp.refunds(id),
    CONSTRAINT ck_balance_transactions_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_balance_transactions_available_on_required CHECK (row_state <> 'present'::text OR available_on IS NOT NULL),
    CONSTRAINT ck_balance_transactions_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_balance_transactions_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_balance_transactions_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_balance_transactions_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_balance_transactions_fee_required CHECK (row_state <> 'present'::text OR fee IS NOT NULL),
    CONSTRAINT ck_balance_transactions_net_is_amount_less_fee CHECK (net::numeric = (amount::numeric - fee::numeric)),
    CONSTRAINT ck_balance_transactions_net_required CHECK (row_state <> 'present'::text OR net IS NOT NULL),
    CONSTRAINT ck_balance_transactions_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_balance_transactions_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_balance_transactions_source_by_kind CHECK (NOT charge_id IS DISTINCT FROM
CASE
    WHEN source_type = 'charge'::text THEN source_id
    ELSE NULL::text
END AND NOT dispute_id IS DISTINCT FROM
CASE
    WHEN source_type = 'dispute'::text THEN source_id
    ELSE NULL::text
END AND NOT payout_id IS DISTINCT FROM
CASE
    WHEN source_type = 'payout'::text THEN source_id
    ELSE NULL::text
END AND NOT refund_id IS DISTINCT FROM
CASE
    WHEN source_type = 'refund'::text THEN source_id
    ELSE NULL::text
END),
    CONSTRAINT ck_balance_transactions_status_required CHECK (row_state <> 'present'::text OR status IS NOT NULL),
    CONSTRAINT ck_balance_transactions_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_balance_transactions_type_required CHECK (row_state <> 'present'::text OR type IS NOT NULL),
    CONSTRAINT ck_balance_transactions_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(balance_transactions.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_balance_transactions_charge_id ON oltp.balance_transactions USING btree (charge_id);
CREATE INDEX ix_balance_transactions_created ON oltp.balance_transactions USING btree (created);
CREATE INDEX ix_balance_transactions_dispute_id ON oltp.balance_transactions USING btree (dispute_id);
CREATE INDEX ix_balance_transactions_payout_id ON oltp.balance_transactions USING btree (payout_id);
CREATE INDEX ix_balance_transactions_pending ON oltp.balance_transactions USING btree (available_on) WHERE (status = 'pending'::text);
CREATE INDEX ix_balance_transactions_promoted_at ON oltp.balance_transactions USING brin (promoted_at);
CREATE INDEX ix_balance_transactions_refund_id ON oltp.balance_transactions USING btree (refund_id);
CREATE INDEX ix_balance_transactions_unresolved ON oltp.balance_transactions USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.charges (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    amount_captured bigint,
    amount_refunded bigint,
    application_fee_amount bigint,
    application_fee_id text COLLATE "C",
    application_id text COLLATE "C",
    authorization_code text,
    balance_transaction_id text COLLATE "C",
    billing_details jsonb,
    billing_details_address_country text,
    billing_details_address_postal_code text,
    billing_details_email text,
    billing_details_name text,
    calculated_statement_descriptor text,
    captured boolean,
    created timestamp with time zone,
    currency text,
    customer_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    description text,
    dispute_id text COLLATE "C",
    disputed boolean,
    failure_balance_transaction_id text COLLATE "C",
    failure_code text,
    failure_message text,
    fraud_details_stripe_report text,
    fraud_details_user_report text,
    invoice_id text COLLATE "C",
    level3 jsonb,
    livemode boolean,
    metadata jsonb,
    observed_at timestamp with time zone,
    on_behalf_of_id text COLLATE "C",
    outcome jsonb,
    outcome_advice_code text,
    outcome_network_advice_code text,
    outcome_network_decline_code text,
    outcome_network_status text,
    outcome_reason text,
    outcome_risk_level text,
    outcome_risk_score bigint,
    outcome_rule_id text COLLATE "C",
    outcome_seller_message text,
    outcome_type text,
    paid boolean,
    payment_intent_id text COLLATE "C",
    payment_method_details jsonb,
    payment_method_details_card_brand text,
    payment_method_details_card_country text,
    payment_method_details_card_exp_month bigint,
    payment_method_details_card_exp_year bigint,
    payment_method_details_card_fingerprint text,
    payment_method_details_card_funding text,
    payment_method_details_card_last4 text,
    payment_method_details_card_mandate_id text COLLATE "C",
    payment_method_details_card_network text,
    payment_method_details_type text,
    payment_method_id text COLLATE "C",
    presentment_details_presentment_amount bigint,
    presentment_details_presentment_currency text,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    receipt_email text,
    receipt_number text,
    receipt_url text,
    refunded boolean,
    review_id text COLLATE "C",
    row_state text NOT NULL,
    shipping jsonb,
    source_id text COLLATE "C",
    source_transfer_id text COLLATE "C",
    statement_descriptor text,
    statement_descriptor_suffix text,
    status text,
    transfer_data_amount bigint,
    transfer_data_destination_id text COLLATE "C",
    transfer_group text,
    transfer_id text COLLATE "C",
    transform_version smallint,
    CONSTRAINT pk_charges PRIMARY KEY (id),
    CONSTRAINT fk_charges_balance_transaction_id FOREIGN KEY (balance_transaction_id) REFERENCES oltp.balance_transactions(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_charges_customer_id FOREIGN KEY (customer_id) REFERENCES oltp.customers(id),
    CONSTRAINT fk_charges_dispute_id FOREIGN KEY (dispute_id) REFERENCES oltp.disputes(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_charges_failure_balance_transaction_id FOREIGN KEY (failure_balance_transaction_id) REFERENCES oltp.balance_transactions(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_charges_invoice_id FOREIGN KEY (invoice_id) REFERENCES oltp.invoices(id),
    CONSTRAINT fk_charges_payment_intent_id FOREIGN KEY (payment_intent_id) REFERENCES oltp.payment_intents(id),
    CONSTRAINT fk_charges_payment_method_id FOREIGN KEY (payment_method_id) REFERENCES oltp.payment_methods(id),
    CONSTRAINT ck_charges_amount_captured_not_negative CHECK (amount_captured >= 0),
    CONSTRAINT ck_charges_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT ck_charges_amount_refunded_not_above_amount CHECK (amount_refunded <= GREATEST(amount, amount_captured)),
    CONSTRAINT ck_charges_amount_refunded_not_negative CHECK (amount_refunded >= 0),
    CONSTRAINT ck_charges_amount_refunded_required CHECK (row_state <> 'present'::text OR amount_refunded IS NOT NULL),
    CONSTRAINT ck_charges_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_charges_captured_required CHECK (row_state <> 'present'::text OR captured IS NOT NULL),
    CONSTRAINT ck_charges_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_charges_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_charges_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_charges_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_charges_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_charges_metadata_required CHECK (row_state <> 'present'::text OR metadata IS NOT NULL),
    CONSTRAINT ck_charges_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_charges_paid_required CHECK (row_state <> 'present'::text OR paid IS NOT NULL),
    CONSTRAINT ck_charges_refunded_required CHECK (row_state <> 'present'::text OR refunded IS NOT NULL),
    CONSTRAINT ck_charges_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_charges_status_required CHECK (row_state <> 'present'::text OR status IS NOT NULL),
    CONSTRAINT ck_charges_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_charges_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(charges.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_charges_balance_transaction_id ON oltp.charges USING btree (balance_transaction_id);
CREATE INDEX ix_charges_created ON oltp.charges USING btree (created);
CREATE INDEX ix_charges_customer_id ON oltp.charges USING btree (customer_id);
CREATE INDEX ix_charges_dispute_id ON oltp.charges USING btree (dispute_id);
CREATE INDEX ix_charges_failure_balance_transaction_id ON oltp.charges USING btree (failure_balance_transaction_id);
CREATE INDEX ix_charges_invoice_id ON oltp.charges USING btree (invoice_id);
CREATE INDEX ix_charges_payment_intent_id ON oltp.charges USING btree (payment_intent_id);
CREATE INDEX ix_charges_payment_method_id ON oltp.charges USING btree (payment_method_id);
CREATE INDEX ix_charges_promoted_at ON oltp.charges USING brin (promoted_at);
CREATE INDEX ix_charges_unresolved ON oltp.charges USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.coupons (
    id text COLLATE "C" NOT NULL,
    amount_off bigint,
    applies_to_products jsonb,
    created timestamp with time zone,
    currency text,
    currency_options jsonb,
    deleted_observed_at timestamp with time zone,
    duration text,
    duration_in_months bigint,
    livemode boolean,
    max_redemptions bigint,
    metadata jsonb,
    name text,
    observed_at timestamp with time zone,
    percent_off numeric(38,12),
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    redeem_by timestamp with time zone,
    row_state text NOT NULL,
    times_redeemed bigint,
    transform_version smallint,
    valid boolean,
    CONSTRAINT pk_coupons PRIMARY KEY (id),
    CONSTRAINT ck_coupons_amount_off_not_negative CHECK (amount_off >= 0),
    CONSTRAINT ck_coupons_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_coupons_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_coupons_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_coupons_duration_required CHECK (row_state <> 'present'::text OR duration IS NOT NULL),
    CONSTRAINT ck_coupons_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_coupons_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_coupons_percent_off_within_0_and_100 CHECK (percent_off >= 0::numeric AND percent_off <= 100::numeric),
    CONSTRAINT ck_coupons_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_coupons_times_redeemed_not_negative CHECK (times_redeemed >= 0),
    CONSTRAINT ck_coupons_times_redeemed_required CHECK (row_state <> 'present'::text OR times_redeemed IS NOT NULL),
    CONSTRAINT ck_coupons_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_coupons_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(coupons.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb),
    CONSTRAINT ck_coupons_valid_required CHECK (row_state <> 'present'::text OR valid IS NOT NULL)
);
CREATE INDEX ix_coupons_promoted_at ON oltp.coupons USING brin (promoted_at);
CREATE INDEX ix_coupons_unresolved ON oltp.coupons USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.credit_note_line_items (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    amount_excluding_tax bigint,
    credit_note_id text COLLATE "C",
    currency text,
    description text,
    discount_amount bigint,
    discount_amounts jsonb,
    invoice_line_item_id text COLLATE "C",
    livemode boolean,
    metadata jsonb,
    pretax_credit_amounts jsonb,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    quantity bigint,
    row_state text NOT NULL,
    tax_rates jsonb,
    taxes jsonb,
    transform_version smallint,
    type text,
    unit_amount bigint,
    unit_amount_decimal numeric(38,12),
    unit_amount_excluding_tax numeric(38,12),
    CONSTRAINT pk_credit_note_line_items PRIMARY KEY (id),
    CONSTRAINT fk_credit_note_line_items_credit_note_id FOREIGN KEY (credit_note_id) REFERENCES oltp.credit_notes(id),
    CONSTRAINT fk_credit_note_line_items_invoice_line_item_id FOREIGN KEY (invoice_line_item_id) REFERENCES oltp.invoice_line_items(id),
    CONSTRAINT ck_credit_note_line_items_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_credit_note_id_required CHECK (row_state <> 'present'::text OR credit_note_id IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_credit_note_line_items_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_discount_amount_required CHECK (row_state <> 'present'::text OR discount_amount IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'unresolved'::text])),
    CONSTRAINT ck_credit_note_line_items_tax_rates_required CHECK (row_state <> 'present'::text OR tax_rates IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_type_required CHECK (row_state <> 'present'::text OR type IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(credit_note_line_items.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_credit_note_line_items_credit_note_id ON oltp.credit_note_line_items USING btree (credit_note_id);
CREATE INDEX ix_credit_note_line_items_invoice_line_item_id ON oltp.credit_note_line_items USING btree (invoice_line_item_id);
CREATE INDEX ix_credit_note_line_items_promoted_at ON oltp.credit_note_line_items USING brin (promoted_at);
CREATE INDEX ix_credit_note_line_items_unresolved ON oltp.credit_note_line_items USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.credit_note_refunds (
    id text COLLATE "C" NOT NULL,
    amount_refunded bigint,
    credit_note_id text COLLATE "C",
    currency text,
    payment_record_refund jsonb,
    "position" bigint,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    refund_id text COLLATE "C",
    row_state text NOT NULL,
    transform_version smallint,
    type text,
    CONSTRAINT pk_credit_note_refunds PRIMARY KEY (id),
    CONSTRAINT fk_credit_note_refunds_credit_note_id FOREIGN KEY (credit_note_id) REFERENCES oltp.credit_notes(id),
    CONSTRAINT fk_credit_note_refunds_refund_id FOREIGN KEY (refund_id) REFERENCES oltp.refunds(id),
    CONSTRAINT ck_credit_note_refunds_credit_note_id_required CHECK (row_state <> 'present'::text OR credit_note_id IS NOT NULL),
    CONSTRAINT ck_credit_note_refunds_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_credit_note_refunds_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_credit_note_refunds_id_is_place CHECK (row_state <> 'present'::text OR id = ((credit_note_id || '.'::text) || "position")),
    CONSTRAINT ck_credit_note_refunds_position_required CHECK (row_state <> 'present'::text OR "position" IS NOT NULL),
    CONSTRAINT ck_credit_note_refunds_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'unresolved'::text])),
    CONSTRAINT ck_credit_note_refunds_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_credit_note_refunds_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(credit_note_refunds.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_credit_note_refunds_credit_note_id ON oltp.credit_note_refunds USING btree (credit_note_id);
CREATE INDEX ix_credit_note_refunds_promoted_at ON oltp.credit_note_refunds USING brin (promoted_at);
CREATE INDEX ix_credit_note_refunds_refund_id ON oltp.credit_note_refunds USING btree (refund_id);
CREATE INDEX ix_credit_note_refunds_unresolved ON oltp.credit_note_refunds USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.credit_notes (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    amount_shipping bigint,
    created timestamp with time zone,
    currency text,
    customer_account_id text COLLATE "C",
    customer_balance_transaction_id text COLLATE "C",
    customer_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    discount_amount bigint,
    discount_amounts jsonb,
    effective_at timestamp with time zone,
    invoice_id text COLLATE "C",
    lines_complete boolean,
    livemode boolean,
    memo text,
    metadata jsonb,
    number text,
    observed_at timestamp with time zone,
    out_of_band_amount bigint,
    pdf text,
    post_payment_amount bigint,
    pre_payment_amount bigint,
    pretax_credit_amounts jsonb,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    reason text,
    refund_id text COLLATE "C",
    row_state text NOT NULL,
    shipping_cost jsonb,
    status text,
    subtotal bigint,
    subtotal_excluding_tax bigint,
    total bigint,
    total_excluding_tax bigint,
    total_taxes jsonb,
    transform_version smallint,
    type text,
    voided_at timestamp with time zone,
    CONSTRAINT pk_credit_notes PRIMARY KEY (id),
    CONSTRAINT fk_credit_notes_customer_balance_transaction_id FOREIGN KEY (customer_balance_transaction_id) REFERENCES oltp.customer_balance_transactions(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_credit_notes_customer_id FOREIGN KEY (customer_id) REFERENCES oltp.customers(id),
    CONSTRAINT fk_credit_notes_invoice_id FOREIGN KEY (invoice_id) REFERENCES oltp.invoices(id),
    CONSTRAINT fk_credit_notes_refund_id FOREIGN KEY (refund_id) REFERENCES oltp.refunds(id),
    CONSTRAINT ck_credit_notes_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_credit_notes_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_credit_notes_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_credit_notes_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_credit_notes_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_credit_notes_invoice_id_required CHECK (row_state <> 'present'::text OR invoice_id IS NOT NULL),
    CONSTRAINT ck_credit_notes_lines_complete_required CHECK (row_state <> 'present'::text OR lines_complete IS NOT NULL),
    CONSTRAINT ck_credit_notes_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_credit_notes_number_required CHECK (row_state <> 'present'::text OR number IS NOT NULL),
    CONSTRAINT ck_credit_notes_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_credit_notes_pdf_required CHECK (row_state <> 'present'::text OR pdf IS NOT NULL),
    CONSTRAINT ck_credit_notes_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_credit_notes_status_required CHECK (row_state <> 'present'::text OR status IS NOT NULL),
    CONSTRAINT ck_credit_notes_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_credit_notes_type_required CHECK (row_state <> 'present'::text OR type IS NOT NULL),
    CONSTRAINT ck_credit_notes_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(credit_notes.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_credit_notes_created ON oltp.credit_notes USING btree (created);
CREATE INDEX ix_credit_notes_customer_balance_transaction_id ON oltp.credit_notes USING btree (customer_balance_transaction_id);
CREATE INDEX ix_credit_notes_customer_id ON oltp.credit_notes USING btree (customer_id);
CREATE INDEX ix_credit_notes_invoice_id ON oltp.credit_notes USING btree (invoice_id);
CREATE INDEX ix_credit_notes_promoted_at ON oltp.credit_notes USING brin (promoted_at);
CREATE INDEX ix_credit_notes_refund_id ON oltp.credit_notes USING btree (refund_id);
CREATE INDEX ix_credit_notes_unresolved ON oltp.credit_notes USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.customer_balance_transactions (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    checkout_session_id text COLLATE "C",
    created timestamp with time zone,
    credit_note_id text COLLATE "C",
    currency text,
    customer_account_id text COLLATE "C",
    customer_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    description text,
    ending_balance bigint,
    invoice_id text COLLATE "C",
    livemode boolean,
    metadata jsonb,
    observed_at timestamp with time zone,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text NOT NULL,
    transform_version smallint,
    type text,
    CONSTRAINT pk_customer_balance_transactions PRIMARY KEY (id),
    CONSTRAINT fk_customer_balance_transactions_credit_note_id FOREIGN KEY (credit_note_id) REFERENCES oltp.credit_notes(id),
    CONSTRAINT fk_customer_balance_transactions_customer_id FOREIGN KEY (customer_id) REFERENCES oltp.customers(id),
    CONSTRAINT fk_customer_balance_transactions_invoice_id FOREIGN KEY (invoice_id) REFERENCES oltp.invoices(id),
    CONSTRAINT ck_customer_balance_transactions_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_customer_balance_transactions_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_customer_id_required CHECK (row_state <> 'present'::text OR customer_id IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_customer_balance_transactions_ending_balance_required CHECK (row_state <> 'present'::text OR ending_balance IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_customer_balance_transactions_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_type_required CHECK (row_state <> 'present'::text OR type IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(customer_balance_transactions.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_customer_balance_transactions_created ON oltp.customer_balance_transactions USING btree (created);
CREATE INDEX ix_customer_balance_transactions_credit_note_id ON oltp.customer_balance_transactions USING btree (credit_note_id);
CREATE INDEX ix_customer_balance_transactions_customer_id ON oltp.customer_balance_transactions USING btree (customer_id);
CREATE INDEX ix_customer_balance_transactions_invoice_id ON oltp.customer_balance_transactions USING btree (invoice_id);
CREATE INDEX ix_customer_balance_transactions_promoted_at ON oltp.customer_balance_transactions USING brin (promoted_at);
CREATE INDEX ix_customer_balance_transactions_unresolved ON oltp.customer_balance_transactions USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.customers (
    id text COLLATE "C" NOT NULL,
    address jsonb,
    address_city text,
    address_country text,
    address_line1 text,
    address_postal_code text,
    address_state text,
    balance bigint,
    business_name text,
    cash_balance jsonb,
    created timestamp with time zone,
    currency text,
    customer_account_id text COLLATE "C",
    default_source_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    delinquent boolean,
    description text,
    discount jsonb,
    discount_coupon_id text COLLATE "C",
    discount_id text COLLATE "C",
    email text,
    individual_name text,
    invoice_credit_balance jsonb,
    invoice_prefix text,
    invoice_settings jsonb,
    invoice_settings_default_payment_method_id text COLLATE "C",
    livemode boolean,
    metadata jsonb,
    name text,
    next_invoice_sequence bigint,
    observed_at timestamp with time zone,
    phone text,
    preferred_locales jsonb,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text NOT NULL,
    shipping jsonb,
    shipping_address_country text,
    shipping_name text,
    tax jsonb,
    tax_automatic_tax text,
    tax_exempt text,
    tax_ip_address text,
    tax_location_country text,
    test_clock_id text COLLATE "C",
    transform_version smallint,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT fk_customers_discount_coupon_id FOREIGN KEY (discount_coupon_id) REFERENCES oltp.coupons(id),
    CONSTRAINT fk_customers_invoice_settings_default_payment_method_id FOREIGN KEY (invoice_settings_default_payment_method_id) REFERENCES oltp.payment_methods(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_customers_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_customers_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_customers_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_customers_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_customers_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_customers_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_customers_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_customers_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(customers.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_customers_discount_coupon_id ON oltp.customers USING btree (discount_coupon_id);
CREATE INDEX ix_customers_invoice_settings_default_payment_method_id ON oltp.customers USING btree (invoice_settings_default_payment_method_id);
CREATE INDEX ix_customers_promoted_at ON oltp.customers USING brin (promoted_at);
CREATE INDEX ix_customers_unresolved ON oltp.customers USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.discounts (
    id text COLLATE "C" NOT NULL,
    checkout_session_id text COLLATE "C",
    coupon_id text COLLATE "C",
    customer_account_id text COLLATE "C",
    customer_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    "end" timestamp with time zone,
    invoice_id text COLLATE "C",
    invoice_item_id text COLLATE "C",
    observed_at timestamp with time zone,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    promotion_code_id text COLLATE "C",
    row_state text NOT NULL,
    source_type text,
    start timestamp with time zone,
    subscription_id text COLLATE "C",
    subscription_item_id text COLLATE "C",
    transform_version smallint,
    CONSTRAINT pk_discounts PRIMARY KEY (id),
    CONSTRAINT fk_discounts_coupon_id FOREIGN KEY (coupon_id) REFERENCES oltp.coupons(id),
    CONSTRAINT fk_discounts_customer_id FOREIGN KEY (customer_id) REFERENCES oltp.customers(id),
    CONSTRAINT fk_discounts_invoice_id FOREIGN KEY (invoice_id) REFERENCES oltp.invoices(id),
    CONSTRAINT fk_discounts_promotion_code_id FOREIGN KEY (promotion_code_id) REFERENCES oltp.promotion_codes(id),
    CONSTRAINT fk_discounts_subscription_id FOREIGN KEY (subscription_id) REFERENCES oltp.subscriptions(id),
    CONSTRAINT fk_discounts_subscription_item_id FOREIGN KEY (subscription_item_id) REFERENCES oltp.subscription_items(id),
    CONSTRAINT ck_discounts_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_discounts_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_discounts_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_discounts_start_required CHECK (row_state <> 'present'::text OR start IS NOT NULL),
    CONSTRAINT ck_discounts_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_discounts_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(discounts.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_discounts_coupon_id ON oltp.discounts USING btree (coupon_id);
CREATE INDEX ix_discounts_customer_id ON oltp.discounts USING btree (customer_id);
CREATE INDEX ix_discounts_invoice_id ON oltp.discounts USING btree (invoice_id);
CREATE INDEX ix_discounts_promoted_at ON oltp.discounts USING brin (promoted_at);
CREATE INDEX ix_discounts_promotion_code_id ON oltp.discounts USING btree (promotion_code_id);
CREATE INDEX ix_discounts_subscription_id ON oltp.discounts USING btree (subscription_id);
CREATE INDEX ix_discounts_subscription_item_id ON oltp.discounts USING btree (subscription_item_id);
CREATE INDEX ix_discounts_unresolved ON oltp.discounts USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.disputes (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    balance_transactions jsonb,
    charge_id text COLLATE "C",
    created timestamp with time zone,
    currency text,
    deleted_observed_at timestamp with time zone,
    enhanced_eligibility_types jsonb,
    evidence jsonb,
    evidence_details jsonb,
    evidence_details_due_by timestamp with time zone,
    evidence_details_has_evidence boolean,
    evidence_details_past_due boolean,
    evidence_details_submission_count bigint,
    evidence_details_submission_method text,
    intended_submission_method text,
    is_charge_refundable boolean,
    livemode boolean,
    metadata jsonb,
    network_reason_code text,
    observed_at timestamp with time zone,
    payment_intent_id text COLLATE "C",
    payment_method_details jsonb,
    payment_method_details_card_brand text,
    payment_method_details_card_case_type text,
    payment_method_details_card_network_reason_code text,
    payment_method_details_type text,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    reason text,
    row_state text NOT NULL,
    status text,
    transform_version smallint,
    CONSTRAINT pk_disputes PRIMARY KEY (id),
    CONSTRAINT fk_disputes_charge_id FOREIGN KEY (charge_id) REFERENCES oltp.charges(id),
    CONSTRAINT fk_disputes_payment_intent_id FOREIGN KEY (payment_intent_id) REFERENCES oltp.payment_intents(id),
    CONSTRAINT ck_disputes_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT ck_disputes_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_disputes_balance_transactions_required CHECK (row_state <> 'present'::text OR balance_transactions IS NOT NULL),
    CONSTRAINT ck_disputes_charge_id_required CHECK (row_state <> 'present'::text OR charge_id IS NOT NULL),
    CONSTRAINT ck_disputes_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_disputes_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_disputes_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_disputes_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_disputes_evidence_details_required CHECK (row_state <> 'present'::text OR evidence_details IS NOT NULL),
    CONSTRAINT ck_disputes_evidence_required CHECK (row_state <> 'present'::text OR evidence IS NOT NULL),
    CONSTRAINT ck_disputes_is_charge_refundable_required CHECK (row_state <> 'present'::text OR is_charge_refundable IS NOT NULL),
    CONSTRAINT ck_disputes_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_disputes_metadata_required CHECK (row_state <> 'present'::text OR metadata IS NOT NULL),
    CONSTRAINT ck_disputes_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_disputes_reason_required CHECK (row_state <> 'present'::text OR reason IS NOT NULL),
    CONSTRAINT ck_disputes_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_disputes_status_required CHECK (row_state <> 'present'::text OR status IS NOT NULL),
    CONSTRAINT ck_disputes_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_disputes_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(disputes.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_disputes_charge_id ON oltp.disputes USING btree (charge_id);
CREATE INDEX ix_disputes_created ON oltp.disputes USING btree (created);
CREATE INDEX ix_disputes_payment_intent_id ON oltp.disputes USING btree (payment_intent_id);
CREATE INDEX ix_disputes_promoted_at ON oltp.disputes USING brin (promoted_at);
CREATE INDEX ix_disputes_unresolved ON oltp.disputes USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.events (
    id text COLLATE "C" NOT NULL,
    account_id text COLLATE "C",
    api_version text,
    context text,
    created timestamp with time zone,
    deleted_observed_at timestamp with time zone,
    livemode boolean,
    object_id text COLLATE "C",
    object_type text,
    observed_at timestamp with time zone,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    request_id text COLLATE "C",
    request_idempotency_key text,
    row_state text NOT NULL,
    transform_version smallint,
    type text,
    CONSTRAINT pk_events PRIMARY KEY (id),
    CONSTRAINT ck_events_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_events_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_events_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_events_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_events_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_events_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_events_type_required CHECK (row_state <> 'present'::text OR type IS NOT NULL),
    CONSTRAINT ck_events_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(events.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_events_created ON oltp.events USING btree (created);
CREATE INDEX ix_events_object_type_object_id_created ON oltp.events USING btree (object_type, object_id, created);
CREATE INDEX ix_events_promoted_at ON oltp.events USING brin (promoted_at);
CREATE INDEX ix_events_unresolved ON oltp.events USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.invoice_discount_amounts (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    currency text,
    discount_id text COLLATE "C",
    invoice_id text COLLATE "C",
    "position" bigint,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text NOT NULL,
    transform_version smallint,
    CONSTRAINT pk_invoice_discount_amounts PRIMARY KEY (id),
    CONSTRAINT fk_invoice_discount_amounts_discount_id FOREIGN KEY (discount_id) REFERENCES oltp.discounts(id),
    CONSTRAINT fk_invoice_discount_amounts_invoice_id FOREIGN KEY (invoice_id) REFERENCES oltp.invoices(id),
    CONSTRAINT ck_invoice_discount_amounts_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_discount_amounts_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_invoice_discount_amounts_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_discount_amounts_id_is_place CHECK (row_state <> 'present'::text OR id = ((invoice_id || '.'::text) || "position")),
    CONSTRAINT ck_invoice_discount_amounts_invoice_id_required CHECK (row_state <> 'present'::text OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_discount_amounts_position_required CHECK (row_state <> 'present'::text OR "position" IS NOT NULL),
    CONSTRAINT ck_invoice_discount_amounts_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'unresolved'::text])),
    CONSTRAINT ck_invoice_discount_amounts_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_invoice_discount_amounts_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(invoice_discount_amounts.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_invoice_discount_amounts_discount_id ON oltp.invoice_discount_amounts USING btree (discount_id);
CREATE INDEX ix_invoice_discount_amounts_invoice_id ON oltp.invoice_discount_amounts USING btree (invoice_id);
CREATE INDEX ix_invoice_discount_amounts_promoted_at ON oltp.invoice_discount_amounts USING brin (promoted_at);
CREATE INDEX ix_invoice_discount_amounts_unresolved ON oltp.invoice_discount_amounts USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.invoice_items (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    currency text,
    customer_account_id text COLLATE "C",
    customer_id text COLLATE "C",
    date timestamp with time zone,
    deleted_observed_at timestamp with time zone,
    description text,
    discountable boolean,
    discounts jsonb,
    frozen_fields jsonb,
    invoice_id text COLLATE "C",
    invoicing_rules jsonb,
    livemode boolean,
    metadata jsonb,
    net_amount bigint,
    observed_at timestamp with time zone,
    parent_type text,
    period_end timestamp with time zone,
    period_start timestamp with time zone,
    price_id text COLLATE "C",
    product_id text COLLATE "C",
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    proration boolean,
    proration_details jsonb,
    quantity bigint,
    quantity_decimal numeric(38,12),
    row_state text NOT NULL,
    subscription_id text COLLATE "C",
    subscription_item_id text COLLATE "C",
    tax_rates jsonb,
    test_clock_id text COLLATE "C",
    transform_version smallint,
    unit_amount_decimal numeric(38,12),
    CONSTRAINT pk_invoice_items PRIMARY KEY (id),
    CONSTRAINT fk_invoice_items_customer_id FOREIGN KEY (customer_id) REFERENCES oltp.customers(id),
    CONSTRAINT fk_invoice_items_invoice_id FOREIGN KEY (invoice_id) REFERENCES oltp.invoices(id),
    CONSTRAINT fk_invoice_items_price_id FOREIGN KEY (price_id) REFERENCES oltp.prices(id),
    CONSTRAINT fk_invoice_items_product_id FOREIGN KEY (product_id) REFERENCES oltp.products(id),
    CONSTRAINT fk_invoice_items_subscription_id FOREIGN KEY (subscription_id) REFERENCES oltp.subscriptions(id),
    CONSTRAINT fk_invoice_items_subscription_item_id FOREIGN KEY (subscription_item_id) REFERENCES oltp.subscription_items(id),
    CONSTRAINT ck_invoice_items_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_items_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_invoice_items_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_items_date_required CHECK (row_state <> 'present'::text OR date IS NOT NULL),
    CONSTRAINT ck_invoice_items_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_invoice_items_discountable_required CHECK (row_state <> 'present'::text OR discountable IS NOT NULL),
    CONSTRAINT ck_invoice_items_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_invoice_items_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_invoice_items_proration_required CHECK (row_state <> 'present'::text OR proration IS NOT NULL),
    CONSTRAINT ck_invoice_items_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_invoice_items_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_invoice_items_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(invoice_items.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_invoice_items_customer_id ON oltp.invoice_items USING btree (customer_id);
CREATE INDEX ix_invoice_items_date ON oltp.invoice_items USING btree (date);
CREATE INDEX ix_invoice_items_invoice_id ON oltp.invoice_items USING btree (invoice_id);
CREATE INDEX ix_invoice_items_price_id ON oltp.invoice_items USING btree (price_id);
CREATE INDEX ix_invoice_items_product_id ON oltp.invoice_items USING btree (product_id);
CREATE INDEX ix_invoice_items_promoted_at ON oltp.invoice_items USING brin (promoted_at);
CREATE INDEX ix_invoice_items_subscription_id ON oltp.invoice_items USING btree (subscription_id);
CREATE INDEX ix_invoice_items_subscription_item_id ON oltp.invoice_items USING btree (subscription_item_id);
CREATE INDEX ix_invoice_items_unresolved ON oltp.invoice_items USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.invoice_line_item_discount_amounts (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    currency text,
    discount_id text COLLATE "C",
    invoice_id text COLLATE "C",
    invoice_line_item_id text COLLATE "C",
    "position" bigint,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text NOT NULL,
    transform_version smallint,
    CONSTRAINT pk_invoice_line_item_discount_amounts PRIMARY KEY (id),
    CONSTRAINT fk_invoice_line_item_discount_amounts_discount_id FOREIGN KEY (discount_id) REFERENCES oltp.discounts(id),
    CONSTRAINT fk_invoice_line_item_discount_amounts_invoice_id FOREIGN KEY (invoice_id) REFERENCES oltp.invoices(id),
    CONSTRAINT fk_invoice_line_item_discount_amounts_invoice_line_item_id FOREIGN KEY (invoice_line_item_id) REFERENCES oltp.invoice_line_items(id),
    CONSTRAINT ck_ilida_invoice_line_item_id_required CHECK (row_state <> 'present'::text OR invoice_line_item_id IS NOT NULL),
    CONSTRAINT ck_ilida_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_discount_amounts_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_discount_amounts_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_invoice_line_item_discount_amounts_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_discount_amounts_id_is_place CHECK (row_state <> 'present'::text OR id = ((invoice_line_item_id || '.'::text) || "position")),
    CONSTRAINT ck_invoice_line_item_discount_amounts_invoice_id_required CHECK (row_state <> 'present'::text OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_discount_amounts_position_required CHECK (row_state <> 'present'::text OR "position" IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_discount_amounts_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'unresolved'::text])),
    CONSTRAINT ck_invoice_line_item_discount_amounts_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(invoice_line_item_discount_amounts.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_invoice_line_item_discount_amounts_discount_id ON oltp.invoice_line_item_discount_amounts USING btree (discount_id);
CREATE INDEX ix_invoice_line_item_discount_amounts_invoice_id ON oltp.invoice_line_item_discount_amounts USING btree (invoice_id);
CREATE INDEX ix_invoice_line_item_discount_amounts_invoice_line_item_id ON oltp.invoice_line_item_discount_amounts USING btree (invoice_line_item_id);
CREATE INDEX ix_invoice_line_item_discount_amounts_promoted_at ON oltp.invoice_line_item_discount_amounts USING brin (promoted_at);
CREATE INDEX ix_invoice_line_item_discount_amounts_unresolved ON oltp.invoice_line_item_discount_amounts USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.invoice_line_item_taxes (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    currency text,
    invoice_id text COLLATE "C",
    invoice_line_item_id text COLLATE "C",
    "position" bigint,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text NOT NULL,
    tax_behavior text,
    tax_rate_id text COLLATE "C",
    taxability_reason text,
    taxable_amount bigint,
    transform_version smallint,
    CONSTRAINT pk_invoice_line_item_taxes PRIMARY KEY (id),
    CONSTRAINT fk_invoice_line_item_taxes_invoice_id FOREIGN KEY (invoice_id) REFERENCES oltp.invoices(id),
    CONSTRAINT fk_invoice_line_item_taxes_invoice_line_item_id FOREIGN KEY (invoice_line_item_id) REFERENCES oltp.invoice_line_items(id),
    CONSTRAINT fk_invoice_line_item_taxes_tax_rate_id FOREIGN KEY (tax_rate_id) REFERENCES oltp.tax_rates(id),
    CONSTRAINT ck_invoice_line_item_taxes_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_taxes_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_invoice_line_item_taxes_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_taxes_id_is_place CHECK (row_state <> 'present'::text OR id = ((invoice_line_item_id || '.'::text) || "position")),
    CONSTRAINT ck_invoice_line_item_taxes_invoice_id_required CHECK (row_state <> 'present'::text OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_taxes_invoice_line_item_id_required CHECK (row_state <> 'present'::text OR invoice_line_item_id IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_taxes_position_required CHECK (row_state <> 'present'::text OR "position" IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_taxes_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'unresolved'::text])),
    CONSTRAINT ck_invoice_line_item_taxes_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_taxes_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(invoice_line_item_taxes.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_invoice_line_item_taxes_invoice_id ON oltp.invoice_line_item_taxes USING btree (invoice_id);
CREATE INDEX ix_invoice_line_item_taxes_invoice_line_item_id ON oltp.invoice_line_item_taxes USING btree (invoice_line_item_id);
CREATE INDEX ix_invoice_line_item_taxes_promoted_at ON oltp.invoice_line_item_taxes USING brin (promoted_at);
CREATE INDEX ix_invoice_line_item_taxes_tax_rate_id ON oltp.invoice_line_item_taxes USING btree (tax_rate_id);
CREATE INDEX ix_invoice_line_item_taxes_unresolved ON oltp.invoice_line_item_taxes USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.invoice_line_items (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    amount_excluding_tax bigint,
    currency text,
    description text,
    discountable boolean,
    discounts jsonb,
    invoice_id text COLLATE "C",
    invoice_item_id text COLLATE "C",
    livemode boolean,
    metadata jsonb,
    period_end timestamp with time zone,
    period_start timestamp with time zone,
    pretax_credit_amounts jsonb,
    price_id text COLLATE "C",
    product_id text COLLATE "C",
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    proration boolean,
    proration_details jsonb,
    quantity bigint,
    quantity_decimal numeric(38,12),
    row_state text NOT NULL,
    subscription_id text COLLATE "C",
    subscription_item_id text COLLATE "C",
    subtotal bigint,
    tax_rates jsonb,
    transform_version smallint,
    type text,
    unit_amount_decimal numeric(38,12),
    unit_amount_excluding_tax numeric(38,12),
    CONSTRAINT pk_invoice_line_items PRIMARY KEY (id),
    CONSTRAINT fk_invoice_line_items_invoice_id FOREIGN KEY (invoice_id) REFERENCES oltp.invoices(id),
    CONSTRAINT fk_invoice_line_items_invoice_item_id FOREIGN KEY (invoice_item_id) REFERENCES oltp.invoice_items(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_invoice_line_items_price_id FOREIGN KEY (price_id) REFERENCES oltp.prices(id),
    CONSTRAINT fk_invoice_line_items_product_id FOREIGN KEY (product_id) REFERENCES oltp.products(id),
    CONSTRAINT fk_invoice_line_items_subscription_id FOREIGN KEY (subscription_id) REFERENCES oltp.subscriptions(id),
    CONSTRAINT fk_invoice_line_items_subscription_item_id FOREIGN KEY (subscription_item_id) REFERENCES oltp.subscription_items(id),
    CONSTRAINT ck_invoice_line_items_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_invoice_line_items_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_discountable_required CHECK (row_state <> 'present'::text OR discountable IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_invoice_id_required CHECK (row_state <> 'present'::text OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_metadata_required CHECK (row_state <> 'present'::text OR metadata IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_period_end_required CHECK (row_state <> 'present'::text OR period_end IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_period_start_required CHECK (row_state <> 'present'::text OR period_start IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'unresolved'::text])),
    CONSTRAINT ck_invoice_line_items_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(invoice_line_items.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_invoice_line_items_invoice_id ON oltp.invoice_line_items USING btree (invoice_id);
CREATE INDEX ix_invoice_line_items_invoice_item_id ON oltp.invoice_line_items USING btree (invoice_item_id);
CREATE INDEX ix_invoice_line_items_price_id ON oltp.invoice_line_items USING btree (price_id);
CREATE INDEX ix_invoice_line_items_product_id ON oltp.invoice_line_items USING btree (product_id);
CREATE INDEX ix_invoice_line_items_promoted_at ON oltp.invoice_line_items USING brin (promoted_at);
CREATE INDEX ix_invoice_line_items_subscription_id ON oltp.invoice_line_items USING btree (subscription_id);
CREATE INDEX ix_invoice_line_items_subscription_item_id ON oltp.invoice_line_items USING btree (subscription_item_id);
CREATE INDEX ix_invoice_line_items_unresolved ON oltp.invoice_line_items USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.invoice_payments (
    id text COLLATE "C" NOT NULL,
    amount_paid bigint,
    amount_requested bigint,
    canceled_at timestamp with time zone,
    charge_id text COLLATE "C",
    created timestamp with time zone,
    currency text,
    deleted_observed_at timestamp with time zone,
    derived boolean,
    invoice_id text COLLATE "C",
    is_default boolean,
    livemode boolean,
    observed_at timestamp with time zone,
    paid_at timestamp with time zone,
    payment_intent_id text COLLATE "C",
    payment_record_id text COLLATE "C",
    payment_type text,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text NOT NULL,
    status text,
    transform_version smallint,
    CONSTRAINT pk_invoice_payments PRIMARY KEY (id),
    CONSTRAINT fk_invoice_payments_charge_id FOREIGN KEY (charge_id) REFERENCES oltp.charges(id),
    CONSTRAINT fk_invoice_payments_invoice_id FOREIGN KEY (invoice_id) REFERENCES oltp.invoices(id),
    CONSTRAINT fk_invoice_payments_payment_intent_id FOREIGN KEY (payment_intent_id) REFERENCES oltp.payment_intents(id),
    CONSTRAINT ck_invoice_payments_amount_paid_not_negative CHECK (derived OR amount_paid >= 0),
    CONSTRAINT ck_invoice_payments_amount_requested_not_negative CHECK (derived OR amount_requested >= 0),
    CONSTRAINT ck_invoice_payments_amount_requested_required CHECK (row_state <> 'present'::text OR amount_requested IS NOT NULL),
    CONSTRAINT ck_invoice_payments_created_unless_derived CHECK (row_state <> 'present'::text OR derived OR created IS NOT NULL),
    CONSTRAINT ck_invoice_payments_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_invoice_payments_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_payments_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_invoice_payments_derived_required CHECK (row_state <> 'present'::text OR derived IS NOT NULL),
    CONSTRAINT ck_invoice_payments_invoice_id_required CHECK (row_state <> 'present'::text OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_payments_is_default_required CHECK (row_state <> 'present'::text OR is_default IS NOT NULL),
    CONSTRAINT ck_invoice_payments_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_invoice_payments_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_invoice_payments_payment_type_required CHECK (row_state <> 'present'::text OR payment_type IS NOT NULL),
    CONSTRAINT ck_invoice_payments_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_invoice_payments_status_required CHECK (row_state <> 'present'::text OR status IS NOT NULL),
    CONSTRAINT ck_invoice_payments_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_invoice_payments_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(invoice_payments.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_invoice_payments_charge_id ON oltp.invoice_payments USING btree (charge_id);
CREATE INDEX ix_invoice_payments_invoice_id ON oltp.invoice_payments USING btree (invoice_id);
CREATE INDEX ix_invoice_payments_payment_intent_id ON oltp.invoice_payments USING btree (payment_intent_id);
CREATE INDEX ix_invoice_payments_promoted_at ON oltp.invoice_payments USING brin (promoted_at);
CREATE INDEX ix_invoice_payments_unresolved ON oltp.invoice_payments USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.invoice_taxes (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    currency text,
    invoice_id text COLLATE "C",
    "position" bigint,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text NOT NULL,
    tax_behavior text,
    tax_rate_id text COLLATE "C",
    taxability_reason text,
    taxable_amount bigint,
    transform_version smallint,
    CONSTRAINT pk_invoice_taxes PRIMARY KEY (id),
    CONSTRAINT fk_invoice_taxes_invoice_id FOREIGN KEY (invoice_id) REFERENCES oltp.invoices(id),
    CONSTRAINT fk_invoice_taxes_tax_rate_id FOREIGN KEY (tax_rate_id) REFERENCES oltp.tax_rates(id),
    CONSTRAINT ck_invoice_taxes_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_taxes_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_invoice_taxes_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_taxes_id_is_place CHECK (row_state <> 'present'::text OR id = ((invoice_id || '.'::text) || "position")),
    CONSTRAINT ck_invoice_taxes_invoice_id_required CHECK (row_state <> 'present'::text OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_taxes_position_required CHECK (row_state <> 'present'::text OR "position" IS NOT NULL),
    CONSTRAINT ck_invoice_taxes_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'unresolved'::text])),
    CONSTRAINT ck_invoice_taxes_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_invoice_taxes_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(invoice_taxes.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_invoice_taxes_invoice_id ON oltp.invoice_taxes USING btree (invoice_id);
CREATE INDEX ix_invoice_taxes_promoted_at ON oltp.invoice_taxes USING brin (promoted_at);
CREATE INDEX ix_invoice_taxes_tax_rate_id ON oltp.invoice_taxes USING btree (tax_rate_id);
CREATE INDEX ix_invoice_taxes_unresolved ON oltp.invoice_taxes USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.invoices (
    id text COLLATE "C" NOT NULL,
    account_country text,
    account_name text,
    account_tax_ids jsonb,
    amount_due bigint,
    amount_overpaid bigint,
    amount_paid bigint,
    amount_paid_off_stripe bigint,
    amount_remaining bigint,
    amount_shipping bigint,
    application_fee_amount bigint,
    application_id text COLLATE "C",
    attempt_count bigint,
    attempted boolean,
    auto_advance boolean,
    automatic_tax jsonb,
    automatic_tax_enabled boolean,
    automatic_tax_provider text,
    automatic_tax_status text,
    automatically_finalizes_at timestamp with time zone,
    billing_reason text,
    charge_id text COLLATE "C",
    collection_method text,
    created timestamp with time zone,
    currency text,
    custom_fields jsonb,
    customer_account_id text COLLATE "C",
    customer_address jsonb,
    customer_address_country text,
    customer_address_postal_code text,
    customer_address_state text,
    customer_email text,
    customer_id text COLLATE "C",
    customer_name text,
    customer_phone text,
    customer_shipping jsonb,
    customer_tax_exempt text,
    customer_tax_ids jsonb,
    default_payment_method_id text COLLATE "C",
    default_source_id text COLLATE "C",
    default_tax_rates jsonb,
    deleted_observed_at timestamp with time zone,
    description text,
    discount jsonb,
    discount_coupon_id text COLLATE "C",
    discount_id text COLLATE "C",
    discounts jsonb,
    due_date timestamp with time zone,
    effective_at timestamp with time zone,
    ending_balance bigint,
    footer text,
    from_invoice_action text,
    from_invoice_invoice_id text COLLATE "C",
    hosted_invoice_url text,
    invoice_pdf text,
    issuer_account_id text COLLATE "C",
    issuer_type text,
    last_finalization_error jsonb,
    last_finalization_error_code text,
    latest_revision_id text COLLATE "C",
    lines_complete boolean,
    livemode boolean,
    metadata jsonb,
    next_payment_attempt timestamp with time zone,
    number text,
    observed_at timestamp with time zone,
    on_behalf_of_id text COLLATE "C",
    paid boolean,
    paid_out_of_band boolean,
    parent_type text,
    payment_intent_id text COLLATE "C",
    payment_settings jsonb,
    period_end timestamp with time zone,
    period_start timestamp with time zone,
    post_payment_credit_notes_amount bigint,
    pre_payment_credit_notes_amount bigint,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    quote_id text COLLATE "C",
    receipt_number text,
    rendering jsonb,
    row_state text NOT NULL,
    shipping_cost jsonb,
    shipping_details jsonb,
    starting_balance bigint,
    statement_descriptor text,
    status text,
    status_details_uncollectible_reason text,
    status_transitions_finalized_at timestamp with time zone,
    status_transitions_marked_uncollectible_at timestamp with time zone,
    status_transitions_paid_at timestamp with time zone,
    status_transitions_voided_at timestamp with time zone,
    subscription_details_metadata jsonb,
    subscription_id text COLLATE "C",
    subscription_proration_date timestamp with time zone,
    subtotal bigint,
    subtotal_excluding_tax bigint,
    tax bigint,
    tax_percent numeric(38,12),
    test_clock_id text COLLATE "C",
    threshold_reason jsonb,
    total bigint,
    total_excluding_tax bigint,
    total_pretax_credit_amounts jsonb,
    transfer_data_amount bigint,
    transfer_data_destination_id text COLLATE "C",
    transform_version smallint,
    webhooks_delivered_at timestamp with time zone,
    CONSTRAINT pk_invoices PRIMARY KEY (id),
    CONSTRAINT fk_invoices_charge_id FOREIGN KEY (charge_id) REFERENCES oltp.charges(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_invoices_customer_id FOREIGN KEY (customer_id) REFERENCES oltp.customers(id),
    CONSTRAINT fk_invoices_default_payment_method_id FOREIGN KEY (default_payment_method_id) REFERENCES oltp.payment_methods(id),
    CONSTRAINT fk_invoices_discount_coupon_id FOREIGN KEY (discount_coupon_id) REFERENCES oltp.coupons(id),
    CONSTRAINT fk_invoices_from_invoice_invoice_id FOREIGN KEY (from_invoice_invoice_id) REFERENCES oltp.invoices(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_invoices_latest_revision_id FOREIGN KEY (latest_revision_id) REFERENCES oltp.invoices(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_invoices_payment_intent_id FOREIGN KEY (payment_intent_id) REFERENCES oltp.payment_intents(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_invoices_subscription_id FOREIGN KEY (subscription_id) REFERENCES oltp.subscriptions(id),
    CONSTRAINT ck_invoices_amount_due_required CHECK (row_state <> 'present'::text OR amount_due IS NOT NULL),
    CONSTRAINT ck_invoices_attempt_count_required CHECK (row_state <> 'present'::text OR attempt_count IS NOT NULL),
    CONSTRAINT ck_invoices_attempted_required CHECK (row_state <> 'present'::text OR attempted IS NOT NULL),
    CONSTRAINT ck_invoices_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_invoices_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_invoices_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_invoices_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_invoices_lines_complete_required CHECK (row_state <> 'present'::text OR lines_complete IS NOT NULL),
    CONSTRAINT ck_invoices_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_invoices_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_invoices_period_end_required CHECK (row_state <> 'present'::text OR period_end IS NOT NULL),
    CONSTRAINT ck_invoices_period_start_required CHECK (row_state <> 'present'::text OR period_start IS NOT NULL),
    CONSTRAINT ck_invoices_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_invoices_starting_balance_required CHECK (row_state <> 'present'::text OR starting_balance IS NOT NULL),
    CONSTRAINT ck_invoices_subtotal_required CHECK (row_state <> 'present'::text OR subtotal IS NOT NULL),
    CONSTRAINT ck_invoices_total_required CHECK (row_state <> 'present'::text OR total IS NOT NULL),
    CONSTRAINT ck_invoices_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_invoices_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(invoices.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_invoices_charge_id ON oltp.invoices USING btree (charge_id);
CREATE INDEX ix_invoices_created ON oltp.invoices USING btree (created);
CREATE INDEX ix_invoices_customer_id ON oltp.invoices USING btree (customer_id);
CREATE INDEX ix_invoices_default_payment_method_id ON oltp.invoices USING btree (default_payment_method_id);
CREATE INDEX ix_invoices_discount_coupon_id ON oltp.invoices USING btree (discount_coupon_id);
CREATE INDEX ix_invoices_from_invoice_invoice_id ON oltp.invoices USING btree (from_invoice_invoice_id);
CREATE INDEX ix_invoices_latest_revision_id ON oltp.invoices USING btree (latest_revision_id);
CREATE INDEX ix_invoices_open ON oltp.invoices USING btree (due_date) WHERE (status = 'open'::text);
CREATE INDEX ix_invoices_payment_intent_id ON oltp.invoices USING btree (payment_intent_id);
CREATE INDEX ix_invoices_promoted_at ON oltp.invoices USING brin (promoted_at);
CREATE INDEX ix_invoices_subscription_id ON oltp.invoices USING btree (subscription_id);
CREATE INDEX ix_invoices_unresolved ON oltp.invoices USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.payment_intents (
    id text COLLATE "C" NOT NULL,
    allowed_payment_method_types jsonb,
    amount bigint,
    amount_capturable bigint,
    amount_details jsonb,
    amount_received bigint,
    application_fee_amount bigint,
    application_id text COLLATE "C",
    automatic_payment_methods_allow_redirects text,
    automatic_payment_methods_enabled boolean,
    canceled_at timestamp with time zone,
    cancellation_reason text,
    capture_method text,
    confirmation_method text,
    created timestamp with time zone,
    currency text,
    customer_account_id text COLLATE "C",
    customer_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    description text,
    excluded_payment_method_types jsonb,
    invoice_id text COLLATE "C",
    last_payment_error jsonb,
    last_payment_error_code text,
    last_payment_error_decline_code text,
    last_payment_error_message text,
    last_payment_error_type text,
    latest_charge_id text COLLATE "C",
    livemode boolean,
    metadata jsonb,
    next_action jsonb,
    next_action_type text,
    observed_at timestamp with time zone,
    on_behalf_of_id text COLLATE "C",
    payment_details jsonb,
    payment_method_configuration_details jsonb,
    payment_method_id text COLLATE "C",
    payment_method_options jsonb,
    payment_method_types jsonb,
    payment_record_id text COLLATE "C",
    presentment_details_presentment_amount bigint,
    presentment_details_presentment_currency text,
    processing jsonb,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    receipt_email text,
    review_id text COLLATE "C",
    row_state text NOT NULL,
    setup_future_usage text,
    shipping jsonb,
    source_id text COLLATE "C",
    statement_descriptor text,
    statement_descriptor_suffix text,
    status text,
    transfer_data jsonb,
    transfer_data_amount bigint,
    transfer_data_destination_id text COLLATE "C",
    transfer_group text,
    transform_version smallint,
    CONSTRAINT pk_payment_intents PRIMARY KEY (id),
    CONSTRAINT fk_payment_intents_customer_id FOREIGN KEY (customer_id) REFERENCES oltp.customers(id),
    CONSTRAINT fk_payment_intents_invoice_id FOREIGN KEY (invoice_id) REFERENCES oltp.invoices(id),
    CONSTRAINT fk_payment_intents_latest_charge_id FOREIGN KEY (latest_charge_id) REFERENCES oltp.charges(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_payment_intents_payment_method_id FOREIGN KEY (payment_method_id) REFERENCES oltp.payment_methods(id),
    CONSTRAINT ck_payment_intents_amount_capturable_not_negative CHECK (amount_capturable >= 0),
    CONSTRAINT ck_payment_intents_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT ck_payment_intents_amount_received_not_negative CHECK (amount_received >= 0),
    CONSTRAINT ck_payment_intents_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_payment_intents_capture_method_required CHECK (row_state <> 'present'::text OR capture_method IS NOT NULL),
    CONSTRAINT ck_payment_intents_confirmation_method_required CHECK (row_state <> 'present'::text OR confirmation_method IS NOT NULL),
    CONSTRAINT ck_payment_intents_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_payment_intents_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_payment_intents_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_payment_intents_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_payment_intents_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_payment_intents_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_payment_intents_payment_method_types_required CHECK (row_state <> 'present'::text OR payment_method_types IS NOT NULL),
    CONSTRAINT ck_payment_intents_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_payment_intents_status_required CHECK (row_state <> 'present'::text OR status IS NOT NULL),
    CONSTRAINT ck_payment_intents_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_payment_intents_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(payment_intents.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_payment_intents_created ON oltp.payment_intents USING btree (created);
CREATE INDEX ix_payment_intents_customer_id ON oltp.payment_intents USING btree (customer_id);
CREATE INDEX ix_payment_intents_invoice_id ON oltp.payment_intents USING btree (invoice_id);
CREATE INDEX ix_payment_intents_latest_charge_id ON oltp.payment_intents USING btree (latest_charge_id);
CREATE INDEX ix_payment_intents_payment_method_id ON oltp.payment_intents USING btree (payment_method_id);
CREATE INDEX ix_payment_intents_promoted_at ON oltp.payment_intents USING brin (promoted_at);
CREATE INDEX ix_payment_intents_unresolved ON oltp.payment_intents USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.payment_methods (
    id text COLLATE "C" NOT NULL,
    allow_redisplay text,
    billing_details jsonb,
    billing_details_address_country text,
    billing_details_email text,
    billing_details_name text,
    card jsonb,
    card_brand text,
    card_country text,
    card_exp_month bigint,
    card_exp_year bigint,
    card_fingerprint text,
    card_funding text,
    card_generated_from_charge_id text COLLATE "C",
    card_last4 text,
    card_wallet_type text,
    created timestamp with time zone,
    customer_account_id text COLLATE "C",
    customer_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    livemode boolean,
    metadata jsonb,
    observed_at timestamp with time zone,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text NOT NULL,
    sepa_debit jsonb,
    sepa_debit_country text,
    sepa_debit_last4 text,
    transform_version smallint,
    type text,
    us_bank_account jsonb,
    us_bank_account_bank_name text,
    us_bank_account_last4 text,
    CONSTRAINT pk_payment_methods PRIMARY KEY (id),
    CONSTRAINT fk_payment_methods_card_generated_from_charge_id FOREIGN KEY (card_generated_from_charge_id) REFERENCES oltp.charges(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_payment_methods_customer_id FOREIGN KEY (customer_id) REFERENCES oltp.customers(id),
    CONSTRAINT ck_payment_methods_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_payment_methods_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_payment_methods_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_payment_methods_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_payment_methods_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_payment_methods_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_payment_methods_type_required CHECK (row_state <> 'present'::text OR type IS NOT NULL),
    CONSTRAINT ck_payment_methods_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(payment_methods.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_payment_methods_card_generated_from_charge_id ON oltp.payment_methods USING btree (card_generated_from_charge_id);
CREATE INDEX ix_payment_methods_customer_id ON oltp.payment_methods USING btree (customer_id);
CREATE INDEX ix_payment_methods_promoted_at ON oltp.payment_methods USING brin (promoted_at);
CREATE INDEX ix_payment_methods_unresolved ON oltp.payment_methods USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.payout_balance_transactions (
    id text COLLATE "C" NOT NULL,
    balance_transaction_id text COLLATE "C",
    payout_id text COLLATE "C",
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text NOT NULL,
    transform_version smallint,
    CONSTRAINT pk_payout_balance_transactions PRIMARY KEY (id),
    CONSTRAINT fk_payout_balance_transactions_balance_transaction_id FOREIGN KEY (balance_transaction_id) REFERENCES oltp.balance_transactions(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_payout_balance_transactions_payout_id FOREIGN KEY (payout_id) REFERENCES oltp.payouts(id),
    CONSTRAINT ck_payout_balance_transactions_payout_id_required CHECK (row_state <> 'present'::text OR payout_id IS NOT NULL),
    CONSTRAINT ck_payout_balance_transactions_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'unresolved'::text])),
    CONSTRAINT ck_payout_balance_transactions_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_payout_balance_transactions_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(payout_balance_transactions.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_payout_balance_transactions_balance_transaction_id ON oltp.payout_balance_transactions USING btree (balance_transaction_id);
CREATE INDEX ix_payout_balance_transactions_payout_id ON oltp.payout_balance_transactions USING btree (payout_id);
CREATE INDEX ix_payout_balance_transactions_promoted_at ON oltp.payout_balance_transactions USING brin (promoted_at);
CREATE INDEX ix_payout_balance_transactions_unresolved ON oltp.payout_balance_transactions USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.payouts (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    application_fee_amount bigint,
    application_fee_id text COLLATE "C",
    arrival_date timestamp with time zone,
    automatic boolean,
    balance_transaction_id text COLLATE "C",
    balance_transactions_complete boolean,
    created timestamp with time zone,
    currency text,
    deleted_observed_at timestamp with time zone,
    description text,
    destination_id text COLLATE "C",
    failure_balance_transaction_id text COLLATE "C",
    failure_code text,
    failure_message text,
    livemode boolean,
    metadata jsonb,
    method text,
    observed_at timestamp with time zone,
    original_payout_id text COLLATE "C",
    payout_method_id text COLLATE "C",
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    reconciliation_status text,
    reversed_by_id text COLLATE "C",
    row_state text NOT NULL,
    source_type text,
    statement_descriptor text,
    status text,
    trace_id_status text,
    trace_id_value text,
    transform_version smallint,
    type text,
    CONSTRAINT pk_payouts PRIMARY KEY (id),
    CONSTRAINT fk_payouts_balance_transaction_id FOREIGN KEY (balance_transaction_id) REFERENCES oltp.balance_transactions(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_payouts_failure_balance_transaction_id FOREIGN KEY (failure_balance_transaction_id) REFERENCES oltp.balance_transactions(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_payouts_original_payout_id FOREIGN KEY (original_payout_id) REFERENCES oltp.payouts(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_payouts_reversed_by_id FOREIGN KEY (reversed_by_id) REFERENCES oltp.payouts(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_payouts_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_payouts_arrival_date_required CHECK (row_state <> 'present'::text OR arrival_date IS NOT NULL),
    CONSTRAINT ck_payouts_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_payouts_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_payouts_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_payouts_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_payouts_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_payouts_method_required CHECK (row_state <> 'present'::text OR method IS NOT NULL),
    CONSTRAINT ck_payouts_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_payouts_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_payouts_source_type_required CHECK (row_state <> 'present'::text OR source_type IS NOT NULL),
    CONSTRAINT ck_payouts_status_required CHECK (row_state <> 'present'::text OR status IS NOT NULL),
    CONSTRAINT ck_payouts_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_payouts_type_required CHECK (row_state <> 'present'::text OR type IS NOT NULL),
    CONSTRAINT ck_payouts_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(payouts.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_payouts_balance_transaction_id ON oltp.payouts USING btree (balance_transaction_id);
CREATE INDEX ix_payouts_created ON oltp.payouts USING btree (created);
CREATE INDEX ix_payouts_failure_balance_transaction_id ON oltp.payouts USING btree (failure_balance_transaction_id);
CREATE INDEX ix_payouts_original_payout_id ON oltp.payouts USING btree (original_payout_id);
CREATE INDEX ix_payouts_promoted_at ON oltp.payouts USING brin (promoted_at);
CREATE INDEX ix_payouts_reversed_by_id ON oltp.payouts USING btree (reversed_by_id);
CREATE INDEX ix_payouts_unresolved ON oltp.payouts USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.prices (
    id text COLLATE "C" NOT NULL,
    active boolean,
    billing_scheme text,
    created timestamp with time zone,
    currency text,
    currency_options jsonb,
    custom_unit_amount jsonb,
    deleted_observed_at timestamp with time zone,
    livemode boolean,
    lookup_key text,
    metadata jsonb,
    nickname text,
    observed_at timestamp with time zone,
    product_id text COLLATE "C",
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    recurring_aggregate_usage text,
    recurring_interval text,
    recurring_interval_count bigint,
    recurring_meter_id text COLLATE "C",
    recurring_trial_period_days bigint,
    recurring_usage_type text,
    row_state text NOT NULL,
    tax_behavior text,
    tiers jsonb,
    tiers_mode text,
    transform_quantity_divide_by bigint,
    transform_quantity_round text,
    transform_version smallint,
    type text,
    unit_amount bigint,
    unit_amount_decimal numeric(38,12),
    CONSTRAINT pk_prices PRIMARY KEY (id),
    CONSTRAINT fk_prices_product_id FOREIGN KEY (product_id) REFERENCES oltp.products(id),
    CONSTRAINT ck_prices_active_required CHECK (row_state <> 'present'::text OR active IS NOT NULL),
    CONSTRAINT ck_prices_billing_scheme_required CHECK (row_state <> 'present'::text OR billing_scheme IS NOT NULL),
    CONSTRAINT ck_prices_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_prices_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_prices_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_prices_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_prices_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_prices_metadata_required CHECK (row_state <> 'present'::text OR metadata IS NOT NULL),
    CONSTRAINT ck_prices_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_prices_product_id_required CHECK (row_state <> 'present'::text OR product_id IS NOT NULL),
    CONSTRAINT ck_prices_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_prices_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_prices_type_required CHECK (row_state <> 'present'::text OR type IS NOT NULL),
    CONSTRAINT ck_prices_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(prices.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_prices_product_id ON oltp.prices USING btree (product_id);
CREATE INDEX ix_prices_promoted_at ON oltp.prices USING brin (promoted_at);
CREATE INDEX ix_prices_unresolved ON oltp.prices USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.products (
    id text COLLATE "C" NOT NULL,
    active boolean,
    created timestamp with time zone,
    default_price_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    description text,
    images jsonb,
    livemode boolean,
    marketing_features jsonb,
    metadata jsonb,
    name text,
    observed_at timestamp with time zone,
    package_dimensions jsonb,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text NOT NULL,
    shippable boolean,
    statement_descriptor text,
    tax_code_id text COLLATE "C",
    tax_details_performance_location text,
    transform_version smallint,
    type text,
    unit_label text,
    updated timestamp with time zone,
    url text,
    CONSTRAINT pk_products PRIMARY KEY (id),
    CONSTRAINT fk_products_default_price_id FOREIGN KEY (default_price_id) REFERENCES oltp.prices(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_products_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_products_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_products_images_required CHECK (row_state <> 'present'::text OR images IS NOT NULL),
    CONSTRAINT ck_products_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_products_metadata_required CHECK (row_state <> 'present'::text OR metadata IS NOT NULL),
    CONSTRAINT ck_products_name_required CHECK (row_state <> 'present'::text OR name IS NOT NULL),
    CONSTRAINT ck_products_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_products_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_products_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_products_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(products.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb),
    CONSTRAINT ck_products_updated_required CHECK (row_state <> 'present'::text OR updated IS NOT NULL)
);
CREATE INDEX ix_products_default_price_id ON oltp.products USING btree (default_price_id);
CREATE INDEX ix_products_promoted_at ON oltp.products USING brin (promoted_at);
CREATE INDEX ix_products_unresolved ON oltp.products USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.promotion_codes (
    id text COLLATE "C" NOT NULL,
    active boolean,
    code text,
    coupon_id text COLLATE "C",
    created timestamp with time zone,
    customer_account_id text COLLATE "C",
    customer_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    expires_at timestamp with time zone,
    livemode boolean,
    max_redemptions bigint,
    metadata jsonb,
    observed_at timestamp with time zone,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    promotion_type text,
    restrictions_currency_options jsonb,
    restrictions_first_time_transaction boolean,
    restrictions_minimum_amount bigint,
    restrictions_minimum_amount_currency text,
    row_state text NOT NULL,
    times_redeemed bigint,
    transform_version smallint,
    CONSTRAINT pk_promotion_codes PRIMARY KEY (id),
    CONSTRAINT fk_promotion_codes_coupon_id FOREIGN KEY (coupon_id) REFERENCES oltp.coupons(id),
    CONSTRAINT fk_promotion_codes_customer_id FOREIGN KEY (customer_id) REFERENCES oltp.customers(id),
    CONSTRAINT ck_promotion_codes_active_required CHECK (row_state <> 'present'::text OR active IS NOT NULL),
    CONSTRAINT ck_promotion_codes_code_required CHECK (row_state <> 'present'::text OR code IS NOT NULL),
    CONSTRAINT ck_promotion_codes_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_promotion_codes_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_promotion_codes_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_promotion_codes_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_promotion_codes_restrictions_first_time_transaction_required CHECK (row_state <> 'present'::text OR restrictions_first_time_transaction IS NOT NULL),
    CONSTRAINT ck_promotion_codes_restrictions_minimum_amount_currency_form CHECK (restrictions_minimum_amount_currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_promotion_codes_restrictions_minimum_amount_not_negative CHECK (restrictions_minimum_amount >= 0),
    CONSTRAINT ck_promotion_codes_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_promotion_codes_times_redeemed_not_negative CHECK (times_redeemed >= 0),
    CONSTRAINT ck_promotion_codes_times_redeemed_required CHECK (row_state <> 'present'::text OR times_redeemed IS NOT NULL),
    CONSTRAINT ck_promotion_codes_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_promotion_codes_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(promotion_codes.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_promotion_codes_coupon_id ON oltp.promotion_codes USING btree (coupon_id);
CREATE INDEX ix_promotion_codes_customer_id ON oltp.promotion_codes USING btree (customer_id);
CREATE INDEX ix_promotion_codes_promoted_at ON oltp.promotion_codes USING brin (promoted_at);
CREATE INDEX ix_promotion_codes_unresolved ON oltp.promotion_codes USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.refunds (
    id text COLLATE "C" NOT NULL,
    amount bigint,
    balance_transaction_id text COLLATE "C",
    charge_id text COLLATE "C",
    created timestamp with time zone,
    currency text,
    customer_account_id text COLLATE "C",
    customer_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    description text,
    destination_details jsonb,
    destination_details_type text,
    failure_balance_transaction_id text COLLATE "C",
    failure_reason text,
    instructions_email text,
    metadata jsonb,
    next_action jsonb,
    observed_at timestamp with time zone,
    payment_intent_id text COLLATE "C",
    payment_method_id text COLLATE "C",
    pending_reason text,
    presentment_details_presentment_amount bigint,
    presentment_details_presentment_currency text,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    reason text,
    receipt_number text,
    row_state text NOT NULL,
    source_transfer_reversal_id text COLLATE "C",
    status text,
    transfer_reversal_id text COLLATE "C",
    transform_version smallint,
    CONSTRAINT pk_refunds PRIMARY KEY (id),
    CONSTRAINT fk_refunds_balance_transaction_id FOREIGN KEY (balance_transaction_id) REFERENCES oltp.balance_transactions(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_refunds_charge_id FOREIGN KEY (charge_id) REFERENCES oltp.charges(id),
    CONSTRAINT fk_refunds_customer_id FOREIGN KEY (customer_id) REFERENCES oltp.customers(id),
    CONSTRAINT fk_refunds_failure_balance_transaction_id FOREIGN KEY (failure_balance_transaction_id) REFERENCES oltp.balance_transactions(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_refunds_payment_intent_id FOREIGN KEY (payment_intent_id) REFERENCES oltp.payment_intents(id),
    CONSTRAINT fk_refunds_payment_method_id FOREIGN KEY (payment_method_id) REFERENCES oltp.payment_methods(id),
    CONSTRAINT ck_refunds_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT ck_refunds_amount_required CHECK (row_state <> 'present'::text OR amount IS NOT NULL),
    CONSTRAINT ck_refunds_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_refunds_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_refunds_currency_required CHECK (row_state <> 'present'::text OR currency IS NOT NULL),
    CONSTRAINT ck_refunds_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_refunds_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_refunds_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_refunds_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_refunds_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(refunds.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_refunds_balance_transaction_id ON oltp.refunds USING btree (balance_transaction_id);
CREATE INDEX ix_refunds_charge_id ON oltp.refunds USING btree (charge_id);
CREATE INDEX ix_refunds_created ON oltp.refunds USING btree (created);
CREATE INDEX ix_refunds_customer_id ON oltp.refunds USING btree (customer_id);
CREATE INDEX ix_refunds_failure_balance_transaction_id ON oltp.refunds USING btree (failure_balance_transaction_id);
CREATE INDEX ix_refunds_payment_intent_id ON oltp.refunds USING btree (payment_intent_id);
CREATE INDEX ix_refunds_payment_method_id ON oltp.refunds USING btree (payment_method_id);
CREATE INDEX ix_refunds_promoted_at ON oltp.refunds USING brin (promoted_at);
CREATE INDEX ix_refunds_unresolved ON oltp.refunds USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.subscription_items (
    id text COLLATE "C" NOT NULL,
    billed_until timestamp with time zone,
    billing_thresholds_usage_gte bigint,
    created timestamp with time zone,
    current_period_end timestamp with time zone,
    current_period_start timestamp with time zone,
    current_trial_end_date timestamp with time zone,
    current_trial_start_date timestamp with time zone,
    current_trial_trial_offer_id text COLLATE "C",
    discounts jsonb,
    metadata jsonb,
    price_id text COLLATE "C",
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    quantity bigint,
    row_state text NOT NULL,
    subscription_id text COLLATE "C",
    tax_rates jsonb,
    transform_version smallint,
    CONSTRAINT pk_subscription_items PRIMARY KEY (id),
    CONSTRAINT fk_subscription_items_price_id FOREIGN KEY (price_id) REFERENCES oltp.prices(id),
    CONSTRAINT fk_subscription_items_subscription_id FOREIGN KEY (subscription_id) REFERENCES oltp.subscriptions(id),
    CONSTRAINT ck_subscription_items_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_subscription_items_metadata_required CHECK (row_state <> 'present'::text OR metadata IS NOT NULL),
    CONSTRAINT ck_subscription_items_price_id_required CHECK (row_state <> 'present'::text OR price_id IS NOT NULL),
    CONSTRAINT ck_subscription_items_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'unresolved'::text])),
    CONSTRAINT ck_subscription_items_subscription_id_required CHECK (row_state <> 'present'::text OR subscription_id IS NOT NULL),
    CONSTRAINT ck_subscription_items_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_subscription_items_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(subscription_items.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_subscription_items_price_id ON oltp.subscription_items USING btree (price_id);
CREATE INDEX ix_subscription_items_promoted_at ON oltp.subscription_items USING brin (promoted_at);
CREATE INDEX ix_subscription_items_subscription_id ON oltp.subscription_items USING btree (subscription_id);
CREATE INDEX ix_subscription_items_unresolved ON oltp.subscription_items USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.subscription_schedule_phase_items (
    id text COLLATE "C" NOT NULL,
    billing_thresholds_usage_gte bigint,
    discounts jsonb,
    metadata jsonb,
    phase_id text COLLATE "C",
    "position" bigint,
    price_id text COLLATE "C",
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    quantity bigint,
    row_state text NOT NULL,
    subscription_schedule_id text COLLATE "C",
    tax_rates jsonb,
    transform_version smallint,
    CONSTRAINT pk_subscription_schedule_phase_items PRIMARY KEY (id),
    CONSTRAINT fk_subscription_schedule_phase_items_phase_id FOREIGN KEY (phase_id) REFERENCES oltp.subscription_schedule_phases(id),
    CONSTRAINT fk_subscription_schedule_phase_items_price_id FOREIGN KEY (price_id) REFERENCES oltp.prices(id),
    CONSTRAINT fk_subscription_schedule_phase_items_subscription_schedule_id FOREIGN KEY (subscription_schedule_id) REFERENCES oltp.subscription_schedules(id),
    CONSTRAINT ck_sspi_subscription_schedule_id_required CHECK (row_state <> 'present'::text OR subscription_schedule_id IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phase_items_id_is_place CHECK (row_state <> 'present'::text OR id = ((phase_id || '.'::text) || "position")),
    CONSTRAINT ck_subscription_schedule_phase_items_phase_id_required CHECK (row_state <> 'present'::text OR phase_id IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phase_items_position_required CHECK (row_state <> 'present'::text OR "position" IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phase_items_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'unresolved'::text])),
    CONSTRAINT ck_subscription_schedule_phase_items_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phase_items_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(subscription_schedule_phase_items.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_subscription_schedule_phase_items_phase_id ON oltp.subscription_schedule_phase_items USING btree (phase_id);
CREATE INDEX ix_subscription_schedule_phase_items_price_id ON oltp.subscription_schedule_phase_items USING btree (price_id);
CREATE INDEX ix_subscription_schedule_phase_items_promoted_at ON oltp.subscription_schedule_phase_items USING brin (promoted_at);
CREATE INDEX ix_subscription_schedule_phase_items_subscription_schedule_id ON oltp.subscription_schedule_phase_items USING btree (subscription_schedule_id);
CREATE INDEX ix_subscription_schedule_phase_items_unresolved ON oltp.subscription_schedule_phase_items USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.subscription_schedule_phases (
    id text COLLATE "C" NOT NULL,
    add_invoice_items jsonb,
    application_fee_percent numeric(38,12),
    automatic_tax jsonb,
    automatic_tax_enabled boolean,
    billing_cycle_anchor text,
    billing_thresholds_amount_gte bigint,
    billing_thresholds_reset_billing_cycle_anchor boolean,
    collection_method text,
    coupon_id text COLLATE "C",
    currency text,
    default_payment_method_id text COLLATE "C",
    default_tax_rates jsonb,
    description text,
    discounts jsonb,
    end_date timestamp with time zone,
    invoice_settings jsonb,
    invoice_settings_days_until_due bigint,
    metadata jsonb,
    on_behalf_of_id text COLLATE "C",
    "position" bigint,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    proration_behavior text,
    row_state text NOT NULL,
    start_date timestamp with time zone,
    subscription_schedule_id text COLLATE "C",
    tax_percent numeric(38,12),
    transfer_data_amount_percent numeric(38,12),
    transfer_data_destination_id text COLLATE "C",
    transform_version smallint,
    trial boolean,
    trial_end timestamp with time zone,
    CONSTRAINT pk_subscription_schedule_phases PRIMARY KEY (id),
    CONSTRAINT fk_subscription_schedule_phases_coupon_id FOREIGN KEY (coupon_id) REFERENCES oltp.coupons(id),
    CONSTRAINT fk_subscription_schedule_phases_default_payment_method_id FOREIGN KEY (default_payment_method_id) REFERENCES oltp.payment_methods(id),
    CONSTRAINT fk_subscription_schedule_phases_subscription_schedule_id FOREIGN KEY (subscription_schedule_id) REFERENCES oltp.subscription_schedules(id),
    CONSTRAINT ck_ssp_application_fee_percent_within_0_and_100 CHECK (application_fee_percent >= 0::numeric AND application_fee_percent <= 100::numeric),
    CONSTRAINT ck_ssp_subscription_schedule_id_required CHECK (row_state <> 'present'::text OR subscription_schedule_id IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phases_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_subscription_schedule_phases_id_is_place CHECK (row_state <> 'present'::text OR id = ((subscription_schedule_id || '.'::text) || "position")),
    CONSTRAINT ck_subscription_schedule_phases_position_required CHECK (row_state <> 'present'::text OR "position" IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phases_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'unresolved'::text])),
    CONSTRAINT ck_subscription_schedule_phases_start_date_required CHECK (row_state <> 'present'::text OR start_date IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phases_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phases_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(subscription_schedule_phases.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_subscription_schedule_phases_coupon_id ON oltp.subscription_schedule_phases USING btree (coupon_id);
CREATE INDEX ix_subscription_schedule_phases_default_payment_method_id ON oltp.subscription_schedule_phases USING btree (default_payment_method_id);
CREATE INDEX ix_subscription_schedule_phases_promoted_at ON oltp.subscription_schedule_phases USING brin (promoted_at);
CREATE INDEX ix_subscription_schedule_phases_subscription_schedule_id ON oltp.subscription_schedule_phases USING btree (subscription_schedule_id);
CREATE INDEX ix_subscription_schedule_phases_unresolved ON oltp.subscription_schedule_phases USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.subscription_schedules (
    id text COLLATE "C" NOT NULL,
    application_id text COLLATE "C",
    billing_mode jsonb,
    billing_mode_type text,
    billing_thresholds_amount_gte bigint,
    billing_thresholds_reset_billing_cycle_anchor boolean,
    canceled_at timestamp with time zone,
    collection_method text,
    completed_at timestamp with time zone,
    created timestamp with time zone,
    current_phase_end_date timestamp with time zone,
    current_phase_start_date timestamp with time zone,
    customer_account_id text COLLATE "C",
    customer_id text COLLATE "C",
    default_payment_method_id text COLLATE "C",
    default_settings jsonb,
    default_source_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    end_behavior text,
    invoice_settings_days_until_due bigint,
    livemode boolean,
    metadata jsonb,
    observed_at timestamp with time zone,
    pause_schedules jsonb,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    released_at timestamp with time zone,
    released_subscription_id text COLLATE "C",
    renewal_interval_interval text,
    renewal_interval_length bigint,
    revision text,
    row_state text NOT NULL,
    status text,
    subscription_id text COLLATE "C",
    test_clock_id text COLLATE "C",
    transform_version smallint,
    CONSTRAINT pk_subscription_schedules PRIMARY KEY (id),
    CONSTRAINT fk_subscription_schedules_customer_id FOREIGN KEY (customer_id) REFERENCES oltp.customers(id),
    CONSTRAINT fk_subscription_schedules_default_payment_method_id FOREIGN KEY (default_payment_method_id) REFERENCES oltp.payment_methods(id),
    CONSTRAINT fk_subscription_schedules_released_subscription_id FOREIGN KEY (released_subscription_id) REFERENCES oltp.subscriptions(id),
    CONSTRAINT fk_subscription_schedules_subscription_id FOREIGN KEY (subscription_id) REFERENCES oltp.subscriptions(id),
    CONSTRAINT ck_subscription_schedules_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_subscription_schedules_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_subscription_schedules_status_required CHECK (row_state <> 'present'::text OR status IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(subscription_schedules.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_subscription_schedules_customer_id ON oltp.subscription_schedules USING btree (customer_id);
CREATE INDEX ix_subscription_schedules_default_payment_method_id ON oltp.subscription_schedules USING btree (default_payment_method_id);
CREATE INDEX ix_subscription_schedules_promoted_at ON oltp.subscription_schedules USING brin (promoted_at);
CREATE INDEX ix_subscription_schedules_released_subscription_id ON oltp.subscription_schedules USING btree (released_subscription_id);
CREATE INDEX ix_subscription_schedules_subscription_id ON oltp.subscription_schedules USING btree (subscription_id);
CREATE INDEX ix_subscription_schedules_unresolved ON oltp.subscription_schedules USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.subscriptions (
    id text COLLATE "C" NOT NULL,
    application_fee_percent numeric(38,12),
    application_id text COLLATE "C",
    automatic_tax jsonb,
    automatic_tax_enabled boolean,
    billing_cycle_anchor timestamp with time zone,
    billing_cycle_anchor_config jsonb,
    billing_mode jsonb,
    billing_mode_type text,
    billing_schedules jsonb,
    billing_thresholds_amount_gte bigint,
    billing_thresholds_reset_billing_cycle_anchor boolean,
    cancel_at timestamp with time zone,
    cancel_at_period_end boolean,
    canceled_at timestamp with time zone,
    cancellation_details_comment text,
    cancellation_details_feedback text,
    cancellation_details_reason text,
    collection_method text,
    created timestamp with time zone,
    currency text,
    current_period_end timestamp with time zone,
    current_period_start timestamp with time zone,
    customer_account_id text COLLATE "C",
    customer_id text COLLATE "C",
    days_until_due bigint,
    default_payment_method_id text COLLATE "C",
    default_source_id text COLLATE "C",
    default_tax_rates jsonb,
    deleted_observed_at timestamp with time zone,
    description text,
    discount jsonb,
    discount_coupon_id text COLLATE "C",
    discount_id text COLLATE "C",
    discounts jsonb,
    ended_at timestamp with time zone,
    invoice_settings jsonb,
    items_complete boolean,
    latest_invoice_id text COLLATE "C",
    livemode boolean,
    metadata jsonb,
    next_pending_invoice_item_invoice timestamp with time zone,
    observed_at timestamp with time zone,
    on_behalf_of_id text COLLATE "C",
    pause_collection_behavior text,
    pause_collection_resumes_at timestamp with time zone,
    payment_settings jsonb,
    pending_invoice_item_interval jsonb,
    pending_setup_intent_id text COLLATE "C",
    pending_update jsonb,
    pending_update_expires_at timestamp with time zone,
    plan_id text COLLATE "C",
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    quantity bigint,
    row_state text NOT NULL,
    schedule_id text COLLATE "C",
    start_date timestamp with time zone,
    status text,
    status_details_paused_transitioned_at timestamp with time zone,
    tax_percent numeric(38,12),
    test_clock_id text COLLATE "C",
    transfer_data_amount_percent numeric(38,12),
    transfer_data_destination_id text COLLATE "C",
    transform_version smallint,
    trial_end timestamp with time zone,
    trial_settings_end_behavior_missing_payment_method text,
    trial_start timestamp with time zone,
    CONSTRAINT pk_subscriptions PRIMARY KEY (id),
    CONSTRAINT fk_subscriptions_customer_id FOREIGN KEY (customer_id) REFERENCES oltp.customers(id),
    CONSTRAINT fk_subscriptions_default_payment_method_id FOREIGN KEY (default_payment_method_id) REFERENCES oltp.payment_methods(id),
    CONSTRAINT fk_subscriptions_discount_coupon_id FOREIGN KEY (discount_coupon_id) REFERENCES oltp.coupons(id),
    CONSTRAINT fk_subscriptions_latest_invoice_id FOREIGN KEY (latest_invoice_id) REFERENCES oltp.invoices(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_subscriptions_schedule_id FOREIGN KEY (schedule_id) REFERENCES oltp.subscription_schedules(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_subscriptions_application_fee_percent_within_0_and_100 CHECK (application_fee_percent >= 0::numeric AND application_fee_percent <= 100::numeric),
    CONSTRAINT ck_subscriptions_cancel_at_period_end_required CHECK (row_state <> 'present'::text OR cancel_at_period_end IS NOT NULL),
    CONSTRAINT ck_subscriptions_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_subscriptions_currency_form CHECK (currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_subscriptions_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_subscriptions_items_complete_required CHECK (row_state <> 'present'::text OR items_complete IS NOT NULL),
    CONSTRAINT ck_subscriptions_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_subscriptions_metadata_required CHECK (row_state <> 'present'::text OR metadata IS NOT NULL),
    CONSTRAINT ck_subscriptions_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_subscriptions_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_subscriptions_status_required CHECK (row_state <> 'present'::text OR status IS NOT NULL),
    CONSTRAINT ck_subscriptions_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_subscriptions_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(subscriptions.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_subscriptions_customer_id ON oltp.subscriptions USING btree (customer_id);
CREATE INDEX ix_subscriptions_default_payment_method_id ON oltp.subscriptions USING btree (default_payment_method_id);
CREATE INDEX ix_subscriptions_discount_coupon_id ON oltp.subscriptions USING btree (discount_coupon_id);
CREATE INDEX ix_subscriptions_latest_invoice_id ON oltp.subscriptions USING btree (latest_invoice_id);
CREATE INDEX ix_subscriptions_promoted_at ON oltp.subscriptions USING brin (promoted_at);
CREATE INDEX ix_subscriptions_schedule_id ON oltp.subscriptions USING btree (schedule_id);
CREATE INDEX ix_subscriptions_unresolved ON oltp.subscriptions USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.tax_ids (
    id text COLLATE "C" NOT NULL,
    country text,
    created timestamp with time zone,
    customer_account_id text COLLATE "C",
    customer_id text COLLATE "C",
    deleted_observed_at timestamp with time zone,
    livemode boolean,
    observed_at timestamp with time zone,
    owner_account_id text COLLATE "C",
    owner_application_id text COLLATE "C",
    owner_type text,
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    row_state text NOT NULL,
    transform_version smallint,
    type text,
    value text,
    verification_status text,
    verification_verified_address text,
    verification_verified_name text,
    CONSTRAINT pk_tax_ids PRIMARY KEY (id),
    CONSTRAINT fk_tax_ids_customer_id FOREIGN KEY (customer_id) REFERENCES oltp.customers(id),
    CONSTRAINT ck_tax_ids_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_tax_ids_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_tax_ids_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_tax_ids_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_tax_ids_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_tax_ids_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_tax_ids_type_required CHECK (row_state <> 'present'::text OR type IS NOT NULL),
    CONSTRAINT ck_tax_ids_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(tax_ids.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb),
    CONSTRAINT ck_tax_ids_value_required CHECK (row_state <> 'present'::text OR value IS NOT NULL)
);
CREATE INDEX ix_tax_ids_customer_id ON oltp.tax_ids USING btree (customer_id);
CREATE INDEX ix_tax_ids_promoted_at ON oltp.tax_ids USING brin (promoted_at);
CREATE INDEX ix_tax_ids_unresolved ON oltp.tax_ids USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE TABLE oltp.tax_rates (
    id text COLLATE "C" NOT NULL,
    active boolean,
    country text,
    created timestamp with time zone,
    deleted_observed_at timestamp with time zone,
    description text,
    display_name text,
    effective_percentage numeric(38,12),
    flat_amount_amount bigint,
    flat_amount_currency text,
    inclusive boolean,
    jurisdiction text,
    jurisdiction_level text,
    livemode boolean,
    metadata jsonb,
    observed_at timestamp with time zone,
    percentage numeric(38,12),
    promoted_at timestamp with time zone NOT NULL DEFAULT now(),
    rate_type text,
    row_state text NOT NULL,
    state text,
    tax_type text,
    transform_version smallint,
    CONSTRAINT pk_tax_rates PRIMARY KEY (id),
    CONSTRAINT ck_tax_rates_active_required CHECK (row_state <> 'present'::text OR active IS NOT NULL),
    CONSTRAINT ck_tax_rates_created_required CHECK (row_state <> 'present'::text OR created IS NOT NULL),
    CONSTRAINT ck_tax_rates_deletion_observed CHECK ((row_state = 'deleted'::text) = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_tax_rates_display_name_required CHECK (row_state <> 'present'::text OR display_name IS NOT NULL),
    CONSTRAINT ck_tax_rates_flat_amount_currency_form CHECK (flat_amount_currency ~ '^[a-z]{3}$'::text),
    CONSTRAINT ck_tax_rates_inclusive_required CHECK (row_state <> 'present'::text OR inclusive IS NOT NULL),
    CONSTRAINT ck_tax_rates_livemode_required CHECK (row_state <> 'present'::text OR livemode IS NOT NULL),
    CONSTRAINT ck_tax_rates_observed_at_required CHECK (row_state <> 'present'::text OR observed_at IS NOT NULL),
    CONSTRAINT ck_tax_rates_percentage_required CHECK (row_state <> 'present'::text OR percentage IS NOT NULL),
    CONSTRAINT ck_tax_rates_row_state_known CHECK (row_state = ANY (ARRAY['present'::text, 'deleted'::text, 'unresolved'::text])),
    CONSTRAINT ck_tax_rates_transform_version_required CHECK (row_state <> 'present'::text OR transform_version IS NOT NULL),
    CONSTRAINT ck_tax_rates_unresolved_is_bare CHECK (row_state <> 'unresolved'::text OR jsonb_strip_nulls(to_jsonb(tax_rates.*) - '{id,row_state,promoted_at}'::text[]) = '{}'::jsonb)
);
CREATE INDEX ix_tax_rates_promoted_at ON oltp.tax_rates USING brin (promoted_at);
CREATE INDEX ix_tax_rates_unresolved ON oltp.tax_rates USING btree (id) WHERE (row_state = 'unresolved'::text);

CREATE VIEW oltp.balance AS
 SELECT currency,
    COALESCE(sum(net) FILTER (WHERE (status = 'available'::text)), (0)::numeric) AS available,
    COALESCE(sum(net) FILTER (WHERE (status <> 'available'::text)), (0)::numeric) AS pending
   FROM oltp.balance_transactions entry
  WHERE ((row_state = 'present'::text) AND (COALESCE(balance_type, 'payments'::text) = 'payments'::text))
  GROUP BY currency;

CREATE VIEW oltp.charge_invoices AS
 SELECT charges.id AS charge_id,
    links.invoice_id
   FROM (oltp.charges
     JOIN oltp.payment_intent_invoices links ON ((links.payment_intent_id = charges.payment_intent_id)))
UNION
 SELECT payments.charge_id,
    payments.invoice_id
   FROM oltp.invoice_payments payments
  WHERE (payments.charge_id IS NOT NULL)
UNION
 SELECT charges.id AS charge_id,
    charges.invoice_id
   FROM oltp.charges
  WHERE (charges.invoice_id IS NOT NULL);

CREATE VIEW oltp.credit_note_discount_amounts AS
 SELECT ((whole.id || '.'::text) || element."position") AS id,
    whole.id AS credit_note_id,
    element."position",
    whole.currency,
        CASE
            WHEN (jsonb_typeof((element.value -> 'amount'::text)) = 'number'::text) THEN ((element.value ->> 'amount'::text))::numeric
            ELSE NULL::numeric
        END AS amount,
        CASE jsonb_typeof((element.value -> 'discount'::text))
            WHEN 'object'::text THEN (element.value #>> '{discount,id}'::text[])
            ELSE (element.value ->> 'discount'::text)
        END AS discount_id
   FROM (oltp.credit_notes whole
     CROSS JOIN LATERAL jsonb_array_elements(whole.discount_amounts) WITH ORDINALITY element(value, "position"));

CREATE VIEW oltp.credit_note_line_item_discount_amounts AS
 SELECT ((whole.id || '.'::text) || element."position") AS id,
    whole.id AS credit_note_line_item_id,
    element."position",
    whole.currency,
        CASE
            WHEN (jsonb_typeof((element.value -> 'amount'::text)) = 'number'::text) THEN ((element.value ->> 'amount'::text))::numeric
            ELSE NULL::numeric
        END AS amount,
        CASE jsonb_typeof((element.value -> 'discount'::text))
            WHEN 'object'::text THEN (element.value #>> '{discount,id}'::text[])
            ELSE (element.value ->> 'discount'::text)
        END AS discount_id
   FROM (oltp.credit_note_line_items whole
     CROSS JOIN LATERAL jsonb_array_elements(whole.discount_amounts) WITH ORDINALITY element(value, "position"));

CREATE VIEW oltp.credit_note_line_item_taxes AS
 SELECT ((whole.id || '.'::text) || element."position") AS id,
    whole.id AS credit_note_line_item_id,
    element."position",
    whole.currency,
        CASE
            WHEN (jsonb_typeof((element.value -> 'amount'::text)) = 'number'::text) THEN ((element.value ->> 'amount'::text))::numeric
            ELSE NULL::numeric
        END AS amount,
    (element.value #>> '{tax_rate_details,tax_rate}'::text[]) AS tax_rate_id,
    (element.value ->> 'tax_behavior'::text) AS tax_behavior,
    (element.value ->> 'taxability_reason'::text) AS taxability_reason,
        CASE
            WHEN (jsonb_typeof((element.value -> 'taxable_amount'::text)) = 'number'::text) THEN ((element.value ->> 'taxable_amount'::text))::numeric
            ELSE NULL::numeric
        END AS taxable_amount
   FROM (oltp.credit_note_line_items whole
     CROSS JOIN LATERAL jsonb_array_elements(whole.taxes) WITH ORDINALITY element(value, "position"));

CREATE VIEW oltp.credit_note_taxes AS
 SELECT ((whole.id || '.'::text) || element."position") AS id,
    whole.id AS credit_note_id,
    element."position",
    whole.currency,
        CASE
            WHEN (jsonb_typeof((element.value -> 'amount'::text)) = 'number'::text) THEN ((element.value ->> 'amount'::text))::numeric
            ELSE NULL::numeric
        END AS amount,
    (element.value #>> '{tax_rate_details,tax_rate}'::text[]) AS tax_rate_id,
    (element.value ->> 'tax_behavior'::text) AS tax_behavior,
    (element.value ->> 'taxability_reason'::text) AS taxability_reason,
        CASE
            WHEN (jsonb_typeof((element.value -> 'taxable_amount'::text)) = 'number'::text) THEN ((element.value ->> 'taxable_amount'::text))::numeric
            ELSE NULL::numeric
        END AS taxable_amount
   FROM (oltp.credit_notes whole
     CROSS JOIN LATERAL jsonb_array_elements(whole.total_taxes) WITH ORDINALITY element(value, "position"));

CREATE VIEW oltp.journal AS
 WITH posting AS (
         SELECT entry.id AS balance_transaction_id,
            entry.created AS posted_at,
            'balance:pending'::text AS account,
            entry.currency,
            (entry.net)::numeric AS amount
           FROM oltp.balance_transactions entry
          WHERE (entry.row_state = 'present'::text)
        UNION ALL
         SELECT entry.id AS balance_transaction_id,
            entry.available_on AS posted_at,
            moved.account,
            entry.currency,
            ((moved.side)::numeric * (entry.net)::numeric) AS amount
           FROM (oltp.balance_transactions entry
             CROSS JOIN ( VALUES ('balance:available'::text,1), ('balance:pending'::text,'-1'::integer)) moved(account, side))
          WHERE ((entry.row_state = 'present'::text) AND (entry.status = 'available'::text))
        UNION ALL
         SELECT entry.id AS balance_transaction_id,
            entry.created AS posted_at,
            ('fees:'::text || part.type) AS account,
            part.currency,
            (part.amount)::numeric AS amount
           FROM (oltp.balance_transactions entry
             JOIN oltp.balance_transaction_fees part ON ((entry.id = part.balance_transaction_id)))
          WHERE ((entry.row_state = 'present'::text) AND (part.row_state = 'present'::text))
        UNION ALL
         SELECT entry.id AS balance_transaction_id,
            entry.created AS posted_at,
            COALESCE(entry.reporting_category, entry.type) AS account,
            entry.currency,
            (- (entry.amount)::numeric) AS amount
           FROM oltp.balance_transactions entry
          WHERE (entry.row_state = 'present'::text)
        )
 SELECT balance_transaction_id,
    account,
    currency,
    ((posted_at AT TIME ZONE 'UTC'::text))::date AS day,
    GREATEST(amount, (0)::numeric) AS debit,
    GREATEST((- amount), (0)::numeric) AS credit
   FROM posting;

CREATE VIEW oltp.money_charge_amount AS
 SELECT paid.currency,
    (paid.amount)::numeric AS figure,
    (intent.amount)::numeric AS expected,
    ARRAY[paid.id, paid.payment_intent_id] AS ids,
    (intent.row_state <> 'present'::text) AS is_pending
   FROM (oltp.charges paid
     JOIN oltp.payment_intents intent ON ((paid.payment_intent_id = intent.id)))
  WHERE ((paid.row_state = 'present'::text) AND (paid.status = 'succeeded'::text));

CREATE VIEW oltp.money_charge_disputed AS
 WITH claims AS (
         SELECT dispute.charge_id,
            array_agg(dispute.id ORDER BY dispute.id) AS ids,
            bool_and((starts_with(dispute.status, 'warning_'::text) OR (dispute.status = 'prevented'::text))) AS are_inquiries
           FROM oltp.disputes dispute
          WHERE (dispute.row_state = 'present'::text)
          GROUP BY dispute.charge_id
        )
 SELECT paid.currency,
    ((paid.disputed)::integer)::numeric AS figure,
    (ARRAY[paid.id] || COALESCE(claims.ids, '{}'::text[])) AS ids,
    (((claims.charge_id IS NOT NULL))::integer)::numeric AS expected,
    COALESCE(claims.are_inquiries, false) AS is_pending
   FROM (oltp.charges paid
     LEFT JOIN claims ON ((paid.id = claims.charge_id)))
  WHERE ((paid.row_state = 'present'::text) AND (paid.disputed IS NOT NULL));

CREATE VIEW oltp.money_charge_refunded AS
 WITH back AS (
         SELECT refund.charge_id,
            sum(refund.amount) AS amount,
            array_agg(refund.id ORDER BY refund.id) AS ids
           FROM oltp.refunds refund
          WHERE ((refund.row_state = 'present'::text) AND (COALESCE(refund.status, 'succeeded'::text) <> ALL (ARRAY['failed'::text, 'canceled'::text])))
          GROUP BY refund.charge_id
        )
 SELECT paid.currency,
    (paid.amount_refunded)::numeric AS figure,
    false AS is_pending,
    (ARRAY[paid.id] || COALESCE(back.ids, '{}'::text[])) AS ids,
    COALESCE(back.amount, (0)::numeric) AS expected
   FROM (oltp.charges paid
     LEFT JOIN back ON ((paid.id = back.charge_id)))
  WHERE (paid.row_state = 'present'::text);

CREATE VIEW oltp.money_invoice_amount_due AS
 SELECT currency,
    (amount_due)::numeric AS figure,
    (pre_payment_credit_notes_amount IS NULL) AS is_pending,
    ARRAY[id] AS ids,
    ((((total)::numeric + (starting_balance)::numeric) - (ending_balance)::numeric) - (pre_payment_credit_notes_amount)::numeric) AS expected
   FROM oltp.invoices whole
  WHERE ((row_state = 'present'::text) AND (status <> 'draft'::text) AND (ending_balance IS NOT NULL));

CREATE VIEW oltp.money_invoice_amount_paid AS
 WITH paid AS (
         SELECT payment.invoice_id,
            sum(payment.amount_paid) AS amount,
            array_agg(payment.id ORDER BY payment.id) AS ids
           FROM oltp.invoice_payments payment
          WHERE ((payment.row_state = 'present'::text) AND (payment.status = 'paid'::text))
          GROUP BY payment.invoice_id
        )
 SELECT whole.currency,
    (whole.amount_paid)::numeric AS figure,
    false AS is_pending,
    (ARRAY[whole.id] || COALESCE(paid.ids, '{}'::text[])) AS ids,
    COALESCE(paid.amount, (0)::numeric) AS expected
   FROM (oltp.invoices whole
     LEFT JOIN paid ON ((whole.id = paid.invoice_id)))
  WHERE ((whole.row_state = 'present'::text) AND (whole.amount_paid IS NOT NULL) AND (whole.paid_out_of_band IS NOT TRUE));

CREATE VIEW oltp.money_invoice_amount_remaining AS
 SELECT currency,
    (amount_remaining)::numeric AS figure,
    false AS is_pending,
    ARRAY[id] AS ids,
    GREATEST(((amount_due)::numeric - (amount_paid)::numeric), (0)::numeric) AS expected
   FROM oltp.invoices whole
  WHERE ((row_state = 'present'::text) AND (status <> 'void'::text) AND (amount_remaining IS NOT NULL));

CREATE VIEW oltp.money_invoice_credited_after_payment AS
 WITH notes AS (
         SELECT note.invoice_id,
            array_agg(note.id ORDER BY note.id) AS ids,
            sum(COALESCE(note.post_payment_amount,
                CASE note.type
                    WHEN 'post_payment'::text THEN note.amount
                    ELSE (0)::bigint
                END)) AS amount
           FROM oltp.credit_notes note
          WHERE ((note.row_state = 'present'::text) AND (note.status = 'issued'::text))
          GROUP BY note.invoice_id
        )
 SELECT whole.currency,
    (whole.post_payment_credit_notes_amount)::numeric AS figure,
    false AS is_pending,
    (ARRAY[whole.id] || COALESCE(notes.ids, '{}'::text[])) AS ids,
    COALESCE(notes.amount, (0)::numeric) AS expected
   FROM (oltp.invoices whole
     LEFT JOIN notes ON ((whole.id = notes.invoice_id)))
  WHERE ((whole.row_state = 'present'::text) AND (whole.status <> 'draft'::text) AND (whole.post_payment_credit_notes_amount IS NOT NULL));

CREATE VIEW oltp.money_invoice_credited_before_payment AS
 WITH notes AS (
         SELECT note.invoice_id,
            array_agg(note.id ORDER BY note.id) AS ids,
            sum(COALESCE(note.pre_payment_amount,
                CASE note.type
                    WHEN 'pre_payment'::text THEN note.amount
                    ELSE (0)::bigint
                END)) AS amount
           FROM oltp.credit_notes note
          WHERE ((note.row_state = 'present'::text) AND (note.status = 'issued'::text))
          GROUP BY note.invoice_id
        )
 SELECT whole.currency,
    (whole.pre_payment_credit_notes_amount)::numeric AS figure,
    false AS is_pending,
    (ARRAY[whole.id] || COALESCE(notes.ids, '{}'::text[])) AS ids,
    COALESCE(notes.amount, (0)::numeric) AS expected
   FROM (oltp.invoices whole
     LEFT JOIN notes ON ((whole.id = notes.invoice_id)))
  WHERE ((whole.row_state = 'present'::text) AND (whole.status <> 'draft'::text) AND (whole.pre_payment_credit_notes_amount IS NOT NULL));

CREATE VIEW oltp.money_invoice_subtotal AS
 WITH lines AS (
         SELECT line.invoice_id,
            sum(line.amount) AS amount
           FROM oltp.invoice_line_items line
          WHERE (line.row_state = 'present'::text)
          GROUP BY line.invoice_id
        ), own_discounts AS (
         SELECT taken.invoice_id,
            sum(taken.amount) AS amount
           FROM (oltp.invoice_line_item_discount_amounts taken
             JOIN oltp.invoices whole_1 ON ((taken.invoice_id = whole_1.id)))
          WHERE ((taken.row_state = 'present'::text) AND (NOT (COALESCE(whole_1.discounts, '[]'::jsonb) @> jsonb_build_array(taken.discount_id))) AND (NOT (COALESCE(whole_1.discounts, '[]'::jsonb) @> jsonb_build_array(jsonb_build_object('id', taken.discount_id)))))
          GROUP BY taken.invoice_id
        )
 SELECT whole.currency,
    (whole.subtotal)::numeric AS figure,
    ARRAY[whole.id] AS ids,
        CASE
            WHEN ((whole.subtotal)::numeric = COALESCE(lines.amount, (0)::numeric)) THEN (whole.subtotal)::numeric
            ELSE (COALESCE(lines.amount, (0)::numeric) - COALESCE(own_discounts.amount, (0)::numeric))
        END AS expected,
    (whole.lines_complete IS NOT TRUE) AS is_pending
   FROM ((oltp.invoices whole
     LEFT JOIN lines ON ((whole.id = lines.invoice_id)))
     LEFT JOIN own_discounts ON ((whole.id = own_discounts.invoice_id)))
  WHERE (whole.row_state = 'present'::text);

CREATE VIEW oltp.money_invoice_total AS
 WITH lines AS (
         SELECT line.invoice_id,
            sum(line.amount) AS amount
           FROM oltp.invoice_line_items line
          WHERE (line.row_state = 'present'::text)
          GROUP BY line.invoice_id
        ), discounts AS (
         SELECT taken.invoice_id,
            sum(taken.amount) AS amount
           FROM oltp.invoice_discount_amounts taken
          WHERE (taken.row_state = 'present'::text)
          GROUP BY taken.invoice_id
        ), credits AS (
         SELECT whole_1.id,
            sum((given.amount)::numeric) AS amount
           FROM (oltp.invoices whole_1
             CROSS JOIN LATERAL jsonb_path_query(whole_1.total_pretax_credit_amounts, '$[*]?(@."type" == "credit_balance_transaction")."amount"?(@.type() == "number")'::jsonpath) given(amount))
          GROUP BY whole_1.id
        ), taxes AS (
         SELECT tax.invoice_id,
            sum(tax.amount) FILTER (WHERE (tax.tax_behavior = 'exclusive'::text)) AS amount
           FROM oltp.invoice_taxes tax
          WHERE (tax.row_state = 'present'::text)
          GROUP BY tax.invoice_id
        )
 SELECT whole.currency,
    (whole.total)::numeric AS figure,
    ARRAY[whole.id] AS ids,
    ((((COALESCE(lines.amount, (0)::numeric) + (COALESCE(whole.amount_shipping, (0)::bigint))::numeric) - COALESCE(discounts.amount, (0)::numeric)) - COALESCE(credits.amount, (0)::numeric)) + COALESCE(taxes.amount, (0)::numeric)) AS expected,
    ((whole.lines_complete IS NOT TRUE) OR ((discounts.invoice_id IS NULL) AND (whole.discounts IS NULL) AND (whole.discount IS NOT NULL)) OR ((taxes.invoice_id IS NULL) AND (COALESCE(whole.tax, (0)::bigint) <> 0))) AS is_pending
   FROM ((((oltp.invoices whole
     LEFT JOIN lines ON ((whole.id = lines.invoice_id)))
     LEFT JOIN discounts ON ((whole.id = discounts.invoice_id)))
     LEFT JOIN credits ON ((whole.id = credits.id)))
     LEFT JOIN taxes ON ((whole.id = taxes.invoice_id)))
  WHERE (whole.row_state = 'present'::text);

CREATE VIEW oltp.money_journal_day AS
 SELECT currency,
    false AS is_pending,
    ARRAY[(day)::text] AS ids,
    sum(debit) AS figure,
    sum(credit) AS expected
   FROM oltp.journal posting
  GROUP BY day, currency;

CREATE VIEW oltp.money_journal_transaction AS
 SELECT currency,
    false AS is_pending,
    ARRAY[balance_transaction_id] AS ids,
    sum(debit) AS figure,
    sum(credit) AS expected
   FROM oltp.journal posting
  GROUP BY balance_transaction_id, currency;

CREATE VIEW oltp.money_payment_intent_amount_received AS
 WITH captured AS (
         SELECT paid.payment_intent_id,
            sum(paid.amount_captured) AS amount,
            array_agg(paid.id ORDER BY paid.id) AS ids,
            bool_or((paid.amount_captured IS NULL)) AS is_unknown
           FROM oltp.charges paid
          WHERE ((paid.row_state = 'present'::text) AND (paid.status = 'succeeded'::text) AND (paid.payment_intent_id IS NOT NULL))
          GROUP BY paid.payment_intent_id
        )
 SELECT intent.currency,
    (intent.amount_received)::numeric AS figure,
    (ARRAY[intent.id] || COALESCE(captured.ids, '{}'::text[])) AS ids,
    COALESCE(captured.amount, (0)::numeric) AS expected,
    COALESCE(captured.is_unknown, false) AS is_pending
   FROM (oltp.payment_intents intent
     LEFT JOIN captured ON ((intent.id = captured.payment_intent_id)))
  WHERE ((intent.row_state = 'present'::text) AND (intent.amount_received IS NOT NULL));

CREATE VIEW oltp.money_payout_amount AS
 WITH members AS (
         SELECT member.payout_id,
            sum(entry.net) AS net,
            bool_or((entry.row_state <> 'present'::text)) AS is_pending
           FROM ((oltp.payout_balance_transactions member
             JOIN oltp.payouts whole_1 ON ((member.payout_id = whole_1.id)))
             JOIN oltp.balance_transactions entry ON ((member.balance_transaction_id = entry.id)))
          WHERE ((member.row_state = 'present'::text) AND (entry.id IS DISTINCT FROM whole_1.balance_transaction_id))
          GROUP BY member.payout_id
        )
 SELECT whole.currency,
    (whole.amount)::numeric AS figure,
    ARRAY[whole.id] AS ids,
    COALESCE(members.net, (0)::numeric) AS expected,
    ((whole.balance_transactions_complete IS NOT TRUE) OR (whole.reconciliation_status <> 'completed'::text) OR COALESCE(members.is_pending, false)) AS is_pending
   FROM (oltp.payouts whole
     LEFT JOIN members ON ((whole.id = members.payout_id)))
  WHERE ((whole.row_state = 'present'::text) AND whole.automatic);

CREATE VIEW oltp.money_payout_once AS
 SELECT entry.currency,
    false AS is_pending,
    (1)::numeric AS expected,
    (ARRAY[entry.id] || array_agg(member.payout_id ORDER BY member.payout_id)) AS ids,
    (count(*))::numeric AS figure
   FROM (oltp.payout_balance_transactions member
     JOIN oltp.balance_transactions entry ON ((member.balance_transaction_id = entry.id)))
  WHERE (member.row_state = 'present'::text)
  GROUP BY entry.id, entry.currency;

CREATE VIEW oltp.money_transaction_amount AS
 WITH sources AS (
         SELECT entry.id,
            entry.source_id,
            entry.currency,
            (entry.amount)::numeric AS amount,
            entry.exchange_rate AS rate,
            paid.currency AS source_currency,
            (COALESCE(paid.amount_captured, paid.amount))::numeric AS source_amount,
            (paid.row_state <> 'present'::text) AS is_pending
           FROM (oltp.balance_transactions entry
             JOIN oltp.charges paid ON ((entry.charge_id = paid.id)))
          WHERE ((entry.row_state = 'present'::text) AND (entry.type = ANY (ARRAY['charge'::text, 'payment'::text])))
        UNION ALL
         SELECT entry.id,
            entry.source_id,
            entry.currency,
            (entry.amount)::numeric AS amount,
            entry.exchange_rate AS rate,
            back.currency AS source_currency,
            (
                CASE entry.type
                    WHEN 'refund_failure'::text THEN back.amount
                    ELSE (- back.amount)
                END)::numeric AS source_amount,
            (back.row_state <> 'present'::text) AS is_pending
           FROM (oltp.balance_transactions entry
             JOIN oltp.refunds back ON ((entry.refund_id = back.id)))
          WHERE ((entry.row_state = 'present'::text) AND (entry.type = ANY (ARRAY['refund'::text, 'payment_refund'::text, 'refund_failure'::text])))
        UNION ALL
         SELECT entry.id,
            entry.source_id,
            entry.currency,
            (entry.amount)::numeric AS amount,
            entry.exchange_rate AS rate,
            claim.currency AS source_currency,
            ((sign((entry.amount)::double precision))::numeric * (claim.amount)::numeric) AS source_amount,
            (claim.row_state <> 'present'::text) AS is_pending
           FROM (oltp.balance_transactions entry
             JOIN oltp.disputes claim ON ((entry.dispute_id = claim.id)))
          WHERE ((entry.row_state = 'present'::text) AND (entry.type = 'adjustment'::text))
        ), converted AS (
         SELECT sources.id,
            sources.source_id,
            sources.currency,
            sources.amount,
            sources.rate,
            sources.source_currency,
            sources.source_amount,
            sources.is_pending,
            (sources.source_amount * COALESCE(sources.rate, (1)::numeric)) AS exact,
                CASE
                    WHEN (sources.rate > (0)::numeric) THEN ((abs(sources.source_amount) / (10.0 ^ GREATEST((scale(sources.rate))::numeric, ((5)::numeric - floor(log(sources.rate)))))) / (2)::numeric)
                    ELSE (0)::numeric
                END AS unwritten
           FROM sources
          WHERE (sources.is_pending OR (sources.rate IS NOT NULL) OR (sources.source_currency = sources.currency))
        )
 SELECT currency,
    amount AS figure,
    is_pending,
    ARRAY[id, source_id] AS ids,
        CASE
            WHEN (abs((amount - exact)) <= (0.5 + unwritten)) THEN amount
            ELSE round(exact)
        END AS expected
   FROM converted;

CREATE VIEW oltp.money_transaction_fee AS
 WITH details AS (
         SELECT part.balance_transaction_id,
            sum(part.amount) AS amount
           FROM oltp.balance_transaction_fees part
          WHERE (part.row_state = 'present'::text)
          GROUP BY part.balance_transaction_id
        )
 SELECT entry.currency,
    (entry.fee)::numeric AS figure,
    false AS is_pending,
    ARRAY[entry.id] AS ids,
    COALESCE(details.amount, (0)::numeric) AS expected
   FROM (oltp.balance_transactions entry
     LEFT JOIN details ON ((entry.id = details.balance_transaction_id)))
  WHERE (entry.row_state = 'present'::text);

CREATE VIEW oltp.money_transaction_net AS
 SELECT currency,
    (net)::numeric AS figure,
    false AS is_pending,
    ARRAY[id] AS ids,
    ((amount)::numeric - (fee)::numeric) AS expected
   FROM oltp.balance_transactions entry
  WHERE (row_state = 'present'::text);

CREATE VIEW oltp.money_transaction_payout AS
 SELECT entry.currency,
    (entry.amount)::numeric AS figure,
    ARRAY[entry.id, whole.id] AS ids,
        CASE entry.type
            WHEN 'payout'::text THEN (- (whole.amount)::numeric)
            ELSE (whole.amount)::numeric
        END AS expected,
    (whole.row_state <> 'present'::text) AS is_pending
   FROM (oltp.balance_transactions entry
     JOIN oltp.payouts whole ON ((entry.source_id = whole.id)))
  WHERE ((entry.row_state = 'present'::text) AND (entry.type = ANY (ARRAY['payout'::text, 'payout_failure'::text, 'payout_cancel'::text])) AND ((whole.currency = entry.currency) OR (whole.row_state <> 'present'::text)));

CREATE VIEW oltp.payment_intent_invoices AS
 SELECT payments.payment_intent_id,
    payments.invoice_id
   FROM oltp.invoice_payments payments
  WHERE (payments.payment_intent_id IS NOT NULL)
UNION
 SELECT payment_intents.id AS payment_intent_id,
    payment_intents.invoice_id
   FROM oltp.payment_intents
  WHERE (payment_intents.invoice_id IS NOT NULL);

CREATE VIEW oltp.plans AS
 SELECT id,
    active,
    recurring_aggregate_usage AS aggregate_usage,
    unit_amount AS amount,
    unit_amount_decimal AS amount_decimal,
    billing_scheme,
    created,
    currency,
    recurring_interval AS "interval",
    recurring_interval_count AS interval_count,
    livemode,
    metadata,
    recurring_meter_id AS meter_id,
    nickname,
    product_id,
    tiers,
    tiers_mode,
    transform_quantity_divide_by AS transform_usage_divide_by,
    transform_quantity_round AS transform_usage_round,
    recurring_trial_period_days AS trial_period_days,
    recurring_usage_type AS usage_type,
    row_state
   FROM oltp.prices
  WHERE (recurring_interval IS NOT NULL);

CREATE VIEW oltp.report_lines AS
 WITH paid_out AS (
         SELECT member.balance_transaction_id,
            min(whole.arrival_date) AS settled_at
           FROM (oltp.payout_balance_transactions member
             JOIN oltp.payouts whole ON ((member.payout_id = whole.id)))
          WHERE ((member.row_state = 'present'::text) AND whole.automatic)
          GROUP BY member.balance_transaction_id
        )
 SELECT entry.id,
    entry.created,
    paid_out.settled_at,
    entry.currency,
    entry.reporting_category,
    entry.amount AS gross,
    entry.fee,
    entry.net,
    (entry.reporting_category = ANY (ARRAY['payout'::text, 'payout_reversal'::text])) AS is_of_payouts,
    (own.id IS NOT NULL) AS is_automatic_payout,
    COALESCE(own.arrival_date, entry.created) AS effective_at
   FROM ((oltp.balance_transactions entry
     LEFT JOIN paid_out ON ((entry.id = paid_out.balance_transaction_id)))
     LEFT JOIN oltp.payouts own ON (((entry.id = own.balance_transaction_id) AND own.automatic)))
  WHERE (entry.row_state = 'present'::text);

CREATE VIEW oltp.trial_balance AS
 SELECT account,
    currency,
    day,
    sum(debit) AS debit,
    sum(credit) AS credit,
    sum(sum((debit - credit))) OVER (PARTITION BY account, currency ORDER BY day) AS balance
   FROM oltp.journal posting
  GROUP BY account, currency, day;
