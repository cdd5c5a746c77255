-- Plans as they were before there were prices: one row per price that recurs, of the same id.
SELECT
    prices.id,
    prices.active,
    prices.recurring_aggregate_usage AS aggregate_usage,
    prices.unit_amount AS amount,
    prices.unit_amount_decimal AS amount_decimal,
    prices.billing_scheme,
    prices.created,
    prices.currency,
    prices.recurring_interval AS interval,  -- noqa: RF04
    prices.recurring_interval_count AS interval_count,
    prices.livemode,
    prices.metadata,
    prices.recurring_meter_id AS meter_id,
    prices.nickname,
    prices.product_id,
    prices.tiers,
    prices.tiers_mode,
    prices.transform_quantity_divide_by AS transform_usage_divide_by,
    prices.transform_quantity_round AS transform_usage_round,
    prices.recurring_trial_period_days AS trial_period_days,
    prices.recurring_usage_type AS usage_type,
    prices.row_state
FROM oltp.prices
WHERE prices.recurring_interval IS NOT NULL
