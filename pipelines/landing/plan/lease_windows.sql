-- Leases windows that no other process has, up to a limit: the rows stay locked until the transaction ends. Windows of
-- events come first, then those of what is new.
SELECT
    planned.object,
    planned.purpose,
    planned.view,
    planned.starting_after,
    planned.id,
    extract(EPOCH FROM planned.created_from)::bigint AS created_from,
    extract(EPOCH FROM planned.created_before)::bigint AS created_before
FROM meta.windows AS planned
WHERE
    planned.object = any(%(objects)s)
    AND planned.id <> all(%(leased)s)
    AND planned.purpose <> all(%(purposes_left_out)s)
ORDER BY planned.purpose, planned.id
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED
