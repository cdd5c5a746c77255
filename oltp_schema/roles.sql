-- One row per view of ours, each after those that it reads, with its query.
SELECT
    cls.relnamespace::regnamespace::text AS schema,
    cls.relname::text AS name,
    pg_get_viewdef(cls.oid) AS query
FROM pg_class AS cls
WHERE
    cls.relnamespace IN (to_regnamespace('oltp'), to_regnamespace('stripe'), to_regnamespace('mart'))
    AND cls.relkind = 'v'
ORDER BY cls.oid
