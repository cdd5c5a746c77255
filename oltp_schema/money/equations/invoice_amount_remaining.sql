-- Per invoice that is not void: amount_remaining = amount_due - amount_paid, and never less than nothing.
SELECT
    whole.currency,
    whole.amount_remaining::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[whole.id] AS ids,
    greatest(whole.amount_due::numeric - whole.amount_paid, 0) AS expected
FROM oltp.invoices AS whole
WHERE whole.row_state = 'present' AND whole.status <> 'void' AND whole.amount_remaining IS NOT NULL
