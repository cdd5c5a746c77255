-- The journal: per balance transaction its postings, each a debit or a credit of an account.
--
-- Its net is debited to what is pending on the day it is made (UTC), and moves to what is available on its own day.
-- Each fee is debited to an account of its type. Its amount is credited to an account with the name of its activity in
-- Stripe's reports (its type before 2019-12-03). What is less than nothing stands on the other side.
--
-- balance_transaction_id: What it is a posting of, a row of balance_transactions.
-- account: What it is posted to, such as balance:pending.
-- currency: ISO code of the currency, in lower case; debit and credit are in its minor units.
-- day: The day (UTC) that it counts for.
-- debit: What is debited; 0 where it is a credit.
-- credit: What is credited; 0 where it is a debit.
WITH posting AS (
    SELECT
        entry.id AS balance_transaction_id,
        entry.created AS posted_at,
        'balance:pending' AS account,
        entry.currency,
        entry.net::numeric AS amount
    FROM oltp.balance_transactions AS entry
    WHERE entry.row_state = 'present'
    UNION ALL
    SELECT
        entry.id AS balance_transaction_id,
        entry.available_on AS posted_at,
        moved.account,
        entry.currency,
        moved.side * entry.net::numeric AS amount
    FROM oltp.balance_transactions AS entry
    CROSS JOIN (VALUES ('balance:available', 1), ('balance:pending', -1)) AS moved (account, side)
    WHERE entry.row_state = 'present' AND entry.status = 'available'
    UNION ALL
    SELECT
        entry.id AS balance_transaction_id,
        entry.created AS posted_at,
        'fees:' || part.type AS account,
        part.currency,
        part.amount::numeric AS amount
    FROM oltp.balance_transactions AS entry
    INNER JOIN oltp.balance_transaction_fees AS part ON entry.id = part.balance_transaction_id
    WHERE entry.row_state = 'present' AND part.row_state = 'present'
    UNION ALL
    SELECT
        entry.id AS balance_transaction_id,
        entry.created AS posted_at,
        coalesce(entry.reporting_category, entry.type) AS account,
        entry.currency,
        -entry.amount::numeric AS amount
    FROM oltp.balance_transactions AS entry
    WHERE entry.row_state = 'present'
)

SELECT
    posting.balance_transaction_id,
    posting.account,
    posting.currency,
    (posting.posted_at AT TIME ZONE 'UTC')::date AS day,
    greatest(posting.amount, 0) AS debit,
    greatest(-posting.amount, 0) AS credit
FROM posting
