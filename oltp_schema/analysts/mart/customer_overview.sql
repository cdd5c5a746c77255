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
WITH captured AS (
    SELECT
        *,
        coalesce(amount_captured, CASE WHEN captured THEN amount ELSE 0 END) AS captured_amount
    FROM oltp.charges
    WHERE row_state = 'present' AND status = 'succeeded'
),

taken AS (
    SELECT
        captured.id,
        captured.customer_id,
        captured.currency,
        captured.created,
        captured.captured_amount AS amount,
        -- What was authorized and released is no money that was given back.
        greatest(captured.amount_refunded - (captured.amount - captured.captured_amount), 0) AS amount_refunded
    FROM captured
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
