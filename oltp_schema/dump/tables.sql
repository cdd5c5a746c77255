-- One row per table of some schemas. Alembic's own is in a migrated database only.
SELECT
    cls.oid,
    nsp.nspname AS schema,
    cls.relname AS name
FROM pg_class AS cls
INNER JOIN pg_namespace AS nsp ON cls.relnamespace = nsp.oid
WHERE nsp.nspname = any(%(schemas)s) AND cls.relkind IN ('r', 'p') AND cls.relname <> 'alembic_version'
ORDER BY nsp.nspname, cls.relname
