-- The trial balance: per account of the journal, currency and day (UTC), its debits and credits, and what it stands at
-- that evening (debits above zero).
--
-- account: What is posted to, such as balance:pending.
-- currency: ISO code of the currency, in lower case; the sums are in its minor units.
-- day: The day (UTC).
-- debit: Sum of the debits of that day.
-- credit: Sum of the credits of that day.
-- balance: Sum of all debits less all credits until that evening.
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
