-- One row per item of a subscription.
SELECT
    subscription_item.id,
    subscription_item.created,
    subscription_item.current_period_end,
    subscription_item.current_period_start,
    subscription_item.plan_id,
    subscription_item.quantity,
    subscription_item.subscription_id,
    subscription_item.promoted_at AS _fivetran_synced,
    subscription_item.metadata::text AS metadata
FROM stripe.subscription_items AS subscription_item
