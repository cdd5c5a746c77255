-- One row per price, deleted ones included.
SELECT
    prices.id,
    prices.created,
    prices.unit_amount,
    prices.currency,
    prices.active,
    prices.billing_scheme,
    prices.currency_options,
    prices.custom_unit_amount,
    prices.lookup_key,
    prices.metadata,
    prices.nickname,
    prices.product_id,
    prices.recurring_aggregate_usage,
    prices.recurring_interval,
    prices.recurring_interval_count,
    prices.recurring_meter_id,
    prices.recurring_trial_period_days,
    prices.recurring_usage_type,
    prices.tax_behavior,
    prices.tiers,
    prices.tiers_mode,
    prices.transform_quantity_divide_by,
    prices.transform_quantity_round,
    prices.type,
    prices.unit_amount_decimal,
    coalesce(prices.livemode, account.livemode) AS livemode,
    prices.row_state = 'deleted' AS deleted
FROM oltp.prices
LEFT JOIN meta.account AS account ON TRUE
WHERE prices.row_state <> 'unresolved'
