-- One row per coupon.
SELECT
    doc.id,
    doc.amount_off,
    stripe_array(stripe_object(doc.applies_to) -> 'products') AS applies_to_products,
    stripe_time(doc.created) AS created,
    doc.currency,
    doc.currency_options,
    doc.duration,
    doc.duration_in_months,
    doc.livemode,
    doc.max_redemptions,
    doc.metadata,
    doc.name,
    -- The second was rounded where the first was there.
    coalesce(doc.percent_off_precise, doc.percent_off) AS percent_off,
    stripe_time(doc.redeem_by) AS redeem_by,
    doc.times_redeemed,
    doc.valid
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        amount_off bigint,
        applies_to jsonb,
        created bigint,
        currency text,
        currency_options jsonb,
        duration text,
        duration_in_months bigint,
        livemode boolean,
        max_redemptions bigint,
        metadata jsonb,
        name text,
        percent_off numeric,
        percent_off_precise numeric,
        redeem_by bigint,
        times_redeemed bigint,
        valid boolean
    )
