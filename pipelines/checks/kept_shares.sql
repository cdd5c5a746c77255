-- The most common values of some columns of promoted tables, and the share of the rows that has each, as ANALYZE found
-- them. A role sees those of the columns that it may read.
SELECT
    known.tablename,
    known.attname,
    known.most_common_vals::text::text[] AS common,
    known.most_common_freqs
FROM pg_stats AS known
WHERE
    known.schemaname = %(schema)s
    AND known.attname = any(%(columns)s)
    AND known.most_common_vals IS NOT NULL
