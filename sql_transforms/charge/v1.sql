-- One row per charge.
--
-- Each function in FROM would carry all columns of the others on, so nested objects are read with `->>`.
--
-- Before `payment_method_details` the card was the `source`, or a part of it where that is of the API of Sources. The
-- words for its brand became others, and what its holder said is in `billing_details` since.
SELECT
    doc.id,
    doc.amount,
    doc.amount_captured,
    doc.amount_refunded,
    doc.application_fee_amount,
    stripe_ref(doc.application_fee) AS application_fee_id,
    stripe_ref(doc.application) AS application_id,
    doc.authorization_code,
    stripe_ref(doc.balance_transaction) AS balance_transaction_id,
    stripe_object(doc.billing_details) AS billing_details,
    coalesce(
        doc.billing_details -> 'address' ->> 'country',
        charged.holder -> 'address' ->> 'country',
        charged.card ->> 'address_country'
    ) AS billing_details_address_country,
    coalesce(
        doc.billing_details -> 'address' ->> 'postal_code',
        charged.holder -> 'address' ->> 'postal_code',
        charged.card ->> 'address_zip'
    ) AS billing_details_address_postal_code,
    coalesce(
        doc.billing_details ->> 'email',
        charged.holder ->> 'email'
    ) AS billing_details_email,
    coalesce(
        doc.billing_details ->> 'name',
        charged.holder ->> 'name',
        charged.card ->> 'name'
    ) AS billing_details_name,
    doc.calculated_statement_descriptor,
    doc.captured,
    stripe_time(doc.created) AS created,
    doc.currency,
    stripe_ref(doc.customer) AS customer_id,
    doc.description,
    stripe_ref(doc.dispute) AS dispute_id,
    doc.disputed,
    stripe_ref(doc.failure_balance_transaction) AS failure_balance_transaction_id,
    doc.failure_code,
    doc.failure_message,
    stripe_object(doc.fraud_details) ->> 'stripe_report' AS fraud_details_stripe_report,
    doc.fraud_details ->> 'user_report' AS fraud_details_user_report,
    stripe_ref(doc.invoice) AS invoice_id,
    doc.level3,
    doc.livemode,
    doc.metadata,
    stripe_ref(doc.on_behalf_of) AS on_behalf_of_id,
    stripe_object(doc.outcome) AS outcome,
    doc.outcome ->> 'advice_code' AS outcome_advice_code,
    doc.outcome ->> 'network_advice_code' AS outcome_network_advice_code,
    doc.outcome ->> 'network_decline_code' AS outcome_network_decline_code,
    doc.outcome ->> 'network_status' AS outcome_network_status,
    doc.outcome ->> 'reason' AS outcome_reason,
    doc.outcome ->> 'risk_level' AS outcome_risk_level,
    (doc.outcome ->> 'risk_score')::bigint AS outcome_risk_score,
    stripe_ref(doc.outcome -> 'rule') AS outcome_rule_id,
    doc.outcome ->> 'seller_message' AS outcome_seller_message,
    doc.outcome ->> 'type' AS outcome_type,
    doc.paid,
    stripe_ref(doc.payment_intent) AS payment_intent_id,
    stripe_object(doc.payment_method_details) AS payment_method_details,
    coalesce(
        stripe_object(doc.payment_method_details -> 'card') ->> 'brand',
        CASE charged.card ->> 'brand'
            WHEN 'American Express' THEN 'amex'
            WHEN 'Diners Club' THEN 'diners'
            WHEN 'Discover' THEN 'discover'
            WHEN 'JCB' THEN 'jcb'
            WHEN 'MasterCard' THEN 'mastercard'
            WHEN 'UnionPay' THEN 'unionpay'
            WHEN 'Unknown' THEN 'unknown'
            WHEN 'Visa' THEN 'visa'
            ELSE charged.card ->> 'brand'
        END
    ) AS payment_method_details_card_brand,
    coalesce(
        doc.payment_method_details -> 'card' ->> 'country',
        charged.card ->> 'country'
    ) AS payment_method_details_card_country,
    coalesce(
        doc.payment_method_details -> 'card' ->> 'exp_month', charged.card ->> 'exp_month'
    )::bigint AS payment_method_details_card_exp_month,
    coalesce(
        doc.payment_method_details -> 'card' ->> 'exp_year', charged.card ->> 'exp_year'
    )::bigint AS payment_method_details_card_exp_year,
    coalesce(
        doc.payment_method_details -> 'card' ->> 'fingerprint',
        charged.card ->> 'fingerprint'
    ) AS payment_method_details_card_fingerprint,
    coalesce(
        doc.payment_method_details -> 'card' ->> 'funding',
        charged.card ->> 'funding'
    ) AS payment_method_details_card_funding,
    coalesce(
        doc.payment_method_details -> 'card' ->> 'last4',
        charged.card ->> 'last4'
    ) AS payment_method_details_card_last4,
    stripe_ref(doc.payment_method_details -> 'card' -> 'mandate') AS payment_method_details_card_mandate_id,
    doc.payment_method_details -> 'card' ->> 'network' AS payment_method_details_card_network,
    coalesce(
        doc.payment_method_details ->> 'type',
        CASE doc.source ->> 'object'
            WHEN 'card' THEN 'card'
            WHEN 'bank_account' THEN 'ach_debit'
            WHEN 'source' THEN doc.source ->> 'type'
        END
    ) AS payment_method_details_type,
    stripe_ref(doc.payment_method) AS payment_method_id,
    (stripe_object(doc.presentment_details) ->> 'presentment_amount')::bigint AS presentment_details_presentment_amount,
    doc.presentment_details ->> 'presentment_currency' AS presentment_details_presentment_currency,
    doc.receipt_email,
    doc.receipt_number,
    doc.receipt_url,
    doc.refunded,
    stripe_ref(doc.review) AS review_id,
    doc.shipping,
    stripe_ref(doc.source) AS source_id,
    stripe_ref(doc.source_transfer) AS source_transfer_id,
    doc.statement_descriptor,
    doc.statement_descriptor_suffix,
    doc.status,
    (stripe_object(doc.transfer_data) ->> 'amount')::bigint AS transfer_data_amount,
    coalesce(
        stripe_ref(doc.transfer_data -> 'destination'), stripe_ref(doc.destination)
    ) AS transfer_data_destination_id,
    doc.transfer_group,
    stripe_ref(doc.transfer) AS transfer_id
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        amount bigint,
        amount_captured bigint,
        amount_refunded bigint,
        application jsonb,
        application_fee jsonb,
        application_fee_amount bigint,
        authorization_code text,
        balance_transaction jsonb,
        billing_details jsonb,
        calculated_statement_descriptor text,
        captured boolean,
        created bigint,
        currency text,
        customer jsonb,
        description text,
        destination jsonb,
        dispute jsonb,
        disputed boolean,
        failure_balance_transaction jsonb,
        failure_code text,
        failure_message text,
        fraud_details jsonb,
        invoice jsonb,
        level3 jsonb,
        livemode boolean,
        metadata jsonb,
        on_behalf_of jsonb,
        outcome jsonb,
        paid boolean,
        payment_intent jsonb,
        payment_method jsonb,
        payment_method_details jsonb,
        presentment_details jsonb,
        receipt_email text,
        receipt_number text,
        receipt_url text,
        refunded boolean,
        review jsonb,
        shipping jsonb,
        source jsonb,
        source_transfer jsonb,
        statement_descriptor text,
        statement_descriptor_suffix text,
        status text,
        transfer jsonb,
        transfer_data jsonb,
        transfer_group text
    ),
    LATERAL (
        SELECT
            CASE
                WHEN doc.source ->> 'object' = 'card' THEN doc.source
                ELSE stripe_object(doc.source -> 'card')
            END AS card,
            stripe_object(doc.source -> 'owner') AS holder
    ) AS charged
