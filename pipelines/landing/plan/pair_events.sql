-- Finds the events that both lists have: a thin event names its snapshot or, where it names none, both tell the same of
-- the same object at about the same time.
UPDATE meta.heard_events AS one
SET is_paired = TRUE
FROM meta.heard_events AS other
WHERE
    NOT one.is_paired
    AND one.is_thin <> other.is_thin
    AND one.kind = other.kind
    AND CASE
        WHEN coalesce(one.twin, other.twin) IS NOT NULL
            THEN coalesce(one.twin, other.twin) = CASE WHEN one.is_thin THEN other.id ELSE one.id END
        ELSE
            one.object_id IS NOT DISTINCT FROM other.object_id
            AND one.heard_at BETWEEN other.heard_at - %(lag)s AND other.heard_at + %(lag)s
    END
