-- One row per thing in some schemas of a kind that does not belong there; were there any, the dump would show it.
WITH found AS (
    SELECT
        'function' AS kind,
        fun.oid::regprocedure::text AS name,
        fun.pronamespace AS schema
    FROM pg_proc AS fun
    UNION ALL
    SELECT
        'relation ' || cls.relkind::text,
        cls.oid::regclass::text,
        cls.relnamespace
    FROM pg_class AS cls
    WHERE cls.relkind IN ('m', 'f')
    UNION ALL
    SELECT
        'trigger' AS kind,
        quote_ident(trg.tgname) || ' on ' || trg.tgrelid::regclass::text,
        cls.relnamespace
    FROM pg_trigger AS trg
    INNER JOIN pg_class AS cls ON trg.tgrelid = cls.oid
    WHERE NOT trg.tgisinternal
    UNION ALL
    SELECT
        'type' AS kind,
        typ.oid::regtype::text,
        typ.typnamespace
    FROM pg_type AS typ
    WHERE typ.typtype IN ('e', 'd')
)

SELECT found.kind || ' ' || found.name AS line
FROM found
INNER JOIN pg_namespace AS nsp ON found.schema = nsp.oid
WHERE nsp.nspname = any(%(schemas)s)
