-- One row per month of the charge and currency, of the last 24 months: what customers paid, and what of it went back.
SELECT
    cohorts.currency,
    cohorts.month,
    cohorts.charges,
    cohorts.charged,
    cohorts.refunded_charges,
    cohorts.refunded,
    cohorts.disputed_charges,
    cohorts.disputed,
    cohorts.lost
FROM mart.refund_and_dispute_cohorts AS cohorts
WHERE cohorts.month > now() AT TIME ZONE 'UTC' - interval '24 months'
ORDER BY cohorts.currency, cohorts.month
