-- One row per automatic payout, currency and reporting category.
SELECT
    payout,
    currency,
    category AS reporting_category,
    count(*) AS count,
    sum(gross) AS gross,
    sum(fee) AS fee,
    sum(gross - fee) AS net
FROM movements
WHERE payout IS NOT NULL
GROUP BY payout, currency, category
ORDER BY min(seq)
