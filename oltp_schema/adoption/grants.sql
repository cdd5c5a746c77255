-- One row per right that a role has on one of our tables, the owner aside.
SELECT
    acl.privilege_type,
    acl.is_grantable,
    cls.relnamespace = 'oltp'::regnamespace AS is_data,
    quote_ident(cls.relname) AS name,
    CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END AS grantee
FROM pg_class AS cls
CROSS JOIN LATERAL aclexplode(cls.relacl) AS acl
WHERE
    cls.relnamespace IN ('oltp'::regnamespace, 'meta'::regnamespace)
    AND cls.relkind IN ('r', 'p', 'v')
    AND acl.grantee <> cls.relowner
