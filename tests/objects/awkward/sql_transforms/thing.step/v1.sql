SELECT
    step.id,
    step.name,
    step."order",
    landed.id AS thing_part_id
FROM batch AS landed,
    jsonb_to_recordset(stripe_array(landed.payload -> 'steps')) AS step (
        id text,
        name text,
        "order" bigint
    )
