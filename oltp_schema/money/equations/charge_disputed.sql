-- Per charge that says it: disputed (1, or 0 if not) = whether it has a dispute.
--
-- An early warning or an inquiry may count or not: such a charge is pending.
WITH claims AS (
    SELECT
        dispute.charge_id,
        array_agg(dispute.id ORDER BY dispute.id) AS ids,
        bool_and(starts_with(dispute.status, 'warning_') OR dispute.status = 'prevented') AS are_inquiries
    FROM oltp.disputes AS dispute
    WHERE dispute.row_state = 'present'
    GROUP BY dispute.charge_id
)

SELECT
    paid.currency,
    paid.disputed::integer::numeric AS figure,
    ARRAY[paid.id] || coalesce(claims.ids, '{}') AS ids,
    (claims.charge_id IS NOT NULL)::integer::numeric AS expected,
    coalesce(claims.are_inquiries, FALSE) AS is_pending
FROM oltp.charges AS paid
LEFT JOIN claims ON paid.id = claims.charge_id
WHERE paid.row_state = 'present' AND paid.disputed IS NOT NULL
