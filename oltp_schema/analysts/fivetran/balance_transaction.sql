-- One row per balance transaction.
SELECT
    balance_transaction.id,
    balance_transaction.amount,
    balance_transaction.available_on,
    balance_transaction.created,
    balance_transaction.currency,
    balance_transaction.description,
    balance_transaction.exchange_rate,
    balance_transaction.fee,
    balance_transaction.net,
    balance_transaction.automatic_transfer_id AS payout_id,
    balance_transaction.reporting_category,
    balance_transaction.source_id AS source,  -- noqa: RF04
    balance_transaction.status,
    balance_transaction.type,
    balance_transaction.promoted_at AS _fivetran_synced,
    NULL::text AS connected_account_id
FROM stripe.balance_transactions AS balance_transaction
