-- One row per refund that a credit note names.
SELECT
    credit_note_refunds.id,
    credit_note_refunds.credit_note_id,
    credit_note_refunds.amount_refunded,
    credit_note_refunds.currency,
    credit_note_refunds.payment_record_refund,
    credit_note_refunds.position,
    credit_note_refunds.refund_id,
    credit_note_refunds.type
FROM oltp.credit_note_refunds
WHERE credit_note_refunds.row_state = 'present'
