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
),

captured AS (
    SELECT
        *,
        coalesce(amount_captured, CASE WHEN captured THEN amount ELSE 0 END) AS captured_amount
    FROM oltp.charges
    WHERE row_state = 'present' AND status = 'succeeded'
),

given_back AS (
    SELECT
        captured.id,
        captured.currency,
        captured.created,
        captured.captured_amount,
        -- What was authorized and released is no money that was given back.
        greatest(captured.amount_refunded - (captured.amount - captured.captured_amount), 0) AS refunded
    FROM captured
)

SELECT
    given_back.currency,
    date_trunc('month', given_back.created AT TIME ZONE 'UTC')::date AS month,
    count(*) AS charges,
    sum(given_back.captured_amount) AS charged,
    count(*) FILTER (WHERE given_back.refunded > 0) AS refunded_charges,
    sum(given_back.refunded) AS refunded,
    count(claims.charge_id) AS disputed_charges,
    coalesce(sum(claims.amount), 0) AS disputed,
    coalesce(sum(claims.lost), 0) AS lost
FROM given_back
LEFT JOIN claims ON given_back.id = claims.charge_id
GROUP BY 1, 2
