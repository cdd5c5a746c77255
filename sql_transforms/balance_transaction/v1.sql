-- One row per balance transaction.
--
-- The kind of its source is what the source calls itself where it came whole, else what its id begins with, else what
-- the transaction's type is of.
SELECT
    doc.id,
    doc.amount,
    stripe_time(doc.available_on) AS available_on,
    doc.balance_type,
    CASE origin.type WHEN 'charge' THEN origin.id END AS charge_id,
    stripe_time(doc.created) AS created,
    doc.currency,
    doc.description,
    CASE origin.type WHEN 'dispute' THEN origin.id END AS dispute_id,
    doc.exchange_rate,
    doc.fee,
    doc.net,
    CASE origin.type WHEN 'payout' THEN origin.id END AS payout_id,
    CASE origin.type WHEN 'refund' THEN origin.id END AS refund_id,
    doc.reporting_category,
    origin.id AS source_id,
    origin.type AS source_type,
    doc.status,
    doc.type
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        amount bigint,
        available_on bigint,
        balance_type text,
        created bigint,
        currency text,
        description text,
        exchange_rate numeric,
        fee bigint,
        net bigint,
        reporting_category text,
        source jsonb,
        status text,
        type text
    ),
    LATERAL (SELECT stripe_ref(doc.source) AS id) AS named,
    LATERAL (
        SELECT
            named.id,
            CASE
                WHEN named.id IS NOT NULL
                    THEN coalesce(
                        doc.source ->> 'object',
                        CASE split_part(named.id, '_', 1)
                            WHEN 'ch' THEN 'charge'
                            WHEN 'py' THEN 'charge'
                            WHEN 're' THEN 'refund'
                            WHEN 'pyr' THEN 'refund'
                            WHEN 'du' THEN 'dispute'
                            WHEN 'dp' THEN 'dispute'
                            WHEN 'po' THEN 'payout'
                            WHEN 'tr' THEN 'transfer'
                            WHEN 'trr' THEN 'transfer_reversal'
                            WHEN 'fee' THEN 'application_fee'
                            WHEN 'fr' THEN 'fee_refund'
                            WHEN 'tu' THEN 'topup'
                            WHEN 'ccsbtxn' THEN 'customer_cash_balance_transaction'
                            WHEN 'iauth' THEN 'issuing.authorization'
                            WHEN 'idp' THEN 'issuing.dispute'
                            WHEN 'ipi' THEN 'issuing.transaction'
                        END,
                        CASE doc.type
                            WHEN 'charge' THEN 'charge'
                            WHEN 'payment' THEN 'charge'
                            WHEN 'refund' THEN 'refund'
                            WHEN 'payment_refund' THEN 'refund'
                            WHEN 'refund_failure' THEN 'refund'
                            WHEN 'payout' THEN 'payout'
                            WHEN 'payout_cancel' THEN 'payout'
                            WHEN 'payout_failure' THEN 'payout'
                            WHEN 'topup' THEN 'topup'
                            WHEN 'topup_reversal' THEN 'topup'
                        END
                    )
            END AS type
    ) AS origin
