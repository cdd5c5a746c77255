-- Per payment intent: amount_received = what was captured of its charges that succeeded.
--
-- Before 2020-08-27 no charge says how much of it was captured.
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
WHERE intent.row_state = 'present' AND intent.amount_received IS NOT NULL
