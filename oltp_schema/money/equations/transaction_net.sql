-- Per balance transaction: net = amount - fee.
SELECT
    entry.currency,
    entry.net::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[entry.id] AS ids,
    entry.amount::numeric - entry.fee AS expected
FROM oltp.balance_transactions AS entry
WHERE entry.row_state = 'present'
