-- One row per day (UTC) since the first subscription, and currency: what recurs per month at its end, and why it moved.
--
-- day: The day, up to today.
-- currency: Of the amounts.
-- mrr: What all subscriptions bring per month at the end of the day, in minor units, before discounts; not rounded.
-- started: What subscriptions brought that brought nothing before.
-- reactivated: What those brought that had ended, or paused, and came back.
-- upgraded: By how much others brought more.
-- downgraded: By how much others brought less; negative.
-- churned: What those brought that bring nothing any more; negative.
WITH changes AS (
    SELECT
        subscription_id,
        currency,
        event_timestamp,
        sum(mrr_change) AS mrr_change
    FROM mart.subscription_item_change_events
    GROUP BY subscription_id, currency, event_timestamp
),

levels AS (
    SELECT
        *,
        sum(mrr_change) OVER of_subscription AS mrr,
        row_number() OVER of_subscription AS number
    FROM changes
    WHERE mrr_change <> 0
    WINDOW of_subscription AS (PARTITION BY subscription_id, currency ORDER BY event_timestamp)
),

dated AS (
    SELECT
        currency,
        mrr,
        mrr_change,
        number,
        (event_timestamp AT TIME ZONE 'UTC')::date AS day
    FROM levels
),

moved AS (
    SELECT
        day,
        currency,
        sum(mrr_change) AS mrr_change,
        sum(mrr_change) FILTER (WHERE number = 1) AS started,
        sum(mrr_change) FILTER (WHERE number > 1 AND mrr = mrr_change) AS reactivated,
        sum(mrr_change) FILTER (WHERE mrr <> mrr_change AND mrr_change > 0) AS upgraded,
        sum(mrr_change) FILTER (WHERE mrr <> 0 AND mrr_change < 0) AS downgraded,
        sum(mrr_change) FILTER (WHERE mrr = 0) AS churned
    FROM dated
    GROUP BY day, currency
),

begun AS (
    SELECT
        currency,
        min(day) AS day
    FROM moved
    GROUP BY currency
),

-- Days on which nothing moved are added as rows of nothing: a join took each day with each.
days AS (
    SELECT
        day,
        currency,
        mrr_change,
        started,
        reactivated,
        upgraded,
        downgraded,
        churned
    FROM moved
    WHERE day <= (now() AT TIME ZONE 'UTC')::date
    UNION ALL
    SELECT
        every.moment::date AS day,
        begun.currency,
        0 AS mrr_change,
        0 AS started,
        0 AS reactivated,
        0 AS upgraded,
        0 AS downgraded,
        0 AS churned
    FROM begun
    CROSS JOIN
        generate_series(begun.day::timestamp, (now() AT TIME ZONE 'UTC')::date::timestamp, '1 day') AS every (moment)
)

SELECT
    day,
    currency,
    sum(sum(mrr_change)) OVER (PARTITION BY currency ORDER BY day) AS mrr,
    sum(started) AS started,
    sum(reactivated) AS reactivated,
    sum(upgraded) AS upgraded,
    sum(downgraded) AS downgraded,
    sum(churned) AS churned
FROM days
GROUP BY currency, day
