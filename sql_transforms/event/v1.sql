-- One row per event.
--
-- Before 2017-05-25 `request` was the id alone.
SELECT
    doc.id,
    stripe_ref(doc.account) AS account_id,
    doc.api_version,
    doc.context,
    stripe_time(doc.created) AS created,
    doc.livemode,
    stripe_ref(stripe_object(doc.data) -> 'object') AS object_id,
    doc.data -> 'object' ->> 'object' AS object_type,
    stripe_ref(doc.request) AS request_id,
    doc.request ->> 'idempotency_key' AS request_idempotency_key,
    doc.type
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        account jsonb,
        api_version text,
        context text,
        created bigint,
        data jsonb,
        livemode boolean,
        request jsonb,
        type text
    )
