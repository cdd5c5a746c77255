-- The trial balance: per account of the journal, currency and day (UTC), its debits and credits, and what it stands at
-- that evening (debits above zero).
SELECT
    posting.account,
    posting.currency,
    posting.day,
    sum(posting.debit) AS debit,
    sum(posting.credit) AS credit,
    sum(sum(posting.debit - posting.credit))
        OVER (PARTITION BY posting.account, posting.currency ORDER BY posting.day)
        AS balance
FROM oltp.journal AS posting
GROUP BY posting.account, posting.currency, posting.day
