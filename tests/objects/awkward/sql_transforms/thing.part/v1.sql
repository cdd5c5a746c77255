SELECT
    doc.id,
    doc.currency,
    stripe_time(doc.date) AS date,
    stripe_time(doc."end") AS "end",
    stripe_json(doc.metadata) AS metadata,
    doc."order",
    doc.state,
    stripe_ref(doc."user") AS "user",
    doc.user_note
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        currency text,
        date bigint,
        "end" bigint,
        metadata jsonb,
        "order" bigint,
        state text,
        "user" jsonb,
        user_note text
    )
