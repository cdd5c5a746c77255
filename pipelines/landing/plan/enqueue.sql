-- Queues objects to be fetched, each once. To one that waits already, what is told now is added: its deletion and
-- version where they are known, and the events of its last second, as a JSON array in bytes. It is due at once.
INSERT INTO meta.refetch_queue AS queued (object, id, deletion, api_version, events, told_at)
SELECT
    told.object,
    told.id,
    told.deletion,
    told.api_version,
    told.events,
    to_timestamp(told.told_at) AS told_at
FROM
    unnest(
        %(objects)s::text[],
        %(ids)s::text[],
        %(deletions)s::bytea[],
        %(api_versions)s::text[],
        %(events)s::bytea[],
        %(told_at)s::double precision[]
    ) AS told (object, id, deletion, api_version, events, told_at)
ON CONFLICT (object, id) DO UPDATE
    SET
        deletion = coalesce(excluded.deletion, queued.deletion),
        api_version = coalesce(excluded.api_version, queued.api_version),
        asked_at = NULL,
        events = CASE
            WHEN excluded.told_at > coalesce(queued.told_at, '-infinity') THEN excluded.events
            WHEN
                excluded.told_at = queued.told_at
                AND position(
                    substring(excluded.events FROM 2 FOR octet_length(excluded.events) - 2) IN queued.events
                ) = 0
                THEN
                    substring(queued.events FROM 1 FOR octet_length(queued.events) - 1)
                    || ','::bytea
                    || substring(excluded.events FROM 2)
            ELSE queued.events
        END,
        told_at = greatest(excluded.told_at, queued.told_at)
    WHERE
    excluded.deletion IS NOT NULL
    OR queued.asked_at IS NOT NULL
    OR excluded.told_at >= coalesce(queued.told_at, '-infinity')
