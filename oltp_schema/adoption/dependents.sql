-- One row per thing of a user that would go with our tables where PostgreSQL itself would not refuse to drop them.
WITH ours AS (
    SELECT
        cls.oid,
        cls.relnamespace,
        cls.relname
    FROM pg_class AS cls
    WHERE
        cls.relnamespace IN ('oltp'::regnamespace, 'meta'::regnamespace)
        AND cls.relkind IN ('r', 'p', 'v', 'm', 'f')
),

found AS (
    SELECT
        'pg_trigger'::regclass AS classid,
        trg.oid
    FROM pg_trigger AS trg
    WHERE NOT trg.tgisinternal AND trg.tgrelid IN (SELECT ours.oid FROM ours)
    UNION ALL
    SELECT
        'pg_policy'::regclass,
        pol.oid
    FROM pg_policy AS pol
    WHERE pol.polrelid IN (SELECT ours.oid FROM ours)
    UNION ALL
    SELECT
        'pg_publication_rel'::regclass,
        published.oid
    FROM pg_publication_rel AS published
    WHERE published.prrelid IN (SELECT ours.oid FROM ours)
    UNION ALL
    SELECT
        'pg_class'::regclass,
        ours.oid
    FROM ours
    WHERE
        (ours.relnamespace = 'oltp'::regnamespace AND ours.relname <> all(%(of_oltp)s))
        OR (ours.relnamespace = 'meta'::regnamespace AND ours.relname <> all(%(of_meta)s))
)

SELECT DISTINCT pg_describe_object(found.classid, found.oid, 0) AS name FROM found
ORDER BY name
