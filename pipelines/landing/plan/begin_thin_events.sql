-- Notes that thin events are asked for. When it is the first time, or as if it were, what happened before is left out.
INSERT INTO meta.thin_events AS known (state, since, noted_at, begun_at)
VALUES ('asked', %(now)s, now(), now())
ON CONFLICT (one_row) DO UPDATE
    SET
        since = CASE WHEN %(is_first)s THEN excluded.since ELSE known.since END,
        state = CASE WHEN known.state = 'used' THEN known.state ELSE excluded.state END
    WHERE %(is_first)s OR known.state IN ('refused', 'silent')
