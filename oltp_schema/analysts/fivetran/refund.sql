-- One row per refund.
SELECT
    refund.id,
    refund.amount,
    refund.balance_transaction_id,
    refund.charge_id,
    refund.payment_intent_id,
    refund.created,
    refund.currency,
    refund.description,
    refund.failure_balance_transaction_id,
    refund.failure_reason,
    refund.reason,
    refund.receipt_number,
    refund.status,
    refund.promoted_at AS _fivetran_synced,
    refund.metadata::text AS metadata
FROM stripe.refunds AS refund
