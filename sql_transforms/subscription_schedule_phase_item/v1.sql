-- One row per element of the `items` of a subscription schedule's `phases`; `batch` holds the schedules.
--
-- Until 2020-03-02 the items were `plans`.
SELECT
    landed.id || '.' || phase.position || '.' || element.position AS id,
    thresholds.usage_gte AS billing_thresholds_usage_gte,
    stripe_array(item.discounts) AS discounts,
    stripe_json(item.metadata) AS metadata,
    element.position,
    coalesce(stripe_ref(item.price), stripe_ref(item.plan)) AS price_id,
    item.quantity,
    landed.id AS subscription_schedule_id,
    landed.id || '.' || phase.position AS phase_id,
    stripe_array(item.tax_rates) AS tax_rates
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (phases jsonb),
    jsonb_array_elements(stripe_array(doc.phases)) WITH ORDINALITY AS phase (value, position),
    jsonb_to_record(phase.value) AS held (items jsonb, plans jsonb),
    LATERAL (SELECT coalesce(stripe_array(held.items), stripe_array(held.plans)) AS elements) AS sold,
    jsonb_array_elements(sold.elements) WITH ORDINALITY AS element (value, position),
    jsonb_to_record(element.value) AS item (
        billing_thresholds jsonb,
        discounts jsonb,
        metadata jsonb,
        plan jsonb,
        price jsonb,
        quantity bigint,
        tax_rates jsonb
    ),
    jsonb_to_record(item.billing_thresholds) AS thresholds (usage_gte bigint)
