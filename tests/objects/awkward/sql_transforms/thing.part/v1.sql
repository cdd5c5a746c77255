SELECT
    doc.id,
    stripe_time(doc.date) AS date,
    stripe_time(doc."end") AS "end",
    stripe_json(doc.metadata) AS metadata,
    doc."order",
    doc.state,
    stripe_ref(doc."user") AS "user"
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        date bigint,
        "end" bigint,
        metadata jsonb,
        "order" bigint,
        state text,
        "user" jsonb
    )
