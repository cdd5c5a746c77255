-- One row per item of a subscription that is active or past due, as of now: what it brings per month before discounts.
--
-- subscription_item_id: The item.
-- subscription_id: Its subscription: not in trial, and its collection not paused.
-- customer_id: Who pays.
-- price_id: What price the item has: recurring and licensed; usage that is metered is not known in advance.
-- product_id: What is sold.
-- currency: Of the amounts.
-- quantity: How many of it.
-- amount: What an interval costs, in minor units, before discounts; not rounded.
-- recurring_interval: day, week, month or year.
-- recurring_interval_count: How many of these are one interval of billing.
-- mrr_before_discounts: The amount per month, in minor units: a year has 12 months, 365 days and 52 weeks.
WITH items AS (
    SELECT
        items.id,
        items.subscription_id,
        subscriptions.customer_id,
        prices.id AS price_id,
        prices.product_id,
        prices.currency,
        prices.billing_scheme,
        prices.tiers,
        prices.tiers_mode,
        prices.transform_quantity_divide_by,
        prices.transform_quantity_round,
        prices.recurring_interval,
        prices.recurring_interval_count,
        coalesce(items.quantity, 1)::numeric AS quantity,
        coalesce(prices.unit_amount_decimal, prices.unit_amount) AS unit_amount
    FROM oltp.subscription_items AS items
    INNER JOIN oltp.subscriptions ON items.subscription_id = subscriptions.id
    INNER JOIN oltp.prices ON items.price_id = prices.id
    WHERE
        items.row_state = 'present'
        AND subscriptions.row_state = 'present'
        AND subscriptions.status IN ('active', 'past_due')
        AND subscriptions.pause_collection_behavior IS NULL
        AND prices.recurring_interval IS NOT NULL
        AND coalesce(prices.recurring_usage_type, 'licensed') = 'licensed'
),

tiers AS (
    SELECT
        items.id,
        items.quantity,
        items.tiers_mode,
        tier.number,
        (tier.it ->> 'up_to')::numeric AS up_to,
        coalesce((tier.it ->> 'unit_amount_decimal')::numeric, (tier.it ->> 'unit_amount')::numeric, 0) AS unit_amount,
        coalesce((tier.it ->> 'flat_amount_decimal')::numeric, (tier.it ->> 'flat_amount')::numeric, 0) AS flat_amount,
        coalesce(lag((tier.it ->> 'up_to')::numeric) OVER (PARTITION BY items.id ORDER BY tier.number), 0) AS below
    FROM items
    CROSS JOIN LATERAL jsonb_array_elements(items.tiers) WITH ORDINALITY AS tier (it, number)
    WHERE items.billing_scheme = 'tiered' AND jsonb_typeof(items.tiers) = 'array'
),

tiered AS (
    SELECT
        id,
        sum(
            flat_amount + unit_amount * CASE tiers_mode
                WHEN 'volume' THEN quantity
                ELSE least(quantity, coalesce(up_to, quantity)) - below
            END
        ) AS amount
    FROM tiers
    WHERE
        (quantity > below OR number = 1)
        AND (tiers_mode = 'graduated' OR up_to IS NULL OR quantity <= up_to)
    GROUP BY id
),

priced AS (
    SELECT
        items.*,
        CASE
            WHEN items.billing_scheme = 'tiered' THEN tiered.amount
            WHEN items.transform_quantity_divide_by IS NULL THEN items.unit_amount * items.quantity
            WHEN items.transform_quantity_round = 'up'
                THEN items.unit_amount * ceil(items.quantity / items.transform_quantity_divide_by)
            ELSE items.unit_amount * floor(items.quantity / items.transform_quantity_divide_by)
        END AS amount
    FROM items
    LEFT JOIN tiered ON items.id = tiered.id
)

SELECT
    id AS subscription_item_id,
    subscription_id,
    customer_id,
    price_id,
    product_id,
    currency,
    quantity,
    amount,
    recurring_interval,
    recurring_interval_count,
    amount * CASE recurring_interval WHEN 'day' THEN 365 WHEN 'week' THEN 52 WHEN 'month' THEN 12 ELSE 1 END
    / (12 * coalesce(recurring_interval_count, 1)) AS mrr_before_discounts
FROM priced
