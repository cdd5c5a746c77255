-- One row per currency and day on which payouts are to arrive at the bank.
SELECT
    payouts.currency,
    (payouts.arrival_date AT TIME ZONE 'UTC')::date AS arrives,
    count(*) AS payouts,
    sum(payouts.amount) AS amount
FROM oltp.payouts
WHERE payouts.row_state = 'present' AND payouts.status IN ('pending', 'in_transit')
GROUP BY 1, 2
ORDER BY 1, 2
