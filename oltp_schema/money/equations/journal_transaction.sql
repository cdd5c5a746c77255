-- Per balance transaction and currency: the journal's debits = its credits.
SELECT
    posting.currency,
    FALSE AS is_pending,
    ARRAY[posting.balance_transaction_id] AS ids,
    sum(posting.debit) AS figure,
    sum(posting.credit) AS expected
FROM oltp.journal AS posting
GROUP BY posting.balance_transaction_id, posting.currency
