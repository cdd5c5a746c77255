-- Sets what is relied on, where this release of PostgreSQL knows it.
SELECT set_config(asked.name, asked.value, %(local)s)
FROM unnest(%(names)s::text[], %(values)s::text[]) AS asked (name, value)
WHERE current_setting(asked.name, TRUE) IS NOT NULL
