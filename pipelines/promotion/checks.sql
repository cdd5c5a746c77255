-- One row per CHECK of a table of oltp that names no other columns than some: its name, and its condition.
SELECT
    con.conname AS name,
    pg_get_expr(con.conbin, con.conrelid) AS condition
FROM pg_constraint AS con
WHERE
    con.conrelid = ('oltp.' || %(of_table)s)::regclass
    AND con.contype = 'c'
    AND coalesce((to_jsonb(con) ->> 'conenforced')::boolean, TRUE)  -- from PostgreSQL 18 on
    AND NOT EXISTS (
        SELECT FROM pg_attribute AS att
        WHERE att.attrelid = con.conrelid AND att.attnum = any(con.conkey) AND att.attname <> all(%(columns)s)
    )
ORDER BY con.conname
