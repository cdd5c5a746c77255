-- One row per price that recurs, as the plan it was before there were prices.
SELECT
    plan.id,
    plan.active,
    plan.aggregate_usage,
    plan.amount,
    plan.billing_scheme,
    plan.created,
    plan.currency,
    plan.interval_count,
    plan.deleted AS is_deleted,
    plan.livemode,
    plan.nickname,
    plan.product_id,
    plan.trial_period_days,
    plan.usage_type,
    plan.interval,
    plan.promoted_at AS _fivetran_synced,
    plan.metadata::text AS metadata
FROM stripe.plans AS plan
