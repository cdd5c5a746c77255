-- Per balance transaction of a payout: its amount = that of the payout, which leaves the balance, or comes back.
SELECT
    entry.currency,
    entry.amount::numeric AS figure,
    ARRAY[entry.id, whole.id] AS ids,
    CASE entry.type WHEN 'payout' THEN -whole.amount::numeric ELSE whole.amount END AS expected,
    whole.row_state <> 'present' AS is_pending
FROM oltp.balance_transactions AS entry
INNER JOIN oltp.payouts AS whole ON entry.source_id = whole.id
WHERE
    entry.row_state = 'present'
    AND entry.type IN ('payout', 'payout_failure', 'payout_cancel')
    AND (whole.currency = entry.currency OR whole.row_state <> 'present')
