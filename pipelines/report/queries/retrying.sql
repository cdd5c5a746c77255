-- One row per currency and number of failed attempts of open invoices that Stripe collects by itself; as of now.
--
-- scheduled: For how many of them Stripe will try again.
-- next_attempt: When it will try the first of them.
SELECT
    invoices.currency,
    invoices.attempt_count AS attempts,
    count(*) AS invoices,
    sum(invoices.amount_remaining) AS amount_remaining,
    count(invoices.next_payment_attempt) AS scheduled,
    min(invoices.next_payment_attempt) AS next_attempt
FROM oltp.invoices
WHERE
    invoices.row_state = 'present'
    AND invoices.status = 'open'
    AND invoices.collection_method = 'charge_automatically'
    AND invoices.attempt_count > 0
GROUP BY 1, 2
ORDER BY 1, 2
