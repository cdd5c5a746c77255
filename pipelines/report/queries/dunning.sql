-- One row per month in which the first payment of an invoice failed, and currency, of the last 24 months: what became
-- of it since. Whole months: a chart has no place for a part of one before its first.
--
-- recovered, open, lost: How many are paid, are still open, and were given up (void or uncollectible).
-- amount_recovered, amount_open: What was paid of them, and what is still to be paid.
SELECT
    invoices.currency,
    date_trunc('month', attempts.created AT TIME ZONE 'UTC')::date AS month,
    count(*) AS invoices,
    count(*) FILTER (WHERE invoices.status = 'paid') AS recovered,
    count(*) FILTER (WHERE invoices.status = 'open') AS open,
    count(*) FILTER (WHERE invoices.status NOT IN ('paid', 'open')) AS lost,
    coalesce(sum(invoices.amount_paid) FILTER (WHERE invoices.status = 'paid'), 0) AS amount_recovered,
    coalesce(sum(invoices.amount_remaining) FILTER (WHERE invoices.status = 'open'), 0) AS amount_open
FROM mart.invoice_charges AS attempts
INNER JOIN oltp.charges ON attempts.charge_id = charges.id
INNER JOIN oltp.invoices ON attempts.invoice_id = invoices.id
WHERE
    attempts.attempt = 1
    AND charges.status = 'failed'
    AND invoices.row_state = 'present'
    AND date_trunc('month', attempts.created AT TIME ZONE 'UTC') > now() AT TIME ZONE 'UTC' - interval '24 months'
GROUP BY 1, 2
ORDER BY 1, 2
