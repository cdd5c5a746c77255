-- One row per price, deleted ones included.
SELECT
    price.id,
    price.active,
    price.billing_scheme,
    price.created,
    price.currency,
    price.deleted AS is_deleted,
    price.livemode,
    price.nickname,
    price.product_id,
    price.recurring_aggregate_usage,
    price.recurring_interval,
    price.recurring_interval_count,
    price.recurring_usage_type,
    price.unit_amount,
    price.promoted_at AS _fivetran_synced,
    price.metadata::text AS metadata,
    trim_scale(price.unit_amount_decimal)::text AS unit_amount_decimal
FROM stripe.prices AS price
