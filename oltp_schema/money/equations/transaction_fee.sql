-- Per balance transaction: fee = the sum of its fee_details.
WITH details AS (
    SELECT
        part.balance_transaction_id,
        sum(part.amount) AS amount
    FROM oltp.balance_transaction_fees AS part
    WHERE part.row_state = 'present'
    GROUP BY part.balance_transaction_id
)

SELECT
    entry.currency,
    entry.fee::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[entry.id] AS ids,
    coalesce(details.amount, 0) AS expected
FROM oltp.balance_transactions AS entry
LEFT JOIN details ON entry.id = details.balance_transaction_id
WHERE entry.row_state = 'present'
