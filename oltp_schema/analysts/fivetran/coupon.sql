-- One row per coupon, deleted ones included.
SELECT
    coupon.id,
    coupon.amount_off,
    coupon.created,
    coupon.currency,
    coupon.duration,
    coupon.duration_in_months,
    coupon.livemode,
    coupon.max_redemptions,
    coupon.name,
    coupon.percent_off,
    coupon.redeem_by,
    coupon.times_redeemed,
    coupon.valid,
    coupon.promoted_at AS _fivetran_synced,
    coupon.metadata::text AS metadata
FROM stripe.coupons AS coupon
