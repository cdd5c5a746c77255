-- One row per payment method.
SELECT
    doc.id,
    doc.allow_redisplay,
    doc.billing_details,
    billing_details.address ->> 'country' AS billing_details_address_country,
    billing_details.email AS billing_details_email,
    billing_details.name AS billing_details_name,
    doc.card,
    card.brand AS card_brand,
    card.country AS card_country,
    card.exp_month AS card_exp_month,
    card.exp_year AS card_exp_year,
    card.fingerprint AS card_fingerprint,
    card.funding AS card_funding,
    stripe_ref(card.generated_from -> 'charge') AS card_generated_from_charge_id,
    card.last4 AS card_last4,
    card.wallet ->> 'type' AS card_wallet_type,
    stripe_time(doc.created) AS created,
    stripe_ref(doc.customer_account) AS customer_account_id,
    stripe_ref(doc.customer) AS customer_id,
    doc.livemode,
    doc.metadata,
    doc.sepa_debit,
    sepa_debit.country AS sepa_debit_country,
    sepa_debit.last4 AS sepa_debit_last4,
    doc.type,
    doc.us_bank_account,
    us_bank_account.bank_name AS us_bank_account_bank_name,
    us_bank_account.last4 AS us_bank_account_last4
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        allow_redisplay text,
        billing_details jsonb,
        card jsonb,
        created bigint,
        customer jsonb,
        customer_account jsonb,
        livemode boolean,
        metadata jsonb,
        sepa_debit jsonb,
        type text,
        us_bank_account jsonb
    ),
    jsonb_to_record(doc.billing_details) AS billing_details (
        address jsonb,
        email text,
        name text
    ),
    jsonb_to_record(doc.card) AS card (
        brand text,
        country text,
        exp_month bigint,
        exp_year bigint,
        fingerprint text,
        funding text,
        generated_from jsonb,
        last4 text,
        wallet jsonb
    ),
    jsonb_to_record(doc.sepa_debit) AS sepa_debit (
        country text,
        last4 text
    ),
    jsonb_to_record(doc.us_bank_account) AS us_bank_account (
        bank_name text,
        last4 text
    )
