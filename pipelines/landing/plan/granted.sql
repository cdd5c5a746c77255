-- Forgets the fields that a key is granted by now, and gives them.
DELETE FROM meta.refused_expansions
USING unnest(%(names)s::text[], %(fields)s::text[]) AS answered (type_name, field)
WHERE refused_expansions.object = answered.type_name AND refused_expansions.field = answered.field
RETURNING refused_expansions.object, refused_expansions.field
