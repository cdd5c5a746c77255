-- One row per payout and category of what it consists of, for payouts of which all is known: automatic ones.
--
-- payout_id: The payout.
-- arrival_date: When it arrives at the bank.
-- status: Of the payout.
-- currency: Of all amounts: what Stripe settled in.
-- reporting_category: What kind of transactions these are, as in Stripe's reports.
-- transactions: How many.
-- gross: Their amounts before fees, in minor units.
-- fees: What Stripe kept of them, in minor units.
-- net: What the payout has of them, in minor units: gross less fees.
SELECT
    payouts.id AS payout_id,
    payouts.arrival_date,
    payouts.status,
    payouts.currency,
    coalesce(kept.reporting_category, kept.type) AS reporting_category,
    count(*) AS transactions,
    sum(kept.amount) AS gross,
    sum(kept.fee) AS fees,
    sum(kept.net) AS net
FROM oltp.payouts
INNER JOIN oltp.payout_balance_transactions AS inside ON payouts.id = inside.payout_id
INNER JOIN oltp.balance_transactions AS kept ON inside.balance_transaction_id = kept.id
WHERE
    payouts.row_state = 'present'
    AND payouts.balance_transactions_complete
    AND inside.row_state = 'present'
    AND kept.payout_id IS DISTINCT FROM payouts.id  -- its own transaction is among them
GROUP BY 1, 2, 3, 4, 5
