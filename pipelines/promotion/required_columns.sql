-- One row per column of a table of oltp that has to have a value, among some, in order: its name as it is, and as SQL.
SELECT
    att.attname AS name,
    quote_ident(att.attname) AS quoted
FROM pg_attribute AS att
WHERE
    att.attrelid = ('oltp.' || %(of_table)s)::regclass
    AND att.attnum > 0
    AND att.attnotnull
    AND att.attname = any(%(columns)s)
ORDER BY att.attnum
