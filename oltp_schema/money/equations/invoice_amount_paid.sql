-- Per invoice that says it: amount_paid = the sum of its payments that are paid.
--
-- Before 2025-03-31.basil what was paid out of band had no payment and was no part of it.
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
WHERE whole.row_state = 'present' AND whole.amount_paid IS NOT NULL AND whole.paid_out_of_band IS NOT TRUE
