-- How many of the events that some loads landed took how long to be landed, and to be promoted, by the type of their
-- object: seconds from an event until `now` by Stripe's clock, in which they were promoted. What was before `since` is
-- no news. Bounds are seconds; what took longer than one and less than the next counts there.
WITH took AS (
    SELECT
        coalesce(event.payload #>> '{data,object,object}', 'event') AS kind,
        greatest(extract(EPOCH FROM %(now)s::timestamptz) - (event.payload ->> 'created')::float, 0) AS promoted,
        extract(EPOCH FROM clock_timestamp() - loads.inserted_at)::float AS waited
    FROM raw.events AS event
    INNER JOIN raw._dlt_loads AS loads ON event._dlt_load_id = loads.load_id
    WHERE
        event._dlt_load_id = any(%(loads)s)
        AND event.origin = 'list'
        AND (event.payload ->> 'created')::float >= extract(EPOCH FROM %(since)s::timestamptz)
),

counted AS (
    SELECT
        took.kind,
        (
            SELECT min(bounds.seconds)
            FROM unnest(%(bounds)s::float[]) AS bounds (seconds)
            WHERE bounds.seconds > greatest(took.promoted - took.waited, 0)
        ) AS seconds,
        1 AS landed,
        0 AS promoted
    FROM took
    UNION ALL
    SELECT
        took.kind,
        (
            SELECT min(bounds.seconds)
            FROM unnest(%(bounds)s::float[]) AS bounds (seconds)
            WHERE bounds.seconds > took.promoted OR bounds.seconds = 'infinity'
        ) AS seconds,
        0 AS landed,
        1 AS promoted
    FROM took
)

INSERT INTO meta.freshness AS kept (hour, object, seconds, landed, promoted)
SELECT
    date_trunc('hour', now()) AS begun,
    counted.kind,
    counted.seconds,
    sum(counted.landed) AS landed,
    sum(counted.promoted) AS promoted
FROM counted
GROUP BY counted.kind, counted.seconds
ON CONFLICT (hour, object, seconds) DO UPDATE
    SET landed = kept.landed + excluded.landed, promoted = kept.promoted + excluded.promoted
