-- Notes that queued objects were asked for in vain. A row that another load leased stays as it is: that load may be
-- waiting for this one.
WITH free AS (
    SELECT
        queued.object,
        queued.id
    FROM meta.refetch_queue AS queued
    INNER JOIN unnest(%(objects)s::text[], %(ids)s::text[]) AS had (object, id)
        ON queued.object = had.object AND queued.id = had.id
    FOR UPDATE OF queued SKIP LOCKED
)

UPDATE meta.refetch_queue AS queued
SET
    asked_at = now(),
    times = queued.times + %(times)s
FROM free
WHERE queued.object = free.object AND queued.id = free.id
