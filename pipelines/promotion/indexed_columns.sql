-- One row per text column of a table of oltp, among some, that an index holds: its name as SQL.
SELECT DISTINCT quote_ident(att.attname) AS quoted
FROM pg_index AS idx
INNER JOIN pg_attribute AS att ON idx.indrelid = att.attrelid AND att.attnum = any(idx.indkey)
WHERE
    idx.indrelid = ('oltp.' || %(of_table)s)::regclass
    AND att.atttypid = 'text'::regtype
    AND att.attname = any(%(columns)s)
ORDER BY quoted
