-- One row: up to when Stripe's events are read, and when types were last compared whole with Stripe.
--
-- read_until: NULL where no run has read Stripe: all documents came from files.
-- compared_at: When the one was compared that was so the longest ago.
-- not_compared: How many types were not, since some of them may be missing.
SELECT
    max(watermarks.planned_until) FILTER (WHERE watermarks.object = 'event') AS read_until,
    min(watermarks.compared_at) FILTER (WHERE watermarks.object <> 'event') AS compared_at,
    count(*) FILTER (
        WHERE watermarks.object <> 'event' AND (watermarks.compared_at >= watermarks.gap_at) IS NOT TRUE
    ) AS not_compared
FROM meta.watermarks
