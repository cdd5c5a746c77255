-- Two rows: the statements that drop our views, then our tables, and nothing that depends on them.
WITH ours AS (
    SELECT
        cls.relnamespace,
        cls.relname,
        CASE cls.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind
    FROM pg_class AS cls
    WHERE
        cls.relnamespace IN ('oltp'::regnamespace, 'meta'::regnamespace, to_regnamespace('history'))
        AND cls.relkind IN ('r', 'p', 'v')
)

SELECT
    'DROP ' || ours.kind || ' '
    || string_agg(ours.relnamespace::regnamespace::text || '.' || quote_ident(ours.relname), ', ') AS dropping
FROM ours
GROUP BY ours.kind
ORDER BY ours.kind DESC
