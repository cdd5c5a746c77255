-- One row per reason for which charges failed in the last 12 months, most frequent first.
SELECT
    coalesce(
        CASE WHEN charges.outcome_type = 'issuer_declined' THEN charges.outcome_reason END,
        charges.failure_code,
        'unknown'
    ) AS reason,
    count(*) AS charges
FROM oltp.charges
WHERE
    charges.row_state = 'present'
    AND charges.status = 'failed'
    AND charges.created > now() - interval '12 months'
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 10
