-- Notes that thin events are asked for. When it is the first time, or the first after they were left out, what happened
-- before is not compared: snapshots told it when nobody counted them.
INSERT INTO meta.thin_events AS known (state, since, noted_at, begun_at)
VALUES ('asked', %(now)s, now(), now())
ON CONFLICT (one_row) DO UPDATE
    SET
        since = excluded.since,
        state = CASE WHEN known.state = 'used' THEN known.state ELSE excluded.state END
    WHERE %(is_first)s OR known.state IN ('refused', 'silent')
