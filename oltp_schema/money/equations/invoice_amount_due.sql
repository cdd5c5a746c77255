-- Per finalized invoice: amount_due = total + starting_balance - ending_balance - credit notes before payment.
SELECT
    whole.currency,
    whole.amount_due::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[whole.id] AS ids,
    whole.total::numeric + whole.starting_balance - whole.ending_balance
    - coalesce(whole.pre_payment_credit_notes_amount, 0) AS expected
FROM oltp.invoices AS whole
WHERE whole.row_state = 'present' AND whole.status <> 'draft' AND whole.ending_balance IS NOT NULL
