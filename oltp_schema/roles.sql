-- One row per view of these schemas, each after those that it reads, with its query.
SELECT
    cls.relnamespace::regnamespace::text AS schema,
    cls.relname::text AS name,
    pg_get_viewdef(cls.oid) AS query
FROM pg_class AS cls
WHERE
    cls.relnamespace = any(%(schemas)s::regnamespace[])
    AND cls.relkind = 'v'
ORDER BY cls.oid
