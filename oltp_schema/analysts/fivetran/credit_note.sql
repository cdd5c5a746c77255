-- One row per credit note.
SELECT
    credit_note.id,
    credit_note.amount,
    credit_note.created,
    credit_note.currency,
    credit_note.discount_amount,
    credit_note.subtotal,
    credit_note.total,
    credit_note.livemode,
    credit_note.memo,
    credit_note.number,
    credit_note.pdf,
    credit_note.reason,
    credit_note.status,
    credit_note.type,
    credit_note.voided_at,
    credit_note.customer_balance_transaction_id AS customer_balance_transaction,
    credit_note.invoice_id,
    credit_note.refund_id,
    credit_note.promoted_at AS _fivetran_synced,
    credit_note.metadata::text AS metadata
FROM stripe.credit_notes AS credit_note
