-- Per finalized invoice: amount_due = total + starting_balance - ending_balance - credit notes before payment.
--
-- The oldest versions do not say what these took off: such an invoice is pending.
SELECT
    whole.currency,
    whole.amount_due::numeric AS figure,
    whole.pre_payment_credit_notes_amount IS NULL AS is_pending,
    ARRAY[whole.id] AS ids,
    whole.total::numeric + whole.starting_balance - whole.ending_balance
    - whole.pre_payment_credit_notes_amount AS expected
FROM oltp.invoices AS whole
WHERE whole.row_state = 'present' AND whole.status <> 'draft' AND whole.ending_balance IS NOT NULL
