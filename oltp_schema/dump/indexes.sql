-- One row per index of a table that no constraint made.
SELECT pg_get_indexdef(idx.indexrelid) AS line
FROM pg_index AS idx
INNER JOIN pg_class AS cls ON idx.indexrelid = cls.oid
WHERE
    idx.indrelid = %(oid)s
    AND NOT EXISTS (
        SELECT FROM pg_constraint AS con
        WHERE con.conindid = idx.indexrelid AND con.contype IN ('p', 'u', 'x')
    )
ORDER BY cls.relname
