-- One row per month in which invoices were paid, coupon and currency: what the coupon took off.
--
-- month: The first day of the month, in UTC.
-- coupon_id: The coupon; NULL where only the discount is known.
-- coupon_name: What it is called.
-- currency: Of the amount.
-- invoices: How many it took something off.
-- customers: How many customers had it.
-- taken_off: What it took off, in minor units.
SELECT
    coupons.name AS coupon_name,
    invoices.currency,
    date_trunc(
        'month',
        coalesce(invoices.status_transitions_paid_at, invoices.created) AT TIME ZONE 'UTC'
    )::date AS month,
    coalesce(discounts.coupon_id, invoices.discount_coupon_id) AS coupon_id,
    count(DISTINCT invoices.id) AS invoices,
    count(DISTINCT invoices.customer_id) AS customers,
    sum(given.amount) AS taken_off
FROM oltp.invoices
INNER JOIN oltp.invoice_discount_amounts AS given ON invoices.id = given.invoice_id
LEFT JOIN oltp.discounts ON given.discount_id = discounts.id
LEFT JOIN oltp.coupons ON coalesce(discounts.coupon_id, invoices.discount_coupon_id) = coupons.id
WHERE invoices.row_state = 'present' AND invoices.status = 'paid'
GROUP BY 1, 2, 3, 4
