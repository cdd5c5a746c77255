-- Notes the events that lists brought in some loads, of what happened since thin events are asked for.
INSERT INTO meta.heard_events (id, is_thin, kind, object_id, twin, heard_at)
SELECT
    event.id,
    FALSE AS is_thin,
    event.payload ->> 'type' AS kind,
    event.payload #>> '{data,object,id}' AS object_id,
    NULL AS twin,
    event.observed_at
FROM raw.events AS event
WHERE
    event._dlt_load_id = any(%(loads)s)
    AND event.origin = 'list'
    AND (event.payload ->> 'created')::float >= extract(EPOCH FROM %(since)s::timestamptz)
UNION ALL
SELECT
    event.id,
    TRUE AS is_thin,
    substr(event.payload ->> 'type', 4) AS kind,
    event.payload #>> '{related_object,id}' AS object_id,
    event.payload ->> 'snapshot_event' AS twin,
    event.observed_at
FROM raw.v2_core_events AS event
WHERE
    event._dlt_load_id = any(%(loads)s)
    AND event.origin = 'list'
    AND starts_with(event.payload ->> 'type', 'v1.')
    AND (event.payload ->> 'created') COLLATE "C"
    >= to_char(%(since)s::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
ON CONFLICT (id) DO NOTHING
