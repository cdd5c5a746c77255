-- One row per type with history that the report speaks of: from when on it is known exactly.
--
-- exact_since: The first moment that Stripe itself tells of; earlier ones are told from what was seen later.
-- versions, seen: How many there are, and of how many only that they were so by then.
-- seen_since: How many of the latter are of a later moment.
WITH versions AS (
    SELECT
        kept.what,
        kept.valid_from,
        kept.exact,
        min(kept.valid_from) FILTER (WHERE kept.exact) OVER (PARTITION BY kept.what) AS exact_since
    FROM (
        SELECT
            'Subscriptions' AS what,
            subscriptions.valid_from,
            subscriptions.exact
        FROM history.subscriptions
        UNION ALL
        SELECT
            'Invoices' AS what,
            invoices.valid_from,
            invoices.exact
        FROM history.invoices
    ) AS kept
)

SELECT
    versions.what,
    versions.exact_since,
    count(*) AS versions,
    count(*) FILTER (WHERE NOT versions.exact) AS seen,
    count(*) FILTER (WHERE NOT versions.exact AND versions.valid_from >= versions.exact_since) AS seen_since
FROM versions
GROUP BY versions.what, versions.exact_since
ORDER BY versions.what DESC
