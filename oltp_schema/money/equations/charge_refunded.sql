-- Per charge: amount_refunded = the sum of its refunds that neither failed nor were canceled.
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
WHERE paid.row_state = 'present'
