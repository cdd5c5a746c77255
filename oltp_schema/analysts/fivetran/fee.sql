-- One row per fee of a balance transaction.
SELECT
    fee.amount,
    fee.application_id AS application,
    fee.balance_transaction_id,
    fee.currency,
    fee.description,
    fee.type,
    fee.promoted_at AS _fivetran_synced,
    NULL::text AS connected_account_id,
    fee.position - 1 AS index  -- noqa: RF04
FROM stripe.balance_transaction_fee_details AS fee
