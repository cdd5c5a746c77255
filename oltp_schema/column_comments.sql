-- One row per column of oltp and meta that has a comment, its relation by its plain name.
SELECT
    att.attname AS name,
    said.description AS words,
    CASE cls.relnamespace WHEN to_regnamespace('oltp') THEN 'oltp' ELSE 'meta' END || '.' || cls.relname AS relation
FROM pg_class AS cls
INNER JOIN pg_attribute AS att ON cls.oid = att.attrelid AND att.attnum > 0 AND NOT att.attisdropped
INNER JOIN pg_description AS said
    ON cls.oid = said.objoid AND att.attnum = said.objsubid AND said.classoid = 'pg_class'::regclass
WHERE cls.relnamespace IN (to_regnamespace('oltp'), to_regnamespace('meta')) AND cls.relkind IN ('r', 'v')
