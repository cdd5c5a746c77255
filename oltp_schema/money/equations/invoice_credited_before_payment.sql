-- Per finalized invoice: pre_payment_credit_notes_amount = what its issued credit notes take off before it is paid.
--
-- Before 2025-05-28.basil a credit note does not say how much of it that is; its type says whether all of it is.
WITH notes AS (
    SELECT
        note.invoice_id,
        array_agg(note.id ORDER BY note.id) AS ids,
        sum(
            coalesce(note.pre_payment_amount, CASE note.type WHEN 'pre_payment' THEN note.amount ELSE 0 END)
        ) AS amount
    FROM oltp.credit_notes AS note
    WHERE note.row_state = 'present' AND note.status = 'issued'
    GROUP BY note.invoice_id
)

SELECT
    whole.currency,
    whole.pre_payment_credit_notes_amount::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[whole.id] || coalesce(notes.ids, '{}') AS ids,
    coalesce(notes.amount, 0) AS expected
FROM oltp.invoices AS whole
LEFT JOIN notes ON whole.id = notes.invoice_id
WHERE whole.row_state = 'present' AND whole.status <> 'draft' AND whole.pre_payment_credit_notes_amount IS NOT NULL
