-- Writes the documents that were refused into quarantine. An id keeps the reason of the first copy that is refused in a
-- run, which is its newest.
INSERT INTO meta.quarantine AS quarantined (
    object, id, load_id, raw_id, observed_at, sqlstate, constraint_name, column_name, field, message,
    transform_version, first_run_id, last_run_id, quarantined_at, schema_revision
)
SELECT
    new.object,
    new.id,
    new.load_id,
    new.raw_id,
    new.observed_at,
    new.sqlstate,
    new.constraint_name,
    new.column_name,
    new.field,
    new.message,
    new.transform_version,
    new.run_id AS first_run_id,
    new.run_id AS last_run_id,
    now() AS quarantined_at,
    migrated.version_num AS schema_revision
FROM meta.alembic_version AS migrated,
    jsonb_to_recordset(%(refused)s) AS new (
        object text,
        id text,
        load_id text,
        raw_id text,
        observed_at timestamptz,
        sqlstate text,
        constraint_name text,
        column_name text,
        field text,
        message text,
        transform_version integer,
        run_id bigint
    )
ON CONFLICT (object, id) DO UPDATE
    SET
        load_id = excluded.load_id,
        raw_id = excluded.raw_id,
        observed_at = excluded.observed_at,
        sqlstate = excluded.sqlstate,
        constraint_name = excluded.constraint_name,
        column_name = excluded.column_name,
        field = excluded.field,
        message = excluded.message,
        transform_version = excluded.transform_version,
        last_run_id = excluded.last_run_id,
        schema_revision = excluded.schema_revision,
        contested = NULL
    WHERE quarantined.last_run_id <> excluded.last_run_id
