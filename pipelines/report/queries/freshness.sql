-- One row: up to when Stripe's events are read, and when types were last compared whole with Stripe.
--
-- read_until: NULL where no run has read Stripe: all documents came from files.
-- compared_at: When the one was compared that was so the longest ago.
-- not_compared: How many types were not, since some of them may be missing.
SELECT
    max(watermarks.planned_until) FILTER (WHERE watermarks.object = 'event') AS read_until,
    -- what is older than any comparison is one that began and did not end: see pipelines/runs/reconcile/schedule.py
    min(watermarks.compared_at) FILTER (
        WHERE watermarks.object <> 'event' AND watermarks.compared_at >= '2020-01-01'
    ) AS compared_at,
    count(*) FILTER (
        WHERE watermarks.object <> 'event' AND (watermarks.compared_at >= '2020-01-01') IS NOT TRUE
    ) AS not_compared
FROM meta.watermarks
