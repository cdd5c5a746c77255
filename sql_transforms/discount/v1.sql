-- One row per discount.
SELECT
    doc.id,
    stripe_ref(doc.checkout_session) AS checkout_session_id,
    coalesce(stripe_ref(stripe_object(doc.source) -> 'coupon'), stripe_ref(doc.coupon)) AS coupon_id,
    stripe_ref(doc.customer_account) AS customer_account_id,
    stripe_ref(doc.customer) AS customer_id,
    stripe_time(doc."end") AS "end",
    stripe_ref(doc.invoice) AS invoice_id,
    stripe_ref(doc.invoice_item) AS invoice_item_id,
    stripe_ref(doc.promotion_code) AS promotion_code_id,
    doc.source ->> 'type' AS source_type,
    stripe_time(doc.start) AS start,  -- noqa: RF04
    stripe_ref(doc.subscription) AS subscription_id,
    stripe_ref(doc.subscription_item) AS subscription_item_id
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        checkout_session jsonb,
        coupon jsonb,
        customer_account jsonb,
        customer jsonb,
        "end" bigint,
        invoice jsonb,
        invoice_item jsonb,
        promotion_code jsonb,
        source jsonb,
        start bigint,
        subscription jsonb,
        subscription_item jsonb
    )
