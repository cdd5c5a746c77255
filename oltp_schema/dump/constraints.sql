-- One row per constraint of a table. From PostgreSQL 18 on NOT NULL is one too; here the column says it.
SELECT 'CONSTRAINT ' || quote_ident(con.conname) || ' ' || pg_get_constraintdef(con.oid, TRUE) AS line
FROM pg_constraint AS con
WHERE con.conrelid = %(oid)s AND con.contype IN ('p', 'u', 'c', 'f', 'x')
ORDER BY array_position(ARRAY['p', 'u', 'x', 'f', 'c'], con.contype::text), con.conname
