-- One row per item of a subscription and span in which it brought the same: what that was per month before discounts.
--
-- subscription_item_id: The item.
-- subscription_id: Its subscription: active or past due, not in trial, and its collection not paused.
-- customer_id: Who pays.
-- price_id: What price the item has: recurring and licensed; usage that is metered is not known in advance.
-- product_id: What is sold.
-- currency: Of the amounts.
-- quantity: How many of it.
-- amount: What an interval costs, in minor units, before discounts; not rounded.
-- recurring_interval: day, week, month or year.
-- recurring_interval_count: How many of these are one interval of billing.
-- mrr_before_discounts: The amount per month; a year has 12 months, 365 days, 52 weeks. Empty where tiers are unknown.
-- valid_from: When it began to be so.
-- valid_to: When it ended to be so; empty while it is so. Several rows may follow that bring the same.
-- exact: Whether valid_from is when Stripe says that it became so; else it was seen by then.
-- ends_exact: The same of valid_to; empty while it is so.
WITH subscriptions AS (
    SELECT
        id,
        customer_id,
        status,
        pause_collection_behavior,
        valid_from,
        valid_to,
        exact,
        -- What ended without another version, by a deletion or by leaving its list, has nothing that tells when.
        coalesce(
            lead(exact) OVER of_it AND lead(valid_from) OVER of_it = valid_to,
            FALSE
        ) AS ends_exact
    FROM history.subscriptions
    WINDOW of_it AS (PARTITION BY id ORDER BY version)
),

parts AS (
    SELECT
        id,
        subscription_id,
        price_id,
        quantity,
        valid_from,
        valid_to,
        exact,
        coalesce(
            lead(exact) OVER of_it AND lead(valid_from) OVER of_it = valid_to,
            FALSE
        ) AS ends_exact
    FROM history.subscription_items
    WINDOW of_it AS (PARTITION BY id ORDER BY version)
),

items AS (
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
        coalesce(prices.unit_amount_decimal, prices.unit_amount) AS unit_amount,
        greatest(items.valid_from, subscriptions.valid_from) AS valid_from,
        least(items.valid_to, subscriptions.valid_to) AS valid_to,
        CASE
            WHEN items.valid_from > subscriptions.valid_from THEN items.exact
            ELSE subscriptions.exact
        END AS exact,
        CASE
            WHEN items.valid_to IS NULL AND subscriptions.valid_to IS NULL THEN NULL
            WHEN items.valid_to < coalesce(subscriptions.valid_to, 'infinity') THEN items.ends_exact
            WHEN items.valid_to = subscriptions.valid_to THEN items.ends_exact OR subscriptions.ends_exact
            ELSE subscriptions.ends_exact
        END AS ends_exact
    FROM parts AS items
    INNER JOIN subscriptions
        ON
            items.subscription_id = subscriptions.id
            AND subscriptions.valid_from < coalesce(items.valid_to, 'infinity')
            AND items.valid_from < coalesce(subscriptions.valid_to, 'infinity')
    INNER JOIN oltp.prices ON items.price_id = prices.id
    WHERE
        items.valid_to IS DISTINCT FROM items.valid_from
        AND subscriptions.valid_to IS DISTINCT FROM subscriptions.valid_from
        AND subscriptions.status IN ('active', 'past_due')
        AND subscriptions.pause_collection_behavior IS NULL
        AND prices.recurring_interval IS NOT NULL
        AND (prices.recurring_usage_type = 'licensed' OR prices.recurring_usage_type IS NULL)
),

-- Item by item: a join took the square of their number where PostgreSQL expected few of them. What a sum of a subquery
-- is, is worked out once, however many columns have it.
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
    LEFT JOIN LATERAL (
        SELECT
            sum(
                coalesce(tiers.flat_amount, 0)
                + coalesce(tiers.unit_amount, 0) * CASE items.tiers_mode
                    WHEN 'volume' THEN items.quantity
                    ELSE least(items.quantity, coalesce(tiers.up_to, items.quantity)) - tiers.below
                END
            ) AS amount
        FROM (
            SELECT
                tier.number,
                (tier.it ->> 'up_to')::numeric AS up_to,
                coalesce((tier.it ->> 'unit_amount_decimal')::numeric, (tier.it ->> 'unit_amount')::numeric)
                    AS unit_amount,
                coalesce((tier.it ->> 'flat_amount_decimal')::numeric, (tier.it ->> 'flat_amount')::numeric)
                    AS flat_amount,
                coalesce(lag((tier.it ->> 'up_to')::numeric) OVER (ORDER BY tier.number), 0) AS below
            FROM
                LATERAL jsonb_array_elements(CASE jsonb_typeof(items.tiers) WHEN 'array' THEN items.tiers END)
                WITH ORDINALITY AS tier (it, number)
        ) AS tiers
        WHERE
            items.billing_scheme = 'tiered'
            AND (items.quantity > tiers.below OR tiers.number = 1)
            AND (items.tiers_mode = 'graduated' OR tiers.up_to IS NULL OR items.quantity <= tiers.up_to)
    ) AS tiered ON TRUE
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
    valid_from,
    valid_to,
    exact,
    ends_exact,
    amount * CASE recurring_interval WHEN 'day' THEN 365 WHEN 'week' THEN 52 WHEN 'month' THEN 12 ELSE 1 END
    / (12 * coalesce(recurring_interval_count, 1)) AS mrr_before_discounts
FROM priced
