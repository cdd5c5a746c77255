-- Per charge that succeeded, of a payment intent: amount = that of the payment intent.
--
-- Of a charge that failed the intent may have asked for another amount afterwards.
SELECT
    paid.currency,
    paid.amount::numeric AS figure,
    intent.amount::numeric AS expected,
    ARRAY[paid.id, paid.payment_intent_id] AS ids,
    intent.row_state <> 'present' AS is_pending
FROM oltp.charges AS paid
INNER JOIN oltp.payment_intents AS intent ON paid.payment_intent_id = intent.id
WHERE paid.row_state = 'present' AND paid.status = 'succeeded'
