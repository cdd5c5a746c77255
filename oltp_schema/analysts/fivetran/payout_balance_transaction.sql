-- One row per balance transaction that a payout consists of.
SELECT
    entry.payout_id,
    entry.balance_transaction_id,
    entry.promoted_at AS _fivetran_synced
FROM oltp.payout_balance_transactions AS entry
WHERE entry.row_state = 'present'
