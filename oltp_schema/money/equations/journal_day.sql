-- Per day (UTC) and currency: the journal's debits = its credits, over all accounts.
SELECT
    posting.currency,
    FALSE AS is_pending,
    ARRAY[posting.day::text] AS ids,
    sum(posting.debit) AS figure,
    sum(posting.credit) AS expected
FROM oltp.journal AS posting
GROUP BY posting.day, posting.currency
