-- Until when all events were read: no later than where a window begins that was planned and is still to be read.
SELECT
    least(events.planned_until, (
        SELECT min(planned.created_from)
        FROM meta.windows AS planned
        WHERE planned.object = events.object AND planned.purpose = 'changes'
    ))
FROM meta.watermarks AS events
WHERE events.object = %(events)s
