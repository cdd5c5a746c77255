-- The schemas oltp, history and meta as the first release has them. Written once, from the models.

CREATE TABLE oltp.accounts (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
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
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_accounts PRIMARY KEY (id),
    CONSTRAINT ck_accounts_default_currency_form CHECK (default_currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_accounts_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_accounts_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(accounts) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_accounts_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_accounts_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_accounts_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_accounts_unresolved ON oltp.accounts (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_accounts_promoted_at ON oltp.accounts USING brin (promoted_at);

COMMENT ON TABLE oltp.accounts IS 'An account (acct_…): one''s own, whose id is that of meta.account, and those that files or documents show. Of these a Connect platform has many; nothing asks Stripe for them. What identifies persons and banks is in raw alone. Stripe promises no field: a platform sees little of an account that is not its own.';

COMMENT ON COLUMN oltp.accounts.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.accounts.created IS 'When Stripe made the object. Stripe: created since 2017-12-14';

COMMENT ON COLUMN oltp.accounts.business_profile_mcc IS 'Merchant category code. Stripe: business_profile.mcc since 2019-02-19';

COMMENT ON COLUMN oltp.accounts.business_profile_name IS 'Name that customers know the business by. Stripe: business_profile.name since 2019-02-19, business_name until 2019-02-11';

COMMENT ON COLUMN oltp.accounts.business_profile_product_description IS 'What the business sells, for Stripe''s eyes. Stripe: business_profile.product_description since 2019-02-19, product_description until 2019-02-11';

COMMENT ON COLUMN oltp.accounts.business_profile_support_address IS 'Address for support, kept whole. Stripe: business_profile.support_address since 2019-02-19, support_address since 2018-09-24 until 2019-02-11';

COMMENT ON COLUMN oltp.accounts.business_profile_support_email IS 'E-mail address for support. Stripe: business_profile.support_email since 2019-02-19, support_email until 2019-02-11';

COMMENT ON COLUMN oltp.accounts.business_profile_support_phone IS 'Phone number for support. Stripe: business_profile.support_phone since 2019-02-19, support_phone until 2019-02-11';

COMMENT ON COLUMN oltp.accounts.business_profile_support_url IS 'Web page for support. Stripe: business_profile.support_url since 2019-02-19, support_url since 2018-11-08 until 2019-02-11';

COMMENT ON COLUMN oltp.accounts.business_profile_url IS 'Web site of the business. Stripe: business_profile.url since 2019-02-19, business_url until 2019-02-11';

COMMENT ON COLUMN oltp.accounts.business_type IS 'Legal kind of the business. Stripe: business_type since 2019-02-19, legal_entity.type until 2019-02-11';

COMMENT ON COLUMN oltp.accounts.capabilities IS 'Which payments and transfers it may make, with their state, kept whole. Stripe: capabilities since 2018-09-24';

COMMENT ON COLUMN oltp.accounts.charges_enabled IS 'Whether it can take payments. Stripe: charges_enabled';

COMMENT ON COLUMN oltp.accounts.controller_type IS 'Who controls the account. Stripe: controller.type since 2020-08-27';

COMMENT ON COLUMN oltp.accounts.country IS 'Country of the account, as two letters. Stripe: country';

COMMENT ON COLUMN oltp.accounts.default_currency IS 'Currency that the account settles in by default. Stripe: default_currency';

COMMENT ON COLUMN oltp.accounts.details_submitted IS 'Whether the forms of its opening are filled in. Stripe: details_submitted';

COMMENT ON COLUMN oltp.accounts.email IS 'E-mail address of the owner. Stripe: email';

COMMENT ON COLUMN oltp.accounts.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.accounts.payouts_enabled IS 'Whether it can be paid out. Stripe: payouts_enabled';

COMMENT ON COLUMN oltp.accounts.settings IS 'Settings of the account, kept whole. Stripe: settings since 2019-02-19';

COMMENT ON COLUMN oltp.accounts.settings_dashboard_display_name IS 'Name of the account in the Dashboard. Stripe: settings.dashboard.display_name since 2019-02-19, display_name until 2019-02-11';

COMMENT ON COLUMN oltp.accounts.settings_dashboard_timezone IS 'Time zone of the account''s days, as Stripe''s reports cut them. Stripe: settings.dashboard.timezone since 2019-02-19, timezone until 2019-02-11';

COMMENT ON COLUMN oltp.accounts.settings_payments_statement_descriptor IS 'What statements show by default. Stripe: settings.payments.statement_descriptor since 2019-02-19, statement_descriptor until 2019-02-11';

COMMENT ON COLUMN oltp.accounts.type IS 'Kind of connected account; Stripe''s word. Stripe: type';

COMMENT ON COLUMN oltp.accounts.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.accounts.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.accounts.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.accounts.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.accounts.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.coupons (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    amount_off BIGINT,
    currency TEXT,
    applies_to_products JSONB,
    currency_options JSONB,
    duration TEXT,
    duration_in_months BIGINT,
    livemode BOOLEAN,
    max_redemptions BIGINT,
    metadata JSONB,
    name TEXT,
    percent_off NUMERIC(38, 12),
    redeem_by TIMESTAMP WITH TIME ZONE,
    times_redeemed BIGINT,
    valid BOOLEAN,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_coupons PRIMARY KEY (id),
    CONSTRAINT ck_coupons_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_coupons_amount_off_not_negative CHECK (amount_off >= 0),
    CONSTRAINT ck_coupons_times_redeemed_not_negative CHECK (times_redeemed >= 0),
    CONSTRAINT ck_coupons_percent_off_within_0_and_100 CHECK (percent_off BETWEEN 0 AND 100),
    CONSTRAINT ck_coupons_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_coupons_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(coupons) - '{id,row_state,promoted_at}'::text[]) = '{}'),
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

CREATE INDEX ix_coupons_promoted_at ON oltp.coupons USING brin (promoted_at);

COMMENT ON TABLE oltp.coupons IS 'A coupon; a deleted one lives on in the discounts that it was given for.';

COMMENT ON COLUMN oltp.coupons.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.coupons.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.coupons.amount_off IS 'Amount that it takes off, in minor units of currency. Stripe: amount_off';

COMMENT ON COLUMN oltp.coupons.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.coupons.applies_to_products IS 'Ids of the products that it is limited to. Stripe: applies_to.products since 2020-03-02';

COMMENT ON COLUMN oltp.coupons.currency_options IS 'What it is in other currencies, kept whole. Stripe: currency_options since 2020-08-27';

COMMENT ON COLUMN oltp.coupons.duration IS 'How long it holds: once, repeating or forever. Stripe: duration';

COMMENT ON COLUMN oltp.coupons.duration_in_months IS 'How many months a repeating one holds. Stripe: duration_in_months';

COMMENT ON COLUMN oltp.coupons.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.coupons.max_redemptions IS 'How often it can be redeemed in all. Stripe: max_redemptions';

COMMENT ON COLUMN oltp.coupons.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.coupons.name IS 'What customers see it called. Stripe: name since 2018-05-21';

COMMENT ON COLUMN oltp.coupons.percent_off IS 'Percent that it takes off. Stripe: percent_off_precise since 2018-05-21 until 2018-05-21, percent_off';

COMMENT ON COLUMN oltp.coupons.redeem_by IS 'When it can be redeemed last. Stripe: redeem_by';

COMMENT ON COLUMN oltp.coupons.times_redeemed IS 'How often it was redeemed. Stripe: times_redeemed';

COMMENT ON COLUMN oltp.coupons.valid IS 'Whether it can be redeemed now. Stripe: valid';

COMMENT ON COLUMN oltp.coupons.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.coupons.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.coupons.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.coupons.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.coupons.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE history.coupons (
    id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to TIMESTAMP WITH TIME ZONE,
    created TIMESTAMP WITH TIME ZONE,
    amount_off BIGINT,
    currency TEXT,
    applies_to_products JSONB,
    currency_options JSONB,
    duration TEXT,
    duration_in_months BIGINT,
    livemode BOOLEAN,
    max_redemptions BIGINT,
    metadata JSONB,
    name TEXT,
    percent_off NUMERIC(38, 12),
    redeem_by TIMESTAMP WITH TIME ZONE,
    times_redeemed BIGINT,
    valid BOOLEAN,
    row_state TEXT,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    source TEXT NOT NULL,
    exact BOOLEAN NOT NULL,
    CONSTRAINT pk_coupons PRIMARY KEY (id, version),
    CONSTRAINT ck_coupons_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

COMMENT ON TABLE history.coupons IS 'Versions that the rows of oltp.coupons had. A coupon; a deleted one lives on in the discounts that it was given for.';

COMMENT ON COLUMN history.coupons.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN history.coupons.version IS 'Number of the version among those of this id, from 1';

COMMENT ON COLUMN history.coupons.valid_from IS 'When it began to be so; where exact is false, the moment by which it was seen to be so';

COMMENT ON COLUMN history.coupons.valid_to IS 'When it ended to be so; empty while it is so';

COMMENT ON COLUMN history.coupons.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN history.coupons.amount_off IS 'Amount that it takes off, in minor units of currency. Stripe: amount_off';

COMMENT ON COLUMN history.coupons.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN history.coupons.applies_to_products IS 'Ids of the products that it is limited to. Stripe: applies_to.products since 2020-03-02';

COMMENT ON COLUMN history.coupons.currency_options IS 'What it is in other currencies, kept whole. Stripe: currency_options since 2020-08-27';

COMMENT ON COLUMN history.coupons.duration IS 'How long it holds: once, repeating or forever. Stripe: duration';

COMMENT ON COLUMN history.coupons.duration_in_months IS 'How many months a repeating one holds. Stripe: duration_in_months';

COMMENT ON COLUMN history.coupons.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN history.coupons.max_redemptions IS 'How often it can be redeemed in all. Stripe: max_redemptions';

COMMENT ON COLUMN history.coupons.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN history.coupons.name IS 'What customers see it called. Stripe: name since 2018-05-21';

COMMENT ON COLUMN history.coupons.percent_off IS 'Percent that it takes off. Stripe: percent_off_precise since 2018-05-21 until 2018-05-21, percent_off';

COMMENT ON COLUMN history.coupons.redeem_by IS 'When it can be redeemed last. Stripe: redeem_by';

COMMENT ON COLUMN history.coupons.times_redeemed IS 'How often it was redeemed. Stripe: times_redeemed';

COMMENT ON COLUMN history.coupons.valid IS 'Whether it can be redeemed now. Stripe: valid';

COMMENT ON COLUMN history.coupons.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN history.coupons.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN history.coupons.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN history.coupons.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN history.coupons.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

COMMENT ON COLUMN history.coupons.source IS 'What showed it first: an event of Stripe''s, or a copy read';

COMMENT ON COLUMN history.coupons.exact IS 'Whether valid_from is when Stripe says that it became so';

CREATE TABLE history.customers (
    id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to TIMESTAMP WITH TIME ZONE,
    created TIMESTAMP WITH TIME ZONE,
    balance BIGINT,
    currency TEXT,
    address JSONB,
    address_city TEXT,
    address_country TEXT,
    address_line1 TEXT,
    address_postal_code TEXT,
    address_state TEXT,
    business_name TEXT,
    cash_balance JSONB,
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
    row_state TEXT,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    source TEXT NOT NULL,
    exact BOOLEAN NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id, version),
    CONSTRAINT ck_customers_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

COMMENT ON TABLE history.customers IS 'Versions that the rows of oltp.customers had. A customer; a deleted one is a stub that no list returns.';

COMMENT ON COLUMN history.customers.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN history.customers.version IS 'Number of the version among those of this id, from 1';

COMMENT ON COLUMN history.customers.valid_from IS 'When it began to be so; where exact is false, the moment by which it was seen to be so';

COMMENT ON COLUMN history.customers.valid_to IS 'When it ended to be so; empty while it is so';

COMMENT ON COLUMN history.customers.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN history.customers.balance IS 'What the next invoice takes into account; negative is to the customer''s good, in minor units of currency. Stripe: balance since 2019-05-16, account_balance until 2019-10-08';

COMMENT ON COLUMN history.customers.currency IS 'ISO code of the currency that the customer is billed in, in lower case. Stripe: currency';

COMMENT ON COLUMN history.customers.address IS 'Address, kept whole. Stripe: address since 2019-03-14';

COMMENT ON COLUMN history.customers.address_city IS 'City of the address. Stripe: address.city since 2019-03-14';

COMMENT ON COLUMN history.customers.address_country IS 'Country of the address, as two letters. Stripe: address.country since 2019-03-14';

COMMENT ON COLUMN history.customers.address_line1 IS 'Street and number of the address. Stripe: address.line1 since 2019-03-14';

COMMENT ON COLUMN history.customers.address_postal_code IS 'Postal code of the address. Stripe: address.postal_code since 2019-03-14';

COMMENT ON COLUMN history.customers.address_state IS 'State or region of the address. Stripe: address.state since 2019-03-14';

COMMENT ON COLUMN history.customers.business_name IS 'Name of the business. Stripe: business_name since 2025-09-30.clover';

COMMENT ON COLUMN history.customers.cash_balance IS 'Money of the customer that is held, kept whole. Stripe: cash_balance since 2020-08-27';

COMMENT ON COLUMN history.customers.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN history.customers.default_source_id IS 'Id of the default source, which has no table. Stripe: default_source';

COMMENT ON COLUMN history.customers.delinquent IS 'Whether the newest invoice that was charged is unpaid. Stripe: delinquent';

COMMENT ON COLUMN history.customers.description IS 'What the merchant wrote about the customer. Stripe: description';

COMMENT ON COLUMN history.customers.discount IS 'The discount of all the customer''s payments, kept whole. Stripe: discount';

COMMENT ON COLUMN history.customers.discount_coupon_id IS 'The discount coupon, a row of coupons. Stripe: discount.source.coupon, discount.coupon';

COMMENT ON COLUMN history.customers.discount_id IS 'Id of the discount, which has no table. Stripe: discount';

COMMENT ON COLUMN history.customers.email IS 'E-mail address. Stripe: email';

COMMENT ON COLUMN history.customers.individual_name IS 'Name of the person. Stripe: individual_name since 2025-09-30.clover';

COMMENT ON COLUMN history.customers.invoice_credit_balance IS 'What the next invoices take into account, by currency, in minor units. Stripe: invoice_credit_balance since 2020-08-27';

COMMENT ON COLUMN history.customers.invoice_prefix IS 'What numbers of the customer''s invoices begin with. Stripe: invoice_prefix since 2018-02-06';

COMMENT ON COLUMN history.customers.invoice_settings IS 'Settings of the invoices it makes, kept whole. Stripe: invoice_settings since 2018-11-08';

COMMENT ON COLUMN history.customers.invoice_settings_default_payment_method_id IS 'The invoice settings default payment method, a row of payment_methods. Stripe: invoice_settings.default_payment_method since 2019-03-14';

COMMENT ON COLUMN history.customers.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN history.customers.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN history.customers.name IS 'Name of the person or business. Stripe: name since 2019-03-14';

COMMENT ON COLUMN history.customers.next_invoice_sequence IS 'Number of the next invoice, after the prefix. Stripe: next_invoice_sequence since 2020-03-02';

COMMENT ON COLUMN history.customers.phone IS 'Phone number. Stripe: phone since 2019-03-14';

COMMENT ON COLUMN history.customers.preferred_locales IS 'Languages, the preferred one first. Stripe: preferred_locales since 2019-03-14';

COMMENT ON COLUMN history.customers.shipping IS 'Whom and where it is shipped to, kept whole. Stripe: shipping';

COMMENT ON COLUMN history.customers.shipping_address_country IS 'Country that it is shipped to, as two letters. Stripe: shipping.address.country';

COMMENT ON COLUMN history.customers.shipping_name IS 'Name that it is shipped to. Stripe: shipping.name';

COMMENT ON COLUMN history.customers.tax IS 'What Stripe Tax knows of the customer''s place, kept whole. Stripe: tax since 2020-08-27';

COMMENT ON COLUMN history.customers.tax_automatic_tax IS 'Whether Stripe Tax can tell the customer''s place. Stripe: tax.automatic_tax since 2020-08-27';

COMMENT ON COLUMN history.customers.tax_exempt IS 'Whether the customer pays tax: none, exempt or reverse. Stripe: tax_exempt since 2019-03-14';

COMMENT ON COLUMN history.customers.tax_ip_address IS 'IP address that tells the customer''s place for taxes. Stripe: tax.ip_address since 2020-08-27';

COMMENT ON COLUMN history.customers.tax_location_country IS 'Country for taxes, as two letters. Stripe: tax.location.country since 2020-08-27';

COMMENT ON COLUMN history.customers.test_clock_id IS 'Id of the test clock, which has no table. Stripe: test_clock since 2020-08-27';

COMMENT ON COLUMN history.customers.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN history.customers.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN history.customers.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN history.customers.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN history.customers.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

COMMENT ON COLUMN history.customers.source IS 'What showed it first: an event of Stripe''s, or a copy read';

COMMENT ON COLUMN history.customers.exact IS 'Whether valid_from is when Stripe says that it became so';

CREATE TABLE history.disputes (
    id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to TIMESTAMP WITH TIME ZONE,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    amount BIGINT,
    currency TEXT,
    balance_transactions JSONB,
    charge_id TEXT COLLATE "C",
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
    row_state TEXT,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    source TEXT NOT NULL,
    exact BOOLEAN NOT NULL,
    CONSTRAINT pk_disputes PRIMARY KEY (id, version),
    CONSTRAINT ck_disputes_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

COMMENT ON TABLE history.disputes IS 'Versions that the rows of oltp.disputes had. A dispute (du_…, dp_…) of a charge. balance_transactions are what it moved, each whole; evidence is text about persons and stays as it is.';

COMMENT ON COLUMN history.disputes.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN history.disputes.version IS 'Number of the version among those of this id, from 1';

COMMENT ON COLUMN history.disputes.valid_from IS 'When it began to be so; where exact is false, the moment by which it was seen to be so';

COMMENT ON COLUMN history.disputes.valid_to IS 'When it ended to be so; empty while it is so';

COMMENT ON COLUMN history.disputes.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN history.disputes.status IS 'Where it stands; Stripe''s word. Stripe: status';

COMMENT ON COLUMN history.disputes.amount IS 'What is disputed, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN history.disputes.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN history.disputes.balance_transactions IS 'What it moved, each balance transaction whole. Stripe: balance_transactions';

COMMENT ON COLUMN history.disputes.charge_id IS 'The charge, a row of charges. Stripe: charge';

COMMENT ON COLUMN history.disputes.enhanced_eligibility_types IS 'Rules of networks that may decide it. Stripe: enhanced_eligibility_types since 2024-10-28.acacia';

COMMENT ON COLUMN history.disputes.evidence IS 'What the merchant said and sent about the payer, kept whole. Stripe: evidence';

COMMENT ON COLUMN history.disputes.evidence_details IS 'State of the evidence, kept whole. Stripe: evidence_details';

COMMENT ON COLUMN history.disputes.evidence_details_due_by IS 'When evidence can be sent last. Stripe: evidence_details.due_by';

COMMENT ON COLUMN history.disputes.evidence_details_has_evidence IS 'Whether evidence was sent or staged. Stripe: evidence_details.has_evidence';

COMMENT ON COLUMN history.disputes.evidence_details_past_due IS 'Whether it was last sent too late. Stripe: evidence_details.past_due';

COMMENT ON COLUMN history.disputes.evidence_details_submission_count IS 'How often evidence was sent. Stripe: evidence_details.submission_count';

COMMENT ON COLUMN history.disputes.evidence_details_submission_method IS 'How evidence was sent. Stripe: evidence_details.submission_method since 2026-10-28.endive';

COMMENT ON COLUMN history.disputes.intended_submission_method IS 'How evidence is meant to be sent. Stripe: intended_submission_method since 2026-10-28.endive';

COMMENT ON COLUMN history.disputes.is_charge_refundable IS 'Whether the charge can still be refunded. Stripe: is_charge_refundable';

COMMENT ON COLUMN history.disputes.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN history.disputes.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN history.disputes.network_reason_code IS 'Why, as the network''s code. Stripe: network_reason_code since 2023-10-16';

COMMENT ON COLUMN history.disputes.payment_intent_id IS 'The payment intent, a row of payment_intents. Stripe: payment_intent since 2019-11-05';

COMMENT ON COLUMN history.disputes.payment_method_details IS 'The payment method as it was at the time, kept whole. Stripe: payment_method_details since 2023-08-16';

COMMENT ON COLUMN history.disputes.payment_method_details_card_brand IS 'Brand of the card. Stripe: payment_method_details.card.brand since 2023-08-16';

COMMENT ON COLUMN history.disputes.payment_method_details_card_case_type IS 'Kind of the case: dispute, inquiry and so on. Stripe: payment_method_details.card.case_type since 2024-06-20';

COMMENT ON COLUMN history.disputes.payment_method_details_card_network_reason_code IS 'Why, as the card network''s code. Stripe: payment_method_details.card.network_reason_code since 2023-08-16';

COMMENT ON COLUMN history.disputes.payment_method_details_type IS 'Kind of the payment method. Stripe: payment_method_details.type since 2023-08-16';

COMMENT ON COLUMN history.disputes.reason IS 'Why the payer disputes it. Stripe: reason';

COMMENT ON COLUMN history.disputes.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN history.disputes.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN history.disputes.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN history.disputes.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN history.disputes.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

COMMENT ON COLUMN history.disputes.source IS 'What showed it first: an event of Stripe''s, or a copy read';

COMMENT ON COLUMN history.disputes.exact IS 'Whether valid_from is when Stripe says that it became so';

CREATE TABLE oltp.events (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    account_id TEXT COLLATE "C",
    api_version TEXT,
    context TEXT,
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
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_events PRIMARY KEY (id),
    CONSTRAINT ck_events_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_events_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(events) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_events_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_events_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_events_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_events_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_events_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_events_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_events_unresolved ON oltp.events (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_events_promoted_at ON oltp.events USING brin (promoted_at);

CREATE INDEX ix_events_object_type_object_id_created ON oltp.events (object_type, object_id, created);

CREATE INDEX ix_events_created ON oltp.events (created);

COMMENT ON TABLE oltp.events IS 'An event (evt_…). What it says of its object (data) is in raw alone, as is pending_webhooks. object_type and object_id name any object, also one that is gone or has no table; a balance has no id.';

COMMENT ON COLUMN oltp.events.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.events.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.events.account_id IS 'Id of the connected account that it came from; has no table. Stripe: account since 2019-10-17';

COMMENT ON COLUMN oltp.events.api_version IS 'Version of the API that its object is written in. Stripe: api_version';

COMMENT ON COLUMN oltp.events.context IS 'Where in an organisation it came from. Stripe: context since 2025-04-30.basil';

COMMENT ON COLUMN oltp.events.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.events.object_id IS 'Id of the object that it is about. Stripe: data.object';

COMMENT ON COLUMN oltp.events.object_type IS 'Type of the object that it is about. Stripe: data.object.object';

COMMENT ON COLUMN oltp.events.request_id IS 'Id of the request that caused it. Stripe: request';

COMMENT ON COLUMN oltp.events.request_idempotency_key IS 'Key that the caller gave that request. Stripe: request.idempotency_key';

COMMENT ON COLUMN oltp.events.type IS 'What happened. Stripe: type';

COMMENT ON COLUMN oltp.events.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.events.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.events.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.events.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.events.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE history.invoices (
    id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to TIMESTAMP WITH TIME ZONE,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    customer_id TEXT COLLATE "C",
    amount_due BIGINT,
    amount_overpaid BIGINT,
    amount_paid BIGINT,
    amount_paid_off_stripe BIGINT,
    amount_remaining BIGINT,
    amount_shipping BIGINT,
    total BIGINT,
    subtotal BIGINT,
    currency TEXT,
    account_country TEXT,
    account_name TEXT,
    account_tax_ids JSONB,
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
    custom_fields JSONB,
    customer_account_id TEXT COLLATE "C",
    customer_address JSONB,
    customer_address_country TEXT,
    customer_address_postal_code TEXT,
    customer_address_state TEXT,
    customer_email TEXT,
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
    status_details_uncollectible_reason TEXT,
    status_transitions_finalized_at TIMESTAMP WITH TIME ZONE,
    status_transitions_marked_uncollectible_at TIMESTAMP WITH TIME ZONE,
    status_transitions_paid_at TIMESTAMP WITH TIME ZONE,
    status_transitions_voided_at TIMESTAMP WITH TIME ZONE,
    subscription_details_metadata JSONB,
    subscription_id TEXT COLLATE "C",
    subscription_proration_date TIMESTAMP WITH TIME ZONE,
    subtotal_excluding_tax BIGINT,
    tax BIGINT,
    tax_percent NUMERIC(38, 12),
    test_clock_id TEXT COLLATE "C",
    threshold_reason JSONB,
    total_excluding_tax BIGINT,
    total_pretax_credit_amounts JSONB,
    transfer_data_amount BIGINT,
    transfer_data_destination_id TEXT COLLATE "C",
    webhooks_delivered_at TIMESTAMP WITH TIME ZONE,
    row_state TEXT,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    lines_complete BOOLEAN,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    source TEXT NOT NULL,
    exact BOOLEAN NOT NULL,
    CONSTRAINT pk_invoices PRIMARY KEY (id, version),
    CONSTRAINT ck_invoices_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

COMMENT ON TABLE history.invoices IS 'Versions that the rows of oltp.invoices had. An invoice; a deleted draft keeps what was known of it.';

COMMENT ON COLUMN history.invoices.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN history.invoices.version IS 'Number of the version among those of this id, from 1';

COMMENT ON COLUMN history.invoices.valid_from IS 'When it began to be so; where exact is false, the moment by which it was seen to be so';

COMMENT ON COLUMN history.invoices.valid_to IS 'When it ended to be so; empty while it is so';

COMMENT ON COLUMN history.invoices.created IS 'When Stripe made the object. Stripe: created since 2019-02-19, date until 2019-02-19';

COMMENT ON COLUMN history.invoices.status IS 'draft, open, paid, uncollectible or void. Stripe: status since 2018-11-08';

COMMENT ON COLUMN history.invoices.customer_id IS 'The customer, a row of customers. Stripe: customer';

COMMENT ON COLUMN history.invoices.amount_due IS 'What is to be paid, the balance taken into account, in minor units of currency. Stripe: amount_due';

COMMENT ON COLUMN history.invoices.amount_overpaid IS 'What was paid beyond what was due, in minor units of currency. Stripe: amount_overpaid since 2025-03-31.basil';

COMMENT ON COLUMN history.invoices.amount_paid IS 'What was paid, in minor units of currency. Stripe: amount_paid since 2018-02-28';

COMMENT ON COLUMN history.invoices.amount_paid_off_stripe IS 'What was paid outside of Stripe, in minor units of currency. Stripe: amount_paid_off_stripe since 2026-05-27.dahlia';

COMMENT ON COLUMN history.invoices.amount_remaining IS 'What is still to be paid, in minor units of currency. Stripe: amount_remaining since 2018-02-28';

COMMENT ON COLUMN history.invoices.amount_shipping IS 'What shipping costs, with taxes, in minor units of currency. Stripe: amount_shipping since 2022-11-15';

COMMENT ON COLUMN history.invoices.total IS 'Sum after discounts and taxes, in minor units of currency. Stripe: total';

COMMENT ON COLUMN history.invoices.subtotal IS 'Sum of the lines before discounts and taxes that are not included, in minor units of currency. Stripe: subtotal';

COMMENT ON COLUMN history.invoices.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN history.invoices.account_country IS 'Country of the account, as two letters. Stripe: account_country since 2019-03-14';

COMMENT ON COLUMN history.invoices.account_name IS 'Name of the account on the invoice. Stripe: account_name since 2019-03-14';

COMMENT ON COLUMN history.invoices.account_tax_ids IS 'Ids of the account''s tax ids on the invoice. Stripe: account_tax_ids since 2020-08-27';

COMMENT ON COLUMN history.invoices.application_fee_amount IS 'What the platform keeps of it, in minor units of currency. Stripe: application_fee_amount since 2018-11-08 until 2025-02-24.acacia, application_fee until 2018-10-31';

COMMENT ON COLUMN history.invoices.application_id IS 'Id of the application, which has no table. Stripe: application since 2020-08-27';

COMMENT ON COLUMN history.invoices.attempt_count IS 'How often a payment was tried. Stripe: attempt_count';

COMMENT ON COLUMN history.invoices.attempted IS 'Whether a payment was tried at all. Stripe: attempted';

COMMENT ON COLUMN history.invoices.auto_advance IS 'Whether Stripe finalises and collects it by itself. Stripe: auto_advance since 2018-05-21';

COMMENT ON COLUMN history.invoices.automatic_tax IS 'Settings and state of Stripe Tax, kept whole. Stripe: automatic_tax since 2020-08-27';

COMMENT ON COLUMN history.invoices.automatic_tax_enabled IS 'Whether Stripe Tax computes the taxes. Stripe: automatic_tax.enabled since 2020-08-27';

COMMENT ON COLUMN history.invoices.automatic_tax_provider IS 'Who computes the taxes. Stripe: automatic_tax.provider since 2025-04-30.basil';

COMMENT ON COLUMN history.invoices.automatic_tax_status IS 'Whether computing the taxes worked. Stripe: automatic_tax.status since 2020-08-27';

COMMENT ON COLUMN history.invoices.automatically_finalizes_at IS 'When Stripe will finalise it. Stripe: automatically_finalizes_at since 2024-06-20';

COMMENT ON COLUMN history.invoices.billing_reason IS 'Why it was made. Stripe: billing_reason since 2018-05-21';

COMMENT ON COLUMN history.invoices.charge_id IS 'The charge, a row of charges. Stripe: charge until 2025-02-24.acacia';

COMMENT ON COLUMN history.invoices.collection_method IS 'Whether Stripe charges automatically or sends an invoice. Stripe: collection_method since 2019-05-16, billing since 2017-12-14 until 2019-10-08';

COMMENT ON COLUMN history.invoices.custom_fields IS 'Fields that the merchant added, kept whole. Stripe: custom_fields since 2018-11-08';

COMMENT ON COLUMN history.invoices.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN history.invoices.customer_address IS 'Address of the customer as the invoice has it, kept whole. Stripe: customer_address since 2019-03-14';

COMMENT ON COLUMN history.invoices.customer_address_country IS 'Country of that address, as two letters. Stripe: customer_address.country since 2019-03-14';

COMMENT ON COLUMN history.invoices.customer_address_postal_code IS 'Postal code of that address. Stripe: customer_address.postal_code since 2019-03-14';

COMMENT ON COLUMN history.invoices.customer_address_state IS 'State or region of that address. Stripe: customer_address.state since 2019-03-14';

COMMENT ON COLUMN history.invoices.customer_email IS 'E-mail address of the customer as the invoice has it. Stripe: customer_email since 2019-03-14';

COMMENT ON COLUMN history.invoices.customer_name IS 'Name of the customer as the invoice has it. Stripe: customer_name since 2019-03-14';

COMMENT ON COLUMN history.invoices.customer_phone IS 'Phone number of the customer as the invoice has it. Stripe: customer_phone since 2019-03-14';

COMMENT ON COLUMN history.invoices.customer_shipping IS 'Whom and where it is shipped to, kept whole. Stripe: customer_shipping since 2019-03-14';

COMMENT ON COLUMN history.invoices.customer_tax_exempt IS 'Whether the customer pays tax: none, exempt or reverse. Stripe: customer_tax_exempt since 2019-03-14';

COMMENT ON COLUMN history.invoices.customer_tax_ids IS 'Tax ids of the customer as the invoice has them, kept whole. Stripe: customer_tax_ids since 2019-03-14';

COMMENT ON COLUMN history.invoices.default_payment_method_id IS 'The default payment method, a row of payment_methods. Stripe: default_payment_method since 2019-03-14';

COMMENT ON COLUMN history.invoices.default_source_id IS 'Id of the default source, which has no table. Stripe: default_source since 2018-11-08';

COMMENT ON COLUMN history.invoices.default_tax_rates IS 'Tax rates that hold where a line or item has none of its own. Stripe: default_tax_rates since 2019-03-14';

COMMENT ON COLUMN history.invoices.description IS 'What the merchant wrote about it. Stripe: description';

COMMENT ON COLUMN history.invoices.discount IS 'The one discount, kept whole. Stripe: discount until 2025-02-24.acacia';

COMMENT ON COLUMN history.invoices.discount_coupon_id IS 'The discount coupon, a row of coupons. Stripe: discount.source.coupon, discount.coupon';

COMMENT ON COLUMN history.invoices.discount_id IS 'Id of the discount, which has no table. Stripe: discount until 2025-02-24.acacia';

COMMENT ON COLUMN history.invoices.discounts IS 'Discounts that apply, as ids or objects, in order. Stripe: discounts since 2020-03-02';

COMMENT ON COLUMN history.invoices.due_date IS 'When it has to be paid; empty where Stripe charges automatically. Stripe: due_date since 2017-12-14';

COMMENT ON COLUMN history.invoices.effective_at IS 'Date that the document shows; the merchant may set it. Stripe: effective_at since 2022-11-15';

COMMENT ON COLUMN history.invoices.ending_balance IS 'The customer''s balance after it; empty until it is finalised, in minor units of currency. Stripe: ending_balance';

COMMENT ON COLUMN history.invoices.footer IS 'What stands at its foot. Stripe: footer since 2018-11-08';

COMMENT ON COLUMN history.invoices.from_invoice_action IS 'How it follows from another invoice. Stripe: from_invoice.action since 2022-08-01';

COMMENT ON COLUMN history.invoices.from_invoice_invoice_id IS 'The from invoice invoice, a row of invoices. Stripe: from_invoice.invoice since 2022-08-01';

COMMENT ON COLUMN history.invoices.hosted_invoice_url IS 'Page to pay it, open to whoever has its address. Stripe: hosted_invoice_url since 2018-05-21';

COMMENT ON COLUMN history.invoices.invoice_pdf IS 'Address of its PDF, open to whoever has it. Stripe: invoice_pdf since 2018-05-21';

COMMENT ON COLUMN history.invoices.issuer_account_id IS 'Id of the issuer account, which has no table. Stripe: issuer.account since 2023-10-16';

COMMENT ON COLUMN history.invoices.issuer_type IS 'Who issues it: the account or another. Stripe: issuer.type since 2023-10-16';

COMMENT ON COLUMN history.invoices.last_finalization_error IS 'Why it could not be finalised last, kept whole. Stripe: last_finalization_error since 2020-08-27';

COMMENT ON COLUMN history.invoices.last_finalization_error_code IS 'Why it could not be finalised last, as a code. Stripe: last_finalization_error.code since 2020-08-27';

COMMENT ON COLUMN history.invoices.latest_revision_id IS 'The latest revision, a row of invoices. Stripe: latest_revision since 2022-08-01';

COMMENT ON COLUMN history.invoices.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN history.invoices.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN history.invoices.next_payment_attempt IS 'When a payment is tried next. Stripe: next_payment_attempt';

COMMENT ON COLUMN history.invoices.number IS 'Number that the customer sees; empty on a draft. Stripe: number since 2017-12-14';

COMMENT ON COLUMN history.invoices.on_behalf_of_id IS 'Id of the on behalf of, which has no table. Stripe: on_behalf_of since 2020-08-27';

COMMENT ON COLUMN history.invoices.paid IS 'Whether it is paid, also outside of Stripe. Stripe: paid until 2025-02-24.acacia';

COMMENT ON COLUMN history.invoices.paid_out_of_band IS 'Whether it was marked as paid outside of Stripe. Stripe: paid_out_of_band since 2020-08-27 until 2025-02-24.acacia';

COMMENT ON COLUMN history.invoices.parent_type IS 'What made it: a subscription or a quote. Stripe: parent.type since 2025-03-31.basil';

COMMENT ON COLUMN history.invoices.payment_intent_id IS 'The payment intent, a row of payment_intents. Stripe: payment_intent since 2019-03-14 until 2025-02-24.acacia';

COMMENT ON COLUMN history.invoices.payment_settings IS 'Settings of how it is paid, kept whole. Stripe: payment_settings since 2020-08-27';

COMMENT ON COLUMN history.invoices.period_end IS 'When the period ends that it is for. Stripe: period_end';

COMMENT ON COLUMN history.invoices.period_start IS 'When the period begins that it is for. Stripe: period_start';

COMMENT ON COLUMN history.invoices.post_payment_credit_notes_amount IS 'What credit notes gave back after it was paid, in minor units of currency. Stripe: post_payment_credit_notes_amount since 2019-03-14';

COMMENT ON COLUMN history.invoices.pre_payment_credit_notes_amount IS 'What credit notes took off before it was paid, in minor units of currency. Stripe: pre_payment_credit_notes_amount since 2019-03-14';

COMMENT ON COLUMN history.invoices.quote_id IS 'Id of the quote, which has no table. Stripe: parent.quote_details.quote since 2025-03-31.basil, quote since 2020-08-27 until 2025-02-24.acacia';

COMMENT ON COLUMN history.invoices.receipt_number IS 'Number of the receipt that was e-mailed. Stripe: receipt_number';

COMMENT ON COLUMN history.invoices.rendering IS 'How its PDF looks, kept whole. Stripe: rendering since 2023-10-16, rendering_options since 2020-08-27 until 2023-10-16';

COMMENT ON COLUMN history.invoices.shipping_cost IS 'What shipping costs, with its taxes, kept whole. Stripe: shipping_cost since 2022-11-15';

COMMENT ON COLUMN history.invoices.shipping_details IS 'Whom and where it is shipped to, kept whole. Stripe: shipping_details since 2022-11-15';

COMMENT ON COLUMN history.invoices.starting_balance IS 'The customer''s balance before it, in minor units of currency. Stripe: starting_balance';

COMMENT ON COLUMN history.invoices.statement_descriptor IS 'What the statement of card or bank shows. Stripe: statement_descriptor';

COMMENT ON COLUMN history.invoices.status_details_uncollectible_reason IS 'Why it became uncollectible. Stripe: status_details.uncollectible.reason since 2026-09-30.endive';

COMMENT ON COLUMN history.invoices.status_transitions_finalized_at IS 'When it was finalised. Stripe: status_transitions.finalized_at since 2019-02-19, finalized_at since 2018-11-08 until 2019-02-19';

COMMENT ON COLUMN history.invoices.status_transitions_marked_uncollectible_at IS 'When it was given up. Stripe: status_transitions.marked_uncollectible_at since 2019-02-19';

COMMENT ON COLUMN history.invoices.status_transitions_paid_at IS 'When it was paid. Stripe: status_transitions.paid_at since 2019-02-19';

COMMENT ON COLUMN history.invoices.status_transitions_voided_at IS 'When it was voided. Stripe: status_transitions.voided_at since 2019-02-19';

COMMENT ON COLUMN history.invoices.subscription_details_metadata IS 'Metadata of the subscription as it was then. Stripe: parent.subscription_details.metadata since 2025-03-31.basil, subscription_details.metadata since 2022-11-15 until 2025-02-24.acacia';

COMMENT ON COLUMN history.invoices.subscription_id IS 'The subscription, a row of subscriptions. Stripe: parent.subscription_details.subscription since 2025-03-31.basil, subscription until 2025-02-24.acacia';

COMMENT ON COLUMN history.invoices.subscription_proration_date IS 'Moment that prorations are computed for. Stripe: parent.subscription_details.subscription_proration_date since 2025-03-31.basil, subscription_proration_date until 2025-02-24.acacia';

COMMENT ON COLUMN history.invoices.subtotal_excluding_tax IS 'Sum of the lines before discounts, without any tax, in minor units of currency. Stripe: subtotal_excluding_tax since 2020-08-27';

COMMENT ON COLUMN history.invoices.tax IS 'Sum of the taxes, in minor units of currency. Stripe: tax until 2025-02-24.acacia';

COMMENT ON COLUMN history.invoices.tax_percent IS 'Percent of tax, of the time before tax rates. Stripe: tax_percent until 2020-03-02';

COMMENT ON COLUMN history.invoices.test_clock_id IS 'Id of the test clock, which has no table. Stripe: test_clock since 2020-08-27';

COMMENT ON COLUMN history.invoices.threshold_reason IS 'What passed a threshold, kept whole. Stripe: threshold_reason since 2018-11-08';

COMMENT ON COLUMN history.invoices.total_excluding_tax IS 'Sum after discounts, without taxes, in minor units of currency. Stripe: total_excluding_tax since 2020-08-27';

COMMENT ON COLUMN history.invoices.total_pretax_credit_amounts IS 'What credits and discounts take off before tax, kept whole. Stripe: total_pretax_credit_amounts since 2024-09-30.acacia';

COMMENT ON COLUMN history.invoices.transfer_data_amount IS 'What goes to the connected account; the whole amount if empty, in minor units of currency. Stripe: transfer_data.amount since 2020-03-02 until 2025-02-24.acacia';

COMMENT ON COLUMN history.invoices.transfer_data_destination_id IS 'Id of the transfer data destination, which has no table. Stripe: transfer_data.destination since 2020-03-02 until 2025-02-24.acacia';

COMMENT ON COLUMN history.invoices.webhooks_delivered_at IS 'When the webhooks that it waited for were delivered. Stripe: webhooks_delivered_at';

COMMENT ON COLUMN history.invoices.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN history.invoices.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN history.invoices.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN history.invoices.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN history.invoices.lines_complete IS 'Whether all elements of the list are known, or Stripe cut it and nothing brought the rest';

COMMENT ON COLUMN history.invoices.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

COMMENT ON COLUMN history.invoices.source IS 'What showed it first: an event of Stripe''s, or a copy read';

COMMENT ON COLUMN history.invoices.exact IS 'Whether valid_from is when Stripe says that it became so';

CREATE TABLE oltp.payouts (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    amount BIGINT,
    currency TEXT,
    application_fee_amount BIGINT,
    application_fee_id TEXT COLLATE "C",
    arrival_date TIMESTAMP WITH TIME ZONE,
    automatic BOOLEAN,
    balance_transaction_id TEXT COLLATE "C",
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
    trace_id_status TEXT,
    trace_id_value TEXT,
    type TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    balance_transactions_complete BOOLEAN,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_payouts PRIMARY KEY (id),
    CONSTRAINT ck_payouts_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_payouts_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_payouts_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(payouts) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_payouts_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_payouts_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_payouts_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_payouts_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_payouts_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_payouts_arrival_date_required CHECK (row_state <> 'present' OR arrival_date IS NOT NULL),
    CONSTRAINT ck_payouts_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_payouts_method_required CHECK (row_state <> 'present' OR method IS NOT NULL),
    CONSTRAINT ck_payouts_source_type_required CHECK (row_state <> 'present' OR source_type IS NOT NULL),
    CONSTRAINT ck_payouts_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_payouts_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_payouts_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_payouts_balance_transaction_id ON oltp.payouts (balance_transaction_id);

CREATE INDEX ix_payouts_original_payout_id ON oltp.payouts (original_payout_id);

CREATE INDEX ix_payouts_unresolved ON oltp.payouts (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_payouts_failure_balance_transaction_id ON oltp.payouts (failure_balance_transaction_id);

CREATE INDEX ix_payouts_created ON oltp.payouts (created);

CREATE INDEX ix_payouts_promoted_at ON oltp.payouts USING brin (promoted_at);

CREATE INDEX ix_payouts_reversed_by_id ON oltp.payouts (reversed_by_id);

COMMENT ON TABLE oltp.payouts IS 'A payout (po_…); amount is negative where money is taken from the bank. destination_id is an external account of one''s own, which may be deleted. A failed payout, or a canceled one, has the transaction that gave its money back in failure_balance_transaction_id. What an automatic payout is made of is in payout_balance_transactions, and balance_transactions_complete says whether that is all of it; NULL where Stripe does not tell, because it is a manual one, or not yet.';

COMMENT ON COLUMN oltp.payouts.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.payouts.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.payouts.status IS 'Where it stands; Stripe''s word. Stripe: status';

COMMENT ON COLUMN oltp.payouts.amount IS 'What is paid out; negative takes from the bank account, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN oltp.payouts.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.payouts.application_fee_amount IS 'What the platform keeps of it, in minor units of currency. Stripe: application_fee_amount since 2024-04-10';

COMMENT ON COLUMN oltp.payouts.application_fee_id IS 'Id of the application fee, which has no table. Stripe: application_fee since 2024-04-10';

COMMENT ON COLUMN oltp.payouts.arrival_date IS 'When it arrives at the bank, or is expected to. Stripe: arrival_date';

COMMENT ON COLUMN oltp.payouts.automatic IS 'Whether Stripe made it by schedule. Stripe: automatic since 2017-12-14';

COMMENT ON COLUMN oltp.payouts.balance_transaction_id IS 'The balance transaction, a row of balance_transactions. Stripe: balance_transaction';

COMMENT ON COLUMN oltp.payouts.description IS 'What the merchant wrote about it. Stripe: description';

COMMENT ON COLUMN oltp.payouts.destination_id IS 'Id of the destination, which has no table. Stripe: destination';

COMMENT ON COLUMN oltp.payouts.failure_balance_transaction_id IS 'The failure balance transaction, a row of balance_transactions. Stripe: failure_balance_transaction';

COMMENT ON COLUMN oltp.payouts.failure_code IS 'Why it failed, as a code. Stripe: failure_code';

COMMENT ON COLUMN oltp.payouts.failure_message IS 'Why it failed, in a sentence. Stripe: failure_message';

COMMENT ON COLUMN oltp.payouts.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.payouts.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.payouts.method IS 'standard or instant. Stripe: method';

COMMENT ON COLUMN oltp.payouts.original_payout_id IS 'The original payout, a row of payouts. Stripe: original_payout since 2020-08-27';

COMMENT ON COLUMN oltp.payouts.payout_method_id IS 'Id of the payout method, which has no table. Stripe: payout_method since 2025-08-27.basil';

COMMENT ON COLUMN oltp.payouts.reconciliation_status IS 'Whether the transactions of it are all known. Stripe: reconciliation_status since 2022-11-15';

COMMENT ON COLUMN oltp.payouts.reversed_by_id IS 'The reversed by, a row of payouts. Stripe: reversed_by since 2020-08-27';

COMMENT ON COLUMN oltp.payouts.source_type IS 'Which balance it comes from. Stripe: source_type';

COMMENT ON COLUMN oltp.payouts.statement_descriptor IS 'What the statement of card or bank shows. Stripe: statement_descriptor';

COMMENT ON COLUMN oltp.payouts.trace_id_status IS 'Whether the bank''s trace id is known. Stripe: trace_id.status since 2024-11-20.acacia';

COMMENT ON COLUMN oltp.payouts.trace_id_value IS 'Trace id to find it at the bank. Stripe: trace_id.value since 2024-11-20.acacia';

COMMENT ON COLUMN oltp.payouts.type IS 'Whether it goes to a bank account or a card. Stripe: type';

COMMENT ON COLUMN oltp.payouts.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.payouts.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.payouts.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.payouts.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.payouts.balance_transactions_complete IS 'Whether all elements of the list are known; empty where there is none to read';

COMMENT ON COLUMN oltp.payouts.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE history.payouts (
    id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to TIMESTAMP WITH TIME ZONE,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    amount BIGINT,
    currency TEXT,
    application_fee_amount BIGINT,
    application_fee_id TEXT COLLATE "C",
    arrival_date TIMESTAMP WITH TIME ZONE,
    automatic BOOLEAN,
    balance_transaction_id TEXT COLLATE "C",
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
    trace_id_status TEXT,
    trace_id_value TEXT,
    type TEXT,
    row_state TEXT,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    balance_transactions_complete BOOLEAN,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    source TEXT NOT NULL,
    exact BOOLEAN NOT NULL,
    CONSTRAINT pk_payouts PRIMARY KEY (id, version),
    CONSTRAINT ck_payouts_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

COMMENT ON TABLE history.payouts IS 'Versions that the rows of oltp.payouts had. A payout (po_…); amount is negative where money is taken from the bank. destination_id is an external account of one''s own, which may be deleted. A failed payout, or a canceled one, has the transaction that gave its money back in failure_balance_transaction_id. What an automatic payout is made of is in payout_balance_transactions, and balance_transactions_complete says whether that is all of it; NULL where Stripe does not tell, because it is a manual one, or not yet.';

COMMENT ON COLUMN history.payouts.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN history.payouts.version IS 'Number of the version among those of this id, from 1';

COMMENT ON COLUMN history.payouts.valid_from IS 'When it began to be so; where exact is false, the moment by which it was seen to be so';

COMMENT ON COLUMN history.payouts.valid_to IS 'When it ended to be so; empty while it is so';

COMMENT ON COLUMN history.payouts.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN history.payouts.status IS 'Where it stands; Stripe''s word. Stripe: status';

COMMENT ON COLUMN history.payouts.amount IS 'What is paid out; negative takes from the bank account, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN history.payouts.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN history.payouts.application_fee_amount IS 'What the platform keeps of it, in minor units of currency. Stripe: application_fee_amount since 2024-04-10';

COMMENT ON COLUMN history.payouts.application_fee_id IS 'Id of the application fee, which has no table. Stripe: application_fee since 2024-04-10';

COMMENT ON COLUMN history.payouts.arrival_date IS 'When it arrives at the bank, or is expected to. Stripe: arrival_date';

COMMENT ON COLUMN history.payouts.automatic IS 'Whether Stripe made it by schedule. Stripe: automatic since 2017-12-14';

COMMENT ON COLUMN history.payouts.balance_transaction_id IS 'The balance transaction, a row of balance_transactions. Stripe: balance_transaction';

COMMENT ON COLUMN history.payouts.description IS 'What the merchant wrote about it. Stripe: description';

COMMENT ON COLUMN history.payouts.destination_id IS 'Id of the destination, which has no table. Stripe: destination';

COMMENT ON COLUMN history.payouts.failure_balance_transaction_id IS 'The failure balance transaction, a row of balance_transactions. Stripe: failure_balance_transaction';

COMMENT ON COLUMN history.payouts.failure_code IS 'Why it failed, as a code. Stripe: failure_code';

COMMENT ON COLUMN history.payouts.failure_message IS 'Why it failed, in a sentence. Stripe: failure_message';

COMMENT ON COLUMN history.payouts.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN history.payouts.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN history.payouts.method IS 'standard or instant. Stripe: method';

COMMENT ON COLUMN history.payouts.original_payout_id IS 'The original payout, a row of payouts. Stripe: original_payout since 2020-08-27';

COMMENT ON COLUMN history.payouts.payout_method_id IS 'Id of the payout method, which has no table. Stripe: payout_method since 2025-08-27.basil';

COMMENT ON COLUMN history.payouts.reconciliation_status IS 'Whether the transactions of it are all known. Stripe: reconciliation_status since 2022-11-15';

COMMENT ON COLUMN history.payouts.reversed_by_id IS 'The reversed by, a row of payouts. Stripe: reversed_by since 2020-08-27';

COMMENT ON COLUMN history.payouts.source_type IS 'Which balance it comes from. Stripe: source_type';

COMMENT ON COLUMN history.payouts.statement_descriptor IS 'What the statement of card or bank shows. Stripe: statement_descriptor';

COMMENT ON COLUMN history.payouts.trace_id_status IS 'Whether the bank''s trace id is known. Stripe: trace_id.status since 2024-11-20.acacia';

COMMENT ON COLUMN history.payouts.trace_id_value IS 'Trace id to find it at the bank. Stripe: trace_id.value since 2024-11-20.acacia';

COMMENT ON COLUMN history.payouts.type IS 'Whether it goes to a bank account or a card. Stripe: type';

COMMENT ON COLUMN history.payouts.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN history.payouts.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN history.payouts.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN history.payouts.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN history.payouts.balance_transactions_complete IS 'Whether all elements of the list are known; empty where there is none to read';

COMMENT ON COLUMN history.payouts.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

COMMENT ON COLUMN history.payouts.source IS 'What showed it first: an event of Stripe''s, or a copy read';

COMMENT ON COLUMN history.payouts.exact IS 'Whether valid_from is when Stripe says that it became so';

CREATE TABLE history.prices (
    id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to TIMESTAMP WITH TIME ZONE,
    created TIMESTAMP WITH TIME ZONE,
    unit_amount BIGINT,
    currency TEXT,
    active BOOLEAN,
    billing_scheme TEXT,
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
    unit_amount_decimal NUMERIC(38, 12),
    row_state TEXT,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    source TEXT NOT NULL,
    exact BOOLEAN NOT NULL,
    CONSTRAINT pk_prices PRIMARY KEY (id, version),
    CONSTRAINT ck_prices_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

COMMENT ON TABLE history.prices IS 'Versions that the rows of oltp.prices had. A price; its id may be that of a plan, which the merchant chose.';

COMMENT ON COLUMN history.prices.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN history.prices.version IS 'Number of the version among those of this id, from 1';

COMMENT ON COLUMN history.prices.valid_from IS 'When it began to be so; where exact is false, the moment by which it was seen to be so';

COMMENT ON COLUMN history.prices.valid_to IS 'When it ended to be so; empty while it is so';

COMMENT ON COLUMN history.prices.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN history.prices.unit_amount IS 'Price of one unit, in minor units of currency. Stripe: unit_amount';

COMMENT ON COLUMN history.prices.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN history.prices.active IS 'Whether it can be used for something new. Stripe: active';

COMMENT ON COLUMN history.prices.billing_scheme IS 'per_unit or tiered. Stripe: billing_scheme';

COMMENT ON COLUMN history.prices.currency_options IS 'What it is in other currencies, kept whole. Stripe: currency_options since 2020-08-27';

COMMENT ON COLUMN history.prices.custom_unit_amount IS 'Bounds of an amount that the customer chooses, kept whole. Stripe: custom_unit_amount since 2020-08-27';

COMMENT ON COLUMN history.prices.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN history.prices.lookup_key IS 'Name by which the merchant finds the price. Stripe: lookup_key';

COMMENT ON COLUMN history.prices.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN history.prices.nickname IS 'What the merchant calls the price. Stripe: nickname';

COMMENT ON COLUMN history.prices.product_id IS 'The product, a row of products. Stripe: product';

COMMENT ON COLUMN history.prices.recurring_aggregate_usage IS 'How metered usage of a period adds up. Stripe: recurring.aggregate_usage until 2025-02-24.acacia';

COMMENT ON COLUMN history.prices.recurring_interval IS 'Unit of the period: day, week, month or year. Stripe: recurring.interval';

COMMENT ON COLUMN history.prices.recurring_interval_count IS 'How many of these units a period has. Stripe: recurring.interval_count';

COMMENT ON COLUMN history.prices.recurring_meter_id IS 'Id of the recurring meter, which has no table. Stripe: recurring.meter since 2023-10-16';

COMMENT ON COLUMN history.prices.recurring_trial_period_days IS 'Days of trial that the price gives. Stripe: recurring.trial_period_days since 2023-10-16';

COMMENT ON COLUMN history.prices.recurring_usage_type IS 'licensed or metered. Stripe: recurring.usage_type';

COMMENT ON COLUMN history.prices.tax_behavior IS 'Whether the amount includes taxes. Stripe: tax_behavior since 2020-08-27';

COMMENT ON COLUMN history.prices.tiers IS 'Prices by quantity, kept whole. Stripe: tiers';

COMMENT ON COLUMN history.prices.tiers_mode IS 'graduated or volume. Stripe: tiers_mode';

COMMENT ON COLUMN history.prices.transform_quantity_divide_by IS 'Units in a package: the quantity is divided by it. Stripe: transform_quantity.divide_by';

COMMENT ON COLUMN history.prices.transform_quantity_round IS 'How the divided quantity is rounded. Stripe: transform_quantity.round';

COMMENT ON COLUMN history.prices.type IS 'one_time or recurring. Stripe: type';

COMMENT ON COLUMN history.prices.unit_amount_decimal IS 'Price of one unit, with decimals, in minor units of currency. Stripe: unit_amount_decimal';

COMMENT ON COLUMN history.prices.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN history.prices.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN history.prices.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN history.prices.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN history.prices.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

COMMENT ON COLUMN history.prices.source IS 'What showed it first: an event of Stripe''s, or a copy read';

COMMENT ON COLUMN history.prices.exact IS 'Whether valid_from is when Stripe says that it became so';

CREATE TABLE oltp.products (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    active BOOLEAN,
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
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_products PRIMARY KEY (id),
    CONSTRAINT ck_products_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_products_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(products) - '{id,row_state,promoted_at}'::text[]) = '{}'),
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

CREATE INDEX ix_products_promoted_at ON oltp.products USING brin (promoted_at);

COMMENT ON TABLE oltp.products IS 'A product; its id may be chosen by the merchant.';

COMMENT ON COLUMN oltp.products.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.products.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.products.active IS 'Whether it can be used for something new. Stripe: active';

COMMENT ON COLUMN oltp.products.default_price_id IS 'The default price, a row of prices. Stripe: default_price since 2020-08-27';

COMMENT ON COLUMN oltp.products.description IS 'What the merchant wrote about it. Stripe: description';

COMMENT ON COLUMN oltp.products.images IS 'Addresses of pictures. Stripe: images';

COMMENT ON COLUMN oltp.products.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.products.marketing_features IS 'Features to be shown, kept whole. Stripe: marketing_features since 2024-04-10, features since 2023-08-16 until 2023-10-16';

COMMENT ON COLUMN oltp.products.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.products.name IS 'What customers see it called. Stripe: name';

COMMENT ON COLUMN oltp.products.package_dimensions IS 'Size and weight, kept whole. Stripe: package_dimensions';

COMMENT ON COLUMN oltp.products.shippable IS 'Whether it is shipped. Stripe: shippable';

COMMENT ON COLUMN oltp.products.statement_descriptor IS 'What the statement of card or bank shows. Stripe: statement_descriptor since 2018-02-05';

COMMENT ON COLUMN oltp.products.tax_code_id IS 'Id of the tax code, which has no table. Stripe: tax_details.tax_code since 2026-09-30.endive, tax_code since 2020-08-27';

COMMENT ON COLUMN oltp.products.tax_details_performance_location IS 'Where it is performed, for taxes. Stripe: tax_details.performance_location since 2026-09-30.endive';

COMMENT ON COLUMN oltp.products.type IS 'good or service. Stripe: type since 2018-02-05';

COMMENT ON COLUMN oltp.products.unit_label IS 'What one unit is called. Stripe: unit_label since 2018-02-28';

COMMENT ON COLUMN oltp.products.updated IS 'When it was last changed. Stripe: updated';

COMMENT ON COLUMN oltp.products.url IS 'Web page of it. Stripe: url';

COMMENT ON COLUMN oltp.products.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.products.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.products.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.products.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.products.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE history.products (
    id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to TIMESTAMP WITH TIME ZONE,
    created TIMESTAMP WITH TIME ZONE,
    active BOOLEAN,
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
    row_state TEXT,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    source TEXT NOT NULL,
    exact BOOLEAN NOT NULL,
    CONSTRAINT pk_products PRIMARY KEY (id, version),
    CONSTRAINT ck_products_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

COMMENT ON TABLE history.products IS 'Versions that the rows of oltp.products had. A product; its id may be chosen by the merchant.';

COMMENT ON COLUMN history.products.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN history.products.version IS 'Number of the version among those of this id, from 1';

COMMENT ON COLUMN history.products.valid_from IS 'When it began to be so; where exact is false, the moment by which it was seen to be so';

COMMENT ON COLUMN history.products.valid_to IS 'When it ended to be so; empty while it is so';

COMMENT ON COLUMN history.products.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN history.products.active IS 'Whether it can be used for something new. Stripe: active';

COMMENT ON COLUMN history.products.default_price_id IS 'The default price, a row of prices. Stripe: default_price since 2020-08-27';

COMMENT ON COLUMN history.products.description IS 'What the merchant wrote about it. Stripe: description';

COMMENT ON COLUMN history.products.images IS 'Addresses of pictures. Stripe: images';

COMMENT ON COLUMN history.products.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN history.products.marketing_features IS 'Features to be shown, kept whole. Stripe: marketing_features since 2024-04-10, features since 2023-08-16 until 2023-10-16';

COMMENT ON COLUMN history.products.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN history.products.name IS 'What customers see it called. Stripe: name';

COMMENT ON COLUMN history.products.package_dimensions IS 'Size and weight, kept whole. Stripe: package_dimensions';

COMMENT ON COLUMN history.products.shippable IS 'Whether it is shipped. Stripe: shippable';

COMMENT ON COLUMN history.products.statement_descriptor IS 'What the statement of card or bank shows. Stripe: statement_descriptor since 2018-02-05';

COMMENT ON COLUMN history.products.tax_code_id IS 'Id of the tax code, which has no table. Stripe: tax_details.tax_code since 2026-09-30.endive, tax_code since 2020-08-27';

COMMENT ON COLUMN history.products.tax_details_performance_location IS 'Where it is performed, for taxes. Stripe: tax_details.performance_location since 2026-09-30.endive';

COMMENT ON COLUMN history.products.type IS 'good or service. Stripe: type since 2018-02-05';

COMMENT ON COLUMN history.products.unit_label IS 'What one unit is called. Stripe: unit_label since 2018-02-28';

COMMENT ON COLUMN history.products.updated IS 'When it was last changed. Stripe: updated';

COMMENT ON COLUMN history.products.url IS 'Web page of it. Stripe: url';

COMMENT ON COLUMN history.products.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN history.products.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN history.products.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN history.products.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN history.products.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

COMMENT ON COLUMN history.products.source IS 'What showed it first: an event of Stripe''s, or a copy read';

COMMENT ON COLUMN history.products.exact IS 'Whether valid_from is when Stripe says that it became so';

CREATE TABLE history.subscriptions (
    id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to TIMESTAMP WITH TIME ZONE,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    customer_id TEXT COLLATE "C",
    currency TEXT,
    application_fee_percent NUMERIC(38, 12),
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
    current_period_end TIMESTAMP WITH TIME ZONE,
    current_period_start TIMESTAMP WITH TIME ZONE,
    customer_account_id TEXT COLLATE "C",
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
    status_details_paused_transitioned_at TIMESTAMP WITH TIME ZONE,
    tax_percent NUMERIC(38, 12),
    test_clock_id TEXT COLLATE "C",
    transfer_data_amount_percent NUMERIC(38, 12),
    transfer_data_destination_id TEXT COLLATE "C",
    trial_end TIMESTAMP WITH TIME ZONE,
    trial_settings_end_behavior_missing_payment_method TEXT,
    trial_start TIMESTAMP WITH TIME ZONE,
    row_state TEXT,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    items_complete BOOLEAN,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    source TEXT NOT NULL,
    exact BOOLEAN NOT NULL,
    CONSTRAINT pk_subscriptions PRIMARY KEY (id, version),
    CONSTRAINT ck_subscriptions_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

COMMENT ON TABLE history.subscriptions IS 'Versions that the rows of oltp.subscriptions had. A subscription; from 2025-03-31.basil its periods are those of its items.';

COMMENT ON COLUMN history.subscriptions.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN history.subscriptions.version IS 'Number of the version among those of this id, from 1';

COMMENT ON COLUMN history.subscriptions.valid_from IS 'When it began to be so; where exact is false, the moment by which it was seen to be so';

COMMENT ON COLUMN history.subscriptions.valid_to IS 'When it ended to be so; empty while it is so';

COMMENT ON COLUMN history.subscriptions.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN history.subscriptions.status IS 'active, past_due, trialing, canceled, unpaid, paused, incomplete or incomplete_expired. Stripe: status';

COMMENT ON COLUMN history.subscriptions.customer_id IS 'The customer, a row of customers. Stripe: customer';

COMMENT ON COLUMN history.subscriptions.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency since 2020-08-27, plan.currency';

COMMENT ON COLUMN history.subscriptions.application_fee_percent IS 'Percent that the platform takes of each invoice. Stripe: application_fee_percent';

COMMENT ON COLUMN history.subscriptions.application_id IS 'Id of the application, which has no table. Stripe: application since 2020-08-27';

COMMENT ON COLUMN history.subscriptions.automatic_tax IS 'Settings and state of Stripe Tax, kept whole. Stripe: automatic_tax since 2020-08-27';

COMMENT ON COLUMN history.subscriptions.automatic_tax_enabled IS 'Whether Stripe Tax computes the taxes. Stripe: automatic_tax.enabled since 2020-08-27';

COMMENT ON COLUMN history.subscriptions.billing_cycle_anchor IS 'Moment that the periods are counted from. Stripe: billing_cycle_anchor since 2018-02-05';

COMMENT ON COLUMN history.subscriptions.billing_cycle_anchor_config IS 'Day and hour that periods begin at, kept whole. Stripe: billing_cycle_anchor_config since 2023-10-16';

COMMENT ON COLUMN history.subscriptions.billing_mode IS 'How proration and trials are billed, kept whole. Stripe: billing_mode since 2025-06-30.basil';

COMMENT ON COLUMN history.subscriptions.billing_mode_type IS 'How proration and trials are billed: classic or flexible. Stripe: billing_mode.type since 2025-06-30.basil';

COMMENT ON COLUMN history.subscriptions.billing_schedules IS 'Until when items are billed, kept whole. Stripe: billing_schedules since 2026-05-27.dahlia';

COMMENT ON COLUMN history.subscriptions.billing_thresholds_amount_gte IS 'Amount at which an invoice is made before the period ends, in minor units of currency. Stripe: billing_thresholds.amount_gte since 2018-11-08';

COMMENT ON COLUMN history.subscriptions.billing_thresholds_reset_billing_cycle_anchor IS 'Whether such an invoice starts the cycle anew. Stripe: billing_thresholds.reset_billing_cycle_anchor since 2018-11-08';

COMMENT ON COLUMN history.subscriptions.cancel_at IS 'When it will be canceled. Stripe: cancel_at since 2019-08-14';

COMMENT ON COLUMN history.subscriptions.cancel_at_period_end IS 'Whether it ends with its current period. Stripe: cancel_at_period_end';

COMMENT ON COLUMN history.subscriptions.canceled_at IS 'When its cancellation was asked for, which may be before it ended. Stripe: canceled_at';

COMMENT ON COLUMN history.subscriptions.cancellation_details_comment IS 'What the customer wrote on leaving. Stripe: cancellation_details.comment since 2022-11-15';

COMMENT ON COLUMN history.subscriptions.cancellation_details_feedback IS 'Why the customer left, of a list. Stripe: cancellation_details.feedback since 2022-11-15';

COMMENT ON COLUMN history.subscriptions.cancellation_details_reason IS 'Who or what canceled it. Stripe: cancellation_details.reason since 2022-11-15';

COMMENT ON COLUMN history.subscriptions.collection_method IS 'Whether Stripe charges automatically or sends an invoice. Stripe: collection_method since 2019-05-16, billing since 2017-12-14 until 2019-10-08';

COMMENT ON COLUMN history.subscriptions.current_period_end IS 'When the current period ends; the earliest of its items. Stripe: current_period_end until 2025-02-24.acacia';

COMMENT ON COLUMN history.subscriptions.current_period_start IS 'When the current period began; the earliest of its items. Stripe: current_period_start until 2025-02-24.acacia';

COMMENT ON COLUMN history.subscriptions.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN history.subscriptions.days_until_due IS 'Days that the customer has to pay an invoice that is sent. Stripe: days_until_due since 2017-12-14';

COMMENT ON COLUMN history.subscriptions.default_payment_method_id IS 'The default payment method, a row of payment_methods. Stripe: default_payment_method since 2019-03-14';

COMMENT ON COLUMN history.subscriptions.default_source_id IS 'Id of the default source, which has no table. Stripe: default_source since 2018-11-08';

COMMENT ON COLUMN history.subscriptions.default_tax_rates IS 'Tax rates that hold where a line or item has none of its own. Stripe: default_tax_rates since 2019-03-14';

COMMENT ON COLUMN history.subscriptions.description IS 'What the merchant wrote about it. Stripe: description since 2020-08-27';

COMMENT ON COLUMN history.subscriptions.discount IS 'The one discount, kept whole. Stripe: discount until 2025-02-24.acacia';

COMMENT ON COLUMN history.subscriptions.discount_coupon_id IS 'The discount coupon, a row of coupons. Stripe: discount.source.coupon, discount.coupon';

COMMENT ON COLUMN history.subscriptions.discount_id IS 'Id of the discount, which has no table. Stripe: discount until 2025-02-24.acacia';

COMMENT ON COLUMN history.subscriptions.discounts IS 'Discounts that apply, as ids or objects, in order. Stripe: discounts since 2023-10-16';

COMMENT ON COLUMN history.subscriptions.ended_at IS 'When it ended. Stripe: ended_at';

COMMENT ON COLUMN history.subscriptions.invoice_settings IS 'Settings of the invoices it makes, kept whole. Stripe: invoice_settings since 2024-04-10';

COMMENT ON COLUMN history.subscriptions.latest_invoice_id IS 'The latest invoice, a row of invoices. Stripe: latest_invoice since 2019-02-19';

COMMENT ON COLUMN history.subscriptions.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN history.subscriptions.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN history.subscriptions.next_pending_invoice_item_invoice IS 'When pending invoice items are billed next. Stripe: next_pending_invoice_item_invoice since 2019-10-17';

COMMENT ON COLUMN history.subscriptions.on_behalf_of_id IS 'Id of the on behalf of, which has no table. Stripe: on_behalf_of since 2022-08-01';

COMMENT ON COLUMN history.subscriptions.pause_collection_behavior IS 'What becomes of invoices while collection is paused. Stripe: pause_collection.behavior since 2020-03-02';

COMMENT ON COLUMN history.subscriptions.pause_collection_resumes_at IS 'When collection goes on. Stripe: pause_collection.resumes_at since 2020-03-02';

COMMENT ON COLUMN history.subscriptions.payment_settings IS 'Settings of how it is paid, kept whole. Stripe: payment_settings since 2020-08-27';

COMMENT ON COLUMN history.subscriptions.pending_invoice_item_interval IS 'How often pending invoice items are billed, kept whole. Stripe: pending_invoice_item_interval since 2019-10-17';

COMMENT ON COLUMN history.subscriptions.pending_setup_intent_id IS 'Id of the pending setup intent, which has no table. Stripe: pending_setup_intent since 2019-05-16';

COMMENT ON COLUMN history.subscriptions.pending_update IS 'Change that waits for a payment, kept whole. Stripe: pending_update since 2019-12-03';

COMMENT ON COLUMN history.subscriptions.pending_update_expires_at IS 'When that change is dropped. Stripe: pending_update.expires_at since 2019-12-03';

COMMENT ON COLUMN history.subscriptions.plan_id IS 'Id of the plan, which has no table. Stripe: plan until 2019-12-03';

COMMENT ON COLUMN history.subscriptions.quantity IS 'Number of units, of the time of one plan per subscription. Stripe: quantity until 2020-03-02';

COMMENT ON COLUMN history.subscriptions.schedule_id IS 'The schedule, a row of subscription_schedules. Stripe: schedule since 2019-08-14';

COMMENT ON COLUMN history.subscriptions.start_date IS 'When it started; before created, if it was dated back. Stripe: start_date since 2019-03-14, start until 2019-10-08, created';

COMMENT ON COLUMN history.subscriptions.status_details_paused_transitioned_at IS 'When it was paused. Stripe: status_details.paused.transitioned_at since 2026-09-30.endive';

COMMENT ON COLUMN history.subscriptions.tax_percent IS 'Percent of tax, of the time before tax rates. Stripe: tax_percent until 2020-03-02';

COMMENT ON COLUMN history.subscriptions.test_clock_id IS 'Id of the test clock, which has no table. Stripe: test_clock since 2020-08-27';

COMMENT ON COLUMN history.subscriptions.transfer_data_amount_percent IS 'Percent that goes to the connected account. Stripe: transfer_data.amount_percent since 2020-03-02';

COMMENT ON COLUMN history.subscriptions.transfer_data_destination_id IS 'Id of the transfer data destination, which has no table. Stripe: transfer_data.destination since 2020-03-02';

COMMENT ON COLUMN history.subscriptions.trial_end IS 'When the trial ends. Stripe: trial_end';

COMMENT ON COLUMN history.subscriptions.trial_settings_end_behavior_missing_payment_method IS 'What happens when the trial ends without a payment method. Stripe: trial_settings.end_behavior.missing_payment_method since 2022-11-15';

COMMENT ON COLUMN history.subscriptions.trial_start IS 'When the trial begins. Stripe: trial_start';

COMMENT ON COLUMN history.subscriptions.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN history.subscriptions.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN history.subscriptions.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN history.subscriptions.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN history.subscriptions.items_complete IS 'Whether all elements of the list are known, or Stripe cut it and nothing brought the rest';

COMMENT ON COLUMN history.subscriptions.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

COMMENT ON COLUMN history.subscriptions.source IS 'What showed it first: an event of Stripe''s, or a copy read';

COMMENT ON COLUMN history.subscriptions.exact IS 'Whether valid_from is when Stripe says that it became so';

CREATE TABLE history.subscription_items (
    id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to TIMESTAMP WITH TIME ZONE,
    subscription_id TEXT COLLATE "C",
    created TIMESTAMP WITH TIME ZONE,
    billed_until TIMESTAMP WITH TIME ZONE,
    billing_thresholds_usage_gte BIGINT,
    current_period_end TIMESTAMP WITH TIME ZONE,
    current_period_start TIMESTAMP WITH TIME ZONE,
    current_trial_end_date TIMESTAMP WITH TIME ZONE,
    current_trial_start_date TIMESTAMP WITH TIME ZONE,
    current_trial_trial_offer_id TEXT COLLATE "C",
    discounts JSONB,
    metadata JSONB,
    price_id TEXT COLLATE "C",
    quantity BIGINT,
    tax_rates JSONB,
    row_state TEXT,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    source TEXT NOT NULL,
    exact BOOLEAN NOT NULL,
    CONSTRAINT pk_subscription_items PRIMARY KEY (id, version),
    CONSTRAINT ck_subscription_items_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

CREATE INDEX ix_subscription_items_history_subscription_id ON history.subscription_items (subscription_id);

COMMENT ON TABLE history.subscription_items IS 'Versions that the rows of oltp.subscription_items had. An item of a subscription; a removed one stays as an unresolved row while an invoice line names it.';

COMMENT ON COLUMN history.subscription_items.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN history.subscription_items.version IS 'Number of the version among those of this id, from 1';

COMMENT ON COLUMN history.subscription_items.valid_from IS 'When it began to be so; where exact is false, the moment by which it was seen to be so';

COMMENT ON COLUMN history.subscription_items.valid_to IS 'When it ended to be so; empty while it is so';

COMMENT ON COLUMN history.subscription_items.subscription_id IS 'The subscription, a row of subscriptions. Stripe: subscription since 2018-01-23';

COMMENT ON COLUMN history.subscription_items.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN history.subscription_items.billed_until IS 'Until when its use is billed. Stripe: billed_until since 2026-05-27.dahlia';

COMMENT ON COLUMN history.subscription_items.billing_thresholds_usage_gte IS 'Usage at which an invoice is made before the period ends. Stripe: billing_thresholds.usage_gte since 2018-11-08';

COMMENT ON COLUMN history.subscription_items.current_period_end IS 'When its current period ends. Stripe: current_period_end since 2025-03-31.basil';

COMMENT ON COLUMN history.subscription_items.current_period_start IS 'When its current period began. Stripe: current_period_start since 2025-03-31.basil';

COMMENT ON COLUMN history.subscription_items.current_trial_end_date IS 'When its current trial ends. Stripe: current_trial.end_date since 2026-09-30.endive';

COMMENT ON COLUMN history.subscription_items.current_trial_start_date IS 'When its current trial began. Stripe: current_trial.start_date since 2026-09-30.endive';

COMMENT ON COLUMN history.subscription_items.current_trial_trial_offer_id IS 'Id of the current trial trial offer, which has no table. Stripe: current_trial.trial_offer since 2026-09-30.endive';

COMMENT ON COLUMN history.subscription_items.discounts IS 'Discounts that apply, as ids or objects, in order. Stripe: discounts since 2023-10-16';

COMMENT ON COLUMN history.subscription_items.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN history.subscription_items.price_id IS 'The price, a row of prices. Stripe: price since 2020-03-02, plan';

COMMENT ON COLUMN history.subscription_items.quantity IS 'Number of units, as a whole number. Stripe: quantity';

COMMENT ON COLUMN history.subscription_items.tax_rates IS 'Tax rates that apply to it, kept whole. Stripe: tax_rates since 2019-03-14';

COMMENT ON COLUMN history.subscription_items.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN history.subscription_items.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN history.subscription_items.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

COMMENT ON COLUMN history.subscription_items.source IS 'What showed it first: an event of Stripe''s, or a copy read';

COMMENT ON COLUMN history.subscription_items.exact IS 'Whether valid_from is when Stripe says that it became so';

CREATE TABLE history.subscription_schedules (
    id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to TIMESTAMP WITH TIME ZONE,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    customer_id TEXT COLLATE "C",
    application_id TEXT COLLATE "C",
    billing_mode JSONB,
    billing_mode_type TEXT,
    billing_thresholds_amount_gte BIGINT,
    billing_thresholds_reset_billing_cycle_anchor BOOLEAN,
    canceled_at TIMESTAMP WITH TIME ZONE,
    collection_method TEXT,
    completed_at TIMESTAMP WITH TIME ZONE,
    current_phase_end_date TIMESTAMP WITH TIME ZONE,
    current_phase_start_date TIMESTAMP WITH TIME ZONE,
    customer_account_id TEXT COLLATE "C",
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
    subscription_id TEXT COLLATE "C",
    test_clock_id TEXT COLLATE "C",
    row_state TEXT,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    source TEXT NOT NULL,
    exact BOOLEAN NOT NULL,
    CONSTRAINT pk_subscription_schedules PRIMARY KEY (id, version),
    CONSTRAINT ck_subscription_schedules_history_ends_after_it_begins CHECK (valid_to >= valid_from)
);

COMMENT ON TABLE history.subscription_schedules IS 'Versions that the rows of oltp.subscription_schedules had. A plan of a subscription''s phases; its subscription names it back while it follows it.';

COMMENT ON COLUMN history.subscription_schedules.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN history.subscription_schedules.version IS 'Number of the version among those of this id, from 1';

COMMENT ON COLUMN history.subscription_schedules.valid_from IS 'When it began to be so; where exact is false, the moment by which it was seen to be so';

COMMENT ON COLUMN history.subscription_schedules.valid_to IS 'When it ended to be so; empty while it is so';

COMMENT ON COLUMN history.subscription_schedules.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN history.subscription_schedules.status IS 'Where it stands; Stripe''s word. Stripe: status';

COMMENT ON COLUMN history.subscription_schedules.customer_id IS 'The customer, a row of customers. Stripe: customer';

COMMENT ON COLUMN history.subscription_schedules.application_id IS 'Id of the application, which has no table. Stripe: application since 2020-08-27';

COMMENT ON COLUMN history.subscription_schedules.billing_mode IS 'How proration and trials are billed, kept whole. Stripe: billing_mode since 2025-06-30.basil';

COMMENT ON COLUMN history.subscription_schedules.billing_mode_type IS 'How proration and trials are billed: classic or flexible. Stripe: billing_mode.type since 2025-06-30.basil';

COMMENT ON COLUMN history.subscription_schedules.billing_thresholds_amount_gte IS 'Amount at which an invoice is made before the period ends, in minor units of currency. Stripe: billing_thresholds.amount_gte until 2019-10-17';

COMMENT ON COLUMN history.subscription_schedules.billing_thresholds_reset_billing_cycle_anchor IS 'Whether such an invoice starts the cycle anew. Stripe: billing_thresholds.reset_billing_cycle_anchor until 2019-10-17';

COMMENT ON COLUMN history.subscription_schedules.canceled_at IS 'When it was canceled. Stripe: canceled_at';

COMMENT ON COLUMN history.subscription_schedules.collection_method IS 'Whether Stripe charges automatically or sends an invoice. Stripe: collection_method since 2019-05-16 until 2019-10-17, billing until 2019-10-08';

COMMENT ON COLUMN history.subscription_schedules.completed_at IS 'When its last phase ended. Stripe: completed_at';

COMMENT ON COLUMN history.subscription_schedules.current_phase_end_date IS 'When the current phase ends. Stripe: current_phase.end_date';

COMMENT ON COLUMN history.subscription_schedules.current_phase_start_date IS 'When the current phase began. Stripe: current_phase.start_date';

COMMENT ON COLUMN history.subscription_schedules.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN history.subscription_schedules.default_payment_method_id IS 'The default payment method, a row of payment_methods. Stripe: default_payment_method since 2019-05-16 until 2019-10-17';

COMMENT ON COLUMN history.subscription_schedules.default_settings IS 'Settings that hold where a phase has none, kept whole. Stripe: default_settings since 2019-10-17';

COMMENT ON COLUMN history.subscription_schedules.default_source_id IS 'Id of the default source, which has no table. Stripe: default_source since 2019-05-16 until 2019-10-17';

COMMENT ON COLUMN history.subscription_schedules.end_behavior IS 'What becomes of the subscription after the last phase';

COMMENT ON COLUMN history.subscription_schedules.invoice_settings_days_until_due IS 'Days that the customer has to pay an invoice that is sent. Stripe: invoice_settings.days_until_due until 2019-10-17';

COMMENT ON COLUMN history.subscription_schedules.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN history.subscription_schedules.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN history.subscription_schedules.pause_schedules IS 'When it pauses, kept whole. Stripe: pause_schedules since 2026-09-30.endive';

COMMENT ON COLUMN history.subscription_schedules.released_at IS 'When it left its subscription alone. Stripe: released_at';

COMMENT ON COLUMN history.subscription_schedules.released_subscription_id IS 'The released subscription, a row of subscriptions. Stripe: released_subscription';

COMMENT ON COLUMN history.subscription_schedules.renewal_interval_interval IS 'Unit of the time of renewal. Stripe: renewal_interval.interval until 2019-09-09';

COMMENT ON COLUMN history.subscription_schedules.renewal_interval_length IS 'How many of these units it is renewed for. Stripe: renewal_interval.length until 2019-09-09';

COMMENT ON COLUMN history.subscription_schedules.revision IS 'Its revision, an id of the schedule''s own. Stripe: revision until 2019-03-14';

COMMENT ON COLUMN history.subscription_schedules.subscription_id IS 'The subscription, a row of subscriptions. Stripe: subscription';

COMMENT ON COLUMN history.subscription_schedules.test_clock_id IS 'Id of the test clock, which has no table. Stripe: test_clock since 2020-08-27';

COMMENT ON COLUMN history.subscription_schedules.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN history.subscription_schedules.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN history.subscription_schedules.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN history.subscription_schedules.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN history.subscription_schedules.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

COMMENT ON COLUMN history.subscription_schedules.source IS 'What showed it first: an event of Stripe''s, or a copy read';

COMMENT ON COLUMN history.subscription_schedules.exact IS 'Whether valid_from is when Stripe says that it became so';

CREATE TABLE oltp.tax_rates (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    active BOOLEAN,
    country TEXT,
    description TEXT,
    display_name TEXT,
    effective_percentage NUMERIC(38, 12),
    flat_amount_amount BIGINT,
    flat_amount_currency TEXT,
    inclusive BOOLEAN,
    jurisdiction TEXT,
    jurisdiction_level TEXT,
    livemode BOOLEAN,
    metadata JSONB,
    percentage NUMERIC(38, 12),
    rate_type TEXT,
    state TEXT,
    tax_type TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_tax_rates PRIMARY KEY (id),
    CONSTRAINT ck_tax_rates_flat_amount_currency_form CHECK (flat_amount_currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_tax_rates_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_tax_rates_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(tax_rates) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_tax_rates_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_tax_rates_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_tax_rates_active_required CHECK (row_state <> 'present' OR active IS NOT NULL),
    CONSTRAINT ck_tax_rates_display_name_required CHECK (row_state <> 'present' OR display_name IS NOT NULL),
    CONSTRAINT ck_tax_rates_inclusive_required CHECK (row_state <> 'present' OR inclusive IS NOT NULL),
    CONSTRAINT ck_tax_rates_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_tax_rates_percentage_required CHECK (row_state <> 'present' OR percentage IS NOT NULL),
    CONSTRAINT ck_tax_rates_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_tax_rates_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_tax_rates_unresolved ON oltp.tax_rates (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_tax_rates_promoted_at ON oltp.tax_rates USING brin (promoted_at);

COMMENT ON TABLE oltp.tax_rates IS 'A tax rate (txr_…). It is archived (active is false), never deleted; its percentage never changes.';

COMMENT ON COLUMN oltp.tax_rates.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.tax_rates.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.tax_rates.active IS 'Whether it can be used for something new. Stripe: active';

COMMENT ON COLUMN oltp.tax_rates.country IS 'Country, as two letters. Stripe: country since 2020-08-27';

COMMENT ON COLUMN oltp.tax_rates.description IS 'What the merchant wrote about it. Stripe: description';

COMMENT ON COLUMN oltp.tax_rates.display_name IS 'What customers see the tax called. Stripe: display_name';

COMMENT ON COLUMN oltp.tax_rates.effective_percentage IS 'Percent that is really taken. Stripe: effective_percentage since 2022-11-15';

COMMENT ON COLUMN oltp.tax_rates.flat_amount_amount IS 'Fixed amount, in minor units of flat_amount_currency. Stripe: flat_amount.amount since 2024-10-28.acacia';

COMMENT ON COLUMN oltp.tax_rates.flat_amount_currency IS 'Currency of the fixed amount. Stripe: flat_amount.currency since 2024-10-28.acacia';

COMMENT ON COLUMN oltp.tax_rates.inclusive IS 'Whether prices include the tax. Stripe: inclusive';

COMMENT ON COLUMN oltp.tax_rates.jurisdiction IS 'Where the tax is raised. Stripe: jurisdiction';

COMMENT ON COLUMN oltp.tax_rates.jurisdiction_level IS 'Level of who raises it: country, state, city and so on. Stripe: jurisdiction_level since 2023-10-16';

COMMENT ON COLUMN oltp.tax_rates.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.tax_rates.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.tax_rates.percentage IS 'Percent of tax. Stripe: percentage';

COMMENT ON COLUMN oltp.tax_rates.rate_type IS 'percentage or flat_amount. Stripe: rate_type since 2024-10-28.acacia';

COMMENT ON COLUMN oltp.tax_rates.state IS 'State or region, as a code. Stripe: state since 2020-08-27';

COMMENT ON COLUMN oltp.tax_rates.tax_type IS 'Kind of tax, such as vat. Stripe: tax_type since 2020-08-27';

COMMENT ON COLUMN oltp.tax_rates.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.tax_rates.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.tax_rates.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.tax_rates.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.tax_rates.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE meta.account (
    one_row BOOLEAN DEFAULT true NOT NULL,
    id TEXT COLLATE "C",
    livemode BOOLEAN NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (one_row),
    CONSTRAINT ck_account_one_row CHECK (one_row)
);

COMMENT ON TABLE meta.account IS 'The one Stripe account and mode whose data the database holds.';

COMMENT ON COLUMN meta.account.one_row IS 'Always true: there is one row';

COMMENT ON COLUMN meta.account.id IS 'Id of the account; empty while all documents came from files';

COMMENT ON COLUMN meta.account.livemode IS 'Whether it is live data, not a test''s';

COMMENT ON COLUMN meta.account.recorded_at IS 'When it was written down';

CREATE TABLE meta.personal_columns (
    one_row BOOLEAN DEFAULT true NOT NULL,
    treatment TEXT NOT NULL,
    salt BYTEA NOT NULL,
    CONSTRAINT pk_personal_columns PRIMARY KEY (one_row),
    CONSTRAINT ck_personal_columns_one_row CHECK (one_row),
    CONSTRAINT ck_personal_columns_treatment_known CHECK (treatment IN ('keep', 'hash', 'omit'))
);

COMMENT ON TABLE meta.personal_columns IS 'What becomes of personal columns in oltp, if they were ever not kept, and the salt of their hashes.';

COMMENT ON COLUMN meta.personal_columns.one_row IS 'Always true: there is one row';

COMMENT ON COLUMN meta.personal_columns.treatment IS 'keep, hash or omit: what promotion makes of them';

COMMENT ON COLUMN meta.personal_columns.salt IS 'What is put before a value that is hashed: keep it secret';

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

COMMENT ON TABLE meta.runs IS 'One run of a command; a process that was killed leaves its run running.';

COMMENT ON COLUMN meta.runs.id IS 'Number of the run, ascending';

COMMENT ON COLUMN meta.runs.command IS 'What was run: pipeline, land, promote and so on';

COMMENT ON COLUMN meta.runs.started_at IS 'When it began';

COMMENT ON COLUMN meta.runs.finished_at IS 'When it ended; empty while it runs, or when it was killed';

COMMENT ON COLUMN meta.runs.outcome IS 'running, done, failed or interrupted';

COMMENT ON COLUMN meta.runs.message IS 'Why it did not end well';

CREATE TABLE meta.promoted_versions (
    object TEXT NOT NULL,
    transform_version SMALLINT NOT NULL,
    run_id BIGINT NOT NULL,
    CONSTRAINT pk_promoted_versions PRIMARY KEY (object)
);

COMMENT ON TABLE meta.promoted_versions IS 'The version that read every load of one object which a promotion has seen, except its pending loads.';

COMMENT ON COLUMN meta.promoted_versions.object IS 'Type of object, as in Stripe''s field object';

COMMENT ON COLUMN meta.promoted_versions.transform_version IS 'Version of the SQL that reads the documents of the type';

COMMENT ON COLUMN meta.promoted_versions.run_id IS 'The run that first promoted with this version, a row of runs';

CREATE TABLE meta.pending_loads (
    object TEXT NOT NULL,
    load_id TEXT NOT NULL,
    later BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_pending_loads PRIMARY KEY (object, load_id)
);

COMMENT ON TABLE meta.pending_loads IS 'A load that a promotion has seen, and that has to be read, or read again, for one object.';

COMMENT ON COLUMN meta.pending_loads.object IS 'Type of object, as in Stripe''s field object';

COMMENT ON COLUMN meta.pending_loads.load_id IS 'The load, a row of raw._dlt_loads';

COMMENT ON COLUMN meta.pending_loads.later IS 'A later step of a promotion in steps reads it, not the next one';

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

COMMENT ON TABLE meta.quarantine IS 'The newest document of an id that breaks a rule: where it lies in raw, and which rule it breaks.';

COMMENT ON COLUMN meta.quarantine.object IS 'Type of object, as in Stripe''s field object';

COMMENT ON COLUMN meta.quarantine.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN meta.quarantine.load_id IS 'The load, a row of raw._dlt_loads';

COMMENT ON COLUMN meta.quarantine.raw_id IS '_dlt_id of the copy in raw';

COMMENT ON COLUMN meta.quarantine.observed_at IS 'When Stripe said what the document says';

COMMENT ON COLUMN meta.quarantine.sqlstate IS 'PostgreSQL''s code of the error';

COMMENT ON COLUMN meta.quarantine.constraint_name IS 'The CHECK or key that it breaks';

COMMENT ON COLUMN meta.quarantine.column_name IS 'The column that it breaks';

COMMENT ON COLUMN meta.quarantine.field IS 'Field of the document, where the Python transformer can name it';

COMMENT ON COLUMN meta.quarantine.message IS 'What PostgreSQL says of it, without the row''s values';

COMMENT ON COLUMN meta.quarantine.transform_version IS 'Version of the SQL that reads the documents of the type';

COMMENT ON COLUMN meta.quarantine.schema_revision IS 'Revision of the schema that refused it';

COMMENT ON COLUMN meta.quarantine.first_run_id IS 'The run that first refused it, a row of runs';

COMMENT ON COLUMN meta.quarantine.last_run_id IS 'The run that last refused it, a row of runs';

COMMENT ON COLUMN meta.quarantine.quarantined_at IS 'When it was first refused';

COMMENT ON COLUMN meta.quarantine.contested IS 'Ids of parts that other documents hold, too';

CREATE TABLE meta.transforms (
    object TEXT NOT NULL,
    version SMALLINT NOT NULL,
    sha256 TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_transforms PRIMARY KEY (object, version),
    CONSTRAINT ck_transforms_sha256_form CHECK (sha256 ~ '^[0-9a-f]{64}$')
);

COMMENT ON TABLE meta.transforms IS 'A released transform, recorded when it first promoted something; its file may not change after.';

COMMENT ON COLUMN meta.transforms.object IS 'Type of object, as in Stripe''s field object';

COMMENT ON COLUMN meta.transforms.version IS 'Number of the version, from 1';

COMMENT ON COLUMN meta.transforms.sha256 IS 'Checksum of its file';

COMMENT ON COLUMN meta.transforms.recorded_at IS 'When it was written down';

CREATE TABLE meta.removed_rows (
    table_name TEXT NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_removed_rows PRIMARY KEY (table_name, id)
);

CREATE INDEX ix_removed_rows_removed_at ON meta.removed_rows (removed_at);

COMMENT ON TABLE meta.removed_rows IS 'A row that left its table of oltp; where that has the id again, it is promoted later than it was removed.';

COMMENT ON COLUMN meta.removed_rows.table_name IS 'The table of oltp';

COMMENT ON COLUMN meta.removed_rows.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN meta.removed_rows.removed_at IS 'When the promotion began that removed it';

CREATE TABLE meta.watermarks (
    object TEXT NOT NULL,
    planned_until TIMESTAMP WITH TIME ZONE NOT NULL,
    relisted_at TIMESTAMP WITH TIME ZONE,
    compared_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_watermarks PRIMARY KEY (object)
);

COMMENT ON TABLE meta.watermarks IS 'How far the lists of one type have been planned to be read; those of event are what tells of changes.';

COMMENT ON COLUMN meta.watermarks.object IS 'Type of object, as in Stripe''s field object';

COMMENT ON COLUMN meta.watermarks.planned_until IS 'What was created later is in no window yet';

COMMENT ON COLUMN meta.watermarks.relisted_at IS 'When it was last listed for changes that no event tells';

COMMENT ON COLUMN meta.watermarks.compared_at IS 'When it was last compared whole; empty: not since something may be missing';

CREATE TABLE meta.verifications (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    command TEXT NOT NULL,
    verified_at TIMESTAMP WITH TIME ZONE NOT NULL,
    objects TEXT[],
    documents BIGINT NOT NULL,
    differences BIGINT NOT NULL,
    agrees BOOLEAN NOT NULL,
    money BOOLEAN NOT NULL,
    CONSTRAINT pk_verifications PRIMARY KEY (id)
);

COMMENT ON TABLE meta.verifications IS 'What a comparison with Stripe found: the newest ones, where the role may note them.';

COMMENT ON COLUMN meta.verifications.id IS 'Number, ascending';

COMMENT ON COLUMN meta.verifications.command IS 'What compared: verify, or reconcile';

COMMENT ON COLUMN meta.verifications.verified_at IS 'When it ended';

COMMENT ON COLUMN meta.verifications.objects IS 'The types; empty: all that were ever read';

COMMENT ON COLUMN meta.verifications.documents IS 'How many documents were compared';

COMMENT ON COLUMN meta.verifications.differences IS 'How many differences there are, those that it mended left out';

COMMENT ON COLUMN meta.verifications.agrees IS 'Whether there are none, and everything could be compared';

COMMENT ON COLUMN meta.verifications.money IS 'Whether the equations of money were compared, too';

CREATE TABLE meta.default_types (
    object TEXT NOT NULL,
    refused_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_default_types PRIMARY KEY (object)
);

COMMENT ON TABLE meta.default_types IS 'A type that runs which name none have asked Stripe for; without any row, no such run was made yet.';

COMMENT ON COLUMN meta.default_types.object IS 'Type of object, as in Stripe''s field object';

COMMENT ON COLUMN meta.default_types.refused_at IS 'When the key was first refused for it as a new type; empty: it is expected';

CREATE TABLE meta.refused_expansions (
    object TEXT NOT NULL,
    field TEXT NOT NULL,
    refused_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_refused_expansions PRIMARY KEY (object, field)
);

COMMENT ON TABLE meta.refused_expansions IS 'A field that Stripe gives only when asked, and the key may not ask for in a type''s list.';

COMMENT ON COLUMN meta.refused_expansions.object IS 'Type of object, as in Stripe''s field object';

COMMENT ON COLUMN meta.refused_expansions.field IS 'Field of the objects of this type';

COMMENT ON COLUMN meta.refused_expansions.refused_at IS 'When the key was first refused for it';

CREATE TABLE meta.doorbell (
    id TEXT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    event_created TIMESTAMP WITH TIME ZONE,
    object_type TEXT,
    object_id TEXT,
    source TEXT NOT NULL,
    CONSTRAINT pk_doorbell PRIMARY KEY (id),
    CONSTRAINT ck_doorbell_source_known CHECK (source IN ('webhook', 'thin', 'eventbridge', 'eventgrid'))
);

COMMENT ON TABLE meta.doorbell IS 'An event that Stripe sent and no run has looked for yet: it says what to ask for, and is no data of ours.';

COMMENT ON COLUMN meta.doorbell.id IS 'Stripe''s id of the event';

COMMENT ON COLUMN meta.doorbell.received_at IS 'When it came here';

COMMENT ON COLUMN meta.doorbell.event_created IS 'When Stripe made it';

COMMENT ON COLUMN meta.doorbell.object_type IS 'Type of the object that it is about';

COMMENT ON COLUMN meta.doorbell.object_id IS 'Id of that object';

COMMENT ON COLUMN meta.doorbell.source IS 'How it came: webhook, thin, eventbridge or eventgrid';

CREATE TABLE meta.freshness (
    hour TIMESTAMP WITH TIME ZONE NOT NULL,
    object TEXT NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    landed BIGINT NOT NULL,
    promoted BIGINT NOT NULL,
    CONSTRAINT pk_freshness PRIMARY KEY (hour, object, seconds)
);

COMMENT ON TABLE meta.freshness IS 'How long it took from events to rows: how many events of an hour took so long, by the type of their object.';

COMMENT ON COLUMN meta.freshness.hour IS 'The hour in which they were promoted';

COMMENT ON COLUMN meta.freshness.object IS 'Type of object, as in Stripe''s field object';

COMMENT ON COLUMN meta.freshness.seconds IS 'What took less than that, and not less than in the row before';

COMMENT ON COLUMN meta.freshness.landed IS 'Events that were in raw by then';

COMMENT ON COLUMN meta.freshness.promoted IS 'Events whose objects were promoted by then';

CREATE TABLE meta.in_step (
    one_row BOOLEAN DEFAULT true NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_in_step PRIMARY KEY (one_row),
    CONSTRAINT ck_in_step_one_row CHECK (one_row)
);

COMMENT ON TABLE meta.in_step IS 'Until when what happened at Stripe is in the tables.';

COMMENT ON COLUMN meta.in_step.one_row IS 'Always true: there is one row';

COMMENT ON COLUMN meta.in_step.until IS 'By Stripe''s clock: what events told until then is there';

COMMENT ON COLUMN meta.in_step.asked_at IS 'When that was by the clock of this server';

CREATE TABLE meta.event_kinds (
    kind TEXT NOT NULL,
    by_both BIGINT NOT NULL,
    by_snapshots BIGINT NOT NULL,
    by_thin_events BIGINT NOT NULL,
    missed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_event_kinds PRIMARY KEY (kind)
);

COMMENT ON TABLE meta.event_kinds IS 'How many events of a type which list told: of what one of them left out there is no other trace.';

COMMENT ON COLUMN meta.event_kinds.kind IS 'Type of the events, without the v1. of thin ones';

COMMENT ON COLUMN meta.event_kinds.by_both IS 'Events that both lists had';

COMMENT ON COLUMN meta.event_kinds.by_snapshots IS 'Events that only /v1/events had';

COMMENT ON COLUMN meta.event_kinds.by_thin_events IS 'Events that only /v2/core/events had';

COMMENT ON COLUMN meta.event_kinds.missed_at IS 'When thin events last left one out';

CREATE TABLE meta.heard_events (
    id TEXT NOT NULL,
    is_thin BOOLEAN NOT NULL,
    kind TEXT NOT NULL,
    object_id TEXT,
    twin TEXT,
    heard_at TIMESTAMP WITH TIME ZONE NOT NULL,
    is_paired BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_heard_events PRIMARY KEY (id)
);

COMMENT ON TABLE meta.heard_events IS 'An event of the last minutes, until it is known whether both lists have it.';

COMMENT ON COLUMN meta.heard_events.id IS 'Stripe''s id of the event';

COMMENT ON COLUMN meta.heard_events.is_thin IS 'Whether it is a thin event';

COMMENT ON COLUMN meta.heard_events.kind IS 'Its type, without the v1. of thin ones';

COMMENT ON COLUMN meta.heard_events.object_id IS 'Id of the object that it is about';

COMMENT ON COLUMN meta.heard_events.twin IS 'Of a thin event: id of the snapshot that tells the same';

COMMENT ON COLUMN meta.heard_events.heard_at IS 'When Stripe listed it, by its clock';

COMMENT ON COLUMN meta.heard_events.is_paired IS 'Whether the other list has it, too';

CREATE TABLE meta.thin_events (
    one_row BOOLEAN DEFAULT true NOT NULL,
    state TEXT NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    noted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reason TEXT,
    told TEXT,
    CONSTRAINT pk_thin_events PRIMARY KEY (one_row),
    CONSTRAINT ck_thin_events_state_known CHECK (state IN ('asked', 'used', 'refused', 'silent')),
    CONSTRAINT ck_thin_events_one_row CHECK (one_row)
);

COMMENT ON TABLE meta.thin_events IS 'Whether thin events are read beside the snapshots, which tell all that must be known.';

COMMENT ON COLUMN meta.thin_events.one_row IS 'Always true: there is one row';

COMMENT ON COLUMN meta.thin_events.state IS 'asked: none came yet; used; refused, or silent: none where there were snapshots, so they are left out';

COMMENT ON COLUMN meta.thin_events.since IS 'By Stripe''s clock: what happened before, they were not asked for';

COMMENT ON COLUMN meta.thin_events.noted_at IS 'When the state began, or was last found to be the same';

COMMENT ON COLUMN meta.thin_events.begun_at IS 'When the state began';

COMMENT ON COLUMN meta.thin_events.reason IS 'Why they were refused';

COMMENT ON COLUMN meta.thin_events.told IS 'The state that a run has told of, so that it is told once';

CREATE TABLE meta.event_gaps (
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    in_history BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_event_gaps PRIMARY KEY (since)
);

COMMENT ON TABLE meta.event_gaps IS 'A time whose events were not all read, because Stripe no longer had them: what happened in it may be unknown.';

COMMENT ON COLUMN meta.event_gaps.since IS 'Until when events were read before it';

COMMENT ON COLUMN meta.event_gaps.until IS 'From when on they were read again';

COMMENT ON COLUMN meta.event_gaps.in_history IS 'Whether promotion has made the versions again that it makes inexact';

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

COMMENT ON TABLE meta.windows IS 'A part of a list that is still to be read: what was created from one moment until before another. Who reads it holds its row locked. It leaves when its load is complete.';

COMMENT ON COLUMN meta.windows.id IS 'Number of the window';

COMMENT ON COLUMN meta.windows.object IS 'Type of object, as in Stripe''s field object';

COMMENT ON COLUMN meta.windows.purpose IS 'changes: what changed; new: what was created; whole: everything';

COMMENT ON COLUMN meta.windows.view IS 'Further parameters of the list, as in a URL';

COMMENT ON COLUMN meta.windows.created_from IS 'Where it begins; empty: with the first object';

COMMENT ON COLUMN meta.windows.created_before IS 'Where it ends; empty: with the last object';

COMMENT ON COLUMN meta.windows.starting_after IS 'The last object that was read of a list that is not cut by times';

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

COMMENT ON TABLE meta.refetch_queue IS 'An object to be fetched by its id: an event said that it changed, or another names it and no list has it.';

COMMENT ON COLUMN meta.refetch_queue.object IS 'Type of object, as in Stripe''s field object';

COMMENT ON COLUMN meta.refetch_queue.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN meta.refetch_queue.deletion IS 'The object as the event of its deletion has it';

COMMENT ON COLUMN meta.refetch_queue.api_version IS 'API version of that event';

COMMENT ON COLUMN meta.refetch_queue.events IS 'JSON array of the last events whose object it is, all of one second';

COMMENT ON COLUMN meta.refetch_queue.told_at IS 'When the last of those events was';

COMMENT ON COLUMN meta.refetch_queue.asked_at IS 'When Stripe last failed to give it';

COMMENT ON COLUMN meta.refetch_queue.times IS 'How often it refused: it is asked ever more rarely';

CREATE TABLE meta.not_found (
    object TEXT NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    times BIGINT NOT NULL,
    CONSTRAINT pk_not_found PRIMARY KEY (object, id)
);

COMMENT ON TABLE meta.not_found IS 'An id that Stripe answered 404 for, and how often: it is asked for ever more rarely.';

COMMENT ON COLUMN meta.not_found.object IS 'Type of object, as in Stripe''s field object';

COMMENT ON COLUMN meta.not_found.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN meta.not_found.asked_at IS 'When Stripe was last asked for it';

COMMENT ON COLUMN meta.not_found.times IS 'How often Stripe answered so';

CREATE TABLE oltp.customers (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    balance BIGINT,
    currency TEXT,
    address JSONB,
    address_city TEXT,
    address_country TEXT,
    address_line1 TEXT,
    address_postal_code TEXT,
    address_state TEXT,
    business_name TEXT,
    cash_balance JSONB,
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
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT ck_customers_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_customers_discount_coupon_id FOREIGN KEY(discount_coupon_id) REFERENCES oltp.coupons (id),
    CONSTRAINT ck_customers_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_customers_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(customers) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_customers_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_customers_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_customers_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_customers_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_customers_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_customers_invoice_settings_default_payment_method_id ON oltp.customers (invoice_settings_default_payment_method_id);

CREATE INDEX ix_customers_promoted_at ON oltp.customers USING brin (promoted_at);

CREATE INDEX ix_customers_unresolved ON oltp.customers (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_customers_discount_coupon_id ON oltp.customers (discount_coupon_id);

COMMENT ON TABLE oltp.customers IS 'A customer; a deleted one is a stub that no list returns.';

COMMENT ON COLUMN oltp.customers.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.customers.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.customers.balance IS 'What the next invoice takes into account; negative is to the customer''s good, in minor units of currency. Stripe: balance since 2019-05-16, account_balance until 2019-10-08';

COMMENT ON COLUMN oltp.customers.currency IS 'ISO code of the currency that the customer is billed in, in lower case. Stripe: currency';

COMMENT ON COLUMN oltp.customers.address IS 'Address, kept whole. Stripe: address since 2019-03-14';

COMMENT ON COLUMN oltp.customers.address_city IS 'City of the address. Stripe: address.city since 2019-03-14';

COMMENT ON COLUMN oltp.customers.address_country IS 'Country of the address, as two letters. Stripe: address.country since 2019-03-14';

COMMENT ON COLUMN oltp.customers.address_line1 IS 'Street and number of the address. Stripe: address.line1 since 2019-03-14';

COMMENT ON COLUMN oltp.customers.address_postal_code IS 'Postal code of the address. Stripe: address.postal_code since 2019-03-14';

COMMENT ON COLUMN oltp.customers.address_state IS 'State or region of the address. Stripe: address.state since 2019-03-14';

COMMENT ON COLUMN oltp.customers.business_name IS 'Name of the business. Stripe: business_name since 2025-09-30.clover';

COMMENT ON COLUMN oltp.customers.cash_balance IS 'Money of the customer that is held, kept whole. Stripe: cash_balance since 2020-08-27';

COMMENT ON COLUMN oltp.customers.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN oltp.customers.default_source_id IS 'Id of the default source, which has no table. Stripe: default_source';

COMMENT ON COLUMN oltp.customers.delinquent IS 'Whether the newest invoice that was charged is unpaid. Stripe: delinquent';

COMMENT ON COLUMN oltp.customers.description IS 'What the merchant wrote about the customer. Stripe: description';

COMMENT ON COLUMN oltp.customers.discount IS 'The discount of all the customer''s payments, kept whole. Stripe: discount';

COMMENT ON COLUMN oltp.customers.discount_coupon_id IS 'The discount coupon, a row of coupons. Stripe: discount.source.coupon, discount.coupon';

COMMENT ON COLUMN oltp.customers.discount_id IS 'Id of the discount, which has no table. Stripe: discount';

COMMENT ON COLUMN oltp.customers.email IS 'E-mail address. Stripe: email';

COMMENT ON COLUMN oltp.customers.individual_name IS 'Name of the person. Stripe: individual_name since 2025-09-30.clover';

COMMENT ON COLUMN oltp.customers.invoice_credit_balance IS 'What the next invoices take into account, by currency, in minor units. Stripe: invoice_credit_balance since 2020-08-27';

COMMENT ON COLUMN oltp.customers.invoice_prefix IS 'What numbers of the customer''s invoices begin with. Stripe: invoice_prefix since 2018-02-06';

COMMENT ON COLUMN oltp.customers.invoice_settings IS 'Settings of the invoices it makes, kept whole. Stripe: invoice_settings since 2018-11-08';

COMMENT ON COLUMN oltp.customers.invoice_settings_default_payment_method_id IS 'The invoice settings default payment method, a row of payment_methods. Stripe: invoice_settings.default_payment_method since 2019-03-14';

COMMENT ON COLUMN oltp.customers.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.customers.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.customers.name IS 'Name of the person or business. Stripe: name since 2019-03-14';

COMMENT ON COLUMN oltp.customers.next_invoice_sequence IS 'Number of the next invoice, after the prefix. Stripe: next_invoice_sequence since 2020-03-02';

COMMENT ON COLUMN oltp.customers.phone IS 'Phone number. Stripe: phone since 2019-03-14';

COMMENT ON COLUMN oltp.customers.preferred_locales IS 'Languages, the preferred one first. Stripe: preferred_locales since 2019-03-14';

COMMENT ON COLUMN oltp.customers.shipping IS 'Whom and where it is shipped to, kept whole. Stripe: shipping';

COMMENT ON COLUMN oltp.customers.shipping_address_country IS 'Country that it is shipped to, as two letters. Stripe: shipping.address.country';

COMMENT ON COLUMN oltp.customers.shipping_name IS 'Name that it is shipped to. Stripe: shipping.name';

COMMENT ON COLUMN oltp.customers.tax IS 'What Stripe Tax knows of the customer''s place, kept whole. Stripe: tax since 2020-08-27';

COMMENT ON COLUMN oltp.customers.tax_automatic_tax IS 'Whether Stripe Tax can tell the customer''s place. Stripe: tax.automatic_tax since 2020-08-27';

COMMENT ON COLUMN oltp.customers.tax_exempt IS 'Whether the customer pays tax: none, exempt or reverse. Stripe: tax_exempt since 2019-03-14';

COMMENT ON COLUMN oltp.customers.tax_ip_address IS 'IP address that tells the customer''s place for taxes. Stripe: tax.ip_address since 2020-08-27';

COMMENT ON COLUMN oltp.customers.tax_location_country IS 'Country for taxes, as two letters. Stripe: tax.location.country since 2020-08-27';

COMMENT ON COLUMN oltp.customers.test_clock_id IS 'Id of the test clock, which has no table. Stripe: test_clock since 2020-08-27';

COMMENT ON COLUMN oltp.customers.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.customers.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.customers.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.customers.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.customers.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.payout_balance_transactions (
    id TEXT COLLATE "C" NOT NULL,
    payout_id TEXT COLLATE "C",
    balance_transaction_id TEXT COLLATE "C",
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_payout_balance_transactions PRIMARY KEY (id),
    CONSTRAINT fk_payout_balance_transactions_payout_id FOREIGN KEY(payout_id) REFERENCES oltp.payouts (id),
    CONSTRAINT ck_payout_balance_transactions_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_payout_balance_transactions_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(payout_balance_transactions) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_payout_balance_transactions_payout_id_required CHECK (row_state <> 'present' OR payout_id IS NOT NULL),
    CONSTRAINT ck_payout_balance_transactions_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_payout_balance_transactions_balance_transaction_id ON oltp.payout_balance_transactions (balance_transaction_id);

CREATE INDEX ix_payout_balance_transactions_unresolved ON oltp.payout_balance_transactions (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_payout_balance_transactions_payout_id ON oltp.payout_balance_transactions (payout_id);

CREATE INDEX ix_payout_balance_transactions_promoted_at ON oltp.payout_balance_transactions USING brin (promoted_at);

COMMENT ON TABLE oltp.payout_balance_transactions IS 'A balance transaction that an automatic payout pays out; among them is the payout''s own, with what leaves. Stripe tells it in the list per payout only. The id is <payout>:<balance transaction>.';

COMMENT ON COLUMN oltp.payout_balance_transactions.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN oltp.payout_balance_transactions.payout_id IS 'The payout, a row of payouts';

COMMENT ON COLUMN oltp.payout_balance_transactions.balance_transaction_id IS 'The balance transaction, a row of balance_transactions';

COMMENT ON COLUMN oltp.payout_balance_transactions.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.payout_balance_transactions.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.payout_balance_transactions.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.prices (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    unit_amount BIGINT,
    currency TEXT,
    active BOOLEAN,
    billing_scheme TEXT,
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
    unit_amount_decimal NUMERIC(38, 12),
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_prices PRIMARY KEY (id),
    CONSTRAINT ck_prices_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_prices_product_id FOREIGN KEY(product_id) REFERENCES oltp.products (id),
    CONSTRAINT ck_prices_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_prices_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(prices) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_prices_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_prices_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_prices_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_prices_active_required CHECK (row_state <> 'present' OR active IS NOT NULL),
    CONSTRAINT ck_prices_billing_scheme_required CHECK (row_state <> 'present' OR billing_scheme IS NOT NULL),
    CONSTRAINT ck_prices_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_prices_metadata_required CHECK (row_state <> 'present' OR metadata IS NOT NULL),
    CONSTRAINT ck_prices_product_id_required CHECK (row_state <> 'present' OR product_id IS NOT NULL),
    CONSTRAINT ck_prices_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_prices_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_prices_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_prices_unresolved ON oltp.prices (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_prices_product_id ON oltp.prices (product_id);

CREATE INDEX ix_prices_promoted_at ON oltp.prices USING brin (promoted_at);

COMMENT ON TABLE oltp.prices IS 'A price; its id may be that of a plan, which the merchant chose.';

COMMENT ON COLUMN oltp.prices.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.prices.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.prices.unit_amount IS 'Price of one unit, in minor units of currency. Stripe: unit_amount';

COMMENT ON COLUMN oltp.prices.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.prices.active IS 'Whether it can be used for something new. Stripe: active';

COMMENT ON COLUMN oltp.prices.billing_scheme IS 'per_unit or tiered. Stripe: billing_scheme';

COMMENT ON COLUMN oltp.prices.currency_options IS 'What it is in other currencies, kept whole. Stripe: currency_options since 2020-08-27';

COMMENT ON COLUMN oltp.prices.custom_unit_amount IS 'Bounds of an amount that the customer chooses, kept whole. Stripe: custom_unit_amount since 2020-08-27';

COMMENT ON COLUMN oltp.prices.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.prices.lookup_key IS 'Name by which the merchant finds the price. Stripe: lookup_key';

COMMENT ON COLUMN oltp.prices.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.prices.nickname IS 'What the merchant calls the price. Stripe: nickname';

COMMENT ON COLUMN oltp.prices.product_id IS 'The product, a row of products. Stripe: product';

COMMENT ON COLUMN oltp.prices.recurring_aggregate_usage IS 'How metered usage of a period adds up. Stripe: recurring.aggregate_usage until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.prices.recurring_interval IS 'Unit of the period: day, week, month or year. Stripe: recurring.interval';

COMMENT ON COLUMN oltp.prices.recurring_interval_count IS 'How many of these units a period has. Stripe: recurring.interval_count';

COMMENT ON COLUMN oltp.prices.recurring_meter_id IS 'Id of the recurring meter, which has no table. Stripe: recurring.meter since 2023-10-16';

COMMENT ON COLUMN oltp.prices.recurring_trial_period_days IS 'Days of trial that the price gives. Stripe: recurring.trial_period_days since 2023-10-16';

COMMENT ON COLUMN oltp.prices.recurring_usage_type IS 'licensed or metered. Stripe: recurring.usage_type';

COMMENT ON COLUMN oltp.prices.tax_behavior IS 'Whether the amount includes taxes. Stripe: tax_behavior since 2020-08-27';

COMMENT ON COLUMN oltp.prices.tiers IS 'Prices by quantity, kept whole. Stripe: tiers';

COMMENT ON COLUMN oltp.prices.tiers_mode IS 'graduated or volume. Stripe: tiers_mode';

COMMENT ON COLUMN oltp.prices.transform_quantity_divide_by IS 'Units in a package: the quantity is divided by it. Stripe: transform_quantity.divide_by';

COMMENT ON COLUMN oltp.prices.transform_quantity_round IS 'How the divided quantity is rounded. Stripe: transform_quantity.round';

COMMENT ON COLUMN oltp.prices.type IS 'one_time or recurring. Stripe: type';

COMMENT ON COLUMN oltp.prices.unit_amount_decimal IS 'Price of one unit, with decimals, in minor units of currency. Stripe: unit_amount_decimal';

COMMENT ON COLUMN oltp.prices.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.prices.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.prices.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.prices.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.prices.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

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

COMMENT ON TABLE meta.ledger IS 'What one run did to one object: documents landed and read, and what became of the rows.';

COMMENT ON COLUMN meta.ledger.run_id IS 'The run, a row of runs';

COMMENT ON COLUMN meta.ledger.object IS 'Type of object, as in Stripe''s field object';

COMMENT ON COLUMN meta.ledger.transform_version IS 'Version of the SQL that reads the documents of the type';

COMMENT ON COLUMN meta.ledger.loads IS 'Loads that the promotion read';

COMMENT ON COLUMN meta.ledger.landed IS 'Documents that the run landed';

COMMENT ON COLUMN meta.ledger.rows_in IS 'Documents that the promotion read, the newest of each id';

COMMENT ON COLUMN meta.ledger.inserted IS 'Rows that are new';

COMMENT ON COLUMN meta.ledger.updated IS 'Rows that changed';

COMMENT ON COLUMN meta.ledger.unchanged IS 'Rows that stayed as they were';

COMMENT ON COLUMN meta.ledger.deleted IS 'Rows of objects that Stripe has deleted';

COMMENT ON COLUMN meta.ledger.quarantined IS 'Documents in quarantine after the run';

COMMENT ON COLUMN meta.ledger.unresolved IS 'Rows after the run of which only the id is known';

COMMENT ON COLUMN meta.ledger.seconds IS 'How long it took';

CREATE TABLE oltp.payment_methods (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    customer_id TEXT COLLATE "C",
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
    customer_account_id TEXT COLLATE "C",
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
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_payment_methods PRIMARY KEY (id),
    CONSTRAINT fk_payment_methods_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT ck_payment_methods_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_payment_methods_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(payment_methods) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_payment_methods_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_payment_methods_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_payment_methods_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_payment_methods_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_payment_methods_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_payment_methods_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_payment_methods_unresolved ON oltp.payment_methods (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_payment_methods_card_generated_from_charge_id ON oltp.payment_methods (card_generated_from_charge_id);

CREATE INDEX ix_payment_methods_promoted_at ON oltp.payment_methods USING brin (promoted_at);

CREATE INDEX ix_payment_methods_customer_id ON oltp.payment_methods (customer_id);

COMMENT ON TABLE oltp.payment_methods IS 'A payment method; older cards and sources keep their card_…, src_… and ba_… ids here.';

COMMENT ON COLUMN oltp.payment_methods.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.payment_methods.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.payment_methods.customer_id IS 'The customer, a row of customers. Stripe: customer since 2018-11-08';

COMMENT ON COLUMN oltp.payment_methods.allow_redisplay IS 'Whether it may be shown to the customer again. Stripe: allow_redisplay since 2024-04-10';

COMMENT ON COLUMN oltp.payment_methods.billing_details IS 'Name, address, e-mail and phone of the payer, kept whole. Stripe: billing_details';

COMMENT ON COLUMN oltp.payment_methods.billing_details_address_country IS 'Country of the payer''s address, as two letters. Stripe: billing_details.address.country';

COMMENT ON COLUMN oltp.payment_methods.billing_details_email IS 'E-mail address of the payer. Stripe: billing_details.email';

COMMENT ON COLUMN oltp.payment_methods.billing_details_name IS 'Name of the payer. Stripe: billing_details.name';

COMMENT ON COLUMN oltp.payment_methods.card IS 'The card, kept whole. Stripe: card';

COMMENT ON COLUMN oltp.payment_methods.card_brand IS 'Brand of the card. Stripe: card.brand';

COMMENT ON COLUMN oltp.payment_methods.card_country IS 'Country of the card''s bank, as two letters. Stripe: card.country since 2019-02-11';

COMMENT ON COLUMN oltp.payment_methods.card_exp_month IS 'Month in which the card expires. Stripe: card.exp_month';

COMMENT ON COLUMN oltp.payment_methods.card_exp_year IS 'Year in which the card expires. Stripe: card.exp_year';

COMMENT ON COLUMN oltp.payment_methods.card_fingerprint IS 'The same for the same card number within one account. Stripe: card.fingerprint since 2019-02-11';

COMMENT ON COLUMN oltp.payment_methods.card_funding IS 'Whether it is a credit, debit or prepaid card. Stripe: card.funding';

COMMENT ON COLUMN oltp.payment_methods.card_generated_from_charge_id IS 'The card generated from charge, a row of charges. Stripe: card.generated_from.charge since 2019-03-14';

COMMENT ON COLUMN oltp.payment_methods.card_last4 IS 'Last four digits of the card. Stripe: card.last4';

COMMENT ON COLUMN oltp.payment_methods.card_wallet_type IS 'Wallet that the card is in. Stripe: card.wallet.type since 2019-03-14';

COMMENT ON COLUMN oltp.payment_methods.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN oltp.payment_methods.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.payment_methods.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.payment_methods.sepa_debit IS 'The SEPA account, kept whole. Stripe: sepa_debit';

COMMENT ON COLUMN oltp.payment_methods.sepa_debit_country IS 'Country of the SEPA account''s bank, as two letters. Stripe: sepa_debit.country since 2018-11-08';

COMMENT ON COLUMN oltp.payment_methods.sepa_debit_last4 IS 'Last four characters of the IBAN. Stripe: sepa_debit.last4';

COMMENT ON COLUMN oltp.payment_methods.type IS 'Its kind; Stripe''s word. Stripe: type';

COMMENT ON COLUMN oltp.payment_methods.us_bank_account IS 'The US bank account, kept whole. Stripe: us_bank_account since 2020-08-27';

COMMENT ON COLUMN oltp.payment_methods.us_bank_account_bank_name IS 'Name of the US bank. Stripe: us_bank_account.bank_name since 2020-08-27';

COMMENT ON COLUMN oltp.payment_methods.us_bank_account_last4 IS 'Last four digits of the US bank account. Stripe: us_bank_account.last4 since 2020-08-27';

COMMENT ON COLUMN oltp.payment_methods.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.payment_methods.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.payment_methods.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.payment_methods.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.payment_methods.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.promotion_codes (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    customer_id TEXT COLLATE "C",
    active BOOLEAN,
    code TEXT,
    coupon_id TEXT COLLATE "C",
    customer_account_id TEXT COLLATE "C",
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
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_promotion_codes PRIMARY KEY (id),
    CONSTRAINT ck_promotion_codes_restrictions_minimum_amount_not_negative CHECK (restrictions_minimum_amount >= 0),
    CONSTRAINT ck_promotion_codes_times_redeemed_not_negative CHECK (times_redeemed >= 0),
    CONSTRAINT ck_promotion_codes_restrictions_minimum_amount_currency_form CHECK (restrictions_minimum_amount_currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_promotion_codes_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_promotion_codes_coupon_id FOREIGN KEY(coupon_id) REFERENCES oltp.coupons (id),
    CONSTRAINT ck_promotion_codes_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_promotion_codes_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(promotion_codes) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_promotion_codes_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_promotion_codes_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_promotion_codes_active_required CHECK (row_state <> 'present' OR active IS NOT NULL),
    CONSTRAINT ck_promotion_codes_code_required CHECK (row_state <> 'present' OR code IS NOT NULL),
    CONSTRAINT ck_promotion_codes_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_promotion_codes_restrictions_first_time_transaction_required CHECK (row_state <> 'present' OR restrictions_first_time_transaction IS NOT NULL),
    CONSTRAINT ck_promotion_codes_times_redeemed_required CHECK (row_state <> 'present' OR times_redeemed IS NOT NULL),
    CONSTRAINT ck_promotion_codes_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_promotion_codes_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_promotion_codes_unresolved ON oltp.promotion_codes (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_promotion_codes_coupon_id ON oltp.promotion_codes (coupon_id);

CREATE INDEX ix_promotion_codes_customer_id ON oltp.promotion_codes (customer_id);

CREATE INDEX ix_promotion_codes_promoted_at ON oltp.promotion_codes USING brin (promoted_at);

COMMENT ON TABLE oltp.promotion_codes IS 'A promotion code.';

COMMENT ON COLUMN oltp.promotion_codes.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.promotion_codes.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.promotion_codes.customer_id IS 'The customer, a row of customers. Stripe: customer';

COMMENT ON COLUMN oltp.promotion_codes.active IS 'Whether it can be used for something new. Stripe: active';

COMMENT ON COLUMN oltp.promotion_codes.code IS 'What the customer enters. Stripe: code';

COMMENT ON COLUMN oltp.promotion_codes.coupon_id IS 'The coupon, a row of coupons. Stripe: promotion.coupon since 2025-09-30.clover, coupon until 2025-08-27.basil';

COMMENT ON COLUMN oltp.promotion_codes.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN oltp.promotion_codes.expires_at IS 'When it expires. Stripe: expires_at';

COMMENT ON COLUMN oltp.promotion_codes.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.promotion_codes.max_redemptions IS 'How often it can be redeemed in all. Stripe: max_redemptions';

COMMENT ON COLUMN oltp.promotion_codes.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.promotion_codes.promotion_type IS 'What it gives. Stripe: promotion.type since 2025-09-30.clover';

COMMENT ON COLUMN oltp.promotion_codes.restrictions_currency_options IS 'Minimum amounts in other currencies, kept whole. Stripe: restrictions.currency_options since 2020-08-27';

COMMENT ON COLUMN oltp.promotion_codes.restrictions_first_time_transaction IS 'Whether it is for a customer''s first payment only. Stripe: restrictions.first_time_transaction';

COMMENT ON COLUMN oltp.promotion_codes.restrictions_minimum_amount IS 'Amount from which it holds, in minor units of restrictions_minimum_amount_currency. Stripe: restrictions.minimum_amount';

COMMENT ON COLUMN oltp.promotion_codes.restrictions_minimum_amount_currency IS 'Currency of the minimum amount. Stripe: restrictions.minimum_amount_currency';

COMMENT ON COLUMN oltp.promotion_codes.times_redeemed IS 'How often it was redeemed. Stripe: times_redeemed';

COMMENT ON COLUMN oltp.promotion_codes.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.promotion_codes.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.promotion_codes.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.promotion_codes.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.promotion_codes.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.tax_ids (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    customer_id TEXT COLLATE "C",
    country TEXT,
    customer_account_id TEXT COLLATE "C",
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
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_tax_ids PRIMARY KEY (id),
    CONSTRAINT fk_tax_ids_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT ck_tax_ids_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_tax_ids_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(tax_ids) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_tax_ids_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_tax_ids_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_tax_ids_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_tax_ids_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_tax_ids_value_required CHECK (row_state <> 'present' OR value IS NOT NULL),
    CONSTRAINT ck_tax_ids_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_tax_ids_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_tax_ids_unresolved ON oltp.tax_ids (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_tax_ids_customer_id ON oltp.tax_ids (customer_id);

CREATE INDEX ix_tax_ids_promoted_at ON oltp.tax_ids USING brin (promoted_at);

COMMENT ON TABLE oltp.tax_ids IS 'A tax id (txi_…, atxi_…) of a customer or, without one, of the account itself (owner_type is self).';

COMMENT ON COLUMN oltp.tax_ids.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.tax_ids.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.tax_ids.customer_id IS 'The customer, a row of customers. Stripe: owner.customer since 2023-10-16';

COMMENT ON COLUMN oltp.tax_ids.country IS 'Country, as two letters. Stripe: country';

COMMENT ON COLUMN oltp.tax_ids.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover, owner.customer_account since 2025-12-15.clover';

COMMENT ON COLUMN oltp.tax_ids.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.tax_ids.owner_account_id IS 'Id of the owner account, which has no table. Stripe: owner.account since 2023-10-16';

COMMENT ON COLUMN oltp.tax_ids.owner_application_id IS 'Id of the owner application, which has no table. Stripe: owner.application since 2023-10-16';

COMMENT ON COLUMN oltp.tax_ids.owner_type IS 'Whose tax id it is. Stripe: owner.type since 2023-10-16';

COMMENT ON COLUMN oltp.tax_ids.type IS 'Kind of tax id, such as eu_vat. Stripe: type';

COMMENT ON COLUMN oltp.tax_ids.value IS 'The tax id itself. Stripe: value';

COMMENT ON COLUMN oltp.tax_ids.verification_status IS 'Whether it was verified. Stripe: verification.status';

COMMENT ON COLUMN oltp.tax_ids.verification_verified_address IS 'Address that the register has. Stripe: verification.verified_address';

COMMENT ON COLUMN oltp.tax_ids.verification_verified_name IS 'Name that the register has. Stripe: verification.verified_name';

COMMENT ON COLUMN oltp.tax_ids.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.tax_ids.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.tax_ids.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.tax_ids.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.tax_ids.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.subscriptions (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    customer_id TEXT COLLATE "C",
    currency TEXT,
    application_fee_percent NUMERIC(38, 12),
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
    current_period_end TIMESTAMP WITH TIME ZONE,
    current_period_start TIMESTAMP WITH TIME ZONE,
    customer_account_id TEXT COLLATE "C",
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
    status_details_paused_transitioned_at TIMESTAMP WITH TIME ZONE,
    tax_percent NUMERIC(38, 12),
    test_clock_id TEXT COLLATE "C",
    transfer_data_amount_percent NUMERIC(38, 12),
    transfer_data_destination_id TEXT COLLATE "C",
    trial_end TIMESTAMP WITH TIME ZONE,
    trial_settings_end_behavior_missing_payment_method TEXT,
    trial_start TIMESTAMP WITH TIME ZONE,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    items_complete BOOLEAN,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_subscriptions PRIMARY KEY (id),
    CONSTRAINT ck_subscriptions_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_subscriptions_application_fee_percent_within_0_and_100 CHECK (application_fee_percent BETWEEN 0 AND 100),
    CONSTRAINT fk_subscriptions_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_subscriptions_default_payment_method_id FOREIGN KEY(default_payment_method_id) REFERENCES oltp.payment_methods (id),
    CONSTRAINT fk_subscriptions_discount_coupon_id FOREIGN KEY(discount_coupon_id) REFERENCES oltp.coupons (id),
    CONSTRAINT ck_subscriptions_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_subscriptions_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscriptions) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_subscriptions_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_subscriptions_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_subscriptions_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_subscriptions_cancel_at_period_end_required CHECK (row_state <> 'present' OR cancel_at_period_end IS NOT NULL),
    CONSTRAINT ck_subscriptions_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_subscriptions_metadata_required CHECK (row_state <> 'present' OR metadata IS NOT NULL),
    CONSTRAINT ck_subscriptions_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_subscriptions_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL),
    CONSTRAINT ck_subscriptions_items_complete_required CHECK (row_state <> 'present' OR items_complete IS NOT NULL)
);

CREATE INDEX ix_subscriptions_schedule_id ON oltp.subscriptions (schedule_id);

CREATE INDEX ix_subscriptions_latest_invoice_id ON oltp.subscriptions (latest_invoice_id);

CREATE INDEX ix_subscriptions_customer_id ON oltp.subscriptions (customer_id);

CREATE INDEX ix_subscriptions_discount_coupon_id ON oltp.subscriptions (discount_coupon_id);

CREATE INDEX ix_subscriptions_promoted_at ON oltp.subscriptions USING brin (promoted_at);

CREATE INDEX ix_subscriptions_unresolved ON oltp.subscriptions (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_subscriptions_default_payment_method_id ON oltp.subscriptions (default_payment_method_id);

COMMENT ON TABLE oltp.subscriptions IS 'A subscription; from 2025-03-31.basil its periods are those of its items.';

COMMENT ON COLUMN oltp.subscriptions.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.subscriptions.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.subscriptions.status IS 'active, past_due, trialing, canceled, unpaid, paused, incomplete or incomplete_expired. Stripe: status';

COMMENT ON COLUMN oltp.subscriptions.customer_id IS 'The customer, a row of customers. Stripe: customer';

COMMENT ON COLUMN oltp.subscriptions.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency since 2020-08-27, plan.currency';

COMMENT ON COLUMN oltp.subscriptions.application_fee_percent IS 'Percent that the platform takes of each invoice. Stripe: application_fee_percent';

COMMENT ON COLUMN oltp.subscriptions.application_id IS 'Id of the application, which has no table. Stripe: application since 2020-08-27';

COMMENT ON COLUMN oltp.subscriptions.automatic_tax IS 'Settings and state of Stripe Tax, kept whole. Stripe: automatic_tax since 2020-08-27';

COMMENT ON COLUMN oltp.subscriptions.automatic_tax_enabled IS 'Whether Stripe Tax computes the taxes. Stripe: automatic_tax.enabled since 2020-08-27';

COMMENT ON COLUMN oltp.subscriptions.billing_cycle_anchor IS 'Moment that the periods are counted from. Stripe: billing_cycle_anchor since 2018-02-05';

COMMENT ON COLUMN oltp.subscriptions.billing_cycle_anchor_config IS 'Day and hour that periods begin at, kept whole. Stripe: billing_cycle_anchor_config since 2023-10-16';

COMMENT ON COLUMN oltp.subscriptions.billing_mode IS 'How proration and trials are billed, kept whole. Stripe: billing_mode since 2025-06-30.basil';

COMMENT ON COLUMN oltp.subscriptions.billing_mode_type IS 'How proration and trials are billed: classic or flexible. Stripe: billing_mode.type since 2025-06-30.basil';

COMMENT ON COLUMN oltp.subscriptions.billing_schedules IS 'Until when items are billed, kept whole. Stripe: billing_schedules since 2026-05-27.dahlia';

COMMENT ON COLUMN oltp.subscriptions.billing_thresholds_amount_gte IS 'Amount at which an invoice is made before the period ends, in minor units of currency. Stripe: billing_thresholds.amount_gte since 2018-11-08';

COMMENT ON COLUMN oltp.subscriptions.billing_thresholds_reset_billing_cycle_anchor IS 'Whether such an invoice starts the cycle anew. Stripe: billing_thresholds.reset_billing_cycle_anchor since 2018-11-08';

COMMENT ON COLUMN oltp.subscriptions.cancel_at IS 'When it will be canceled. Stripe: cancel_at since 2019-08-14';

COMMENT ON COLUMN oltp.subscriptions.cancel_at_period_end IS 'Whether it ends with its current period. Stripe: cancel_at_period_end';

COMMENT ON COLUMN oltp.subscriptions.canceled_at IS 'When its cancellation was asked for, which may be before it ended. Stripe: canceled_at';

COMMENT ON COLUMN oltp.subscriptions.cancellation_details_comment IS 'What the customer wrote on leaving. Stripe: cancellation_details.comment since 2022-11-15';

COMMENT ON COLUMN oltp.subscriptions.cancellation_details_feedback IS 'Why the customer left, of a list. Stripe: cancellation_details.feedback since 2022-11-15';

COMMENT ON COLUMN oltp.subscriptions.cancellation_details_reason IS 'Who or what canceled it. Stripe: cancellation_details.reason since 2022-11-15';

COMMENT ON COLUMN oltp.subscriptions.collection_method IS 'Whether Stripe charges automatically or sends an invoice. Stripe: collection_method since 2019-05-16, billing since 2017-12-14 until 2019-10-08';

COMMENT ON COLUMN oltp.subscriptions.current_period_end IS 'When the current period ends; the earliest of its items. Stripe: current_period_end until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.subscriptions.current_period_start IS 'When the current period began; the earliest of its items. Stripe: current_period_start until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.subscriptions.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN oltp.subscriptions.days_until_due IS 'Days that the customer has to pay an invoice that is sent. Stripe: days_until_due since 2017-12-14';

COMMENT ON COLUMN oltp.subscriptions.default_payment_method_id IS 'The default payment method, a row of payment_methods. Stripe: default_payment_method since 2019-03-14';

COMMENT ON COLUMN oltp.subscriptions.default_source_id IS 'Id of the default source, which has no table. Stripe: default_source since 2018-11-08';

COMMENT ON COLUMN oltp.subscriptions.default_tax_rates IS 'Tax rates that hold where a line or item has none of its own. Stripe: default_tax_rates since 2019-03-14';

COMMENT ON COLUMN oltp.subscriptions.description IS 'What the merchant wrote about it. Stripe: description since 2020-08-27';

COMMENT ON COLUMN oltp.subscriptions.discount IS 'The one discount, kept whole. Stripe: discount until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.subscriptions.discount_coupon_id IS 'The discount coupon, a row of coupons. Stripe: discount.source.coupon, discount.coupon';

COMMENT ON COLUMN oltp.subscriptions.discount_id IS 'Id of the discount, which has no table. Stripe: discount until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.subscriptions.discounts IS 'Discounts that apply, as ids or objects, in order. Stripe: discounts since 2023-10-16';

COMMENT ON COLUMN oltp.subscriptions.ended_at IS 'When it ended. Stripe: ended_at';

COMMENT ON COLUMN oltp.subscriptions.invoice_settings IS 'Settings of the invoices it makes, kept whole. Stripe: invoice_settings since 2024-04-10';

COMMENT ON COLUMN oltp.subscriptions.latest_invoice_id IS 'The latest invoice, a row of invoices. Stripe: latest_invoice since 2019-02-19';

COMMENT ON COLUMN oltp.subscriptions.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.subscriptions.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.subscriptions.next_pending_invoice_item_invoice IS 'When pending invoice items are billed next. Stripe: next_pending_invoice_item_invoice since 2019-10-17';

COMMENT ON COLUMN oltp.subscriptions.on_behalf_of_id IS 'Id of the on behalf of, which has no table. Stripe: on_behalf_of since 2022-08-01';

COMMENT ON COLUMN oltp.subscriptions.pause_collection_behavior IS 'What becomes of invoices while collection is paused. Stripe: pause_collection.behavior since 2020-03-02';

COMMENT ON COLUMN oltp.subscriptions.pause_collection_resumes_at IS 'When collection goes on. Stripe: pause_collection.resumes_at since 2020-03-02';

COMMENT ON COLUMN oltp.subscriptions.payment_settings IS 'Settings of how it is paid, kept whole. Stripe: payment_settings since 2020-08-27';

COMMENT ON COLUMN oltp.subscriptions.pending_invoice_item_interval IS 'How often pending invoice items are billed, kept whole. Stripe: pending_invoice_item_interval since 2019-10-17';

COMMENT ON COLUMN oltp.subscriptions.pending_setup_intent_id IS 'Id of the pending setup intent, which has no table. Stripe: pending_setup_intent since 2019-05-16';

COMMENT ON COLUMN oltp.subscriptions.pending_update IS 'Change that waits for a payment, kept whole. Stripe: pending_update since 2019-12-03';

COMMENT ON COLUMN oltp.subscriptions.pending_update_expires_at IS 'When that change is dropped. Stripe: pending_update.expires_at since 2019-12-03';

COMMENT ON COLUMN oltp.subscriptions.plan_id IS 'Id of the plan, which has no table. Stripe: plan until 2019-12-03';

COMMENT ON COLUMN oltp.subscriptions.quantity IS 'Number of units, of the time of one plan per subscription. Stripe: quantity until 2020-03-02';

COMMENT ON COLUMN oltp.subscriptions.schedule_id IS 'The schedule, a row of subscription_schedules. Stripe: schedule since 2019-08-14';

COMMENT ON COLUMN oltp.subscriptions.start_date IS 'When it started; before created, if it was dated back. Stripe: start_date since 2019-03-14, start until 2019-10-08, created';

COMMENT ON COLUMN oltp.subscriptions.status_details_paused_transitioned_at IS 'When it was paused. Stripe: status_details.paused.transitioned_at since 2026-09-30.endive';

COMMENT ON COLUMN oltp.subscriptions.tax_percent IS 'Percent of tax, of the time before tax rates. Stripe: tax_percent until 2020-03-02';

COMMENT ON COLUMN oltp.subscriptions.test_clock_id IS 'Id of the test clock, which has no table. Stripe: test_clock since 2020-08-27';

COMMENT ON COLUMN oltp.subscriptions.transfer_data_amount_percent IS 'Percent that goes to the connected account. Stripe: transfer_data.amount_percent since 2020-03-02';

COMMENT ON COLUMN oltp.subscriptions.transfer_data_destination_id IS 'Id of the transfer data destination, which has no table. Stripe: transfer_data.destination since 2020-03-02';

COMMENT ON COLUMN oltp.subscriptions.trial_end IS 'When the trial ends. Stripe: trial_end';

COMMENT ON COLUMN oltp.subscriptions.trial_settings_end_behavior_missing_payment_method IS 'What happens when the trial ends without a payment method. Stripe: trial_settings.end_behavior.missing_payment_method since 2022-11-15';

COMMENT ON COLUMN oltp.subscriptions.trial_start IS 'When the trial begins. Stripe: trial_start';

COMMENT ON COLUMN oltp.subscriptions.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.subscriptions.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.subscriptions.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.subscriptions.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.subscriptions.items_complete IS 'Whether all elements of the list are known, or Stripe cut it and nothing brought the rest';

COMMENT ON COLUMN oltp.subscriptions.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.invoices (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    customer_id TEXT COLLATE "C",
    amount_due BIGINT,
    amount_overpaid BIGINT,
    amount_paid BIGINT,
    amount_paid_off_stripe BIGINT,
    amount_remaining BIGINT,
    amount_shipping BIGINT,
    total BIGINT,
    subtotal BIGINT,
    currency TEXT,
    account_country TEXT,
    account_name TEXT,
    account_tax_ids JSONB,
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
    custom_fields JSONB,
    customer_account_id TEXT COLLATE "C",
    customer_address JSONB,
    customer_address_country TEXT,
    customer_address_postal_code TEXT,
    customer_address_state TEXT,
    customer_email TEXT,
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
    status_details_uncollectible_reason TEXT,
    status_transitions_finalized_at TIMESTAMP WITH TIME ZONE,
    status_transitions_marked_uncollectible_at TIMESTAMP WITH TIME ZONE,
    status_transitions_paid_at TIMESTAMP WITH TIME ZONE,
    status_transitions_voided_at TIMESTAMP WITH TIME ZONE,
    subscription_details_metadata JSONB,
    subscription_id TEXT COLLATE "C",
    subscription_proration_date TIMESTAMP WITH TIME ZONE,
    subtotal_excluding_tax BIGINT,
    tax BIGINT,
    tax_percent NUMERIC(38, 12),
    test_clock_id TEXT COLLATE "C",
    threshold_reason JSONB,
    total_excluding_tax BIGINT,
    total_pretax_credit_amounts JSONB,
    transfer_data_amount BIGINT,
    transfer_data_destination_id TEXT COLLATE "C",
    webhooks_delivered_at TIMESTAMP WITH TIME ZONE,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    lines_complete BOOLEAN,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_invoices PRIMARY KEY (id),
    CONSTRAINT ck_invoices_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_invoices_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_invoices_default_payment_method_id FOREIGN KEY(default_payment_method_id) REFERENCES oltp.payment_methods (id),
    CONSTRAINT fk_invoices_discount_coupon_id FOREIGN KEY(discount_coupon_id) REFERENCES oltp.coupons (id),
    CONSTRAINT fk_invoices_subscription_id FOREIGN KEY(subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT ck_invoices_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_invoices_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoices) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_invoices_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_invoices_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_invoices_amount_due_required CHECK (row_state <> 'present' OR amount_due IS NOT NULL),
    CONSTRAINT ck_invoices_total_required CHECK (row_state <> 'present' OR total IS NOT NULL),
    CONSTRAINT ck_invoices_subtotal_required CHECK (row_state <> 'present' OR subtotal IS NOT NULL),
    CONSTRAINT ck_invoices_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_invoices_attempt_count_required CHECK (row_state <> 'present' OR attempt_count IS NOT NULL),
    CONSTRAINT ck_invoices_attempted_required CHECK (row_state <> 'present' OR attempted IS NOT NULL),
    CONSTRAINT ck_invoices_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_invoices_period_end_required CHECK (row_state <> 'present' OR period_end IS NOT NULL),
    CONSTRAINT ck_invoices_period_start_required CHECK (row_state <> 'present' OR period_start IS NOT NULL),
    CONSTRAINT ck_invoices_starting_balance_required CHECK (row_state <> 'present' OR starting_balance IS NOT NULL),
    CONSTRAINT ck_invoices_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_invoices_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL),
    CONSTRAINT ck_invoices_lines_complete_required CHECK (row_state <> 'present' OR lines_complete IS NOT NULL)
);

CREATE INDEX ix_invoices_charge_id ON oltp.invoices (charge_id);

CREATE INDEX ix_invoices_subscription_id ON oltp.invoices (subscription_id);

CREATE INDEX ix_invoices_created ON oltp.invoices (created);

CREATE INDEX ix_invoices_unresolved ON oltp.invoices (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_invoices_from_invoice_invoice_id ON oltp.invoices (from_invoice_invoice_id);

CREATE INDEX ix_invoices_open ON oltp.invoices (due_date) WHERE status = 'open';

CREATE INDEX ix_invoices_payment_intent_id ON oltp.invoices (payment_intent_id);

CREATE INDEX ix_invoices_promoted_at ON oltp.invoices USING brin (promoted_at);

CREATE INDEX ix_invoices_customer_id ON oltp.invoices (customer_id);

CREATE INDEX ix_invoices_default_payment_method_id ON oltp.invoices (default_payment_method_id);

CREATE INDEX ix_invoices_discount_coupon_id ON oltp.invoices (discount_coupon_id);

CREATE INDEX ix_invoices_latest_revision_id ON oltp.invoices (latest_revision_id);

COMMENT ON TABLE oltp.invoices IS 'An invoice; a deleted draft keeps what was known of it.';

COMMENT ON COLUMN oltp.invoices.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.invoices.created IS 'When Stripe made the object. Stripe: created since 2019-02-19, date until 2019-02-19';

COMMENT ON COLUMN oltp.invoices.status IS 'draft, open, paid, uncollectible or void. Stripe: status since 2018-11-08';

COMMENT ON COLUMN oltp.invoices.customer_id IS 'The customer, a row of customers. Stripe: customer';

COMMENT ON COLUMN oltp.invoices.amount_due IS 'What is to be paid, the balance taken into account, in minor units of currency. Stripe: amount_due';

COMMENT ON COLUMN oltp.invoices.amount_overpaid IS 'What was paid beyond what was due, in minor units of currency. Stripe: amount_overpaid since 2025-03-31.basil';

COMMENT ON COLUMN oltp.invoices.amount_paid IS 'What was paid, in minor units of currency. Stripe: amount_paid since 2018-02-28';

COMMENT ON COLUMN oltp.invoices.amount_paid_off_stripe IS 'What was paid outside of Stripe, in minor units of currency. Stripe: amount_paid_off_stripe since 2026-05-27.dahlia';

COMMENT ON COLUMN oltp.invoices.amount_remaining IS 'What is still to be paid, in minor units of currency. Stripe: amount_remaining since 2018-02-28';

COMMENT ON COLUMN oltp.invoices.amount_shipping IS 'What shipping costs, with taxes, in minor units of currency. Stripe: amount_shipping since 2022-11-15';

COMMENT ON COLUMN oltp.invoices.total IS 'Sum after discounts and taxes, in minor units of currency. Stripe: total';

COMMENT ON COLUMN oltp.invoices.subtotal IS 'Sum of the lines before discounts and taxes that are not included, in minor units of currency. Stripe: subtotal';

COMMENT ON COLUMN oltp.invoices.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.invoices.account_country IS 'Country of the account, as two letters. Stripe: account_country since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.account_name IS 'Name of the account on the invoice. Stripe: account_name since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.account_tax_ids IS 'Ids of the account''s tax ids on the invoice. Stripe: account_tax_ids since 2020-08-27';

COMMENT ON COLUMN oltp.invoices.application_fee_amount IS 'What the platform keeps of it, in minor units of currency. Stripe: application_fee_amount since 2018-11-08 until 2025-02-24.acacia, application_fee until 2018-10-31';

COMMENT ON COLUMN oltp.invoices.application_id IS 'Id of the application, which has no table. Stripe: application since 2020-08-27';

COMMENT ON COLUMN oltp.invoices.attempt_count IS 'How often a payment was tried. Stripe: attempt_count';

COMMENT ON COLUMN oltp.invoices.attempted IS 'Whether a payment was tried at all. Stripe: attempted';

COMMENT ON COLUMN oltp.invoices.auto_advance IS 'Whether Stripe finalises and collects it by itself. Stripe: auto_advance since 2018-05-21';

COMMENT ON COLUMN oltp.invoices.automatic_tax IS 'Settings and state of Stripe Tax, kept whole. Stripe: automatic_tax since 2020-08-27';

COMMENT ON COLUMN oltp.invoices.automatic_tax_enabled IS 'Whether Stripe Tax computes the taxes. Stripe: automatic_tax.enabled since 2020-08-27';

COMMENT ON COLUMN oltp.invoices.automatic_tax_provider IS 'Who computes the taxes. Stripe: automatic_tax.provider since 2025-04-30.basil';

COMMENT ON COLUMN oltp.invoices.automatic_tax_status IS 'Whether computing the taxes worked. Stripe: automatic_tax.status since 2020-08-27';

COMMENT ON COLUMN oltp.invoices.automatically_finalizes_at IS 'When Stripe will finalise it. Stripe: automatically_finalizes_at since 2024-06-20';

COMMENT ON COLUMN oltp.invoices.billing_reason IS 'Why it was made. Stripe: billing_reason since 2018-05-21';

COMMENT ON COLUMN oltp.invoices.charge_id IS 'The charge, a row of charges. Stripe: charge until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoices.collection_method IS 'Whether Stripe charges automatically or sends an invoice. Stripe: collection_method since 2019-05-16, billing since 2017-12-14 until 2019-10-08';

COMMENT ON COLUMN oltp.invoices.custom_fields IS 'Fields that the merchant added, kept whole. Stripe: custom_fields since 2018-11-08';

COMMENT ON COLUMN oltp.invoices.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN oltp.invoices.customer_address IS 'Address of the customer as the invoice has it, kept whole. Stripe: customer_address since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.customer_address_country IS 'Country of that address, as two letters. Stripe: customer_address.country since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.customer_address_postal_code IS 'Postal code of that address. Stripe: customer_address.postal_code since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.customer_address_state IS 'State or region of that address. Stripe: customer_address.state since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.customer_email IS 'E-mail address of the customer as the invoice has it. Stripe: customer_email since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.customer_name IS 'Name of the customer as the invoice has it. Stripe: customer_name since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.customer_phone IS 'Phone number of the customer as the invoice has it. Stripe: customer_phone since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.customer_shipping IS 'Whom and where it is shipped to, kept whole. Stripe: customer_shipping since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.customer_tax_exempt IS 'Whether the customer pays tax: none, exempt or reverse. Stripe: customer_tax_exempt since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.customer_tax_ids IS 'Tax ids of the customer as the invoice has them, kept whole. Stripe: customer_tax_ids since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.default_payment_method_id IS 'The default payment method, a row of payment_methods. Stripe: default_payment_method since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.default_source_id IS 'Id of the default source, which has no table. Stripe: default_source since 2018-11-08';

COMMENT ON COLUMN oltp.invoices.default_tax_rates IS 'Tax rates that hold where a line or item has none of its own. Stripe: default_tax_rates since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.description IS 'What the merchant wrote about it. Stripe: description';

COMMENT ON COLUMN oltp.invoices.discount IS 'The one discount, kept whole. Stripe: discount until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoices.discount_coupon_id IS 'The discount coupon, a row of coupons. Stripe: discount.source.coupon, discount.coupon';

COMMENT ON COLUMN oltp.invoices.discount_id IS 'Id of the discount, which has no table. Stripe: discount until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoices.discounts IS 'Discounts that apply, as ids or objects, in order. Stripe: discounts since 2020-03-02';

COMMENT ON COLUMN oltp.invoices.due_date IS 'When it has to be paid; empty where Stripe charges automatically. Stripe: due_date since 2017-12-14';

COMMENT ON COLUMN oltp.invoices.effective_at IS 'Date that the document shows; the merchant may set it. Stripe: effective_at since 2022-11-15';

COMMENT ON COLUMN oltp.invoices.ending_balance IS 'The customer''s balance after it; empty until it is finalised, in minor units of currency. Stripe: ending_balance';

COMMENT ON COLUMN oltp.invoices.footer IS 'What stands at its foot. Stripe: footer since 2018-11-08';

COMMENT ON COLUMN oltp.invoices.from_invoice_action IS 'How it follows from another invoice. Stripe: from_invoice.action since 2022-08-01';

COMMENT ON COLUMN oltp.invoices.from_invoice_invoice_id IS 'The from invoice invoice, a row of invoices. Stripe: from_invoice.invoice since 2022-08-01';

COMMENT ON COLUMN oltp.invoices.hosted_invoice_url IS 'Page to pay it, open to whoever has its address. Stripe: hosted_invoice_url since 2018-05-21';

COMMENT ON COLUMN oltp.invoices.invoice_pdf IS 'Address of its PDF, open to whoever has it. Stripe: invoice_pdf since 2018-05-21';

COMMENT ON COLUMN oltp.invoices.issuer_account_id IS 'Id of the issuer account, which has no table. Stripe: issuer.account since 2023-10-16';

COMMENT ON COLUMN oltp.invoices.issuer_type IS 'Who issues it: the account or another. Stripe: issuer.type since 2023-10-16';

COMMENT ON COLUMN oltp.invoices.last_finalization_error IS 'Why it could not be finalised last, kept whole. Stripe: last_finalization_error since 2020-08-27';

COMMENT ON COLUMN oltp.invoices.last_finalization_error_code IS 'Why it could not be finalised last, as a code. Stripe: last_finalization_error.code since 2020-08-27';

COMMENT ON COLUMN oltp.invoices.latest_revision_id IS 'The latest revision, a row of invoices. Stripe: latest_revision since 2022-08-01';

COMMENT ON COLUMN oltp.invoices.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.invoices.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.invoices.next_payment_attempt IS 'When a payment is tried next. Stripe: next_payment_attempt';

COMMENT ON COLUMN oltp.invoices.number IS 'Number that the customer sees; empty on a draft. Stripe: number since 2017-12-14';

COMMENT ON COLUMN oltp.invoices.on_behalf_of_id IS 'Id of the on behalf of, which has no table. Stripe: on_behalf_of since 2020-08-27';

COMMENT ON COLUMN oltp.invoices.paid IS 'Whether it is paid, also outside of Stripe. Stripe: paid until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoices.paid_out_of_band IS 'Whether it was marked as paid outside of Stripe. Stripe: paid_out_of_band since 2020-08-27 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoices.parent_type IS 'What made it: a subscription or a quote. Stripe: parent.type since 2025-03-31.basil';

COMMENT ON COLUMN oltp.invoices.payment_intent_id IS 'The payment intent, a row of payment_intents. Stripe: payment_intent since 2019-03-14 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoices.payment_settings IS 'Settings of how it is paid, kept whole. Stripe: payment_settings since 2020-08-27';

COMMENT ON COLUMN oltp.invoices.period_end IS 'When the period ends that it is for. Stripe: period_end';

COMMENT ON COLUMN oltp.invoices.period_start IS 'When the period begins that it is for. Stripe: period_start';

COMMENT ON COLUMN oltp.invoices.post_payment_credit_notes_amount IS 'What credit notes gave back after it was paid, in minor units of currency. Stripe: post_payment_credit_notes_amount since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.pre_payment_credit_notes_amount IS 'What credit notes took off before it was paid, in minor units of currency. Stripe: pre_payment_credit_notes_amount since 2019-03-14';

COMMENT ON COLUMN oltp.invoices.quote_id IS 'Id of the quote, which has no table. Stripe: parent.quote_details.quote since 2025-03-31.basil, quote since 2020-08-27 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoices.receipt_number IS 'Number of the receipt that was e-mailed. Stripe: receipt_number';

COMMENT ON COLUMN oltp.invoices.rendering IS 'How its PDF looks, kept whole. Stripe: rendering since 2023-10-16, rendering_options since 2020-08-27 until 2023-10-16';

COMMENT ON COLUMN oltp.invoices.shipping_cost IS 'What shipping costs, with its taxes, kept whole. Stripe: shipping_cost since 2022-11-15';

COMMENT ON COLUMN oltp.invoices.shipping_details IS 'Whom and where it is shipped to, kept whole. Stripe: shipping_details since 2022-11-15';

COMMENT ON COLUMN oltp.invoices.starting_balance IS 'The customer''s balance before it, in minor units of currency. Stripe: starting_balance';

COMMENT ON COLUMN oltp.invoices.statement_descriptor IS 'What the statement of card or bank shows. Stripe: statement_descriptor';

COMMENT ON COLUMN oltp.invoices.status_details_uncollectible_reason IS 'Why it became uncollectible. Stripe: status_details.uncollectible.reason since 2026-09-30.endive';

COMMENT ON COLUMN oltp.invoices.status_transitions_finalized_at IS 'When it was finalised. Stripe: status_transitions.finalized_at since 2019-02-19, finalized_at since 2018-11-08 until 2019-02-19';

COMMENT ON COLUMN oltp.invoices.status_transitions_marked_uncollectible_at IS 'When it was given up. Stripe: status_transitions.marked_uncollectible_at since 2019-02-19';

COMMENT ON COLUMN oltp.invoices.status_transitions_paid_at IS 'When it was paid. Stripe: status_transitions.paid_at since 2019-02-19';

COMMENT ON COLUMN oltp.invoices.status_transitions_voided_at IS 'When it was voided. Stripe: status_transitions.voided_at since 2019-02-19';

COMMENT ON COLUMN oltp.invoices.subscription_details_metadata IS 'Metadata of the subscription as it was then. Stripe: parent.subscription_details.metadata since 2025-03-31.basil, subscription_details.metadata since 2022-11-15 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoices.subscription_id IS 'The subscription, a row of subscriptions. Stripe: parent.subscription_details.subscription since 2025-03-31.basil, subscription until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoices.subscription_proration_date IS 'Moment that prorations are computed for. Stripe: parent.subscription_details.subscription_proration_date since 2025-03-31.basil, subscription_proration_date until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoices.subtotal_excluding_tax IS 'Sum of the lines before discounts, without any tax, in minor units of currency. Stripe: subtotal_excluding_tax since 2020-08-27';

COMMENT ON COLUMN oltp.invoices.tax IS 'Sum of the taxes, in minor units of currency. Stripe: tax until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoices.tax_percent IS 'Percent of tax, of the time before tax rates. Stripe: tax_percent until 2020-03-02';

COMMENT ON COLUMN oltp.invoices.test_clock_id IS 'Id of the test clock, which has no table. Stripe: test_clock since 2020-08-27';

COMMENT ON COLUMN oltp.invoices.threshold_reason IS 'What passed a threshold, kept whole. Stripe: threshold_reason since 2018-11-08';

COMMENT ON COLUMN oltp.invoices.total_excluding_tax IS 'Sum after discounts, without taxes, in minor units of currency. Stripe: total_excluding_tax since 2020-08-27';

COMMENT ON COLUMN oltp.invoices.total_pretax_credit_amounts IS 'What credits and discounts take off before tax, kept whole. Stripe: total_pretax_credit_amounts since 2024-09-30.acacia';

COMMENT ON COLUMN oltp.invoices.transfer_data_amount IS 'What goes to the connected account; the whole amount if empty, in minor units of currency. Stripe: transfer_data.amount since 2020-03-02 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoices.transfer_data_destination_id IS 'Id of the transfer data destination, which has no table. Stripe: transfer_data.destination since 2020-03-02 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoices.webhooks_delivered_at IS 'When the webhooks that it waited for were delivered. Stripe: webhooks_delivered_at';

COMMENT ON COLUMN oltp.invoices.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.invoices.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.invoices.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.invoices.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.invoices.lines_complete IS 'Whether all elements of the list are known, or Stripe cut it and nothing brought the rest';

COMMENT ON COLUMN oltp.invoices.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.subscription_items (
    id TEXT COLLATE "C" NOT NULL,
    subscription_id TEXT COLLATE "C",
    created TIMESTAMP WITH TIME ZONE,
    billed_until TIMESTAMP WITH TIME ZONE,
    billing_thresholds_usage_gte BIGINT,
    current_period_end TIMESTAMP WITH TIME ZONE,
    current_period_start TIMESTAMP WITH TIME ZONE,
    current_trial_end_date TIMESTAMP WITH TIME ZONE,
    current_trial_start_date TIMESTAMP WITH TIME ZONE,
    current_trial_trial_offer_id TEXT COLLATE "C",
    discounts JSONB,
    metadata JSONB,
    price_id TEXT COLLATE "C",
    quantity BIGINT,
    tax_rates JSONB,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_subscription_items PRIMARY KEY (id),
    CONSTRAINT fk_subscription_items_subscription_id FOREIGN KEY(subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT fk_subscription_items_price_id FOREIGN KEY(price_id) REFERENCES oltp.prices (id),
    CONSTRAINT ck_subscription_items_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_subscription_items_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscription_items) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_subscription_items_subscription_id_required CHECK (row_state <> 'present' OR subscription_id IS NOT NULL),
    CONSTRAINT ck_subscription_items_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_subscription_items_metadata_required CHECK (row_state <> 'present' OR metadata IS NOT NULL),
    CONSTRAINT ck_subscription_items_price_id_required CHECK (row_state <> 'present' OR price_id IS NOT NULL),
    CONSTRAINT ck_subscription_items_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_subscription_items_subscription_id ON oltp.subscription_items (subscription_id);

CREATE INDEX ix_subscription_items_unresolved ON oltp.subscription_items (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_subscription_items_price_id ON oltp.subscription_items (price_id);

CREATE INDEX ix_subscription_items_promoted_at ON oltp.subscription_items USING brin (promoted_at);

COMMENT ON TABLE oltp.subscription_items IS 'An item of a subscription; a removed one stays as an unresolved row while an invoice line names it.';

COMMENT ON COLUMN oltp.subscription_items.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.subscription_items.subscription_id IS 'The subscription, a row of subscriptions. Stripe: subscription since 2018-01-23';

COMMENT ON COLUMN oltp.subscription_items.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.subscription_items.billed_until IS 'Until when its use is billed. Stripe: billed_until since 2026-05-27.dahlia';

COMMENT ON COLUMN oltp.subscription_items.billing_thresholds_usage_gte IS 'Usage at which an invoice is made before the period ends. Stripe: billing_thresholds.usage_gte since 2018-11-08';

COMMENT ON COLUMN oltp.subscription_items.current_period_end IS 'When its current period ends. Stripe: current_period_end since 2025-03-31.basil';

COMMENT ON COLUMN oltp.subscription_items.current_period_start IS 'When its current period began. Stripe: current_period_start since 2025-03-31.basil';

COMMENT ON COLUMN oltp.subscription_items.current_trial_end_date IS 'When its current trial ends. Stripe: current_trial.end_date since 2026-09-30.endive';

COMMENT ON COLUMN oltp.subscription_items.current_trial_start_date IS 'When its current trial began. Stripe: current_trial.start_date since 2026-09-30.endive';

COMMENT ON COLUMN oltp.subscription_items.current_trial_trial_offer_id IS 'Id of the current trial trial offer, which has no table. Stripe: current_trial.trial_offer since 2026-09-30.endive';

COMMENT ON COLUMN oltp.subscription_items.discounts IS 'Discounts that apply, as ids or objects, in order. Stripe: discounts since 2023-10-16';

COMMENT ON COLUMN oltp.subscription_items.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.subscription_items.price_id IS 'The price, a row of prices. Stripe: price since 2020-03-02, plan';

COMMENT ON COLUMN oltp.subscription_items.quantity IS 'Number of units, as a whole number. Stripe: quantity';

COMMENT ON COLUMN oltp.subscription_items.tax_rates IS 'Tax rates that apply to it, kept whole. Stripe: tax_rates since 2019-03-14';

COMMENT ON COLUMN oltp.subscription_items.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.subscription_items.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.subscription_items.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.subscription_schedules (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    customer_id TEXT COLLATE "C",
    application_id TEXT COLLATE "C",
    billing_mode JSONB,
    billing_mode_type TEXT,
    billing_thresholds_amount_gte BIGINT,
    billing_thresholds_reset_billing_cycle_anchor BOOLEAN,
    canceled_at TIMESTAMP WITH TIME ZONE,
    collection_method TEXT,
    completed_at TIMESTAMP WITH TIME ZONE,
    current_phase_end_date TIMESTAMP WITH TIME ZONE,
    current_phase_start_date TIMESTAMP WITH TIME ZONE,
    customer_account_id TEXT COLLATE "C",
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
    subscription_id TEXT COLLATE "C",
    test_clock_id TEXT COLLATE "C",
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_subscription_schedules PRIMARY KEY (id),
    CONSTRAINT fk_subscription_schedules_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_subscription_schedules_default_payment_method_id FOREIGN KEY(default_payment_method_id) REFERENCES oltp.payment_methods (id),
    CONSTRAINT fk_subscription_schedules_released_subscription_id FOREIGN KEY(released_subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT fk_subscription_schedules_subscription_id FOREIGN KEY(subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT ck_subscription_schedules_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_subscription_schedules_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscription_schedules) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_subscription_schedules_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_subscription_schedules_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_subscription_schedules_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_subscription_schedules_released_subscription_id ON oltp.subscription_schedules (released_subscription_id);

CREATE INDEX ix_subscription_schedules_promoted_at ON oltp.subscription_schedules USING brin (promoted_at);

CREATE INDEX ix_subscription_schedules_customer_id ON oltp.subscription_schedules (customer_id);

CREATE INDEX ix_subscription_schedules_default_payment_method_id ON oltp.subscription_schedules (default_payment_method_id);

CREATE INDEX ix_subscription_schedules_subscription_id ON oltp.subscription_schedules (subscription_id);

CREATE INDEX ix_subscription_schedules_unresolved ON oltp.subscription_schedules (id) WHERE row_state = 'unresolved';

COMMENT ON TABLE oltp.subscription_schedules IS 'A plan of a subscription''s phases; its subscription names it back while it follows it.';

COMMENT ON COLUMN oltp.subscription_schedules.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.subscription_schedules.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.subscription_schedules.status IS 'Where it stands; Stripe''s word. Stripe: status';

COMMENT ON COLUMN oltp.subscription_schedules.customer_id IS 'The customer, a row of customers. Stripe: customer';

COMMENT ON COLUMN oltp.subscription_schedules.application_id IS 'Id of the application, which has no table. Stripe: application since 2020-08-27';

COMMENT ON COLUMN oltp.subscription_schedules.billing_mode IS 'How proration and trials are billed, kept whole. Stripe: billing_mode since 2025-06-30.basil';

COMMENT ON COLUMN oltp.subscription_schedules.billing_mode_type IS 'How proration and trials are billed: classic or flexible. Stripe: billing_mode.type since 2025-06-30.basil';

COMMENT ON COLUMN oltp.subscription_schedules.billing_thresholds_amount_gte IS 'Amount at which an invoice is made before the period ends, in minor units of currency. Stripe: billing_thresholds.amount_gte until 2019-10-17';

COMMENT ON COLUMN oltp.subscription_schedules.billing_thresholds_reset_billing_cycle_anchor IS 'Whether such an invoice starts the cycle anew. Stripe: billing_thresholds.reset_billing_cycle_anchor until 2019-10-17';

COMMENT ON COLUMN oltp.subscription_schedules.canceled_at IS 'When it was canceled. Stripe: canceled_at';

COMMENT ON COLUMN oltp.subscription_schedules.collection_method IS 'Whether Stripe charges automatically or sends an invoice. Stripe: collection_method since 2019-05-16 until 2019-10-17, billing until 2019-10-08';

COMMENT ON COLUMN oltp.subscription_schedules.completed_at IS 'When its last phase ended. Stripe: completed_at';

COMMENT ON COLUMN oltp.subscription_schedules.current_phase_end_date IS 'When the current phase ends. Stripe: current_phase.end_date';

COMMENT ON COLUMN oltp.subscription_schedules.current_phase_start_date IS 'When the current phase began. Stripe: current_phase.start_date';

COMMENT ON COLUMN oltp.subscription_schedules.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN oltp.subscription_schedules.default_payment_method_id IS 'The default payment method, a row of payment_methods. Stripe: default_payment_method since 2019-05-16 until 2019-10-17';

COMMENT ON COLUMN oltp.subscription_schedules.default_settings IS 'Settings that hold where a phase has none, kept whole. Stripe: default_settings since 2019-10-17';

COMMENT ON COLUMN oltp.subscription_schedules.default_source_id IS 'Id of the default source, which has no table. Stripe: default_source since 2019-05-16 until 2019-10-17';

COMMENT ON COLUMN oltp.subscription_schedules.end_behavior IS 'What becomes of the subscription after the last phase';

COMMENT ON COLUMN oltp.subscription_schedules.invoice_settings_days_until_due IS 'Days that the customer has to pay an invoice that is sent. Stripe: invoice_settings.days_until_due until 2019-10-17';

COMMENT ON COLUMN oltp.subscription_schedules.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.subscription_schedules.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.subscription_schedules.pause_schedules IS 'When it pauses, kept whole. Stripe: pause_schedules since 2026-09-30.endive';

COMMENT ON COLUMN oltp.subscription_schedules.released_at IS 'When it left its subscription alone. Stripe: released_at';

COMMENT ON COLUMN oltp.subscription_schedules.released_subscription_id IS 'The released subscription, a row of subscriptions. Stripe: released_subscription';

COMMENT ON COLUMN oltp.subscription_schedules.renewal_interval_interval IS 'Unit of the time of renewal. Stripe: renewal_interval.interval until 2019-09-09';

COMMENT ON COLUMN oltp.subscription_schedules.renewal_interval_length IS 'How many of these units it is renewed for. Stripe: renewal_interval.length until 2019-09-09';

COMMENT ON COLUMN oltp.subscription_schedules.revision IS 'Its revision, an id of the schedule''s own. Stripe: revision until 2019-03-14';

COMMENT ON COLUMN oltp.subscription_schedules.subscription_id IS 'The subscription, a row of subscriptions. Stripe: subscription';

COMMENT ON COLUMN oltp.subscription_schedules.test_clock_id IS 'Id of the test clock, which has no table. Stripe: test_clock since 2020-08-27';

COMMENT ON COLUMN oltp.subscription_schedules.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.subscription_schedules.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.subscription_schedules.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.subscription_schedules.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.subscription_schedules.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.discounts (
    id TEXT COLLATE "C" NOT NULL,
    customer_id TEXT COLLATE "C",
    checkout_session_id TEXT COLLATE "C",
    coupon_id TEXT COLLATE "C",
    customer_account_id TEXT COLLATE "C",
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
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_discounts PRIMARY KEY (id),
    CONSTRAINT fk_discounts_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_discounts_coupon_id FOREIGN KEY(coupon_id) REFERENCES oltp.coupons (id),
    CONSTRAINT fk_discounts_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_discounts_promotion_code_id FOREIGN KEY(promotion_code_id) REFERENCES oltp.promotion_codes (id),
    CONSTRAINT fk_discounts_subscription_id FOREIGN KEY(subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT fk_discounts_subscription_item_id FOREIGN KEY(subscription_item_id) REFERENCES oltp.subscription_items (id),
    CONSTRAINT ck_discounts_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_discounts_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(discounts) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_discounts_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_discounts_start_required CHECK (row_state <> 'present' OR start IS NOT NULL),
    CONSTRAINT ck_discounts_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_discounts_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_discounts_customer_id ON oltp.discounts (customer_id);

CREATE INDEX ix_discounts_subscription_item_id ON oltp.discounts (subscription_item_id);

CREATE INDEX ix_discounts_promotion_code_id ON oltp.discounts (promotion_code_id);

CREATE INDEX ix_discounts_unresolved ON oltp.discounts (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_discounts_invoice_id ON oltp.discounts (invoice_id);

CREATE INDEX ix_discounts_coupon_id ON oltp.discounts (coupon_id);

CREATE INDEX ix_discounts_subscription_id ON oltp.discounts (subscription_id);

CREATE INDEX ix_discounts_promoted_at ON oltp.discounts USING brin (promoted_at);

COMMENT ON TABLE oltp.discounts IS 'A discount (di_…). One that has ended is deleted; invoices go on to name it. What it was given for is the last of customer, subscription, subscription item, invoice and invoice_item_id that is filled. Discounts of before 2020-03-02 have no id and no row.';

COMMENT ON COLUMN oltp.discounts.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.discounts.customer_id IS 'The customer, a row of customers. Stripe: customer';

COMMENT ON COLUMN oltp.discounts.checkout_session_id IS 'Id of the checkout session, which has no table. Stripe: checkout_session since 2020-08-27';

COMMENT ON COLUMN oltp.discounts.coupon_id IS 'The coupon, a row of coupons. Stripe: source.coupon since 2025-09-30.clover, coupon until 2025-08-27.basil';

COMMENT ON COLUMN oltp.discounts.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN oltp.discounts."end" IS 'When it ends; never, if empty. Stripe: end';

COMMENT ON COLUMN oltp.discounts.invoice_id IS 'The invoice, a row of invoices. Stripe: invoice';

COMMENT ON COLUMN oltp.discounts.invoice_item_id IS 'Id of the invoice item, or of the line, that it is for. Stripe: invoice_item';

COMMENT ON COLUMN oltp.discounts.promotion_code_id IS 'The promotion code, a row of promotion_codes. Stripe: promotion_code';

COMMENT ON COLUMN oltp.discounts.source_type IS 'What gave it. Stripe: source.type since 2025-09-30.clover';

COMMENT ON COLUMN oltp.discounts.start IS 'When it began. Stripe: start';

COMMENT ON COLUMN oltp.discounts.subscription_id IS 'The subscription, a row of subscriptions. Stripe: subscription';

COMMENT ON COLUMN oltp.discounts.subscription_item_id IS 'The subscription item, a row of subscription_items. Stripe: subscription_item since 2023-10-16';

COMMENT ON COLUMN oltp.discounts.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.discounts.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.discounts.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.discounts.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.discounts.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.invoice_taxes (
    id TEXT COLLATE "C" NOT NULL,
    invoice_id TEXT COLLATE "C",
    amount BIGINT,
    currency TEXT,
    position BIGINT,
    tax_behavior TEXT,
    tax_rate_id TEXT COLLATE "C",
    taxability_reason TEXT,
    taxable_amount BIGINT,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_invoice_taxes PRIMARY KEY (id),
    CONSTRAINT ck_invoice_taxes_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_invoice_taxes_id_is_place CHECK (row_state <> 'present' OR id = invoice_id || '.' || position),
    CONSTRAINT fk_invoice_taxes_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_invoice_taxes_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES oltp.tax_rates (id),
    CONSTRAINT ck_invoice_taxes_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_invoice_taxes_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_taxes) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_invoice_taxes_invoice_id_required CHECK (row_state <> 'present' OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_taxes_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_taxes_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_taxes_position_required CHECK (row_state <> 'present' OR position IS NOT NULL),
    CONSTRAINT ck_invoice_taxes_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_invoice_taxes_invoice_id ON oltp.invoice_taxes (invoice_id);

CREATE INDEX ix_invoice_taxes_promoted_at ON oltp.invoice_taxes USING brin (promoted_at);

CREATE INDEX ix_invoice_taxes_tax_rate_id ON oltp.invoice_taxes (tax_rate_id);

CREATE INDEX ix_invoice_taxes_unresolved ON oltp.invoice_taxes (id) WHERE row_state = 'unresolved';

COMMENT ON TABLE oltp.invoice_taxes IS 'An element of an invoice''s total_taxes (total_tax_amounts until 2025-02-24.acacia), known by its place.';

COMMENT ON COLUMN oltp.invoice_taxes.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN oltp.invoice_taxes.invoice_id IS 'The invoice, a row of invoices';

COMMENT ON COLUMN oltp.invoice_taxes.amount IS 'The tax, in minor units of currency';

COMMENT ON COLUMN oltp.invoice_taxes.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units';

COMMENT ON COLUMN oltp.invoice_taxes.position IS 'Its place in the list of its parent, from 1';

COMMENT ON COLUMN oltp.invoice_taxes.tax_behavior IS 'Whether prices include it: inclusive or exclusive';

COMMENT ON COLUMN oltp.invoice_taxes.tax_rate_id IS 'The tax rate, a row of tax_rates';

COMMENT ON COLUMN oltp.invoice_taxes.taxability_reason IS 'Why it is or is not taxed';

COMMENT ON COLUMN oltp.invoice_taxes.taxable_amount IS 'Amount that is taxed, in minor units of currency';

COMMENT ON COLUMN oltp.invoice_taxes.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.invoice_taxes.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.invoice_taxes.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.invoice_items (
    id TEXT COLLATE "C" NOT NULL,
    date TIMESTAMP WITH TIME ZONE,
    customer_id TEXT COLLATE "C",
    amount BIGINT,
    currency TEXT,
    customer_account_id TEXT COLLATE "C",
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
    quantity_decimal NUMERIC(38, 12),
    subscription_id TEXT COLLATE "C",
    subscription_item_id TEXT COLLATE "C",
    tax_rates JSONB,
    test_clock_id TEXT COLLATE "C",
    unit_amount_decimal NUMERIC(38, 12),
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_invoice_items PRIMARY KEY (id),
    CONSTRAINT ck_invoice_items_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_invoice_items_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_invoice_items_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_invoice_items_price_id FOREIGN KEY(price_id) REFERENCES oltp.prices (id),
    CONSTRAINT fk_invoice_items_product_id FOREIGN KEY(product_id) REFERENCES oltp.products (id),
    CONSTRAINT fk_invoice_items_subscription_id FOREIGN KEY(subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT fk_invoice_items_subscription_item_id FOREIGN KEY(subscription_item_id) REFERENCES oltp.subscription_items (id),
    CONSTRAINT ck_invoice_items_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_invoice_items_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_items) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_invoice_items_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_invoice_items_date_required CHECK (row_state <> 'present' OR date IS NOT NULL),
    CONSTRAINT ck_invoice_items_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_items_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_items_discountable_required CHECK (row_state <> 'present' OR discountable IS NOT NULL),
    CONSTRAINT ck_invoice_items_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_invoice_items_proration_required CHECK (row_state <> 'present' OR proration IS NOT NULL),
    CONSTRAINT ck_invoice_items_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_invoice_items_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_invoice_items_date ON oltp.invoice_items (date);

CREATE INDEX ix_invoice_items_invoice_id ON oltp.invoice_items (invoice_id);

CREATE INDEX ix_invoice_items_price_id ON oltp.invoice_items (price_id);

CREATE INDEX ix_invoice_items_promoted_at ON oltp.invoice_items USING brin (promoted_at);

CREATE INDEX ix_invoice_items_product_id ON oltp.invoice_items (product_id);

CREATE INDEX ix_invoice_items_subscription_item_id ON oltp.invoice_items (subscription_item_id);

CREATE INDEX ix_invoice_items_unresolved ON oltp.invoice_items (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_invoice_items_customer_id ON oltp.invoice_items (customer_id);

CREATE INDEX ix_invoice_items_subscription_id ON oltp.invoice_items (subscription_id);

COMMENT ON TABLE oltp.invoice_items IS 'An invoice item (ii_…). It is pending as long as it has no invoice; its amount may be negative.';

COMMENT ON COLUMN oltp.invoice_items.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.invoice_items.date IS 'When it was made. Stripe: date';

COMMENT ON COLUMN oltp.invoice_items.customer_id IS 'The customer, a row of customers. Stripe: customer';

COMMENT ON COLUMN oltp.invoice_items.amount IS 'Quantity times price of a unit, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN oltp.invoice_items.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.invoice_items.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN oltp.invoice_items.description IS 'What the merchant wrote about it. Stripe: description';

COMMENT ON COLUMN oltp.invoice_items.discountable IS 'Whether discounts apply to it. Stripe: discountable';

COMMENT ON COLUMN oltp.invoice_items.discounts IS 'Discounts that apply, as ids or objects, in order. Stripe: discounts since 2020-03-02';

COMMENT ON COLUMN oltp.invoice_items.frozen_fields IS 'Fields that can no longer be changed. Stripe: frozen_fields since 2026-08-26.dahlia';

COMMENT ON COLUMN oltp.invoice_items.invoice_id IS 'The invoice, a row of invoices. Stripe: invoice';

COMMENT ON COLUMN oltp.invoice_items.invoicing_rules IS 'Rules of how it gets on an invoice, kept whole. Stripe: invoicing_rules since 2026-09-30.endive';

COMMENT ON COLUMN oltp.invoice_items.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.invoice_items.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.invoice_items.net_amount IS 'Amount after discounts, in minor units of currency. Stripe: net_amount since 2025-09-30.clover';

COMMENT ON COLUMN oltp.invoice_items.parent_type IS 'What made it. Stripe: parent.type since 2025-03-31.basil';

COMMENT ON COLUMN oltp.invoice_items.period_end IS 'When the period ends that it is for. Stripe: period.end since 2018-11-08';

COMMENT ON COLUMN oltp.invoice_items.period_start IS 'When the period begins that it is for. Stripe: period.start since 2018-11-08';

COMMENT ON COLUMN oltp.invoice_items.price_id IS 'The price, a row of prices. Stripe: pricing.price_details.price since 2025-03-31.basil, price since 2020-03-02 until 2025-02-24.acacia, plan until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoice_items.product_id IS 'The product, a row of products. Stripe: pricing.price_details.product since 2025-03-31.basil, price.product, plan.product';

COMMENT ON COLUMN oltp.invoice_items.proration IS 'Whether it makes good for a change in the middle of a period. Stripe: proration';

COMMENT ON COLUMN oltp.invoice_items.proration_details IS 'What a proration credits, kept whole. Stripe: proration_details since 2025-09-30.clover';

COMMENT ON COLUMN oltp.invoice_items.quantity IS 'Number of units, as a whole number. Stripe: quantity';

COMMENT ON COLUMN oltp.invoice_items.quantity_decimal IS 'Number of units, with decimals. Stripe: quantity_decimal since 2026-03-25.dahlia, quantity';

COMMENT ON COLUMN oltp.invoice_items.subscription_id IS 'The subscription, a row of subscriptions. Stripe: parent.subscription_details.subscription since 2025-03-31.basil, subscription until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoice_items.subscription_item_id IS 'The subscription item, a row of subscription_items. Stripe: parent.subscription_details.subscription_item since 2025-03-31.basil, subscription_item until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoice_items.tax_rates IS 'Tax rates that apply to it, kept whole. Stripe: tax_rates since 2019-03-14';

COMMENT ON COLUMN oltp.invoice_items.test_clock_id IS 'Id of the test clock, which has no table. Stripe: test_clock since 2020-08-27';

COMMENT ON COLUMN oltp.invoice_items.unit_amount_decimal IS 'Price of one unit, with decimals, in minor units of currency. Stripe: pricing.unit_amount_decimal since 2025-03-31.basil, unit_amount_decimal since 2019-08-14 until 2025-02-24.acacia, unit_amount since 2018-02-28 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoice_items.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.invoice_items.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.invoice_items.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.invoice_items.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.invoice_items.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.invoice_line_items (
    id TEXT COLLATE "C" NOT NULL,
    invoice_id TEXT COLLATE "C",
    amount BIGINT,
    amount_excluding_tax BIGINT,
    subtotal BIGINT,
    currency TEXT,
    description TEXT,
    discountable BOOLEAN,
    discounts JSONB,
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
    quantity_decimal NUMERIC(38, 12),
    subscription_id TEXT COLLATE "C",
    subscription_item_id TEXT COLLATE "C",
    tax_rates JSONB,
    type TEXT,
    unit_amount_decimal NUMERIC(38, 12),
    unit_amount_excluding_tax NUMERIC(38, 12),
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_invoice_line_items PRIMARY KEY (id),
    CONSTRAINT ck_invoice_line_items_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_invoice_line_items_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_invoice_line_items_price_id FOREIGN KEY(price_id) REFERENCES oltp.prices (id),
    CONSTRAINT fk_invoice_line_items_product_id FOREIGN KEY(product_id) REFERENCES oltp.products (id),
    CONSTRAINT fk_invoice_line_items_subscription_id FOREIGN KEY(subscription_id) REFERENCES oltp.subscriptions (id),
    CONSTRAINT fk_invoice_line_items_subscription_item_id FOREIGN KEY(subscription_item_id) REFERENCES oltp.subscription_items (id),
    CONSTRAINT ck_invoice_line_items_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_invoice_line_items_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_line_items) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_invoice_line_items_invoice_id_required CHECK (row_state <> 'present' OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_discountable_required CHECK (row_state <> 'present' OR discountable IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_metadata_required CHECK (row_state <> 'present' OR metadata IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_period_end_required CHECK (row_state <> 'present' OR period_end IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_period_start_required CHECK (row_state <> 'present' OR period_start IS NOT NULL),
    CONSTRAINT ck_invoice_line_items_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_invoice_line_items_invoice_id ON oltp.invoice_line_items (invoice_id);

CREATE INDEX ix_invoice_line_items_unresolved ON oltp.invoice_line_items (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_invoice_line_items_product_id ON oltp.invoice_line_items (product_id);

CREATE INDEX ix_invoice_line_items_subscription_id ON oltp.invoice_line_items (subscription_id);

CREATE INDEX ix_invoice_line_items_subscription_item_id ON oltp.invoice_line_items (subscription_item_id);

CREATE INDEX ix_invoice_line_items_promoted_at ON oltp.invoice_line_items USING brin (promoted_at);

CREATE INDEX ix_invoice_line_items_invoice_item_id ON oltp.invoice_line_items (invoice_item_id);

CREATE INDEX ix_invoice_line_items_price_id ON oltp.invoice_line_items (price_id);

COMMENT ON TABLE oltp.invoice_line_items IS 'A line of an invoice; its amount may be negative.';

COMMENT ON COLUMN oltp.invoice_line_items.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN oltp.invoice_line_items.invoice_id IS 'The invoice, a row of invoices';

COMMENT ON COLUMN oltp.invoice_line_items.amount IS 'Amount of the line before discounts and taxes that are not included; may be negative, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN oltp.invoice_line_items.amount_excluding_tax IS 'Amount after discounts, without taxes that it includes, in minor units of currency. Stripe: amount_excluding_tax since 2020-08-27 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoice_line_items.subtotal IS 'Amount of the line before discounts and taxes, in minor units of currency. Stripe: subtotal since 2025-12-15.clover';

COMMENT ON COLUMN oltp.invoice_line_items.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.invoice_line_items.description IS 'What the merchant wrote about it. Stripe: description';

COMMENT ON COLUMN oltp.invoice_line_items.discountable IS 'Whether discounts apply to it. Stripe: discountable';

COMMENT ON COLUMN oltp.invoice_line_items.discounts IS 'Discounts that apply, as ids or objects, in order. Stripe: discounts since 2020-03-02';

COMMENT ON COLUMN oltp.invoice_line_items.invoice_item_id IS 'The invoice item, a row of invoice_items. Stripe: parent.invoice_item_details.invoice_item since 2025-03-31.basil, parent.subscription_item_details.invoice_item since 2025-03-31.basil, invoice_item since 2018-02-28 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoice_line_items.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.invoice_line_items.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.invoice_line_items.period_end IS 'When the period ends that it is for. Stripe: period.end since 2018-02-28';

COMMENT ON COLUMN oltp.invoice_line_items.period_start IS 'When the period begins that it is for. Stripe: period.start since 2018-02-28';

COMMENT ON COLUMN oltp.invoice_line_items.pretax_credit_amounts IS 'What credits and discounts take off before tax, kept whole. Stripe: pretax_credit_amounts since 2024-09-30.acacia';

COMMENT ON COLUMN oltp.invoice_line_items.price_id IS 'The price, a row of prices. Stripe: pricing.price_details.price since 2025-03-31.basil, price since 2020-03-02 until 2025-02-24.acacia, plan until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoice_line_items.product_id IS 'The product, a row of products. Stripe: pricing.price_details.product since 2025-03-31.basil, price.product, plan.product';

COMMENT ON COLUMN oltp.invoice_line_items.proration IS 'Whether it makes good for a change in the middle of a period. Stripe: parent.subscription_item_details.proration since 2025-03-31.basil, parent.invoice_item_details.proration since 2025-03-31.basil, proration until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoice_line_items.proration_details IS 'What a proration credits, kept whole. Stripe: parent.subscription_item_details.proration_details since 2025-03-31.basil, parent.invoice_item_details.proration_details since 2025-03-31.basil, proration_details since 2020-08-27 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoice_line_items.quantity IS 'Number of units, as a whole number. Stripe: quantity';

COMMENT ON COLUMN oltp.invoice_line_items.quantity_decimal IS 'Number of units, with decimals. Stripe: quantity_decimal since 2026-03-25.dahlia, quantity';

COMMENT ON COLUMN oltp.invoice_line_items.subscription_id IS 'The subscription, a row of subscriptions. Stripe: parent.subscription_item_details.subscription since 2025-03-31.basil, parent.invoice_item_details.subscription since 2025-03-31.basil, subscription';

COMMENT ON COLUMN oltp.invoice_line_items.subscription_item_id IS 'The subscription item, a row of subscription_items. Stripe: parent.subscription_item_details.subscription_item since 2025-03-31.basil, subscription_item until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoice_line_items.tax_rates IS 'Tax rates that apply to it, kept whole. Stripe: tax_rates since 2019-03-14 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoice_line_items.type IS 'Whether a subscription or an invoice item made it';

COMMENT ON COLUMN oltp.invoice_line_items.unit_amount_decimal IS 'Price of one unit, with decimals, in minor units of currency. Stripe: pricing.unit_amount_decimal since 2025-03-31.basil, price.unit_amount_decimal, price.unit_amount, plan.amount_decimal, plan.amount';

COMMENT ON COLUMN oltp.invoice_line_items.unit_amount_excluding_tax IS 'Price of one unit without taxes, with decimals, in minor units of currency. Stripe: unit_amount_excluding_tax since 2020-08-27 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.invoice_line_items.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.invoice_line_items.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.invoice_line_items.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.payment_intents (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    customer_id TEXT COLLATE "C",
    amount BIGINT,
    amount_capturable BIGINT,
    amount_received BIGINT,
    currency TEXT,
    allowed_payment_method_types JSONB,
    amount_details JSONB,
    application_fee_amount BIGINT,
    application_id TEXT COLLATE "C",
    automatic_payment_methods_allow_redirects TEXT,
    automatic_payment_methods_enabled BOOLEAN,
    canceled_at TIMESTAMP WITH TIME ZONE,
    cancellation_reason TEXT,
    capture_method TEXT,
    confirmation_method TEXT,
    customer_account_id TEXT COLLATE "C",
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
    transfer_data JSONB,
    transfer_data_amount BIGINT,
    transfer_data_destination_id TEXT COLLATE "C",
    transfer_group TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_payment_intents PRIMARY KEY (id),
    CONSTRAINT ck_payment_intents_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_payment_intents_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT ck_payment_intents_amount_capturable_not_negative CHECK (amount_capturable >= 0),
    CONSTRAINT ck_payment_intents_amount_received_not_negative CHECK (amount_received >= 0),
    CONSTRAINT fk_payment_intents_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_payment_intents_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_payment_intents_payment_method_id FOREIGN KEY(payment_method_id) REFERENCES oltp.payment_methods (id),
    CONSTRAINT ck_payment_intents_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_payment_intents_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(payment_intents) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_payment_intents_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_payment_intents_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_payment_intents_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_payment_intents_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_payment_intents_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_payment_intents_capture_method_required CHECK (row_state <> 'present' OR capture_method IS NOT NULL),
    CONSTRAINT ck_payment_intents_confirmation_method_required CHECK (row_state <> 'present' OR confirmation_method IS NOT NULL),
    CONSTRAINT ck_payment_intents_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_payment_intents_payment_method_types_required CHECK (row_state <> 'present' OR payment_method_types IS NOT NULL),
    CONSTRAINT ck_payment_intents_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_payment_intents_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_payment_intents_created ON oltp.payment_intents (created);

CREATE INDEX ix_payment_intents_customer_id ON oltp.payment_intents (customer_id);

CREATE INDEX ix_payment_intents_unresolved ON oltp.payment_intents (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_payment_intents_invoice_id ON oltp.payment_intents (invoice_id);

CREATE INDEX ix_payment_intents_payment_method_id ON oltp.payment_intents (payment_method_id);

CREATE INDEX ix_payment_intents_promoted_at ON oltp.payment_intents USING brin (promoted_at);

CREATE INDEX ix_payment_intents_latest_charge_id ON oltp.payment_intents (latest_charge_id);

COMMENT ON TABLE oltp.payment_intents IS 'A payment intent; its client_secret is a credential and gets no column.';

COMMENT ON COLUMN oltp.payment_intents.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.payment_intents.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.payment_intents.status IS 'Where it stands; Stripe''s word';

COMMENT ON COLUMN oltp.payment_intents.customer_id IS 'The customer, a row of customers. Stripe: customer';

COMMENT ON COLUMN oltp.payment_intents.amount IS 'What is to be paid, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN oltp.payment_intents.amount_capturable IS 'What is authorised and can be captured, in minor units of currency. Stripe: amount_capturable';

COMMENT ON COLUMN oltp.payment_intents.amount_received IS 'What was received, in minor units of currency. Stripe: amount_received';

COMMENT ON COLUMN oltp.payment_intents.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.payment_intents.allowed_payment_method_types IS 'Kinds of payment methods that are allowed. Stripe: allowed_payment_method_types since 2026-07-29.dahlia';

COMMENT ON COLUMN oltp.payment_intents.amount_details IS 'What the amount is made of, kept whole. Stripe: amount_details since 2020-08-27';

COMMENT ON COLUMN oltp.payment_intents.application_fee_amount IS 'What the platform keeps of it, in minor units of currency. Stripe: application_fee_amount';

COMMENT ON COLUMN oltp.payment_intents.application_id IS 'Id of the application, which has no table. Stripe: application';

COMMENT ON COLUMN oltp.payment_intents.automatic_payment_methods_allow_redirects IS 'Whether payment methods that redirect are offered. Stripe: automatic_payment_methods.allow_redirects since 2022-11-15';

COMMENT ON COLUMN oltp.payment_intents.automatic_payment_methods_enabled IS 'Whether Stripe picks the payment methods to offer. Stripe: automatic_payment_methods.enabled since 2020-08-27';

COMMENT ON COLUMN oltp.payment_intents.canceled_at IS 'When it was canceled. Stripe: canceled_at';

COMMENT ON COLUMN oltp.payment_intents.cancellation_reason IS 'Why it was canceled. Stripe: cancellation_reason since 2018-09-24';

COMMENT ON COLUMN oltp.payment_intents.capture_method IS 'When the money is captured. Stripe: capture_method';

COMMENT ON COLUMN oltp.payment_intents.confirmation_method IS 'How it is confirmed. Stripe: confirmation_method';

COMMENT ON COLUMN oltp.payment_intents.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN oltp.payment_intents.description IS 'What the merchant wrote about it. Stripe: description';

COMMENT ON COLUMN oltp.payment_intents.excluded_payment_method_types IS 'Kinds of payment methods that are not offered. Stripe: excluded_payment_method_types since 2025-08-27.basil';

COMMENT ON COLUMN oltp.payment_intents.invoice_id IS 'The invoice, a row of invoices. Stripe: invoice since 2019-03-14 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.payment_intents.last_payment_error IS 'Why the last attempt failed, with its payment method, kept whole. Stripe: last_payment_error since 2018-10-31';

COMMENT ON COLUMN oltp.payment_intents.last_payment_error_code IS 'Why the last attempt failed, as a code. Stripe: last_payment_error.code since 2018-10-31';

COMMENT ON COLUMN oltp.payment_intents.last_payment_error_decline_code IS 'Why the bank declined the last attempt. Stripe: last_payment_error.decline_code since 2018-10-31';

COMMENT ON COLUMN oltp.payment_intents.last_payment_error_message IS 'Why the last attempt failed, in a sentence. Stripe: last_payment_error.message since 2018-10-31';

COMMENT ON COLUMN oltp.payment_intents.last_payment_error_type IS 'Kind of the error of the last attempt. Stripe: last_payment_error.type since 2018-10-31';

COMMENT ON COLUMN oltp.payment_intents.latest_charge_id IS 'The latest charge, a row of charges. Stripe: latest_charge since 2022-11-15';

COMMENT ON COLUMN oltp.payment_intents.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.payment_intents.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.payment_intents.next_action IS 'What the customer has to do next, kept whole. Stripe: next_action since 2019-02-11, next_source_action until 2018-11-08';

COMMENT ON COLUMN oltp.payment_intents.next_action_type IS 'Kind of what the customer has to do next';

COMMENT ON COLUMN oltp.payment_intents.on_behalf_of_id IS 'Id of the on behalf of, which has no table. Stripe: on_behalf_of';

COMMENT ON COLUMN oltp.payment_intents.payment_details IS 'References to an order or a customer of the merchant''s, kept whole. Stripe: payment_details since 2025-10-29.clover';

COMMENT ON COLUMN oltp.payment_intents.payment_method_configuration_details IS 'Configuration that offers the payment methods, kept whole. Stripe: payment_method_configuration_details since 2023-10-16';

COMMENT ON COLUMN oltp.payment_intents.payment_method_id IS 'The payment method, a row of payment_methods. Stripe: payment_method since 2019-03-14';

COMMENT ON COLUMN oltp.payment_intents.payment_method_options IS 'Settings by kind of payment method, kept whole. Stripe: payment_method_options since 2019-05-16';

COMMENT ON COLUMN oltp.payment_intents.payment_method_types IS 'Kinds of payment methods that it may use. Stripe: payment_method_types since 2019-02-11, allowed_source_types until 2018-11-08';

COMMENT ON COLUMN oltp.payment_intents.payment_record_id IS 'Id of the payment record, which has no table. Stripe: payment_record since 2026-09-30.endive';

COMMENT ON COLUMN oltp.payment_intents.presentment_details_presentment_amount IS 'Amount that the customer saw, in minor units of the currency seen. Stripe: presentment_details.presentment_amount since 2025-03-31.basil';

COMMENT ON COLUMN oltp.payment_intents.presentment_details_presentment_currency IS 'Currency that the customer saw. Stripe: presentment_details.presentment_currency since 2025-03-31.basil';

COMMENT ON COLUMN oltp.payment_intents.processing IS 'How far a payment that takes days is, kept whole. Stripe: processing since 2020-08-27';

COMMENT ON COLUMN oltp.payment_intents.receipt_email IS 'E-mail address that the receipt went to. Stripe: receipt_email';

COMMENT ON COLUMN oltp.payment_intents.review_id IS 'Id of the review, which has no table. Stripe: review';

COMMENT ON COLUMN oltp.payment_intents.setup_future_usage IS 'Whether the payment method is kept for later. Stripe: setup_future_usage since 2019-05-16';

COMMENT ON COLUMN oltp.payment_intents.shipping IS 'Whom and where it is shipped to, kept whole. Stripe: shipping';

COMMENT ON COLUMN oltp.payment_intents.source_id IS 'Id of the source, which has no table. Stripe: source';

COMMENT ON COLUMN oltp.payment_intents.statement_descriptor IS 'What the statement of card or bank shows. Stripe: statement_descriptor';

COMMENT ON COLUMN oltp.payment_intents.statement_descriptor_suffix IS 'What a card''s statement shows after the account''s prefix. Stripe: statement_descriptor_suffix since 2019-05-16';

COMMENT ON COLUMN oltp.payment_intents.transfer_data IS 'What a connected account gets, kept whole. Stripe: transfer_data';

COMMENT ON COLUMN oltp.payment_intents.transfer_data_amount IS 'What goes to the connected account; the whole amount if empty, in minor units of currency. Stripe: transfer_data.amount';

COMMENT ON COLUMN oltp.payment_intents.transfer_data_destination_id IS 'Id of the transfer data destination, which has no table. Stripe: transfer_data.destination since 2018-07-27';

COMMENT ON COLUMN oltp.payment_intents.transfer_group IS 'Name that ties payments and Connect transfers together. Stripe: transfer_group';

COMMENT ON COLUMN oltp.payment_intents.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.payment_intents.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.payment_intents.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.payment_intents.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.payment_intents.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.subscription_schedule_phases (
    id TEXT COLLATE "C" NOT NULL,
    subscription_schedule_id TEXT COLLATE "C",
    currency TEXT,
    add_invoice_items JSONB,
    application_fee_percent NUMERIC(38, 12),
    automatic_tax JSONB,
    automatic_tax_enabled BOOLEAN,
    billing_cycle_anchor TEXT,
    billing_thresholds_amount_gte BIGINT,
    billing_thresholds_reset_billing_cycle_anchor BOOLEAN,
    collection_method TEXT,
    coupon_id TEXT COLLATE "C",
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
    tax_percent NUMERIC(38, 12),
    transfer_data_amount_percent NUMERIC(38, 12),
    transfer_data_destination_id TEXT COLLATE "C",
    trial BOOLEAN,
    trial_end TIMESTAMP WITH TIME ZONE,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_subscription_schedule_phases PRIMARY KEY (id),
    CONSTRAINT ck_subscription_schedule_phases_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_subscription_schedule_phases_id_is_place CHECK (row_state <> 'present' OR id = subscription_schedule_id || '.' || position),
    CONSTRAINT ck_ssp_application_fee_percent_within_0_and_100 CHECK (application_fee_percent BETWEEN 0 AND 100),
    CONSTRAINT fk_subscription_schedule_phases_subscription_schedule_id FOREIGN KEY(subscription_schedule_id) REFERENCES oltp.subscription_schedules (id),
    CONSTRAINT fk_subscription_schedule_phases_coupon_id FOREIGN KEY(coupon_id) REFERENCES oltp.coupons (id),
    CONSTRAINT fk_subscription_schedule_phases_default_payment_method_id FOREIGN KEY(default_payment_method_id) REFERENCES oltp.payment_methods (id),
    CONSTRAINT ck_subscription_schedule_phases_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_subscription_schedule_phases_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscription_schedule_phases) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_ssp_subscription_schedule_id_required CHECK (row_state <> 'present' OR subscription_schedule_id IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phases_position_required CHECK (row_state <> 'present' OR position IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phases_start_date_required CHECK (row_state <> 'present' OR start_date IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phases_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_subscription_schedule_phases_default_payment_method_id ON oltp.subscription_schedule_phases (default_payment_method_id);

CREATE INDEX ix_subscription_schedule_phases_unresolved ON oltp.subscription_schedule_phases (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_subscription_schedule_phases_promoted_at ON oltp.subscription_schedule_phases USING brin (promoted_at);

CREATE INDEX ix_subscription_schedule_phases_subscription_schedule_id ON oltp.subscription_schedule_phases (subscription_schedule_id);

CREATE INDEX ix_subscription_schedule_phases_coupon_id ON oltp.subscription_schedule_phases (coupon_id);

COMMENT ON TABLE oltp.subscription_schedule_phases IS 'An element of phases, which has no id of its own: its schedule and its place, from 1, are its key.';

COMMENT ON COLUMN oltp.subscription_schedule_phases.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN oltp.subscription_schedule_phases.subscription_schedule_id IS 'The subscription schedule, a row of subscription_schedules';

COMMENT ON COLUMN oltp.subscription_schedule_phases.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency since 2020-08-27';

COMMENT ON COLUMN oltp.subscription_schedule_phases.add_invoice_items IS 'What is billed once with the phase, kept whole. Stripe: add_invoice_items since 2020-03-02';

COMMENT ON COLUMN oltp.subscription_schedule_phases.application_fee_percent IS 'Percent that the platform takes of each invoice. Stripe: application_fee_percent';

COMMENT ON COLUMN oltp.subscription_schedule_phases.automatic_tax IS 'Settings and state of Stripe Tax, kept whole. Stripe: automatic_tax since 2020-08-27';

COMMENT ON COLUMN oltp.subscription_schedule_phases.automatic_tax_enabled IS 'Whether Stripe Tax computes the taxes. Stripe: automatic_tax.enabled since 2020-08-27';

COMMENT ON COLUMN oltp.subscription_schedule_phases.billing_cycle_anchor IS 'What sets the cycle of the phase. Stripe: billing_cycle_anchor since 2020-03-02';

COMMENT ON COLUMN oltp.subscription_schedule_phases.billing_thresholds_amount_gte IS 'Amount at which an invoice is made before the period ends, in minor units of currency. Stripe: billing_thresholds.amount_gte since 2019-08-14';

COMMENT ON COLUMN oltp.subscription_schedule_phases.billing_thresholds_reset_billing_cycle_anchor IS 'Whether such an invoice starts the cycle anew. Stripe: billing_thresholds.reset_billing_cycle_anchor since 2019-08-14';

COMMENT ON COLUMN oltp.subscription_schedule_phases.collection_method IS 'Whether Stripe charges automatically or sends an invoice. Stripe: collection_method since 2019-08-14';

COMMENT ON COLUMN oltp.subscription_schedule_phases.coupon_id IS 'The coupon, a row of coupons. Stripe: coupon until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.subscription_schedule_phases.default_payment_method_id IS 'The default payment method, a row of payment_methods. Stripe: default_payment_method since 2019-08-14';

COMMENT ON COLUMN oltp.subscription_schedule_phases.default_tax_rates IS 'Tax rates that hold where a line or item has none of its own. Stripe: default_tax_rates since 2019-03-14';

COMMENT ON COLUMN oltp.subscription_schedule_phases.description IS 'What the subscription says in this phase. Stripe: description since 2022-08-01';

COMMENT ON COLUMN oltp.subscription_schedule_phases.discounts IS 'Discounts that apply, as ids or objects, in order. Stripe: discounts since 2023-10-16';

COMMENT ON COLUMN oltp.subscription_schedule_phases.end_date IS 'When the phase ends. Stripe: end_date';

COMMENT ON COLUMN oltp.subscription_schedule_phases.invoice_settings IS 'Settings of the invoices it makes, kept whole. Stripe: invoice_settings since 2019-08-14';

COMMENT ON COLUMN oltp.subscription_schedule_phases.invoice_settings_days_until_due IS 'Days that the customer has to pay an invoice that is sent. Stripe: invoice_settings.days_until_due since 2019-08-14';

COMMENT ON COLUMN oltp.subscription_schedule_phases.metadata IS 'Keys and values that the merchant attached. Stripe: metadata since 2020-08-27';

COMMENT ON COLUMN oltp.subscription_schedule_phases.on_behalf_of_id IS 'Id of the on behalf of, which has no table. Stripe: on_behalf_of since 2022-08-01';

COMMENT ON COLUMN oltp.subscription_schedule_phases.position IS 'Its place in the list of its parent, from 1';

COMMENT ON COLUMN oltp.subscription_schedule_phases.proration_behavior IS 'Whether its start makes prorations. Stripe: proration_behavior since 2019-12-03';

COMMENT ON COLUMN oltp.subscription_schedule_phases.start_date IS 'When the phase starts. Stripe: start_date';

COMMENT ON COLUMN oltp.subscription_schedule_phases.tax_percent IS 'Percent of tax, of the time before tax rates. Stripe: tax_percent until 2020-03-02';

COMMENT ON COLUMN oltp.subscription_schedule_phases.transfer_data_amount_percent IS 'Percent that goes to the connected account. Stripe: transfer_data.amount_percent since 2020-03-02';

COMMENT ON COLUMN oltp.subscription_schedule_phases.transfer_data_destination_id IS 'Id of the transfer data destination, which has no table. Stripe: transfer_data.destination since 2020-03-02';

COMMENT ON COLUMN oltp.subscription_schedule_phases.trial IS 'Whether all of the phase is a trial. Stripe: trial since 2026-07-29.dahlia';

COMMENT ON COLUMN oltp.subscription_schedule_phases.trial_end IS 'When the trial ends. Stripe: trial_end';

COMMENT ON COLUMN oltp.subscription_schedule_phases.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.subscription_schedule_phases.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.subscription_schedule_phases.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.charges (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    customer_id TEXT COLLATE "C",
    amount BIGINT,
    amount_captured BIGINT,
    amount_refunded BIGINT,
    currency TEXT,
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
    transfer_data_amount BIGINT,
    transfer_data_destination_id TEXT COLLATE "C",
    transfer_group TEXT,
    transfer_id TEXT COLLATE "C",
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
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
    CONSTRAINT ck_charges_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(charges) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_charges_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_charges_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_charges_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_charges_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_charges_amount_refunded_required CHECK (row_state <> 'present' OR amount_refunded IS NOT NULL),
    CONSTRAINT ck_charges_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_charges_captured_required CHECK (row_state <> 'present' OR captured IS NOT NULL),
    CONSTRAINT ck_charges_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_charges_metadata_required CHECK (row_state <> 'present' OR metadata IS NOT NULL),
    CONSTRAINT ck_charges_paid_required CHECK (row_state <> 'present' OR paid IS NOT NULL),
    CONSTRAINT ck_charges_refunded_required CHECK (row_state <> 'present' OR refunded IS NOT NULL),
    CONSTRAINT ck_charges_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_charges_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_charges_unresolved ON oltp.charges (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_charges_payment_intent_id ON oltp.charges (payment_intent_id);

CREATE INDEX ix_charges_invoice_id ON oltp.charges (invoice_id);

CREATE INDEX ix_charges_promoted_at ON oltp.charges USING brin (promoted_at);

CREATE INDEX ix_charges_created ON oltp.charges (created);

CREATE INDEX ix_charges_customer_id ON oltp.charges (customer_id);

CREATE INDEX ix_charges_payment_method_id ON oltp.charges (payment_method_id);

CREATE INDEX ix_charges_balance_transaction_id ON oltp.charges (balance_transaction_id);

CREATE INDEX ix_charges_failure_balance_transaction_id ON oltp.charges (failure_balance_transaction_id);

CREATE INDEX ix_charges_dispute_id ON oltp.charges (dispute_id);

COMMENT ON TABLE oltp.charges IS 'A charge (ch_… of cards, py_… of other methods).';

COMMENT ON COLUMN oltp.charges.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.charges.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.charges.status IS 'Where it stands; Stripe''s word. Stripe: status';

COMMENT ON COLUMN oltp.charges.customer_id IS 'The customer, a row of customers. Stripe: customer';

COMMENT ON COLUMN oltp.charges.amount IS 'What was to be paid, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN oltp.charges.amount_captured IS 'What was captured of it, in minor units of currency. Stripe: amount_captured since 2020-08-27';

COMMENT ON COLUMN oltp.charges.amount_refunded IS 'What was given back of it, in minor units of currency. Stripe: amount_refunded';

COMMENT ON COLUMN oltp.charges.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.charges.application_fee_amount IS 'What the platform keeps of it, in minor units of currency. Stripe: application_fee_amount since 2018-11-08';

COMMENT ON COLUMN oltp.charges.application_fee_id IS 'Id of the application fee, which has no table. Stripe: application_fee';

COMMENT ON COLUMN oltp.charges.application_id IS 'Id of the application, which has no table. Stripe: application';

COMMENT ON COLUMN oltp.charges.authorization_code IS 'Code of the authorisation that the network gave. Stripe: authorization_code since 2023-10-16';

COMMENT ON COLUMN oltp.charges.balance_transaction_id IS 'The balance transaction, a row of balance_transactions. Stripe: balance_transaction';

COMMENT ON COLUMN oltp.charges.billing_details IS 'Name, address, e-mail and phone of the payer, kept whole. Stripe: billing_details since 2019-03-14';

COMMENT ON COLUMN oltp.charges.billing_details_address_country IS 'Country of the payer''s address, as two letters. Stripe: billing_details.address.country since 2019-03-14, source.owner.address.country';

COMMENT ON COLUMN oltp.charges.billing_details_address_postal_code IS 'Postal code of the payer. Stripe: billing_details.address.postal_code since 2019-03-14, source.owner.address.postal_code';

COMMENT ON COLUMN oltp.charges.billing_details_email IS 'E-mail address of the payer. Stripe: billing_details.email since 2019-03-14, source.owner.email';

COMMENT ON COLUMN oltp.charges.billing_details_name IS 'Name of the payer. Stripe: billing_details.name since 2019-03-14, source.owner.name';

COMMENT ON COLUMN oltp.charges.calculated_statement_descriptor IS 'What the statement shows, the account''s prefix included. Stripe: calculated_statement_descriptor since 2020-03-02';

COMMENT ON COLUMN oltp.charges.captured IS 'Whether it was captured, not only authorised. Stripe: captured';

COMMENT ON COLUMN oltp.charges.description IS 'What the merchant wrote about it. Stripe: description';

COMMENT ON COLUMN oltp.charges.dispute_id IS 'The dispute, a row of disputes. Stripe: dispute until 2019-11-05';

COMMENT ON COLUMN oltp.charges.disputed IS 'Whether the payer disputed it. Stripe: disputed since 2019-11-05';

COMMENT ON COLUMN oltp.charges.failure_balance_transaction_id IS 'The failure balance transaction, a row of balance_transactions. Stripe: failure_balance_transaction since 2020-08-27';

COMMENT ON COLUMN oltp.charges.failure_code IS 'Why it failed, as a code. Stripe: failure_code';

COMMENT ON COLUMN oltp.charges.failure_message IS 'Why it failed, in a sentence. Stripe: failure_message';

COMMENT ON COLUMN oltp.charges.fraud_details_stripe_report IS 'Stripe''s word on fraud. Stripe: fraud_details.stripe_report since 2018-11-08';

COMMENT ON COLUMN oltp.charges.fraud_details_user_report IS 'The merchant''s word on fraud. Stripe: fraud_details.user_report since 2018-11-08';

COMMENT ON COLUMN oltp.charges.invoice_id IS 'The invoice, a row of invoices. Stripe: invoice until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.charges.level3 IS 'Details for purchasing cards, kept whole. Stripe: level3 since 2023-10-16';

COMMENT ON COLUMN oltp.charges.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.charges.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.charges.on_behalf_of_id IS 'Id of the on behalf of, which has no table. Stripe: on_behalf_of';

COMMENT ON COLUMN oltp.charges.outcome IS 'How Stripe and the bank judged it, kept whole. Stripe: outcome';

COMMENT ON COLUMN oltp.charges.outcome_advice_code IS 'What Stripe advises after a decline. Stripe: outcome.advice_code since 2025-01-27.acacia';

COMMENT ON COLUMN oltp.charges.outcome_network_advice_code IS 'What the network advises after a decline. Stripe: outcome.network_advice_code since 2024-12-18.acacia';

COMMENT ON COLUMN oltp.charges.outcome_network_decline_code IS 'Code of the decline, as the network has it. Stripe: outcome.network_decline_code since 2024-12-18.acacia';

COMMENT ON COLUMN oltp.charges.outcome_network_status IS 'What the network did with it. Stripe: outcome.network_status';

COMMENT ON COLUMN oltp.charges.outcome_reason IS 'Why it was declined, blocked or sent to review. Stripe: outcome.reason';

COMMENT ON COLUMN oltp.charges.outcome_risk_level IS 'How Radar rates the risk. Stripe: outcome.risk_level';

COMMENT ON COLUMN oltp.charges.outcome_risk_score IS 'How Radar rates the risk, from 0 to 100. Stripe: outcome.risk_score since 2018-05-21';

COMMENT ON COLUMN oltp.charges.outcome_rule_id IS 'Id of the Radar rule that decided; has no table. Stripe: outcome.rule';

COMMENT ON COLUMN oltp.charges.outcome_seller_message IS 'The outcome in a sentence for the merchant. Stripe: outcome.seller_message';

COMMENT ON COLUMN oltp.charges.outcome_type IS 'What became of it: authorised, declined, blocked or invalid. Stripe: outcome.type';

COMMENT ON COLUMN oltp.charges.paid IS 'Whether it succeeded, or was authorised. Stripe: paid';

COMMENT ON COLUMN oltp.charges.payment_intent_id IS 'The payment intent, a row of payment_intents. Stripe: payment_intent since 2018-09-06';

COMMENT ON COLUMN oltp.charges.payment_method_details IS 'The payment method as it was at the time, kept whole. Stripe: payment_method_details since 2019-03-14';

COMMENT ON COLUMN oltp.charges.payment_method_details_card_brand IS 'Brand of the card. Stripe: payment_method_details.card.brand since 2019-03-14';

COMMENT ON COLUMN oltp.charges.payment_method_details_card_country IS 'Country of the card''s bank, as two letters. Stripe: payment_method_details.card.country since 2019-03-14';

COMMENT ON COLUMN oltp.charges.payment_method_details_card_exp_month IS 'Month in which the card expires. Stripe: payment_method_details.card.exp_month since 2019-03-14';

COMMENT ON COLUMN oltp.charges.payment_method_details_card_exp_year IS 'Year in which the card expires. Stripe: payment_method_details.card.exp_year since 2019-03-14';

COMMENT ON COLUMN oltp.charges.payment_method_details_card_fingerprint IS 'The same for the same card number within one account. Stripe: payment_method_details.card.fingerprint since 2019-03-14';

COMMENT ON COLUMN oltp.charges.payment_method_details_card_funding IS 'Whether it is a credit, debit or prepaid card. Stripe: payment_method_details.card.funding since 2019-03-14';

COMMENT ON COLUMN oltp.charges.payment_method_details_card_last4 IS 'Last four digits of the card. Stripe: payment_method_details.card.last4 since 2019-03-14';

COMMENT ON COLUMN oltp.charges.payment_method_details_card_mandate_id IS 'Id of the payment method details card mandate, which has no table. Stripe: payment_method_details.card.mandate since 2020-08-27';

COMMENT ON COLUMN oltp.charges.payment_method_details_card_network IS 'Network that carried it. Stripe: payment_method_details.card.network since 2019-12-03';

COMMENT ON COLUMN oltp.charges.payment_method_details_type IS 'Kind of the payment method. Stripe: payment_method_details.type since 2019-03-14';

COMMENT ON COLUMN oltp.charges.payment_method_id IS 'The payment method, a row of payment_methods. Stripe: payment_method since 2019-03-14';

COMMENT ON COLUMN oltp.charges.presentment_details_presentment_amount IS 'Amount that the customer saw, in minor units of the currency seen. Stripe: presentment_details.presentment_amount since 2025-03-31.basil';

COMMENT ON COLUMN oltp.charges.presentment_details_presentment_currency IS 'Currency that the customer saw. Stripe: presentment_details.presentment_currency since 2025-03-31.basil';

COMMENT ON COLUMN oltp.charges.receipt_email IS 'E-mail address that the receipt went to. Stripe: receipt_email';

COMMENT ON COLUMN oltp.charges.receipt_number IS 'Number of the receipt that was e-mailed. Stripe: receipt_number';

COMMENT ON COLUMN oltp.charges.receipt_url IS 'Page that shows the receipt to whoever has its address. Stripe: receipt_url since 2018-11-08';

COMMENT ON COLUMN oltp.charges.refunded IS 'Whether all of it was given back. Stripe: refunded';

COMMENT ON COLUMN oltp.charges.review_id IS 'Id of the review, which has no table. Stripe: review';

COMMENT ON COLUMN oltp.charges.shipping IS 'Whom and where it is shipped to, kept whole. Stripe: shipping';

COMMENT ON COLUMN oltp.charges.source_id IS 'Id of the source, which has no table. Stripe: source';

COMMENT ON COLUMN oltp.charges.source_transfer_id IS 'Id of the source transfer, which has no table. Stripe: source_transfer';

COMMENT ON COLUMN oltp.charges.statement_descriptor IS 'What the statement of card or bank shows. Stripe: statement_descriptor';

COMMENT ON COLUMN oltp.charges.statement_descriptor_suffix IS 'What a card''s statement shows after the account''s prefix. Stripe: statement_descriptor_suffix since 2019-05-16';

COMMENT ON COLUMN oltp.charges.transfer_data_amount IS 'What goes to the connected account; the whole amount if empty, in minor units of currency. Stripe: transfer_data.amount since 2019-02-19';

COMMENT ON COLUMN oltp.charges.transfer_data_destination_id IS 'Id of the transfer data destination, which has no table. Stripe: transfer_data.destination since 2018-11-08, destination until 2019-02-11';

COMMENT ON COLUMN oltp.charges.transfer_group IS 'Name that ties payments and Connect transfers together. Stripe: transfer_group';

COMMENT ON COLUMN oltp.charges.transfer_id IS 'Id of the transfer, which has no table. Stripe: transfer';

COMMENT ON COLUMN oltp.charges.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.charges.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.charges.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.charges.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.charges.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.invoice_discount_amounts (
    id TEXT COLLATE "C" NOT NULL,
    invoice_id TEXT COLLATE "C",
    amount BIGINT,
    currency TEXT,
    discount_id TEXT COLLATE "C",
    position BIGINT,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_invoice_discount_amounts PRIMARY KEY (id),
    CONSTRAINT ck_invoice_discount_amounts_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_invoice_discount_amounts_id_is_place CHECK (row_state <> 'present' OR id = invoice_id || '.' || position),
    CONSTRAINT fk_invoice_discount_amounts_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_invoice_discount_amounts_discount_id FOREIGN KEY(discount_id) REFERENCES oltp.discounts (id),
    CONSTRAINT ck_invoice_discount_amounts_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_invoice_discount_amounts_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_discount_amounts) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_invoice_discount_amounts_invoice_id_required CHECK (row_state <> 'present' OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_discount_amounts_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_discount_amounts_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_discount_amounts_position_required CHECK (row_state <> 'present' OR position IS NOT NULL),
    CONSTRAINT ck_invoice_discount_amounts_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_invoice_discount_amounts_promoted_at ON oltp.invoice_discount_amounts USING brin (promoted_at);

CREATE INDEX ix_invoice_discount_amounts_invoice_id ON oltp.invoice_discount_amounts (invoice_id);

CREATE INDEX ix_invoice_discount_amounts_discount_id ON oltp.invoice_discount_amounts (discount_id);

CREATE INDEX ix_invoice_discount_amounts_unresolved ON oltp.invoice_discount_amounts (id) WHERE row_state = 'unresolved';

COMMENT ON TABLE oltp.invoice_discount_amounts IS 'An element of an invoice''s total_discount_amounts, known by its place.';

COMMENT ON COLUMN oltp.invoice_discount_amounts.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN oltp.invoice_discount_amounts.invoice_id IS 'The invoice, a row of invoices';

COMMENT ON COLUMN oltp.invoice_discount_amounts.amount IS 'What the discount takes off, in minor units of currency';

COMMENT ON COLUMN oltp.invoice_discount_amounts.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units';

COMMENT ON COLUMN oltp.invoice_discount_amounts.discount_id IS 'The discount, a row of discounts';

COMMENT ON COLUMN oltp.invoice_discount_amounts.position IS 'Its place in the list of its parent, from 1';

COMMENT ON COLUMN oltp.invoice_discount_amounts.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.invoice_discount_amounts.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.invoice_discount_amounts.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.invoice_line_item_discount_amounts (
    id TEXT COLLATE "C" NOT NULL,
    invoice_id TEXT COLLATE "C",
    amount BIGINT,
    currency TEXT,
    discount_id TEXT COLLATE "C",
    invoice_line_item_id TEXT COLLATE "C",
    position BIGINT,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_invoice_line_item_discount_amounts PRIMARY KEY (id),
    CONSTRAINT ck_invoice_line_item_discount_amounts_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_invoice_line_item_discount_amounts_id_is_place CHECK (row_state <> 'present' OR id = invoice_line_item_id || '.' || position),
    CONSTRAINT fk_invoice_line_item_discount_amounts_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_invoice_line_item_discount_amounts_discount_id FOREIGN KEY(discount_id) REFERENCES oltp.discounts (id),
    CONSTRAINT fk_invoice_line_item_discount_amounts_invoice_line_item_id FOREIGN KEY(invoice_line_item_id) REFERENCES oltp.invoice_line_items (id),
    CONSTRAINT ck_invoice_line_item_discount_amounts_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_invoice_line_item_discount_amounts_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_line_item_discount_amounts) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_invoice_line_item_discount_amounts_invoice_id_required CHECK (row_state <> 'present' OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_discount_amounts_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_discount_amounts_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_ilida_invoice_line_item_id_required CHECK (row_state <> 'present' OR invoice_line_item_id IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_discount_amounts_position_required CHECK (row_state <> 'present' OR position IS NOT NULL),
    CONSTRAINT ck_ilida_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_invoice_line_item_discount_amounts_invoice_line_item_id ON oltp.invoice_line_item_discount_amounts (invoice_line_item_id);

CREATE INDEX ix_invoice_line_item_discount_amounts_unresolved ON oltp.invoice_line_item_discount_amounts (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_invoice_line_item_discount_amounts_promoted_at ON oltp.invoice_line_item_discount_amounts USING brin (promoted_at);

CREATE INDEX ix_invoice_line_item_discount_amounts_discount_id ON oltp.invoice_line_item_discount_amounts (discount_id);

CREATE INDEX ix_invoice_line_item_discount_amounts_invoice_id ON oltp.invoice_line_item_discount_amounts (invoice_id);

COMMENT ON TABLE oltp.invoice_line_item_discount_amounts IS 'An element of a line''s discount_amounts, known by its place.';

COMMENT ON COLUMN oltp.invoice_line_item_discount_amounts.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN oltp.invoice_line_item_discount_amounts.invoice_id IS 'The invoice, a row of invoices';

COMMENT ON COLUMN oltp.invoice_line_item_discount_amounts.amount IS 'What the discount takes off, in minor units of currency';

COMMENT ON COLUMN oltp.invoice_line_item_discount_amounts.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units';

COMMENT ON COLUMN oltp.invoice_line_item_discount_amounts.discount_id IS 'The discount, a row of discounts';

COMMENT ON COLUMN oltp.invoice_line_item_discount_amounts.invoice_line_item_id IS 'The invoice line item, a row of invoice_line_items';

COMMENT ON COLUMN oltp.invoice_line_item_discount_amounts.position IS 'Its place in the list of its parent, from 1';

COMMENT ON COLUMN oltp.invoice_line_item_discount_amounts.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.invoice_line_item_discount_amounts.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.invoice_line_item_discount_amounts.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.invoice_line_item_taxes (
    id TEXT COLLATE "C" NOT NULL,
    invoice_id TEXT COLLATE "C",
    amount BIGINT,
    currency TEXT,
    invoice_line_item_id TEXT COLLATE "C",
    position BIGINT,
    tax_behavior TEXT,
    tax_rate_id TEXT COLLATE "C",
    taxability_reason TEXT,
    taxable_amount BIGINT,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_invoice_line_item_taxes PRIMARY KEY (id),
    CONSTRAINT ck_invoice_line_item_taxes_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_invoice_line_item_taxes_id_is_place CHECK (row_state <> 'present' OR id = invoice_line_item_id || '.' || position),
    CONSTRAINT fk_invoice_line_item_taxes_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_invoice_line_item_taxes_invoice_line_item_id FOREIGN KEY(invoice_line_item_id) REFERENCES oltp.invoice_line_items (id),
    CONSTRAINT fk_invoice_line_item_taxes_tax_rate_id FOREIGN KEY(tax_rate_id) REFERENCES oltp.tax_rates (id),
    CONSTRAINT ck_invoice_line_item_taxes_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_invoice_line_item_taxes_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_line_item_taxes) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_invoice_line_item_taxes_invoice_id_required CHECK (row_state <> 'present' OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_taxes_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_taxes_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_taxes_invoice_line_item_id_required CHECK (row_state <> 'present' OR invoice_line_item_id IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_taxes_position_required CHECK (row_state <> 'present' OR position IS NOT NULL),
    CONSTRAINT ck_invoice_line_item_taxes_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_invoice_line_item_taxes_promoted_at ON oltp.invoice_line_item_taxes USING brin (promoted_at);

CREATE INDEX ix_invoice_line_item_taxes_tax_rate_id ON oltp.invoice_line_item_taxes (tax_rate_id);

CREATE INDEX ix_invoice_line_item_taxes_invoice_id ON oltp.invoice_line_item_taxes (invoice_id);

CREATE INDEX ix_invoice_line_item_taxes_unresolved ON oltp.invoice_line_item_taxes (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_invoice_line_item_taxes_invoice_line_item_id ON oltp.invoice_line_item_taxes (invoice_line_item_id);

COMMENT ON TABLE oltp.invoice_line_item_taxes IS 'An element of a line''s taxes (tax_amounts until 2025-02-24.acacia), known by its place.';

COMMENT ON COLUMN oltp.invoice_line_item_taxes.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN oltp.invoice_line_item_taxes.invoice_id IS 'The invoice, a row of invoices';

COMMENT ON COLUMN oltp.invoice_line_item_taxes.amount IS 'The tax, in minor units of currency';

COMMENT ON COLUMN oltp.invoice_line_item_taxes.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units';

COMMENT ON COLUMN oltp.invoice_line_item_taxes.invoice_line_item_id IS 'The invoice line item, a row of invoice_line_items';

COMMENT ON COLUMN oltp.invoice_line_item_taxes.position IS 'Its place in the list of its parent, from 1';

COMMENT ON COLUMN oltp.invoice_line_item_taxes.tax_behavior IS 'Whether prices include it: inclusive or exclusive';

COMMENT ON COLUMN oltp.invoice_line_item_taxes.tax_rate_id IS 'The tax rate, a row of tax_rates';

COMMENT ON COLUMN oltp.invoice_line_item_taxes.taxability_reason IS 'Why it is or is not taxed';

COMMENT ON COLUMN oltp.invoice_line_item_taxes.taxable_amount IS 'Amount that is taxed, in minor units of currency';

COMMENT ON COLUMN oltp.invoice_line_item_taxes.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.invoice_line_item_taxes.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.invoice_line_item_taxes.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.subscription_schedule_phase_items (
    id TEXT COLLATE "C" NOT NULL,
    subscription_schedule_id TEXT COLLATE "C",
    billing_thresholds_usage_gte BIGINT,
    discounts JSONB,
    metadata JSONB,
    phase_id TEXT COLLATE "C",
    position BIGINT,
    price_id TEXT COLLATE "C",
    quantity BIGINT,
    tax_rates JSONB,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_subscription_schedule_phase_items PRIMARY KEY (id),
    CONSTRAINT ck_subscription_schedule_phase_items_id_is_place CHECK (row_state <> 'present' OR id = phase_id || '.' || position),
    CONSTRAINT fk_subscription_schedule_phase_items_subscription_schedule_id FOREIGN KEY(subscription_schedule_id) REFERENCES oltp.subscription_schedules (id),
    CONSTRAINT fk_subscription_schedule_phase_items_phase_id FOREIGN KEY(phase_id) REFERENCES oltp.subscription_schedule_phases (id),
    CONSTRAINT fk_subscription_schedule_phase_items_price_id FOREIGN KEY(price_id) REFERENCES oltp.prices (id),
    CONSTRAINT ck_subscription_schedule_phase_items_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_subscription_schedule_phase_items_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(subscription_schedule_phase_items) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_sspi_subscription_schedule_id_required CHECK (row_state <> 'present' OR subscription_schedule_id IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phase_items_phase_id_required CHECK (row_state <> 'present' OR phase_id IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phase_items_position_required CHECK (row_state <> 'present' OR position IS NOT NULL),
    CONSTRAINT ck_subscription_schedule_phase_items_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_subscription_schedule_phase_items_phase_id ON oltp.subscription_schedule_phase_items (phase_id);

CREATE INDEX ix_subscription_schedule_phase_items_subscription_schedule_id ON oltp.subscription_schedule_phase_items (subscription_schedule_id);

CREATE INDEX ix_subscription_schedule_phase_items_price_id ON oltp.subscription_schedule_phase_items (price_id);

CREATE INDEX ix_subscription_schedule_phase_items_unresolved ON oltp.subscription_schedule_phase_items (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_subscription_schedule_phase_items_promoted_at ON oltp.subscription_schedule_phase_items USING brin (promoted_at);

COMMENT ON TABLE oltp.subscription_schedule_phase_items IS 'An element of a phase''s items (plans until 2020-03-02): its phase and its place, from 1, are its key.';

COMMENT ON COLUMN oltp.subscription_schedule_phase_items.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN oltp.subscription_schedule_phase_items.subscription_schedule_id IS 'The subscription schedule, a row of subscription_schedules';

COMMENT ON COLUMN oltp.subscription_schedule_phase_items.billing_thresholds_usage_gte IS 'Usage at which an invoice is made before the period ends. Stripe: billing_thresholds.usage_gte';

COMMENT ON COLUMN oltp.subscription_schedule_phase_items.discounts IS 'Discounts that apply, as ids or objects, in order. Stripe: discounts since 2023-10-16';

COMMENT ON COLUMN oltp.subscription_schedule_phase_items.metadata IS 'Keys and values that the merchant attached. Stripe: metadata since 2022-11-15';

COMMENT ON COLUMN oltp.subscription_schedule_phase_items.phase_id IS 'The phase, a row of subscription_schedule_phases';

COMMENT ON COLUMN oltp.subscription_schedule_phase_items.position IS 'Its place in the phase, from 1';

COMMENT ON COLUMN oltp.subscription_schedule_phase_items.price_id IS 'The price, a row of prices. Stripe: price, plan since 2023-10-16';

COMMENT ON COLUMN oltp.subscription_schedule_phase_items.quantity IS 'Number of units, as a whole number. Stripe: quantity';

COMMENT ON COLUMN oltp.subscription_schedule_phase_items.tax_rates IS 'Tax rates that apply to it, kept whole. Stripe: tax_rates';

COMMENT ON COLUMN oltp.subscription_schedule_phase_items.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.subscription_schedule_phase_items.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.subscription_schedule_phase_items.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.disputes (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    amount BIGINT,
    currency TEXT,
    balance_transactions JSONB,
    charge_id TEXT COLLATE "C",
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
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_disputes PRIMARY KEY (id),
    CONSTRAINT ck_disputes_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_disputes_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT fk_disputes_charge_id FOREIGN KEY(charge_id) REFERENCES oltp.charges (id),
    CONSTRAINT fk_disputes_payment_intent_id FOREIGN KEY(payment_intent_id) REFERENCES oltp.payment_intents (id),
    CONSTRAINT ck_disputes_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_disputes_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(disputes) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_disputes_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_disputes_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_disputes_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_disputes_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_disputes_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_disputes_balance_transactions_required CHECK (row_state <> 'present' OR balance_transactions IS NOT NULL),
    CONSTRAINT ck_disputes_charge_id_required CHECK (row_state <> 'present' OR charge_id IS NOT NULL),
    CONSTRAINT ck_disputes_evidence_required CHECK (row_state <> 'present' OR evidence IS NOT NULL),
    CONSTRAINT ck_disputes_evidence_details_required CHECK (row_state <> 'present' OR evidence_details IS NOT NULL),
    CONSTRAINT ck_disputes_is_charge_refundable_required CHECK (row_state <> 'present' OR is_charge_refundable IS NOT NULL),
    CONSTRAINT ck_disputes_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_disputes_metadata_required CHECK (row_state <> 'present' OR metadata IS NOT NULL),
    CONSTRAINT ck_disputes_reason_required CHECK (row_state <> 'present' OR reason IS NOT NULL),
    CONSTRAINT ck_disputes_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_disputes_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_disputes_charge_id ON oltp.disputes (charge_id);

CREATE INDEX ix_disputes_unresolved ON oltp.disputes (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_disputes_payment_intent_id ON oltp.disputes (payment_intent_id);

CREATE INDEX ix_disputes_created ON oltp.disputes (created);

CREATE INDEX ix_disputes_promoted_at ON oltp.disputes USING brin (promoted_at);

COMMENT ON TABLE oltp.disputes IS 'A dispute (du_…, dp_…) of a charge. balance_transactions are what it moved, each whole; evidence is text about persons and stays as it is.';

COMMENT ON COLUMN oltp.disputes.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.disputes.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.disputes.status IS 'Where it stands; Stripe''s word. Stripe: status';

COMMENT ON COLUMN oltp.disputes.amount IS 'What is disputed, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN oltp.disputes.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.disputes.balance_transactions IS 'What it moved, each balance transaction whole. Stripe: balance_transactions';

COMMENT ON COLUMN oltp.disputes.charge_id IS 'The charge, a row of charges. Stripe: charge';

COMMENT ON COLUMN oltp.disputes.enhanced_eligibility_types IS 'Rules of networks that may decide it. Stripe: enhanced_eligibility_types since 2024-10-28.acacia';

COMMENT ON COLUMN oltp.disputes.evidence IS 'What the merchant said and sent about the payer, kept whole. Stripe: evidence';

COMMENT ON COLUMN oltp.disputes.evidence_details IS 'State of the evidence, kept whole. Stripe: evidence_details';

COMMENT ON COLUMN oltp.disputes.evidence_details_due_by IS 'When evidence can be sent last. Stripe: evidence_details.due_by';

COMMENT ON COLUMN oltp.disputes.evidence_details_has_evidence IS 'Whether evidence was sent or staged. Stripe: evidence_details.has_evidence';

COMMENT ON COLUMN oltp.disputes.evidence_details_past_due IS 'Whether it was last sent too late. Stripe: evidence_details.past_due';

COMMENT ON COLUMN oltp.disputes.evidence_details_submission_count IS 'How often evidence was sent. Stripe: evidence_details.submission_count';

COMMENT ON COLUMN oltp.disputes.evidence_details_submission_method IS 'How evidence was sent. Stripe: evidence_details.submission_method since 2026-10-28.endive';

COMMENT ON COLUMN oltp.disputes.intended_submission_method IS 'How evidence is meant to be sent. Stripe: intended_submission_method since 2026-10-28.endive';

COMMENT ON COLUMN oltp.disputes.is_charge_refundable IS 'Whether the charge can still be refunded. Stripe: is_charge_refundable';

COMMENT ON COLUMN oltp.disputes.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.disputes.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.disputes.network_reason_code IS 'Why, as the network''s code. Stripe: network_reason_code since 2023-10-16';

COMMENT ON COLUMN oltp.disputes.payment_intent_id IS 'The payment intent, a row of payment_intents. Stripe: payment_intent since 2019-11-05';

COMMENT ON COLUMN oltp.disputes.payment_method_details IS 'The payment method as it was at the time, kept whole. Stripe: payment_method_details since 2023-08-16';

COMMENT ON COLUMN oltp.disputes.payment_method_details_card_brand IS 'Brand of the card. Stripe: payment_method_details.card.brand since 2023-08-16';

COMMENT ON COLUMN oltp.disputes.payment_method_details_card_case_type IS 'Kind of the case: dispute, inquiry and so on. Stripe: payment_method_details.card.case_type since 2024-06-20';

COMMENT ON COLUMN oltp.disputes.payment_method_details_card_network_reason_code IS 'Why, as the card network''s code. Stripe: payment_method_details.card.network_reason_code since 2023-08-16';

COMMENT ON COLUMN oltp.disputes.payment_method_details_type IS 'Kind of the payment method. Stripe: payment_method_details.type since 2023-08-16';

COMMENT ON COLUMN oltp.disputes.reason IS 'Why the payer disputes it. Stripe: reason';

COMMENT ON COLUMN oltp.disputes.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.disputes.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.disputes.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.disputes.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.disputes.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.invoice_payments (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    amount_paid BIGINT,
    amount_requested BIGINT,
    currency TEXT,
    canceled_at TIMESTAMP WITH TIME ZONE,
    charge_id TEXT COLLATE "C",
    derived BOOLEAN,
    invoice_id TEXT COLLATE "C",
    is_default BOOLEAN,
    livemode BOOLEAN,
    paid_at TIMESTAMP WITH TIME ZONE,
    payment_intent_id TEXT COLLATE "C",
    payment_record_id TEXT COLLATE "C",
    payment_type TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_invoice_payments PRIMARY KEY (id),
    CONSTRAINT ck_invoice_payments_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_invoice_payments_amount_paid_not_negative CHECK (derived OR amount_paid >= 0),
    CONSTRAINT ck_invoice_payments_amount_requested_not_negative CHECK (derived OR amount_requested >= 0),
    CONSTRAINT ck_invoice_payments_created_unless_derived CHECK (row_state <> 'present' OR derived OR created IS NOT NULL),
    CONSTRAINT fk_invoice_payments_charge_id FOREIGN KEY(charge_id) REFERENCES oltp.charges (id),
    CONSTRAINT fk_invoice_payments_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_invoice_payments_payment_intent_id FOREIGN KEY(payment_intent_id) REFERENCES oltp.payment_intents (id),
    CONSTRAINT ck_invoice_payments_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_invoice_payments_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_payments) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_invoice_payments_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_invoice_payments_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_invoice_payments_amount_requested_required CHECK (row_state <> 'present' OR amount_requested IS NOT NULL),
    CONSTRAINT ck_invoice_payments_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_invoice_payments_derived_required CHECK (row_state <> 'present' OR derived IS NOT NULL),
    CONSTRAINT ck_invoice_payments_invoice_id_required CHECK (row_state <> 'present' OR invoice_id IS NOT NULL),
    CONSTRAINT ck_invoice_payments_is_default_required CHECK (row_state <> 'present' OR is_default IS NOT NULL),
    CONSTRAINT ck_invoice_payments_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_invoice_payments_payment_type_required CHECK (row_state <> 'present' OR payment_type IS NOT NULL),
    CONSTRAINT ck_invoice_payments_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_invoice_payments_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_invoice_payments_charge_id ON oltp.invoice_payments (charge_id);

CREATE INDEX ix_invoice_payments_invoice_id ON oltp.invoice_payments (invoice_id);

CREATE INDEX ix_invoice_payments_unresolved ON oltp.invoice_payments (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_invoice_payments_payment_intent_id ON oltp.invoice_payments (payment_intent_id);

CREATE INDEX ix_invoice_payments_promoted_at ON oltp.invoice_payments USING brin (promoted_at);

COMMENT ON TABLE oltp.invoice_payments IS 'Stripe''s own (inpay_…, from 2025-03-31.basil), or derived by an older invoice that names its payment itself. A derived row has the id <invoice>:<payment intent or charge>, and no created: no older version tells it. Its amounts are the invoice''s, which may be negative.';

COMMENT ON COLUMN oltp.invoice_payments.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.invoice_payments.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.invoice_payments.status IS 'open, paid or canceled. Stripe: status';

COMMENT ON COLUMN oltp.invoice_payments.amount_paid IS 'What it has paid, in minor units of currency. Stripe: amount_paid';

COMMENT ON COLUMN oltp.invoice_payments.amount_requested IS 'What it is to pay, in minor units of currency. Stripe: amount_requested';

COMMENT ON COLUMN oltp.invoice_payments.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.invoice_payments.canceled_at IS 'When it was canceled. Stripe: status_transitions.canceled_at';

COMMENT ON COLUMN oltp.invoice_payments.charge_id IS 'The charge, a row of charges. Stripe: payment.charge';

COMMENT ON COLUMN oltp.invoice_payments.derived IS 'Whether it is not Stripe''s object, but follows from an older invoice''s payment intent or charge';

COMMENT ON COLUMN oltp.invoice_payments.invoice_id IS 'The invoice, a row of invoices. Stripe: invoice';

COMMENT ON COLUMN oltp.invoice_payments.is_default IS 'Whether it is the payment that the invoice makes by itself. Stripe: is_default';

COMMENT ON COLUMN oltp.invoice_payments.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.invoice_payments.paid_at IS 'When it paid. Stripe: status_transitions.paid_at';

COMMENT ON COLUMN oltp.invoice_payments.payment_intent_id IS 'The payment intent, a row of payment_intents. Stripe: payment.payment_intent';

COMMENT ON COLUMN oltp.invoice_payments.payment_record_id IS 'Id of the payment record, which has no table. Stripe: payment.payment_record since 2025-10-29.clover';

COMMENT ON COLUMN oltp.invoice_payments.payment_type IS 'What pays: a payment intent, a charge or a payment record. Stripe: payment.type';

COMMENT ON COLUMN oltp.invoice_payments.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.invoice_payments.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.invoice_payments.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.invoice_payments.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.invoice_payments.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.refunds (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    customer_id TEXT COLLATE "C",
    amount BIGINT,
    currency TEXT,
    balance_transaction_id TEXT COLLATE "C",
    charge_id TEXT COLLATE "C",
    customer_account_id TEXT COLLATE "C",
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
    transfer_reversal_id TEXT COLLATE "C",
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_refunds PRIMARY KEY (id),
    CONSTRAINT ck_refunds_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_refunds_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT fk_refunds_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_refunds_charge_id FOREIGN KEY(charge_id) REFERENCES oltp.charges (id),
    CONSTRAINT fk_refunds_payment_intent_id FOREIGN KEY(payment_intent_id) REFERENCES oltp.payment_intents (id),
    CONSTRAINT fk_refunds_payment_method_id FOREIGN KEY(payment_method_id) REFERENCES oltp.payment_methods (id),
    CONSTRAINT ck_refunds_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_refunds_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(refunds) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_refunds_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_refunds_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_refunds_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_refunds_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_refunds_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_refunds_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_refunds_customer_id ON oltp.refunds (customer_id);

CREATE INDEX ix_refunds_failure_balance_transaction_id ON oltp.refunds (failure_balance_transaction_id);

CREATE INDEX ix_refunds_payment_method_id ON oltp.refunds (payment_method_id);

CREATE INDEX ix_refunds_created ON oltp.refunds (created);

CREATE INDEX ix_refunds_charge_id ON oltp.refunds (charge_id);

CREATE INDEX ix_refunds_unresolved ON oltp.refunds (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_refunds_balance_transaction_id ON oltp.refunds (balance_transaction_id);

CREATE INDEX ix_refunds_promoted_at ON oltp.refunds USING brin (promoted_at);

CREATE INDEX ix_refunds_payment_intent_id ON oltp.refunds (payment_intent_id);

COMMENT ON TABLE oltp.refunds IS 'A refund (re_…, pyr_… of a py_… charge); some kinds of payment have one without a charge.';

COMMENT ON COLUMN oltp.refunds.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.refunds.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.refunds.status IS 'Where it stands; Stripe''s word. Stripe: status';

COMMENT ON COLUMN oltp.refunds.customer_id IS 'The customer, a row of customers. Stripe: customer since 2026-07-29.dahlia';

COMMENT ON COLUMN oltp.refunds.amount IS 'What is given back, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN oltp.refunds.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.refunds.balance_transaction_id IS 'The balance transaction, a row of balance_transactions. Stripe: balance_transaction';

COMMENT ON COLUMN oltp.refunds.charge_id IS 'The charge, a row of charges. Stripe: charge';

COMMENT ON COLUMN oltp.refunds.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2026-07-29.dahlia';

COMMENT ON COLUMN oltp.refunds.description IS 'What the merchant wrote about it. Stripe: description since 2018-11-08';

COMMENT ON COLUMN oltp.refunds.destination_details IS 'How it goes back, kept whole. Stripe: destination_details since 2023-10-16';

COMMENT ON COLUMN oltp.refunds.destination_details_type IS 'Kind of payment method that it goes back to. Stripe: destination_details.type since 2023-10-16';

COMMENT ON COLUMN oltp.refunds.failure_balance_transaction_id IS 'The failure balance transaction, a row of balance_transactions. Stripe: failure_balance_transaction';

COMMENT ON COLUMN oltp.refunds.failure_reason IS 'Why it failed. Stripe: failure_reason';

COMMENT ON COLUMN oltp.refunds.instructions_email IS 'E-mail address that was asked where to send it. Stripe: instructions_email since 2020-08-27';

COMMENT ON COLUMN oltp.refunds.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.refunds.next_action IS 'What the customer has to do next, kept whole. Stripe: next_action since 2020-08-27';

COMMENT ON COLUMN oltp.refunds.payment_intent_id IS 'The payment intent, a row of payment_intents. Stripe: payment_intent since 2019-11-05';

COMMENT ON COLUMN oltp.refunds.payment_method_id IS 'The payment method, a row of payment_methods. Stripe: payment_method since 2026-07-29.dahlia';

COMMENT ON COLUMN oltp.refunds.pending_reason IS 'Why it is pending. Stripe: pending_reason since 2025-04-30.basil';

COMMENT ON COLUMN oltp.refunds.presentment_details_presentment_amount IS 'Amount that the customer saw, in minor units of the currency seen. Stripe: presentment_details.presentment_amount since 2025-03-31.basil';

COMMENT ON COLUMN oltp.refunds.presentment_details_presentment_currency IS 'Currency that the customer saw. Stripe: presentment_details.presentment_currency since 2025-03-31.basil';

COMMENT ON COLUMN oltp.refunds.reason IS 'Why it was given back. Stripe: reason';

COMMENT ON COLUMN oltp.refunds.receipt_number IS 'Number of the receipt that was e-mailed. Stripe: receipt_number';

COMMENT ON COLUMN oltp.refunds.source_transfer_reversal_id IS 'Id of the source transfer reversal, which has no table. Stripe: source_transfer_reversal since 2018-09-24';

COMMENT ON COLUMN oltp.refunds.transfer_reversal_id IS 'Id of the transfer reversal, which has no table. Stripe: transfer_reversal since 2018-11-08';

COMMENT ON COLUMN oltp.refunds.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.refunds.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.refunds.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.refunds.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.refunds.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.balance_transactions (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    amount BIGINT,
    fee BIGINT,
    net BIGINT,
    currency TEXT,
    available_on TIMESTAMP WITH TIME ZONE,
    balance_type TEXT,
    charge_id TEXT COLLATE "C",
    description TEXT,
    dispute_id TEXT COLLATE "C",
    exchange_rate NUMERIC(38, 12),
    payout_id TEXT COLLATE "C",
    refund_id TEXT COLLATE "C",
    reporting_category TEXT,
    source_id TEXT COLLATE "C",
    source_type TEXT,
    type TEXT,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_balance_transactions PRIMARY KEY (id),
    CONSTRAINT ck_balance_transactions_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_balance_transactions_net_is_amount_less_fee CHECK (net = amount::numeric - fee),
    CONSTRAINT ck_balance_transactions_source_by_kind CHECK (charge_id IS NOT DISTINCT FROM CASE WHEN source_type = 'charge' THEN source_id END AND dispute_id IS NOT DISTINCT FROM CASE WHEN source_type = 'dispute' THEN source_id END AND payout_id IS NOT DISTINCT FROM CASE WHEN source_type = 'payout' THEN source_id END AND refund_id IS NOT DISTINCT FROM CASE WHEN source_type = 'refund' THEN source_id END),
    CONSTRAINT fk_balance_transactions_charge_id FOREIGN KEY(charge_id) REFERENCES oltp.charges (id),
    CONSTRAINT fk_balance_transactions_dispute_id FOREIGN KEY(dispute_id) REFERENCES oltp.disputes (id),
    CONSTRAINT fk_balance_transactions_payout_id FOREIGN KEY(payout_id) REFERENCES oltp.payouts (id),
    CONSTRAINT fk_balance_transactions_refund_id FOREIGN KEY(refund_id) REFERENCES oltp.refunds (id),
    CONSTRAINT ck_balance_transactions_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_balance_transactions_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(balance_transactions) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_balance_transactions_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_balance_transactions_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_balance_transactions_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_balance_transactions_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_balance_transactions_fee_required CHECK (row_state <> 'present' OR fee IS NOT NULL),
    CONSTRAINT ck_balance_transactions_net_required CHECK (row_state <> 'present' OR net IS NOT NULL),
    CONSTRAINT ck_balance_transactions_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_balance_transactions_available_on_required CHECK (row_state <> 'present' OR available_on IS NOT NULL),
    CONSTRAINT ck_balance_transactions_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_balance_transactions_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_balance_transactions_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_balance_transactions_payout_id ON oltp.balance_transactions (payout_id);

CREATE INDEX ix_balance_transactions_refund_id ON oltp.balance_transactions (refund_id);

CREATE INDEX ix_balance_transactions_created ON oltp.balance_transactions (created);

CREATE INDEX ix_balance_transactions_pending ON oltp.balance_transactions (available_on) WHERE status = 'pending';

CREATE INDEX ix_balance_transactions_unresolved ON oltp.balance_transactions (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_balance_transactions_promoted_at ON oltp.balance_transactions USING brin (promoted_at);

CREATE INDEX ix_balance_transactions_charge_id ON oltp.balance_transactions (charge_id);

CREATE INDEX ix_balance_transactions_dispute_id ON oltp.balance_transactions (dispute_id);

COMMENT ON TABLE oltp.balance_transactions IS 'A balance transaction (txn_…) of its source; what Stripe takes for itself may have none. amount, fee and net are minor units of currency; each may be negative.';

COMMENT ON COLUMN oltp.balance_transactions.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.balance_transactions.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.balance_transactions.status IS 'pending until available_on, then available. Stripe: status';

COMMENT ON COLUMN oltp.balance_transactions.amount IS 'What it moved before fees; negative takes from the balance, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN oltp.balance_transactions.fee IS 'What fees took of it, in minor units of currency. Stripe: fee';

COMMENT ON COLUMN oltp.balance_transactions.net IS 'What it changed the balance by: amount less fee, in minor units of currency. Stripe: net';

COMMENT ON COLUMN oltp.balance_transactions.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.balance_transactions.available_on IS 'When the net amount can be paid out. Stripe: available_on';

COMMENT ON COLUMN oltp.balance_transactions.balance_type IS 'Which of the account''s balances it moved. Stripe: balance_type since 2025-05-28.basil';

COMMENT ON COLUMN oltp.balance_transactions.charge_id IS 'The charge, a row of charges';

COMMENT ON COLUMN oltp.balance_transactions.description IS 'What Stripe wrote about it. Stripe: description';

COMMENT ON COLUMN oltp.balance_transactions.dispute_id IS 'The dispute, a row of disputes';

COMMENT ON COLUMN oltp.balance_transactions.exchange_rate IS 'Factor from the currency of what it is about to that of the balance. Stripe: exchange_rate since 2017-12-14';

COMMENT ON COLUMN oltp.balance_transactions.payout_id IS 'The payout, a row of payouts';

COMMENT ON COLUMN oltp.balance_transactions.refund_id IS 'The refund, a row of refunds';

COMMENT ON COLUMN oltp.balance_transactions.reporting_category IS 'Category that Stripe''s reports count it under. Stripe: reporting_category since 2019-12-03';

COMMENT ON COLUMN oltp.balance_transactions.source_id IS 'Id of what moved the money, of any type';

COMMENT ON COLUMN oltp.balance_transactions.source_type IS 'Type of what moved the money';

COMMENT ON COLUMN oltp.balance_transactions.type IS 'What moved the money, in finer words than reporting_category. Stripe: type';

COMMENT ON COLUMN oltp.balance_transactions.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.balance_transactions.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.balance_transactions.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.balance_transactions.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.balance_transactions.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.credit_notes (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    status TEXT,
    customer_id TEXT COLLATE "C",
    amount BIGINT,
    amount_shipping BIGINT,
    total BIGINT,
    subtotal BIGINT,
    currency TEXT,
    customer_account_id TEXT COLLATE "C",
    customer_balance_transaction_id TEXT COLLATE "C",
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
    subtotal_excluding_tax BIGINT,
    total_excluding_tax BIGINT,
    total_taxes JSONB,
    type TEXT,
    voided_at TIMESTAMP WITH TIME ZONE,
    row_state TEXT NOT NULL,
    observed_at TIMESTAMP WITH TIME ZONE,
    deleted_observed_at TIMESTAMP WITH TIME ZONE,
    transform_version SMALLINT,
    lines_complete BOOLEAN,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_credit_notes PRIMARY KEY (id),
    CONSTRAINT ck_credit_notes_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_credit_notes_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_credit_notes_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT fk_credit_notes_refund_id FOREIGN KEY(refund_id) REFERENCES oltp.refunds (id),
    CONSTRAINT ck_credit_notes_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_credit_notes_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(credit_notes) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_credit_notes_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_credit_notes_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_credit_notes_status_required CHECK (row_state <> 'present' OR status IS NOT NULL),
    CONSTRAINT ck_credit_notes_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_credit_notes_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_credit_notes_invoice_id_required CHECK (row_state <> 'present' OR invoice_id IS NOT NULL),
    CONSTRAINT ck_credit_notes_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_credit_notes_number_required CHECK (row_state <> 'present' OR number IS NOT NULL),
    CONSTRAINT ck_credit_notes_pdf_required CHECK (row_state <> 'present' OR pdf IS NOT NULL),
    CONSTRAINT ck_credit_notes_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_credit_notes_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_credit_notes_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL),
    CONSTRAINT ck_credit_notes_lines_complete_required CHECK (row_state <> 'present' OR lines_complete IS NOT NULL)
);

CREATE INDEX ix_credit_notes_invoice_id ON oltp.credit_notes (invoice_id);

CREATE INDEX ix_credit_notes_created ON oltp.credit_notes (created);

CREATE INDEX ix_credit_notes_customer_id ON oltp.credit_notes (customer_id);

CREATE INDEX ix_credit_notes_promoted_at ON oltp.credit_notes USING brin (promoted_at);

CREATE INDEX ix_credit_notes_unresolved ON oltp.credit_notes (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_credit_notes_refund_id ON oltp.credit_notes (refund_id);

CREATE INDEX ix_credit_notes_customer_balance_transaction_id ON oltp.credit_notes (customer_balance_transaction_id);

COMMENT ON TABLE oltp.credit_notes IS 'A credit note (cn_…): what it takes off is owed no more, refunded, or the customer''s balance.';

COMMENT ON COLUMN oltp.credit_notes.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.credit_notes.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.credit_notes.status IS 'issued or void. Stripe: status';

COMMENT ON COLUMN oltp.credit_notes.customer_id IS 'The customer, a row of customers. Stripe: customer';

COMMENT ON COLUMN oltp.credit_notes.amount IS 'What is credited, taxes included, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN oltp.credit_notes.amount_shipping IS 'What shipping costs, with taxes, in minor units of currency. Stripe: amount_shipping since 2022-11-15';

COMMENT ON COLUMN oltp.credit_notes.total IS 'Sum after discounts and taxes, in minor units of currency. Stripe: total since 2019-12-03';

COMMENT ON COLUMN oltp.credit_notes.subtotal IS 'Sum of the lines before discounts and taxes that are not included, in minor units of currency. Stripe: subtotal since 2019-12-03';

COMMENT ON COLUMN oltp.credit_notes.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.credit_notes.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN oltp.credit_notes.customer_balance_transaction_id IS 'The customer balance transaction, a row of customer_balance_transactions. Stripe: customer_balance_transaction since 2019-05-16';

COMMENT ON COLUMN oltp.credit_notes.discount_amount IS 'What discounts take off it, in minor units of currency. Stripe: discount_amount since 2019-12-03';

COMMENT ON COLUMN oltp.credit_notes.discount_amounts IS 'What each discount takes off, kept whole. Stripe: discount_amounts since 2020-03-02';

COMMENT ON COLUMN oltp.credit_notes.effective_at IS 'Date that the document shows; the merchant may set it. Stripe: effective_at since 2022-11-15';

COMMENT ON COLUMN oltp.credit_notes.invoice_id IS 'The invoice, a row of invoices. Stripe: invoice';

COMMENT ON COLUMN oltp.credit_notes.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.credit_notes.memo IS 'What the customer reads on it. Stripe: memo';

COMMENT ON COLUMN oltp.credit_notes.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.credit_notes.number IS 'Number that the customer sees. Stripe: number';

COMMENT ON COLUMN oltp.credit_notes.out_of_band_amount IS 'What was given back outside of Stripe, in minor units of currency. Stripe: out_of_band_amount since 2019-12-03';

COMMENT ON COLUMN oltp.credit_notes.pdf IS 'Address of its PDF, open to whoever has it. Stripe: pdf';

COMMENT ON COLUMN oltp.credit_notes.post_payment_amount IS 'What it credits after the invoice was paid, in minor units of currency. Stripe: post_payment_amount since 2025-05-28.basil';

COMMENT ON COLUMN oltp.credit_notes.pre_payment_amount IS 'What it takes off what was still to be paid, in minor units of currency. Stripe: pre_payment_amount since 2025-05-28.basil';

COMMENT ON COLUMN oltp.credit_notes.pretax_credit_amounts IS 'What credits and discounts take off before tax, kept whole. Stripe: pretax_credit_amounts since 2024-09-30.acacia';

COMMENT ON COLUMN oltp.credit_notes.reason IS 'Why it was issued. Stripe: reason';

COMMENT ON COLUMN oltp.credit_notes.refund_id IS 'The refund, a row of refunds. Stripe: refund until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.credit_notes.shipping_cost IS 'What shipping costs, with its taxes, kept whole. Stripe: shipping_cost since 2022-11-15';

COMMENT ON COLUMN oltp.credit_notes.subtotal_excluding_tax IS 'Sum of the lines before discounts, without any tax, in minor units of currency. Stripe: subtotal_excluding_tax since 2020-08-27';

COMMENT ON COLUMN oltp.credit_notes.total_excluding_tax IS 'Sum after discounts, without taxes, in minor units of currency. Stripe: total_excluding_tax since 2020-08-27';

COMMENT ON COLUMN oltp.credit_notes.total_taxes IS 'Taxes of the whole by rate, kept whole. Stripe: total_taxes since 2025-03-31.basil, tax_amounts since 2019-12-03 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.credit_notes.type IS 'Whether it was issued before or after the payment, or both. Stripe: type';

COMMENT ON COLUMN oltp.credit_notes.voided_at IS 'When it was voided. Stripe: voided_at since 2019-05-16';

COMMENT ON COLUMN oltp.credit_notes.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.credit_notes.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.credit_notes.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.credit_notes.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.credit_notes.lines_complete IS 'Whether all elements of the list are known, or Stripe cut it and nothing brought the rest';

COMMENT ON COLUMN oltp.credit_notes.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.balance_transaction_fees (
    id TEXT COLLATE "C" NOT NULL,
    balance_transaction_id TEXT COLLATE "C",
    amount BIGINT,
    currency TEXT,
    application_id TEXT COLLATE "C",
    description TEXT,
    position BIGINT,
    type TEXT,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_balance_transaction_fees PRIMARY KEY (id),
    CONSTRAINT ck_balance_transaction_fees_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_balance_transaction_fees_id_is_place CHECK (row_state <> 'present' OR id = balance_transaction_id || '.' || position),
    CONSTRAINT fk_balance_transaction_fees_balance_transaction_id FOREIGN KEY(balance_transaction_id) REFERENCES oltp.balance_transactions (id),
    CONSTRAINT ck_balance_transaction_fees_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_balance_transaction_fees_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(balance_transaction_fees) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_balance_transaction_fees_balance_transaction_id_required CHECK (row_state <> 'present' OR balance_transaction_id IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_position_required CHECK (row_state <> 'present' OR position IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_balance_transaction_fees_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_balance_transaction_fees_unresolved ON oltp.balance_transaction_fees (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_balance_transaction_fees_promoted_at ON oltp.balance_transaction_fees USING brin (promoted_at);

CREATE INDEX ix_balance_transaction_fees_balance_transaction_id ON oltp.balance_transaction_fees (balance_transaction_id);

COMMENT ON TABLE oltp.balance_transaction_fees IS 'An element of fee_details, which has no id of its own: its transaction and its place, from 1, are its key. amount (minor units) is negative where Stripe gives a fee back.';

COMMENT ON COLUMN oltp.balance_transaction_fees.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN oltp.balance_transaction_fees.balance_transaction_id IS 'The balance transaction, a row of balance_transactions';

COMMENT ON COLUMN oltp.balance_transaction_fees.amount IS 'Part of the fee; negative where Stripe gives it back, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN oltp.balance_transaction_fees.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.balance_transaction_fees.application_id IS 'Id of the application, which has no table. Stripe: application';

COMMENT ON COLUMN oltp.balance_transaction_fees.description IS 'What the fee is for. Stripe: description';

COMMENT ON COLUMN oltp.balance_transaction_fees.position IS 'Its place in the list of its parent, from 1';

COMMENT ON COLUMN oltp.balance_transaction_fees.type IS 'Whose fee it is: Stripe''s, an application''s, or a tax. Stripe: type';

COMMENT ON COLUMN oltp.balance_transaction_fees.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.balance_transaction_fees.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.balance_transaction_fees.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.credit_note_line_items (
    id TEXT COLLATE "C" NOT NULL,
    credit_note_id TEXT COLLATE "C",
    amount BIGINT,
    amount_excluding_tax BIGINT,
    unit_amount BIGINT,
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
    unit_amount_decimal NUMERIC(38, 12),
    unit_amount_excluding_tax NUMERIC(38, 12),
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_credit_note_line_items PRIMARY KEY (id),
    CONSTRAINT ck_credit_note_line_items_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_credit_note_line_items_credit_note_id FOREIGN KEY(credit_note_id) REFERENCES oltp.credit_notes (id),
    CONSTRAINT fk_credit_note_line_items_invoice_line_item_id FOREIGN KEY(invoice_line_item_id) REFERENCES oltp.invoice_line_items (id),
    CONSTRAINT ck_credit_note_line_items_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_credit_note_line_items_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(credit_note_line_items) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_credit_note_line_items_credit_note_id_required CHECK (row_state <> 'present' OR credit_note_id IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_discount_amount_required CHECK (row_state <> 'present' OR discount_amount IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_tax_rates_required CHECK (row_state <> 'present' OR tax_rates IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_credit_note_line_items_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_credit_note_line_items_unresolved ON oltp.credit_note_line_items (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_credit_note_line_items_promoted_at ON oltp.credit_note_line_items USING brin (promoted_at);

CREATE INDEX ix_credit_note_line_items_invoice_line_item_id ON oltp.credit_note_line_items (invoice_line_item_id);

CREATE INDEX ix_credit_note_line_items_credit_note_id ON oltp.credit_note_line_items (credit_note_id);

COMMENT ON TABLE oltp.credit_note_line_items IS 'A line of a credit note (cnli_…): of a line of the invoice, or free.';

COMMENT ON COLUMN oltp.credit_note_line_items.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.credit_note_line_items.credit_note_id IS 'The credit note, a row of credit_notes';

COMMENT ON COLUMN oltp.credit_note_line_items.amount IS 'What the line credits, before discounts and taxes that are not included, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN oltp.credit_note_line_items.amount_excluding_tax IS 'Amount after discounts, without taxes that it includes, in minor units of currency. Stripe: amount_excluding_tax since 2020-08-27 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.credit_note_line_items.unit_amount IS 'Price of one unit, in minor units of currency. Stripe: unit_amount';

COMMENT ON COLUMN oltp.credit_note_line_items.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units';

COMMENT ON COLUMN oltp.credit_note_line_items.description IS 'What the merchant wrote about it. Stripe: description';

COMMENT ON COLUMN oltp.credit_note_line_items.discount_amount IS 'What discounts take off the line, in minor units of currency. Stripe: discount_amount';

COMMENT ON COLUMN oltp.credit_note_line_items.discount_amounts IS 'What each discount takes off, kept whole. Stripe: discount_amounts since 2020-03-02';

COMMENT ON COLUMN oltp.credit_note_line_items.invoice_line_item_id IS 'The invoice line item, a row of invoice_line_items. Stripe: invoice_line_item';

COMMENT ON COLUMN oltp.credit_note_line_items.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.credit_note_line_items.metadata IS 'Keys and values that the merchant attached. Stripe: metadata since 2026-03-25.dahlia';

COMMENT ON COLUMN oltp.credit_note_line_items.pretax_credit_amounts IS 'What credits and discounts take off before tax, kept whole. Stripe: pretax_credit_amounts since 2024-09-30.acacia';

COMMENT ON COLUMN oltp.credit_note_line_items.quantity IS 'Number of units, as a whole number. Stripe: quantity';

COMMENT ON COLUMN oltp.credit_note_line_items.tax_rates IS 'Tax rates that apply to it, kept whole. Stripe: tax_rates';

COMMENT ON COLUMN oltp.credit_note_line_items.taxes IS 'Taxes by rate, kept whole. Stripe: taxes since 2025-03-31.basil, tax_amounts until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.credit_note_line_items.type IS 'What is credited: an invoice''s line, or something of its own. Stripe: type';

COMMENT ON COLUMN oltp.credit_note_line_items.unit_amount_decimal IS 'Price of one unit, with decimals, in minor units of currency. Stripe: unit_amount_decimal';

COMMENT ON COLUMN oltp.credit_note_line_items.unit_amount_excluding_tax IS 'Price of one unit without taxes, with decimals, in minor units of currency. Stripe: unit_amount_excluding_tax since 2020-08-27 until 2025-02-24.acacia';

COMMENT ON COLUMN oltp.credit_note_line_items.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.credit_note_line_items.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.credit_note_line_items.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.credit_note_refunds (
    id TEXT COLLATE "C" NOT NULL,
    credit_note_id TEXT COLLATE "C",
    amount_refunded BIGINT,
    currency TEXT,
    payment_record_refund JSONB,
    position BIGINT,
    refund_id TEXT COLLATE "C",
    type TEXT,
    row_state TEXT NOT NULL,
    transform_version SMALLINT,
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_credit_note_refunds PRIMARY KEY (id),
    CONSTRAINT ck_credit_note_refunds_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT ck_credit_note_refunds_id_is_place CHECK (row_state <> 'present' OR id = credit_note_id || '.' || position),
    CONSTRAINT fk_credit_note_refunds_credit_note_id FOREIGN KEY(credit_note_id) REFERENCES oltp.credit_notes (id),
    CONSTRAINT fk_credit_note_refunds_refund_id FOREIGN KEY(refund_id) REFERENCES oltp.refunds (id),
    CONSTRAINT ck_credit_note_refunds_row_state_known CHECK (row_state IN ('present', 'unresolved')),
    CONSTRAINT ck_credit_note_refunds_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(credit_note_refunds) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_credit_note_refunds_credit_note_id_required CHECK (row_state <> 'present' OR credit_note_id IS NOT NULL),
    CONSTRAINT ck_credit_note_refunds_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_credit_note_refunds_position_required CHECK (row_state <> 'present' OR position IS NOT NULL),
    CONSTRAINT ck_credit_note_refunds_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_credit_note_refunds_credit_note_id ON oltp.credit_note_refunds (credit_note_id);

CREATE INDEX ix_credit_note_refunds_refund_id ON oltp.credit_note_refunds (refund_id);

CREATE INDEX ix_credit_note_refunds_unresolved ON oltp.credit_note_refunds (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_credit_note_refunds_promoted_at ON oltp.credit_note_refunds USING brin (promoted_at);

COMMENT ON TABLE oltp.credit_note_refunds IS 'A refund of a credit note. Stripe gives it no id: it is the credit note''s, with its place in the list.';

COMMENT ON COLUMN oltp.credit_note_refunds.id IS 'Stripe''s id of the object';

COMMENT ON COLUMN oltp.credit_note_refunds.credit_note_id IS 'The credit note, a row of credit_notes';

COMMENT ON COLUMN oltp.credit_note_refunds.amount_refunded IS 'What this refund gave back for the credit note, in minor units of currency. Stripe: amount_refunded';

COMMENT ON COLUMN oltp.credit_note_refunds.currency IS 'ISO code of the currency, in lower case; that of the credit note';

COMMENT ON COLUMN oltp.credit_note_refunds.payment_record_refund IS 'The refund of a payment outside of Stripe, kept whole. Stripe: payment_record_refund since 2025-10-29.clover';

COMMENT ON COLUMN oltp.credit_note_refunds.position IS 'Its place in the list of its parent, from 1';

COMMENT ON COLUMN oltp.credit_note_refunds.refund_id IS 'The refund, a row of refunds. Stripe: refund';

COMMENT ON COLUMN oltp.credit_note_refunds.type IS 'Whether Stripe or somebody else made the refund. Stripe: type since 2025-10-29.clover';

COMMENT ON COLUMN oltp.credit_note_refunds.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.credit_note_refunds.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.credit_note_refunds.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

CREATE TABLE oltp.customer_balance_transactions (
    id TEXT COLLATE "C" NOT NULL,
    created TIMESTAMP WITH TIME ZONE,
    customer_id TEXT COLLATE "C",
    amount BIGINT,
    currency TEXT,
    checkout_session_id TEXT COLLATE "C",
    credit_note_id TEXT COLLATE "C",
    customer_account_id TEXT COLLATE "C",
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
    promoted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_customer_balance_transactions PRIMARY KEY (id),
    CONSTRAINT ck_customer_balance_transactions_currency_form CHECK (currency ~ '^[a-z]{3}$'),
    CONSTRAINT fk_customer_balance_transactions_customer_id FOREIGN KEY(customer_id) REFERENCES oltp.customers (id),
    CONSTRAINT fk_customer_balance_transactions_credit_note_id FOREIGN KEY(credit_note_id) REFERENCES oltp.credit_notes (id),
    CONSTRAINT fk_customer_balance_transactions_invoice_id FOREIGN KEY(invoice_id) REFERENCES oltp.invoices (id),
    CONSTRAINT ck_customer_balance_transactions_row_state_known CHECK (row_state IN ('present', 'deleted', 'unresolved')),
    CONSTRAINT ck_customer_balance_transactions_unresolved_is_bare CHECK (row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(customer_balance_transactions) - '{id,row_state,promoted_at}'::text[]) = '{}'),
    CONSTRAINT ck_customer_balance_transactions_deletion_observed CHECK ((row_state = 'deleted') = (deleted_observed_at IS NOT NULL)),
    CONSTRAINT ck_customer_balance_transactions_created_required CHECK (row_state <> 'present' OR created IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_customer_id_required CHECK (row_state <> 'present' OR customer_id IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_amount_required CHECK (row_state <> 'present' OR amount IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_currency_required CHECK (row_state <> 'present' OR currency IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_ending_balance_required CHECK (row_state <> 'present' OR ending_balance IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_livemode_required CHECK (row_state <> 'present' OR livemode IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_type_required CHECK (row_state <> 'present' OR type IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_observed_at_required CHECK (row_state <> 'present' OR observed_at IS NOT NULL),
    CONSTRAINT ck_customer_balance_transactions_transform_version_required CHECK (row_state <> 'present' OR transform_version IS NOT NULL)
);

CREATE INDEX ix_customer_balance_transactions_unresolved ON oltp.customer_balance_transactions (id) WHERE row_state = 'unresolved';

CREATE INDEX ix_customer_balance_transactions_promoted_at ON oltp.customer_balance_transactions USING brin (promoted_at);

CREATE INDEX ix_customer_balance_transactions_invoice_id ON oltp.customer_balance_transactions (invoice_id);

CREATE INDEX ix_customer_balance_transactions_credit_note_id ON oltp.customer_balance_transactions (credit_note_id);

CREATE INDEX ix_customer_balance_transactions_customer_id ON oltp.customer_balance_transactions (customer_id);

CREATE INDEX ix_customer_balance_transactions_created ON oltp.customer_balance_transactions (created);

COMMENT ON TABLE oltp.customer_balance_transactions IS 'A customer balance transaction (cbtxn_…); a credit to the customer is negative.';

COMMENT ON COLUMN oltp.customer_balance_transactions.id IS 'Stripe''s id of the object. Stripe: id';

COMMENT ON COLUMN oltp.customer_balance_transactions.created IS 'When Stripe made the object. Stripe: created';

COMMENT ON COLUMN oltp.customer_balance_transactions.customer_id IS 'The customer, a row of customers. Stripe: customer';

COMMENT ON COLUMN oltp.customer_balance_transactions.amount IS 'What it changed the balance by; negative is to the customer''s good, in minor units of currency. Stripe: amount';

COMMENT ON COLUMN oltp.customer_balance_transactions.currency IS 'ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency';

COMMENT ON COLUMN oltp.customer_balance_transactions.checkout_session_id IS 'Id of the checkout session, which has no table. Stripe: checkout_session since 2025-03-31.basil';

COMMENT ON COLUMN oltp.customer_balance_transactions.credit_note_id IS 'The credit note, a row of credit_notes. Stripe: credit_note';

COMMENT ON COLUMN oltp.customer_balance_transactions.customer_account_id IS 'Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover';

COMMENT ON COLUMN oltp.customer_balance_transactions.description IS 'What the merchant wrote about it. Stripe: description';

COMMENT ON COLUMN oltp.customer_balance_transactions.ending_balance IS 'The customer''s balance after it; negative is to the customer''s good, in minor units of currency. Stripe: ending_balance';

COMMENT ON COLUMN oltp.customer_balance_transactions.invoice_id IS 'The invoice, a row of invoices. Stripe: invoice';

COMMENT ON COLUMN oltp.customer_balance_transactions.livemode IS 'Whether it is live data, not a test''s. Stripe: livemode';

COMMENT ON COLUMN oltp.customer_balance_transactions.metadata IS 'Keys and values that the merchant attached. Stripe: metadata';

COMMENT ON COLUMN oltp.customer_balance_transactions.type IS 'What changed the balance. Stripe: type';

COMMENT ON COLUMN oltp.customer_balance_transactions.row_state IS 'present; deleted: Stripe has a stub; unresolved: only its id is known';

COMMENT ON COLUMN oltp.customer_balance_transactions.observed_at IS 'When the copy was read that the row was made of';

COMMENT ON COLUMN oltp.customer_balance_transactions.deleted_observed_at IS 'When it was seen that Stripe has it no more';

COMMENT ON COLUMN oltp.customer_balance_transactions.transform_version IS 'Version of the SQL that made the row';

COMMENT ON COLUMN oltp.customer_balance_transactions.promoted_at IS 'When the promotion began that made or last changed the row, in whatever column';

ALTER TABLE oltp.payout_balance_transactions ADD CONSTRAINT fk_payout_balance_transactions_balance_transaction_id FOREIGN KEY(balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.credit_notes ADD CONSTRAINT fk_credit_notes_customer_balance_transaction_id FOREIGN KEY(customer_balance_transaction_id) REFERENCES oltp.customer_balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.charges ADD CONSTRAINT fk_charges_failure_balance_transaction_id FOREIGN KEY(failure_balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.customers ADD CONSTRAINT fk_customers_invoice_settings_default_payment_method_id FOREIGN KEY(invoice_settings_default_payment_method_id) REFERENCES oltp.payment_methods (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.subscriptions ADD CONSTRAINT fk_subscriptions_schedule_id FOREIGN KEY(schedule_id) REFERENCES oltp.subscription_schedules (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.charges ADD CONSTRAINT fk_charges_dispute_id FOREIGN KEY(dispute_id) REFERENCES oltp.disputes (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.payment_intents ADD CONSTRAINT fk_payment_intents_latest_charge_id FOREIGN KEY(latest_charge_id) REFERENCES oltp.charges (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.payouts ADD CONSTRAINT fk_payouts_balance_transaction_id FOREIGN KEY(balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.invoices ADD CONSTRAINT fk_invoices_payment_intent_id FOREIGN KEY(payment_intent_id) REFERENCES oltp.payment_intents (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.subscriptions ADD CONSTRAINT fk_subscriptions_latest_invoice_id FOREIGN KEY(latest_invoice_id) REFERENCES oltp.invoices (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.invoice_line_items ADD CONSTRAINT fk_invoice_line_items_invoice_item_id FOREIGN KEY(invoice_item_id) REFERENCES oltp.invoice_items (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.payment_methods ADD CONSTRAINT fk_payment_methods_card_generated_from_charge_id FOREIGN KEY(card_generated_from_charge_id) REFERENCES oltp.charges (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.invoices ADD CONSTRAINT fk_invoices_charge_id FOREIGN KEY(charge_id) REFERENCES oltp.charges (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.refunds ADD CONSTRAINT fk_refunds_failure_balance_transaction_id FOREIGN KEY(failure_balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.payouts ADD CONSTRAINT fk_payouts_original_payout_id FOREIGN KEY(original_payout_id) REFERENCES oltp.payouts (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.refunds ADD CONSTRAINT fk_refunds_balance_transaction_id FOREIGN KEY(balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.payouts ADD CONSTRAINT fk_payouts_failure_balance_transaction_id FOREIGN KEY(failure_balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.products ADD CONSTRAINT fk_products_default_price_id FOREIGN KEY(default_price_id) REFERENCES oltp.prices (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.charges ADD CONSTRAINT fk_charges_balance_transaction_id FOREIGN KEY(balance_transaction_id) REFERENCES oltp.balance_transactions (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.invoices ADD CONSTRAINT fk_invoices_from_invoice_invoice_id FOREIGN KEY(from_invoice_invoice_id) REFERENCES oltp.invoices (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.payouts ADD CONSTRAINT fk_payouts_reversed_by_id FOREIGN KEY(reversed_by_id) REFERENCES oltp.payouts (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE oltp.invoices ADD CONSTRAINT fk_invoices_latest_revision_id FOREIGN KEY(latest_revision_id) REFERENCES oltp.invoices (id) DEFERRABLE INITIALLY DEFERRED;

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
COMMENT ON VIEW oltp.payment_intent_invoices IS 'One row per payment intent and invoice that it pays or paid for.';

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
COMMENT ON VIEW oltp.charge_invoices IS 'One row per charge and invoice that it pays or paid for.';

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
COMMENT ON VIEW oltp.plans IS 'Plans as they were before there were prices: one row per price that recurs, of the same id.';

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
COMMENT ON VIEW oltp.credit_note_taxes IS 'One row per element of total_taxes of each of the credit_notes, known by its place, from 1.';

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
COMMENT ON VIEW oltp.credit_note_discount_amounts IS 'One row per element of discount_amounts of each of the credit_notes, known by its place, from 1.';

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
COMMENT ON VIEW oltp.credit_note_line_item_taxes IS 'One row per element of taxes of each of the credit_note_line_items, known by its place, from 1.';

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
COMMENT ON VIEW oltp.credit_note_line_item_discount_amounts IS 'One row per element of discount_amounts of each of the credit_note_line_items, known by its place, from 1.';

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
COMMENT ON VIEW oltp.journal IS 'The journal: per balance transaction its postings, each a debit or a credit of an account.';

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
COMMENT ON VIEW oltp.trial_balance IS 'The trial balance: per account of the journal, currency and day (UTC), its debits and credits, and what it stands at that evening (debits above zero).';

CREATE VIEW oltp.balance AS
SELECT
    entry.currency,
    coalesce(sum(entry.net) FILTER (WHERE entry.status = 'available'), 0) AS available,
    coalesce(sum(entry.net) FILTER (WHERE entry.status <> 'available'), 0) AS pending
FROM oltp.balance_transactions AS entry
WHERE entry.row_state = 'present' AND coalesce(entry.balance_type, 'payments') = 'payments'
GROUP BY entry.currency;
COMMENT ON VIEW oltp.balance IS 'The balance per currency: the net of what is available, and of what is still pending, as the last run knows it.';

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
COMMENT ON VIEW oltp.report_lines IS 'The lines of Stripe''s financial reports: per balance transaction when it counts, in which category, and how much.';

CREATE VIEW oltp.money_charge_amount AS
SELECT
    paid.currency,
    paid.amount::numeric AS figure,
    intent.amount::numeric AS expected,
    ARRAY[paid.id, paid.payment_intent_id] AS ids,
    intent.row_state <> 'present' AS is_pending
FROM oltp.charges AS paid
INNER JOIN oltp.payment_intents AS intent ON paid.payment_intent_id = intent.id
WHERE paid.row_state = 'present' AND paid.status = 'succeeded';
COMMENT ON VIEW oltp.money_charge_amount IS 'Per charge that succeeded, of a payment intent: amount = that of the payment intent.';

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
COMMENT ON VIEW oltp.money_charge_disputed IS 'Per charge that says it: disputed (1, or 0 if not) = whether it has a dispute.';

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
COMMENT ON VIEW oltp.money_charge_refunded IS 'Per charge: amount_refunded = the sum of its refunds that neither failed nor were canceled.';

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
COMMENT ON VIEW oltp.money_invoice_amount_due IS 'Per finalized invoice: amount_due = total + starting_balance - ending_balance - credit notes before payment.';

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
COMMENT ON VIEW oltp.money_invoice_amount_paid IS 'Per invoice that says it: amount_paid = the sum of its payments that are paid.';

CREATE VIEW oltp.money_invoice_amount_remaining AS
SELECT
    whole.currency,
    whole.amount_remaining::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[whole.id] AS ids,
    greatest(whole.amount_due::numeric - whole.amount_paid, 0) AS expected
FROM oltp.invoices AS whole
WHERE whole.row_state = 'present' AND whole.status <> 'void' AND whole.amount_remaining IS NOT NULL;
COMMENT ON VIEW oltp.money_invoice_amount_remaining IS 'Per invoice that is not void: amount_remaining = amount_due - amount_paid, and never less than nothing.';

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
COMMENT ON VIEW oltp.money_invoice_credited_after_payment IS 'Per finalized invoice: post_payment_credit_notes_amount = what its issued credit notes give back once it is paid.';

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
COMMENT ON VIEW oltp.money_invoice_credited_before_payment IS 'Per finalized invoice: pre_payment_credit_notes_amount = what its issued credit notes take off before it is paid.';

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
        taken.invoice_id,
        sum(taken.amount) AS amount
    FROM oltp.invoice_line_item_discount_amounts AS taken
    INNER JOIN oltp.invoices AS whole ON taken.invoice_id = whole.id
    WHERE
        taken.row_state = 'present'
        AND NOT coalesce(whole.discounts, '[]') @> jsonb_build_array(taken.discount_id)
        AND NOT coalesce(whole.discounts, '[]') @> jsonb_build_array(jsonb_build_object('id', taken.discount_id))
    GROUP BY taken.invoice_id
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
COMMENT ON VIEW oltp.money_invoice_subtotal IS 'Per invoice: subtotal = the sum of its lines, less what discounts of the lines themselves take off.';

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
        taken.invoice_id,
        sum(taken.amount) AS amount
    FROM oltp.invoice_discount_amounts AS taken
    WHERE taken.row_state = 'present'
    GROUP BY taken.invoice_id
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
        tax.invoice_id,
        sum(tax.amount) FILTER (WHERE tax.tax_behavior = 'exclusive') AS amount
    FROM oltp.invoice_taxes AS tax
    WHERE tax.row_state = 'present'
    GROUP BY tax.invoice_id
)

SELECT
    whole.currency,
    whole.total::numeric AS figure,
    ARRAY[whole.id] AS ids,
    coalesce(lines.amount, 0) + coalesce(whole.amount_shipping, 0)
    - coalesce(discounts.amount, 0) - coalesce(credits.amount, 0)
    + coalesce(taxes.amount, 0) AS expected,
    whole.lines_complete IS NOT TRUE
    OR (discounts.invoice_id IS NULL AND whole.discounts IS NULL AND whole.discount IS NOT NULL)
    OR (taxes.invoice_id IS NULL AND coalesce(whole.tax, 0) <> 0) AS is_pending
FROM oltp.invoices AS whole
LEFT JOIN lines ON whole.id = lines.invoice_id
LEFT JOIN discounts ON whole.id = discounts.invoice_id
LEFT JOIN credits ON whole.id = credits.id
LEFT JOIN taxes ON whole.id = taxes.invoice_id
WHERE whole.row_state = 'present';
COMMENT ON VIEW oltp.money_invoice_total IS 'Per invoice: total = lines + shipping - discounts - credits before tax + exclusive taxes.';

CREATE VIEW oltp.money_journal_day AS
SELECT
    posting.currency,
    FALSE AS is_pending,
    ARRAY[posting.day::text] AS ids,
    sum(posting.debit) AS figure,
    sum(posting.credit) AS expected
FROM oltp.journal AS posting
GROUP BY posting.day, posting.currency;
COMMENT ON VIEW oltp.money_journal_day IS 'Per day (UTC) and currency: the journal''s debits = its credits, over all accounts.';

CREATE VIEW oltp.money_journal_transaction AS
SELECT
    posting.currency,
    FALSE AS is_pending,
    ARRAY[posting.balance_transaction_id] AS ids,
    sum(posting.debit) AS figure,
    sum(posting.credit) AS expected
FROM oltp.journal AS posting
GROUP BY posting.balance_transaction_id, posting.currency;
COMMENT ON VIEW oltp.money_journal_transaction IS 'Per balance transaction and currency: the journal''s debits = its credits.';

CREATE VIEW oltp.money_payment_intent_amount_received AS
WITH captured AS (
    SELECT
        paid.payment_intent_id,
        sum(paid.amount_captured) AS amount,
        array_agg(paid.id ORDER BY paid.id) AS ids,
        bool_or(paid.amount_captured IS NULL) AS is_unknown
    FROM oltp.charges AS paid
    WHERE paid.row_state = 'present' AND paid.status = 'succeeded' AND paid.payment_intent_id IS NOT NULL
    GROUP BY paid.payment_intent_id
)

SELECT
    intent.currency,
    intent.amount_received::numeric AS figure,
    ARRAY[intent.id] || coalesce(captured.ids, '{}') AS ids,
    coalesce(captured.amount, 0) AS expected,
    coalesce(captured.is_unknown, FALSE) AS is_pending
FROM oltp.payment_intents AS intent
LEFT JOIN captured ON intent.id = captured.payment_intent_id
WHERE intent.row_state = 'present' AND intent.amount_received IS NOT NULL;
COMMENT ON VIEW oltp.money_payment_intent_amount_received IS 'Per payment intent: amount_received = what was captured of its charges that succeeded.';

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
COMMENT ON VIEW oltp.money_payout_amount IS 'Per automatic payout that is reconciled: amount = the net of what it pays out, its own balance transaction aside.';

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
COMMENT ON VIEW oltp.money_payout_once IS 'Per balance transaction that is paid out: the number of payouts that it is part of = 1.';

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
COMMENT ON VIEW oltp.money_transaction_amount IS 'Per balance transaction of a charge, refund or dispute: its amount = that of its source, at its exchange rate.';

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
    FALSE AS is_pending,
    ARRAY[entry.id] AS ids,
    coalesce(details.amount, 0) AS expected
FROM oltp.balance_transactions AS entry
LEFT JOIN details ON entry.id = details.balance_transaction_id
WHERE entry.row_state = 'present';
COMMENT ON VIEW oltp.money_transaction_fee IS 'Per balance transaction: fee = the sum of its fee_details.';

CREATE VIEW oltp.money_transaction_net AS
SELECT
    entry.currency,
    entry.net::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[entry.id] AS ids,
    entry.amount::numeric - entry.fee AS expected
FROM oltp.balance_transactions AS entry
WHERE entry.row_state = 'present';
COMMENT ON VIEW oltp.money_transaction_net IS 'Per balance transaction: net = amount - fee.';

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
COMMENT ON VIEW oltp.money_transaction_payout IS 'Per balance transaction of a payout: its amount = that of the payout, which leaves the balance, or comes back.';
