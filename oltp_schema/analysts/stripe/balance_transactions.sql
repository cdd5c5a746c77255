-- One row per balance transaction. An automatic payout that pays it out is its automatic_transfer_id.
--
-- automatic_transfer_id: The automatic payout that took it with it, a row of payouts.
SELECT
    balance_transactions.id,
    balance_transactions.created,
    balance_transactions.status,
    balance_transactions.amount,
    balance_transactions.fee,
    balance_transactions.net,
    balance_transactions.currency,
    balance_transactions.available_on,
    balance_transactions.balance_type,
    balance_transactions.charge_id,
    balance_transactions.description,
    balance_transactions.dispute_id,
    balance_transactions.exchange_rate,
    balance_transactions.payout_id,
    balance_transactions.refund_id,
    balance_transactions.reporting_category,
    balance_transactions.source_id,
    balance_transactions.source_type,
    balance_transactions.type,
    paid.payout_id AS automatic_transfer_id,
    balance_transactions.row_state = 'deleted' AS deleted
FROM oltp.balance_transactions
LEFT JOIN LATERAL (
    SELECT min(paid_out.payout_id) AS payout_id
    FROM oltp.payout_balance_transactions AS paid_out
    WHERE paid_out.balance_transaction_id = balance_transactions.id AND paid_out.row_state = 'present'
) AS paid ON TRUE
WHERE balance_transactions.row_state <> 'unresolved'
