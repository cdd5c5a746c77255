-- Per automatic payout that is reconciled: amount = the net of what it pays out, its own balance transaction aside.
WITH members AS (
    SELECT
        member.payout_id,
        sum(entry.net) AS net,
        bool_or(entry.row_state <> 'present') AS is_pending
    FROM oltp.payout_balance_transactions AS member
    INNER JOIN oltp.payouts AS whole ON member.payout_id = whole.id
    INNER JOIN oltp.balance_transactions AS entry ON member.balance_transaction_id = entry.id
    WHERE member.row_state = 'present' AND entry.id IS DISTINCT FROM whole.balance_transaction_id
    GROUP BY member.payout_id
)

SELECT
    whole.currency,
    whole.amount::numeric AS figure,
    ARRAY[whole.id] AS ids,
    coalesce(members.net, 0) AS expected,
    whole.balance_transactions_complete IS NOT TRUE
    OR whole.reconciliation_status <> 'completed'
    OR coalesce(members.is_pending, FALSE) AS is_pending
FROM oltp.payouts AS whole
LEFT JOIN members ON whole.id = members.payout_id
WHERE whole.row_state = 'present' AND whole.automatic
