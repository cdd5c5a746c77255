-- Finds the events that both lists have: a thin event names its snapshot or, where it names none, both tell the same of
-- the same object at about the same time. Neither way compares each event with all of its kind.
-- A snapshot that is named may have come before they were compared, or by a webhook: then raw alone has it.
UPDATE meta.heard_events AS one
SET is_paired = TRUE
FROM (
    SELECT unnest(ARRAY[thin_event.id, event.id]) AS id
    FROM meta.heard_events AS thin_event
    INNER JOIN meta.heard_events AS event ON thin_event.twin = event.id
    WHERE
        thin_event.is_thin
        AND NOT event.is_thin
        AND NOT (thin_event.is_paired AND event.is_paired)
    UNION
    SELECT thin_event.id
    FROM meta.heard_events AS thin_event
    WHERE
        thin_event.is_thin
        AND NOT thin_event.is_paired
        AND EXISTS (
            SELECT FROM raw.events AS event
            WHERE event.id = thin_event.twin
        )
    UNION
    SELECT alike.id
    FROM (
        SELECT
            heard.id,
            heard.is_paired,
            count(*) FILTER (WHERE heard.is_thin) OVER at_about_that_time > 0 AS are_thin_there,
            count(*) FILTER (WHERE NOT heard.is_thin) OVER at_about_that_time > 0 AS are_snapshots_there
        FROM meta.heard_events AS heard
        WHERE NOT heard.is_thin OR heard.twin IS NULL
        WINDOW
            at_about_that_time AS (
                PARTITION BY heard.kind, heard.object_id
                ORDER BY heard.heard_at RANGE BETWEEN %(lag)s PRECEDING AND %(lag)s FOLLOWING
            )
    ) AS alike
    WHERE alike.are_thin_there AND alike.are_snapshots_there AND NOT alike.is_paired
) AS both_have
WHERE one.id = both_have.id AND NOT one.is_paired
