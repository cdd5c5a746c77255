-- One row per change of a customer's balance.
SELECT
    customer_balance_transactions.id,
    customer_balance_transactions.created,
    customer_balance_transactions.customer_id,
    customer_balance_transactions.amount,
    customer_balance_transactions.currency,
    customer_balance_transactions.checkout_session_id,
    customer_balance_transactions.credit_note_id,
    customer_balance_transactions.customer_account_id,
    customer_balance_transactions.description,
    customer_balance_transactions.ending_balance,
    customer_balance_transactions.invoice_id,
    customer_balance_transactions.metadata,
    customer_balance_transactions.type,
    coalesce(customer_balance_transactions.livemode, account.livemode) AS livemode,
    customer_balance_transactions.row_state = 'deleted' AS deleted
FROM oltp.customer_balance_transactions
LEFT JOIN meta.account AS account ON TRUE
WHERE customer_balance_transactions.row_state <> 'unresolved'
