-- Sets what is relied on, where this release of PostgreSQL knows it, and every way to join, sort and scan that it has,
-- as it is built.
SELECT set_config(asked.name, asked.value, %(local)s) AS value
FROM unnest(%(names)s::text[], %(values)s::text[]) AS asked (name, value)
WHERE current_setting(asked.name, TRUE) IS NOT NULL
UNION ALL
SELECT set_config(planner.name, planner.boot_val, %(local)s)
FROM pg_settings AS planner
WHERE
    starts_with(planner.name, 'enable_')
    AND planner.setting <> planner.boot_val
    AND planner.context = 'user'
