-- One row per coupon, deleted ones included.
SELECT
    coupons.id,
    coupons.created,
    coupons.amount_off,
    coupons.currency,
    coupons.applies_to_products,
    coupons.currency_options,
    coupons.duration,
    coupons.duration_in_months,
    coupons.max_redemptions,
    coupons.metadata,
    coupons.name,
    coupons.percent_off,
    coupons.redeem_by,
    coupons.times_redeemed,
    coupons.valid,
    coalesce(coupons.livemode, account.livemode) AS livemode,
    coupons.row_state = 'deleted' AS deleted
FROM oltp.coupons
LEFT JOIN meta.account AS account ON TRUE
WHERE coupons.row_state <> 'unresolved'
