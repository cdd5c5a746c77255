-- One row per currency and age of open invoices, as of now.
--
-- currency: Of the amount.
-- age: How long they are due, in days; without a due date an invoice is due when it is finalized.
-- invoices: How many are open.
-- amount_remaining: What is to be paid of them, in minor units.
SELECT
    owed.currency,
    CASE
        WHEN owed.due > now() THEN 'not due'
        WHEN owed.due > now() - interval '31 days' THEN '0-30'
        WHEN owed.due > now() - interval '61 days' THEN '31-60'
        WHEN owed.due > now() - interval '91 days' THEN '61-90'
        ELSE 'over 90'
    END AS age,
    count(*) AS invoices,
    sum(owed.amount_remaining) AS amount_remaining
FROM (
    SELECT
        invoices.currency,
        invoices.amount_remaining,
        coalesce(invoices.due_date, invoices.status_transitions_finalized_at, invoices.created) AS due
    FROM oltp.invoices
    WHERE invoices.row_state = 'present' AND invoices.status = 'open'
) AS owed
GROUP BY 1, 2
