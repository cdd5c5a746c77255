-- Per balance transaction that is paid out: the number of payouts that it is part of = 1.
SELECT
    entry.currency,
    FALSE AS is_pending,
    1::numeric AS expected,
    ARRAY[entry.id] || array_agg(member.payout_id ORDER BY member.payout_id) AS ids,
    count(*)::numeric AS figure
FROM oltp.payout_balance_transactions AS member
INNER JOIN oltp.balance_transactions AS entry ON member.balance_transaction_id = entry.id
WHERE member.row_state = 'present'
GROUP BY entry.id, entry.currency
