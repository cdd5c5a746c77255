-- Counts the events that were heard before a moment by which lists had them, and forgets them.
WITH settled AS (
    DELETE FROM meta.heard_events
    WHERE heard_at < %(before)s
    RETURNING kind, is_thin, is_paired
)

INSERT INTO meta.event_kinds AS kept (kind, by_both, by_snapshots, by_thin_events, missed_at)
SELECT
    settled.kind,
    count(*) FILTER (WHERE settled.is_paired AND NOT settled.is_thin) AS by_both,
    count(*) FILTER (WHERE NOT settled.is_paired AND NOT settled.is_thin) AS by_snapshots,
    count(*) FILTER (WHERE NOT settled.is_paired AND settled.is_thin) AS by_thin_events,
    CASE WHEN bool_or(NOT settled.is_paired AND NOT settled.is_thin) THEN now() END AS missed_at
FROM settled
GROUP BY settled.kind
ON CONFLICT (kind) DO UPDATE
    SET
        by_both = kept.by_both + excluded.by_both,
        by_snapshots = kept.by_snapshots + excluded.by_snapshots,
        by_thin_events = kept.by_thin_events + excluded.by_thin_events,
        missed_at = coalesce(excluded.missed_at, kept.missed_at)
