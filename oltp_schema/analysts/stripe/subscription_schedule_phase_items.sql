-- One row per item of a phase of a subscription schedule.
SELECT
    subscription_schedule_phase_items.id,
    subscription_schedule_phase_items.subscription_schedule_id,
    subscription_schedule_phase_items.billing_thresholds_usage_gte,
    subscription_schedule_phase_items.discounts,
    subscription_schedule_phase_items.metadata,
    subscription_schedule_phase_items.phase_id,
    subscription_schedule_phase_items.position,
    subscription_schedule_phase_items.price_id,
    subscription_schedule_phase_items.quantity,
    subscription_schedule_phase_items.tax_rates
FROM oltp.subscription_schedule_phase_items
WHERE subscription_schedule_phase_items.row_state = 'present'
