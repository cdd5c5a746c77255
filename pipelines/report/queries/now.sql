-- One row per currency of payments, prices or the balance, the one of most payments first; as of now.
--
-- payments: How many charges succeeded, ever.
-- mrr, subscriptions: What recurs per month before discounts, and of how many subscriptions.
-- charged, charged_before: What charges took this month, and in the month before.
-- owed, overdue: What open invoices are to bring, and what of it is due.
-- available, pending: The balance at Stripe.
-- on_the_way: Payouts that have not arrived yet.
WITH entries AS (
    SELECT
        taken.currency,
        date_trunc('month', now() AT TIME ZONE 'UTC')::date - taken.month AS past,
        taken.charges AS things,
        'charged' AS what,
        taken.charged AS amount
    FROM mart.refund_and_dispute_cohorts AS taken
    UNION ALL
    SELECT
        recurring.currency,
        NULL AS past,
        count(DISTINCT recurring.subscription_id) AS things,
        'mrr' AS what,
        round(sum(recurring.mrr_before_discounts)) AS amount
    FROM mart.mrr AS recurring
    GROUP BY recurring.currency
    UNION ALL
    SELECT
        aging.currency,
        NULL AS past,
        NULL AS things,
        CASE aging.age WHEN 'not due' THEN 'not due' ELSE 'overdue' END AS what,
        aging.amount_remaining AS amount
    FROM mart.ar_aging AS aging
    UNION ALL
    SELECT
        balance.currency,
        NULL AS past,
        NULL AS things,
        part.what,
        part.amount
    FROM oltp.balance
    CROSS JOIN LATERAL (VALUES ('available', balance.available), ('pending', balance.pending)) AS part (what, amount)
    UNION ALL
    SELECT
        payouts.currency,
        NULL AS past,
        NULL AS things,
        'on the way' AS what,
        payouts.amount
    FROM oltp.payouts
    WHERE payouts.row_state = 'present' AND payouts.status IN ('pending', 'in_transit')
)

SELECT
    currency,
    coalesce(sum(things) FILTER (WHERE what = 'charged'), 0) AS payments,
    coalesce(sum(amount) FILTER (WHERE what = 'mrr'), 0) AS mrr,
    coalesce(sum(things) FILTER (WHERE what = 'mrr'), 0) AS subscriptions,
    coalesce(sum(amount) FILTER (WHERE what = 'charged' AND past = 0), 0) AS charged,
    coalesce(sum(amount) FILTER (WHERE what = 'charged' AND past BETWEEN 1 AND 31), 0) AS charged_before,
    coalesce(sum(amount) FILTER (WHERE what IN ('not due', 'overdue')), 0) AS owed,
    coalesce(sum(amount) FILTER (WHERE what = 'overdue'), 0) AS overdue,
    coalesce(sum(amount) FILTER (WHERE what = 'available'), 0) AS available,
    coalesce(sum(amount) FILTER (WHERE what = 'pending'), 0) AS pending,
    coalesce(sum(amount) FILTER (WHERE what = 'on the way'), 0) AS on_the_way
FROM entries
GROUP BY currency
ORDER BY coalesce(sum(things) FILTER (WHERE what = 'charged'), 0) DESC, currency ASC
