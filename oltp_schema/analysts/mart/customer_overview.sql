-- One row per customer and currency: what was paid and given back, what it cost, what is owed; and one for no customer.
--
-- customer_id: The customer; NULL for charges of nobody.
-- currency: Of the amounts. Fees are in the currency of settlement, which may be another row.
-- first_payment: When the first charge succeeded.
-- last_payment: When the last charge succeeded.
-- payments: How many charges succeeded.
-- paid: What they took, in minor units.
-- refunded: What of it was given back, in minor units.
-- disputed: What the bank claimed back, in minor units, whoever won; without inquiries.
-- fees: What Stripe kept of charges, refunds and disputes, in minor units.
-- owed: What is to be paid of open invoices, in minor units.
WITH taken AS (
    SELECT
        charges.id,
        charges.customer_id,
        charges.currency,
        charges.created,
        greatest(charges.amount_refunded - (charges.amount - captured.amount), 0) AS amount_refunded,
        captured.amount
    FROM oltp.charges
    -- What was authorized and released is no money that was given back.
    CROSS JOIN LATERAL (
        SELECT coalesce(charges.amount_captured, CASE WHEN charges.captured THEN charges.amount ELSE 0 END) AS amount
    ) AS captured
    WHERE charges.row_state = 'present' AND charges.status = 'succeeded'
),

costs AS (
    SELECT
        kept.currency,
        kept.fee,
        coalesce(kept.charge_id, refunds.charge_id, disputes.charge_id) AS charge_id
    FROM oltp.balance_transactions AS kept
    LEFT JOIN oltp.refunds ON kept.refund_id = refunds.id
    LEFT JOIN oltp.disputes ON kept.dispute_id = disputes.id
    WHERE kept.row_state = 'present' AND kept.source_type IN ('charge', 'refund', 'dispute')
),

entries AS (
    SELECT
        taken.customer_id,
        taken.currency,
        taken.created AS paid_at,
        taken.amount AS paid,
        taken.amount_refunded AS refunded,
        0 AS disputed,
        0 AS fee,
        0 AS owed
    FROM taken
    UNION ALL
    SELECT
        charges.customer_id,
        disputes.currency,
        NULL AS paid_at,
        0 AS paid,
        0 AS refunded,
        disputes.amount AS disputed,
        0 AS fee,
        0 AS owed
    FROM oltp.disputes
    LEFT JOIN oltp.charges ON disputes.charge_id = charges.id
    WHERE
        disputes.row_state = 'present'
        AND NOT starts_with(disputes.status, 'warning_')
        AND disputes.status <> 'prevented'
    UNION ALL
    SELECT
        charges.customer_id,
        costs.currency,
        NULL AS paid_at,
        0 AS paid,
        0 AS refunded,
        0 AS disputed,
        costs.fee,
        0 AS owed
    FROM costs
    LEFT JOIN oltp.charges ON costs.charge_id = charges.id
    UNION ALL
    SELECT
        invoices.customer_id,
        invoices.currency,
        NULL AS paid_at,
        0 AS paid,
        0 AS refunded,
        0 AS disputed,
        0 AS fee,
        invoices.amount_remaining AS owed
    FROM oltp.invoices
    WHERE invoices.row_state = 'present' AND invoices.status = 'open'
)

SELECT
    customer_id,
    currency,
    min(paid_at) AS first_payment,
    max(paid_at) AS last_payment,
    count(paid_at) AS payments,
    sum(paid) AS paid,
    sum(refunded) AS refunded,
    sum(disputed) AS disputed,
    sum(fee) AS fees,
    sum(owed) AS owed
FROM entries
GROUP BY customer_id, currency
