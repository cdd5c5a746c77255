-- Notes which version of each transform has read every load that was seen; what has not changed is not written.
INSERT INTO meta.promoted_versions AS known (object, transform_version, run_id)
SELECT
    active.object,
    active.version,
    %(run_id)s
FROM unnest(%(names)s::text[], %(versions)s::smallint[]) AS active (object, version)
ON CONFLICT (object) DO UPDATE SET
    transform_version = excluded.transform_version,
    run_id = excluded.run_id
WHERE known.transform_version <> excluded.transform_version
