-- One row per currency and coupon that took the most off invoices paid in the last 12 months: ten per currency.
WITH of_coupons AS (
    SELECT
        given.currency,
        given.coupon_id,
        given.coupon_name,
        sum(given.invoices) AS invoices,
        sum(given.taken_off) AS taken_off,
        row_number() OVER (PARTITION BY given.currency ORDER BY sum(given.taken_off) DESC, given.coupon_id) AS place
    FROM mart.coupon_cost AS given
    WHERE given.month > now() AT TIME ZONE 'UTC' - interval '12 months'
    GROUP BY given.currency, given.coupon_id, given.coupon_name
)

SELECT
    of_coupons.currency,
    of_coupons.coupon_id,
    of_coupons.coupon_name,
    of_coupons.invoices,
    of_coupons.taken_off
FROM of_coupons
WHERE of_coupons.place <= 10
ORDER BY of_coupons.currency, of_coupons.place
