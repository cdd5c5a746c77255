-- The balance per currency: the net of what is available, and of what is still pending, as the last run knows it.
--
-- Prepaid refunds and disputes, issued cards and what Stripe holds back have balances of their own (`balance_type`).
--
-- currency: ISO code of the currency, in lower case; the amounts are in its minor units.
-- available: What can be paid out.
-- pending: What will be available later.
SELECT
    entry.currency,
    coalesce(sum(entry.net) FILTER (WHERE entry.status = 'available'), 0) AS available,
    coalesce(sum(entry.net) FILTER (WHERE entry.status <> 'available'), 0) AS pending
FROM oltp.balance_transactions AS entry
WHERE entry.row_state = 'present' AND coalesce(entry.balance_type, 'payments') = 'payments'
GROUP BY entry.currency
