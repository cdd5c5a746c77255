-- The lines of Stripe's financial reports: per balance transaction when it counts, in which category, and how much.
--
-- A payout counts when its money leaves, all else when it is made. What an automatic payout takes with it is settled
-- when that leaves; its own transaction is no part of the balance that it leaves behind.
--
-- settled_at: When the automatic payout that took it with it left; empty for what none did.
-- is_of_payouts: Whether it is a payout, or the return of one.
-- is_automatic_payout: Whether it is what an automatic payout took.
-- effective_at: When it counts.
WITH paid_out AS (
    SELECT
        member.balance_transaction_id,
        min(whole.arrival_date) AS settled_at
    FROM oltp.payout_balance_transactions AS member
    INNER JOIN oltp.payouts AS whole ON member.payout_id = whole.id
    WHERE member.row_state = 'present' AND whole.automatic
    GROUP BY member.balance_transaction_id
)

SELECT
    entry.id,
    entry.created,
    paid_out.settled_at,
    entry.currency,
    entry.reporting_category,
    entry.amount AS gross,
    entry.fee,
    entry.net,
    entry.reporting_category IN ('payout', 'payout_reversal') AS is_of_payouts,
    own.id IS NOT NULL AS is_automatic_payout,
    coalesce(own.arrival_date, entry.created) AS effective_at
FROM oltp.balance_transactions AS entry
LEFT JOIN paid_out ON entry.id = paid_out.balance_transaction_id
LEFT JOIN oltp.payouts AS own ON entry.id = own.balance_transaction_id AND own.automatic
WHERE entry.row_state = 'present'
