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
        subscription_item_id,
        subscription_id,
        customer_id,
        price_id,
        product_id,
        currency,
        quantity,
        valid_from,
        valid_to,
        exact,
        ends_exact,
        coalesce(mrr_before_discounts, 0) AS mrr,
        coalesce(lag(valid_to) OVER of_item = valid_from, FALSE) AS follows,
        lag(coalesce(mrr_before_discounts, 0)) OVER of_item AS mrr_before,
        lag(quantity) OVER of_item AS quantity_before,
        lead(valid_from) OVER of_item AS next_from
    FROM mart.mrr_history
    WINDOW of_item AS (PARTITION BY subscription_item_id ORDER BY valid_from)
),

-- Each span is a change where it begins, and where it ends unless another follows: one sort is enough for both.
steps AS (
    SELECT
        spans.subscription_item_id,
        spans.subscription_id,
        spans.customer_id,
        spans.price_id,
        spans.product_id,
        spans.currency,
        CASE WHEN side.is_end THEN spans.valid_to ELSE spans.valid_from END AS event_timestamp,
        CASE WHEN side.is_end THEN spans.ends_exact ELSE spans.exact END AS exact,
        CASE WHEN side.is_end THEN 0 ELSE spans.mrr END AS mrr,
        CASE WHEN side.is_end THEN 0 ELSE spans.quantity END AS quantity,
        CASE WHEN side.is_end THEN spans.mrr WHEN spans.follows THEN spans.mrr_before ELSE 0 END AS mrr_before,
        CASE WHEN side.is_end THEN spans.quantity WHEN spans.follows THEN spans.quantity_before ELSE 0 END
            AS quantity_before
    FROM spans
    CROSS JOIN (VALUES (FALSE), (TRUE)) AS side (is_end)
    WHERE NOT side.is_end OR spans.valid_to IS DISTINCT FROM spans.next_from
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
