-- Since when the session that holds an advisory lock of this database is connected, if one does; NULL where its role's
-- sessions are not this role's to see.
SELECT activity.backend_start::timestamp(0) AS since
FROM pg_locks AS held
LEFT JOIN pg_stat_activity AS activity ON held.pid = activity.pid
WHERE
    held.locktype = 'advisory'
    AND (held.classid, held.objid) = (%(class_id)s, %(object_id)s)
    AND held.granted
    AND held.database = (
        SELECT db.oid FROM pg_database AS db
        WHERE db.datname = current_database()
    )
