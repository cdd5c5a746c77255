-- One row per element of a subscription's `items`; `batch` holds the subscriptions.
--
-- Items of 2017 could not have metadata, and do not say that they have none.
SELECT
    item.id,
    stripe_time(item.billed_until) AS billed_until,
    (item.billing_thresholds ->> 'usage_gte')::bigint AS billing_thresholds_usage_gte,
    stripe_time(item.created) AS created,
    stripe_time(coalesce(item.current_period_end, doc.current_period_end)) AS current_period_end,
    stripe_time(coalesce(item.current_period_start, doc.current_period_start)) AS current_period_start,
    stripe_time(current_trial.end_date) AS current_trial_end_date,
    stripe_time(current_trial.start_date) AS current_trial_start_date,
    stripe_ref(current_trial.trial_offer) AS current_trial_trial_offer_id,
    stripe_array(item.discounts) AS discounts,
    coalesce(item.metadata, '{}') AS metadata,
    coalesce(stripe_ref(item.price), stripe_ref(item.plan)) AS price_id,
    item.quantity,
    landed.id AS subscription_id,
    stripe_array(item.tax_rates) AS tax_rates
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        current_period_end bigint,
        current_period_start bigint,
        items jsonb
    ),
    jsonb_to_recordset(stripe_array(doc.items)) AS item (
        id text,
        billed_until bigint,
        billing_thresholds jsonb,
        created bigint,
        current_period_end bigint,
        current_period_start bigint,
        current_trial jsonb,
        discounts jsonb,
        metadata jsonb,
        plan jsonb,
        price jsonb,
        quantity bigint,
        tax_rates jsonb
    ),
    jsonb_to_record(item.current_trial) AS current_trial (
        end_date bigint,
        start_date bigint,
        trial_offer jsonb
    )
