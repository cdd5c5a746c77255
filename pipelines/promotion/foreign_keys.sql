-- One row per foreign key that a table of a user's own has to a table of ours: its table, the table that it names, the
-- condition that joins the two, and the statements that would let this role read all rows of the first.
--
-- Equality is the same in every deterministic collation, and only in that of the child can its index be used.
SELECT
    parent.relname AS parent,
    format('%%I.%%I', place.nspname, child.relname) AS child,
    string_agg(
        format('child.%%I = parent.%%I', ours.attname, theirs.attname)
        || coalesce(' COLLATE ' || nullif(ours.attcollation, 0)::regcollation, ''),
        ' AND '
    ) AS match,
    concat_ws(
        ' ',
        CASE
            WHEN NOT has_schema_privilege(place.oid, 'USAGE')
                THEN format('GRANT USAGE ON SCHEMA %%I TO %%I;', place.nspname, current_user)
        END,
        CASE
            WHEN NOT bool_and(has_column_privilege(child.oid, ours.attnum, 'SELECT'))
                THEN format('GRANT SELECT ON %%I.%%I TO %%I;', place.nspname, child.relname, current_user)
        END,
        CASE
            WHEN row_security_active(child.oid) THEN format('ALTER ROLE %%I BYPASSRLS;', current_user)
        END
    ) AS remedy
FROM pg_constraint AS rule
INNER JOIN pg_class AS parent ON rule.confrelid = parent.oid AND parent.relnamespace = 'oltp'::regnamespace
INNER JOIN pg_class AS child ON rule.conrelid = child.oid
INNER JOIN pg_namespace AS place ON child.relnamespace = place.oid
CROSS JOIN unnest(rule.conkey, rule.confkey) AS pair (child, parent)
INNER JOIN pg_attribute AS ours ON child.oid = ours.attrelid AND pair.child = ours.attnum
INNER JOIN pg_attribute AS theirs ON parent.oid = theirs.attrelid AND pair.parent = theirs.attnum
WHERE
    rule.contype = 'f'
    AND rule.conparentid = 0
    AND NOT (place.oid = 'oltp'::regnamespace AND child.relname = any(%(tables)s))
GROUP BY rule.oid, place.oid, place.nspname, child.oid, child.relname, parent.relname
ORDER BY place.nspname, child.relname, rule.oid
