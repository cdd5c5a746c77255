-- About how many rows each table has. The statistics system counts what each transaction adds and removes; it loses its
-- counts in a crash, and has none of a restored dump. There is what the last VACUUM or ANALYZE found, if any.
SELECT
    counted.schemaname,
    counted.relname,
    greatest(counted.n_live_tup, relations.reltuples::bigint, 0) AS live
FROM pg_stat_all_tables AS counted
INNER JOIN pg_class AS relations ON counted.relid = relations.oid
WHERE counted.schemaname = any(%(schemas)s)
