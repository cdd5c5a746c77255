-- One row per part of a balance transaction's fee.
SELECT
    balance_transaction_fees.id,
    balance_transaction_fees.balance_transaction_id,
    balance_transaction_fees.amount,
    balance_transaction_fees.currency,
    balance_transaction_fees.application_id,
    balance_transaction_fees.description,
    balance_transaction_fees.position,
    balance_transaction_fees.type
FROM oltp.balance_transaction_fees
WHERE balance_transaction_fees.row_state = 'present'
