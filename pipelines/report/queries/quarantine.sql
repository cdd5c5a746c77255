-- One row per type and reason for which documents wait in quarantine, most first.
SELECT
    quarantine.object,
    min(quarantine.message) AS reason,
    count(*) AS documents,
    min(quarantine.quarantined_at) AS waiting_since
FROM meta.quarantine
GROUP BY quarantine.object, quarantine.field, quarantine.sqlstate, quarantine.constraint_name, quarantine.column_name
ORDER BY count(*) DESC, quarantine.object, min(quarantine.message)
LIMIT 50
