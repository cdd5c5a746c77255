-- One row per change of what an item of a subscription brings per month before discounts; Sigma's table of this name.
--
-- event_timestamp: When it changed; of what only copies show, when it was seen to have changed.
-- event_type: ACTIVE_START, ACTIVE_UPGRADE, ACTIVE_DOWNGRADE or ACTIVE_END.
-- subscription_item_id: The item.
-- subscription_id: Its subscription.
-- customer_id: Who pays.
-- price_id: The price that it has from then on; at the end, the one that it had.
-- product_id: What is sold.
-- currency: Of the change.
-- mrr_change: By how much, in minor units; not rounded.
-- quantity_change: By how many.
-- exact: Whether the time is Stripe's own; of an end by deletion, nothing says so.
WITH spans AS (
    SELECT
        *,
        lead(valid_from) OVER (PARTITION BY subscription_item_id ORDER BY valid_from) AS next_from
    FROM mart.mrr_history
),

levels AS (
    SELECT
        subscription_item_id,
        subscription_id,
        customer_id,
        price_id,
        product_id,
        currency,
        valid_from AS event_timestamp,
        coalesce(mrr_before_discounts, 0) AS mrr,
        quantity,
        exact
    FROM spans
    UNION ALL
    SELECT
        subscription_item_id,
        subscription_id,
        customer_id,
        price_id,
        product_id,
        currency,
        valid_to AS event_timestamp,
        0 AS mrr,
        0 AS quantity,
        ends_exact AS exact
    FROM spans
    WHERE valid_to IS DISTINCT FROM next_from
),

steps AS (
    SELECT
        *,
        coalesce(lag(mrr) OVER of_item, 0) AS mrr_before,
        coalesce(lag(quantity) OVER of_item, 0) AS quantity_before
    FROM levels
    WINDOW of_item AS (PARTITION BY subscription_item_id ORDER BY event_timestamp)
)

SELECT
    event_timestamp,
    subscription_item_id,
    subscription_id,
    customer_id,
    price_id,
    product_id,
    currency,
    exact,
    CASE
        WHEN mrr_before = 0 THEN 'ACTIVE_START'
        WHEN mrr = 0 THEN 'ACTIVE_END'
        WHEN mrr > mrr_before THEN 'ACTIVE_UPGRADE'
        ELSE 'ACTIVE_DOWNGRADE'
    END AS event_type,
    mrr - mrr_before AS mrr_change,
    quantity - quantity_before AS quantity_change
FROM steps
WHERE mrr <> mrr_before
