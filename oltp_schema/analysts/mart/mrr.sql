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
-- mrr_before_discounts: The amount per month; a year has 12 months, 365 days, 52 weeks. Empty where tiers are unknown.
SELECT
    subscription_item_id,
    subscription_id,
    customer_id,
    price_id,
    product_id,
    currency,
    quantity,
    amount,
    recurring_interval,
    recurring_interval_count,
    mrr_before_discounts
FROM mart.mrr_history
WHERE valid_to IS NULL
