-- One row per right that a role has on one of these views, or on a column of one: the statement that grants it again.
SELECT
    format(
        'GRANT %%s%%s ON %%s TO %%s',
        acl.privilege_type,
        coalesce(' (' || quote_ident(given.attname) || ')', ''),
        cls.oid::regclass,
        CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
    ) AS line
FROM pg_class AS cls
CROSS JOIN
    LATERAL (
        SELECT
            cls.relacl AS acl,
            NULL::name AS attname
        UNION ALL
        SELECT
            att.attacl,
            att.attname
        FROM pg_attribute AS att
        WHERE att.attrelid = cls.oid AND NOT att.attisdropped
    ) AS given
CROSS JOIN LATERAL aclexplode(given.acl) AS acl
WHERE
    cls.oid = any(%(relations)s::regclass[])  -- noqa: RF02
    AND acl.grantee <> cls.relowner
