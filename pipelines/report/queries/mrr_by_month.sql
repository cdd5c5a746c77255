-- One row per month and currency, of the last 24 months: what recurs per month at its end, and why it moved.
--
-- mrr: At the end of the month, of this one as of now; before discounts, rounded.
-- started, reactivated, upgraded: What new subscriptions brought, those that came back, and others more than before.
-- downgraded, churned: What others brought less than before, and what those brought that ended; both positive.
WITH days AS (
    SELECT
        moved.*,
        date_trunc('month', moved.day)::date AS month
    FROM mart.mrr_by_day AS moved
)

SELECT
    days.currency,
    days.month,
    round((array_agg(days.mrr ORDER BY days.day DESC))[1]) AS mrr,
    round(sum(days.started)) AS started,
    round(sum(days.reactivated)) AS reactivated,
    round(sum(days.upgraded)) AS upgraded,
    round(-sum(days.downgraded)) AS downgraded,
    round(-sum(days.churned)) AS churned
FROM days
WHERE days.month > now() AT TIME ZONE 'UTC' - interval '24 months'
GROUP BY days.currency, days.month
ORDER BY days.currency, days.month
