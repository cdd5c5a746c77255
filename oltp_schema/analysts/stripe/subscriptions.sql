-- One row per subscription. Price, plan, product and quantity are those of its item, where it has one.
SELECT
    subscriptions.id,
    subscriptions.created,
    subscriptions.status,
    subscriptions.customer_id,
    subscriptions.currency,
    subscriptions.application_fee_percent,
    subscriptions.application_id,
    subscriptions.automatic_tax,
    subscriptions.automatic_tax_enabled,
    subscriptions.billing_cycle_anchor,
    subscriptions.billing_cycle_anchor_config,
    subscriptions.billing_mode,
    subscriptions.billing_mode_type,
    subscriptions.billing_schedules,
    subscriptions.billing_thresholds_amount_gte,
    subscriptions.billing_thresholds_reset_billing_cycle_anchor,
    subscriptions.cancel_at,
    subscriptions.cancel_at_period_end,
    subscriptions.canceled_at,
    subscriptions.cancellation_details_comment,
    subscriptions.cancellation_details_feedback,
    subscriptions.cancellation_details_reason,
    subscriptions.collection_method,
    subscriptions.current_period_end,
    subscriptions.current_period_start,
    subscriptions.customer_account_id,
    subscriptions.days_until_due,
    subscriptions.default_payment_method_id,
    subscriptions.default_source_id,
    subscriptions.default_tax_rates,
    subscriptions.description,
    subscriptions.discount,
    subscriptions.discounts,
    subscriptions.ended_at,
    subscriptions.invoice_settings,
    subscriptions.latest_invoice_id,
    subscriptions.metadata,
    subscriptions.next_pending_invoice_item_invoice,
    subscriptions.on_behalf_of_id,
    subscriptions.pause_collection_behavior,
    subscriptions.pause_collection_resumes_at,
    subscriptions.payment_settings,
    subscriptions.pending_invoice_item_interval,
    subscriptions.pending_setup_intent_id,
    subscriptions.pending_update,
    subscriptions.pending_update_expires_at,
    subscriptions.schedule_id,
    subscriptions.start_date,
    subscriptions.status_details_paused_transitioned_at,
    subscriptions.tax_percent,
    subscriptions.test_clock_id,
    subscriptions.transfer_data_amount_percent,
    subscriptions.transfer_data_destination_id,
    subscriptions.trial_end,
    subscriptions.trial_settings_end_behavior_missing_payment_method,
    subscriptions.trial_start,
    item.price_id,
    price.product_id,
    price.product_id AS price_product_id,
    price.nickname AS price_nickname,
    price.unit_amount AS price_unit_amount,
    price.currency AS price_currency,
    price.recurring_interval AS price_recurring_interval,
    price.recurring_interval_count AS price_recurring_interval_count,
    price.recurring_usage_type AS price_recurring_usage_type,
    price.type AS price_type,
    subscriptions.collection_method AS billing,
    subscriptions.start_date AS start,  -- noqa: RF04
    given.promotion_code_id AS discount_promotion_code_id,
    given.started AS discount_start,
    given.ended AS discount_end,
    coalesce(subscriptions.livemode, account.livemode) AS livemode,
    subscriptions.row_state = 'deleted' AS deleted,
    coalesce(subscriptions.plan_id, item.price_id) AS plan_id,
    coalesce(item.quantity, subscriptions.quantity) AS quantity,
    coalesce(subscriptions.discount_id, given.id) AS discount_id,
    coalesce(subscriptions.discount_coupon_id, given.coupon_id) AS discount_coupon_id
FROM oltp.subscriptions
LEFT JOIN meta.account AS account ON TRUE
LEFT JOIN LATERAL (
    SELECT
        min(entry.id) AS id,
        min(entry.price_id) AS price_id,
        min(entry.quantity) AS quantity
    FROM oltp.subscription_items AS entry
    WHERE entry.subscription_id = subscriptions.id AND entry.row_state = 'present'
    HAVING count(*) = 1
) AS item ON TRUE
LEFT JOIN oltp.prices AS price ON item.price_id = price.id
LEFT JOIN LATERAL (
    SELECT
        discount.id,
        discount.coupon_id,
        discount.promotion_code_id,
        discount.start AS started,
        discount."end" AS ended
    FROM oltp.discounts AS discount
    WHERE discount.subscription_id = subscriptions.id AND discount.row_state = 'present'
    ORDER BY discount.start DESC, discount.id ASC
    LIMIT 1
) AS given ON TRUE
WHERE subscriptions.row_state <> 'unresolved'
