-- One row per payout, as of the time when they were transfers; transfers to connected accounts are none of them.
SELECT
    payouts.id,
    payouts.created,
    payouts.status,
    payouts.amount,
    payouts.currency,
    payouts.application_fee_amount,
    payouts.application_fee_id,
    payouts.arrival_date,
    payouts.automatic,
    payouts.balance_transaction_id,
    payouts.description,
    payouts.destination_id,
    payouts.failure_balance_transaction_id,
    payouts.failure_code,
    payouts.failure_message,
    payouts.metadata,
    payouts.method,
    payouts.original_payout_id,
    payouts.payout_method_id,
    payouts.reconciliation_status,
    payouts.reversed_by_id,
    payouts.source_type,
    payouts.statement_descriptor,
    payouts.trace_id_status,
    payouts.trace_id_value,
    payouts.type,
    payouts.arrival_date AS date,  -- noqa: RF04
    coalesce(payouts.livemode, account.livemode) AS livemode,
    payouts.row_state = 'deleted' AS deleted
FROM oltp.payouts
LEFT JOIN meta.account AS account ON TRUE
WHERE payouts.row_state <> 'unresolved'
