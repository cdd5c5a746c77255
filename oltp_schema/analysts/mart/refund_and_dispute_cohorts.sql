-- One row per month in which charges succeeded, and currency: what became of them since.
--
-- month: The first day of the month of the charges, in UTC.
-- currency: Of the amounts.
-- charges: How many succeeded.
-- charged: What they took, in minor units.
-- refunded_charges: How many were given back, wholly or in part.
-- refunded: What of it was given back, in minor units.
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
    sum(captured.amount) AS charged,
    count(*) FILTER (WHERE charges.amount_refunded > charges.amount - captured.amount) AS refunded_charges,
    sum(greatest(charges.amount_refunded - (charges.amount - captured.amount), 0)) AS refunded,
    count(claims.charge_id) AS disputed_charges,
    coalesce(sum(claims.amount), 0) AS disputed,
    coalesce(sum(claims.lost), 0) AS lost
FROM oltp.charges
-- What was authorized and released is no money that was given back.
CROSS JOIN LATERAL (
    SELECT coalesce(charges.amount_captured, CASE WHEN charges.captured THEN charges.amount ELSE 0 END) AS amount
) AS captured
LEFT JOIN claims ON charges.id = claims.charge_id
WHERE charges.row_state = 'present' AND charges.status = 'succeeded'
GROUP BY 1, 2
