-- One row per payment of an invoice, those that older invoices imply included.
SELECT
    invoice_payments.id,
    invoice_payments.created,
    invoice_payments.status,
    invoice_payments.amount_paid,
    invoice_payments.amount_requested,
    invoice_payments.currency,
    invoice_payments.canceled_at,
    invoice_payments.charge_id,
    invoice_payments.derived,
    invoice_payments.invoice_id,
    invoice_payments.is_default,
    invoice_payments.paid_at,
    invoice_payments.payment_intent_id,
    invoice_payments.payment_record_id,
    invoice_payments.payment_type,
    invoice_payments.invoice_id AS invoice,
    invoice_payments.payment_intent_id AS payment_intent,
    invoice_payments.charge_id AS charge,
    invoice_payments.paid_at AS status_transitions_paid_at,
    invoice_payments.canceled_at AS status_transitions_canceled_at,
    coalesce(invoice_payments.livemode, account.livemode) AS livemode,
    invoice_payments.row_state = 'deleted' AS deleted
FROM oltp.invoice_payments
LEFT JOIN meta.account AS account ON TRUE
WHERE invoice_payments.row_state <> 'unresolved'
