-- One row per month in which charges succeeded, and currency: what became of them since.
--
-- month: The first day of the month of the charges, in UTC.
-- currency: Of the amounts.
-- charges: How many succeeded.
-- charged: What they took, in minor units.
-- refunded_charges: How many were given back, wholly or in part.
-- refunded: What was given back, in minor units.
-- disputed_charges: How many the bank claimed back, whoever won; without inquiries.
-- disputed: What the bank claimed back, in minor units.
-- lost: What of it was lost, in minor units.
WITH claims AS (
    SELECT
        disputes.charge_id,
        sum(disputes.amount) AS amount,
        sum(disputes.amount) FILTER (WHERE disputes.status = 'lost') AS lost
    FROM oltp.disputes
    WHERE
        disputes.row_state = 'present'
        AND NOT starts_with(disputes.status, 'warning_')
        AND disputes.status <> 'prevented'
    GROUP BY 1
)

SELECT
    charges.currency,
    date_trunc('month', charges.created AT TIME ZONE 'UTC')::date AS month,
    count(*) AS charges,
    sum(coalesce(charges.amount_captured, charges.amount)) AS charged,
    count(*) FILTER (WHERE charges.amount_refunded > 0) AS refunded_charges,
    sum(charges.amount_refunded) AS refunded,
    count(claims.charge_id) AS disputed_charges,
    coalesce(sum(claims.amount), 0) AS disputed,
    coalesce(sum(claims.lost), 0) AS lost
FROM oltp.charges
LEFT JOIN claims ON charges.id = claims.charge_id
WHERE charges.row_state = 'present' AND charges.status = 'succeeded'
GROUP BY 1, 2
