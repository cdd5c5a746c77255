-- One row per relation of a schema: its name, the version that its comment says, and if it says none, whether it
-- resembles a view of ours: it has the name of one and reads nothing but oltp, history, meta and views of such names
-- beside it.
SELECT
    cls.relation,
    cls.stamp,
    cls.stamp IS NULL AND cls.relkind = 'v' AND cls.relname = any(%(names)s) AND NOT EXISTS (
        SELECT
        FROM pg_rewrite AS made
        INNER JOIN pg_depend AS dep ON made.oid = dep.objid AND dep.classid = 'pg_rewrite'::regclass
        INNER JOIN pg_class AS other ON dep.refobjid = other.oid AND dep.refclassid = 'pg_class'::regclass
        WHERE
            made.ev_class = cls.oid
            AND other.oid <> cls.oid
            AND (
                other.relnamespace IN (to_regnamespace('oltp'), to_regnamespace('history'), to_regnamespace('meta'))
            ) IS NOT TRUE
            AND NOT (other.relnamespace = cls.relnamespace AND other.relname = any(%(names)s))
    ) AS resembles
FROM (
    SELECT
        cls.oid,
        cls.relname,
        cls.relkind,
        cls.relnamespace,
        cls.oid::regclass::text AS relation,
        substring(obj_description(cls.oid, 'pg_class') FROM %(mark)s) AS stamp
    FROM pg_class AS cls
    WHERE cls.relnamespace = to_regnamespace(%(schema)s) AND cls.relkind NOT IN ('i', 'I', 't', 'c')
) AS cls
ORDER BY cls.relname
