-- One row per command that ran: when it last ended well, and how it last ended.
SELECT
    runs.command,
    max(runs.finished_at) FILTER (WHERE runs.outcome = 'done') AS last_done,
    max(runs.started_at) AS last_started,
    (array_agg(runs.outcome ORDER BY runs.id DESC))[1] AS last_outcome
FROM meta.runs
GROUP BY runs.command
ORDER BY max(runs.id) DESC
