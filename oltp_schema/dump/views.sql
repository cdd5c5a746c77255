-- One row per view of some schemas.
SELECT
    cls.oid,
    nsp.nspname AS schema,
    cls.relname AS name,
    pg_get_viewdef(cls.oid) AS query
FROM pg_class AS cls
INNER JOIN pg_namespace AS nsp ON cls.relnamespace = nsp.oid
WHERE nsp.nspname = any(%(schemas)s) AND cls.relkind = 'v'
ORDER BY nsp.nspname, cls.relname
