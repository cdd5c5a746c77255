-- One row per day, reporting category and currency. In `fee` and `tax` the fee is what is paid, and not a part of it.
SELECT
    category AS reporting_category,
    currency,
    date(at, 'unixepoch') AS day,
    count(DISTINCT act) AS count,
    sum(amount) FILTER (
        WHERE account LIKE 'balance:%' OR (account LIKE 'fees:%' AND category NOT IN ('fee', 'tax'))
    ) AS gross,
    coalesce(sum(amount) FILTER (WHERE account LIKE 'fees:%' AND category NOT IN ('fee', 'tax')), 0) AS fee,
    sum(amount) FILTER (WHERE account LIKE 'balance:%') AS net
FROM journal
WHERE category IS NOT NULL
GROUP BY day, category, currency
HAVING net IS NOT NULL
ORDER BY day, category, currency
