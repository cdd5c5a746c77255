-- One row per invoice item. Its price and its subscription moved into `pricing` and `parent` in 2025-03-31.basil; until
-- 2020-02 its price was a `plan`, which has the same id.
SELECT
    doc.id,
    doc.amount,
    doc.currency,
    stripe_ref(doc.customer_account) AS customer_account_id,
    stripe_ref(doc.customer) AS customer_id,
    stripe_time(doc.date) AS date,
    doc.description,
    doc.discountable,
    stripe_array(doc.discounts) AS discounts,
    stripe_array(doc.frozen_fields) AS frozen_fields,
    stripe_ref(doc.invoice) AS invoice_id,
    stripe_array(doc.invoicing_rules) AS invoicing_rules,
    doc.livemode,
    doc.metadata,
    doc.net_amount,
    parent.type AS parent_type,
    stripe_time(period."end") AS period_end,
    stripe_time(period.start) AS period_start,
    coalesce(stripe_ref(price_details.price), stripe_ref(doc.price), stripe_ref(doc.plan)) AS price_id,
    coalesce(
        stripe_ref(price_details.product),
        stripe_ref(doc.price -> 'product'),
        stripe_ref(doc.plan -> 'product')
    ) AS product_id,
    doc.proration,
    doc.proration_details,
    doc.quantity,
    coalesce(doc.quantity_decimal, doc.quantity) AS quantity_decimal,
    coalesce(stripe_ref(of_subscription.subscription), stripe_ref(doc.subscription)) AS subscription_id,
    coalesce(
        stripe_ref(of_subscription.subscription_item),
        stripe_ref(doc.subscription_item)
    ) AS subscription_item_id,
    stripe_array(doc.tax_rates) AS tax_rates,
    stripe_ref(doc.test_clock) AS test_clock_id,
    coalesce(pricing.unit_amount_decimal, doc.unit_amount_decimal, doc.unit_amount) AS unit_amount_decimal
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        amount bigint,
        currency text,
        customer jsonb,
        customer_account jsonb,
        date bigint,
        description text,
        discountable boolean,
        discounts jsonb,
        frozen_fields jsonb,
        invoice jsonb,
        invoicing_rules jsonb,
        livemode boolean,
        metadata jsonb,
        net_amount bigint,
        parent jsonb,
        period jsonb,
        plan jsonb,
        price jsonb,
        pricing jsonb,
        proration boolean,
        proration_details jsonb,
        quantity bigint,
        quantity_decimal numeric,
        subscription jsonb,
        subscription_item jsonb,
        tax_rates jsonb,
        test_clock jsonb,
        unit_amount bigint,
        unit_amount_decimal numeric
    ),
    jsonb_to_record(doc.parent) AS parent (
        subscription_details jsonb,
        type text
    ),
    jsonb_to_record(parent.subscription_details) AS of_subscription (
        subscription jsonb,
        subscription_item jsonb
    ),
    jsonb_to_record(doc.period) AS period (
        "end" bigint,
        start bigint
    ),
    jsonb_to_record(doc.pricing) AS pricing (
        price_details jsonb,
        unit_amount_decimal numeric
    ),
    jsonb_to_record(pricing.price_details) AS price_details (
        price jsonb,
        product jsonb
    )
