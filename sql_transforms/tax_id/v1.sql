-- One row per tax id.
--
-- Before 2023-10-16 none says who owns it: its customer or, without one, the account itself.
SELECT
    doc.id,
    doc.country,
    stripe_time(doc.created) AS created,
    coalesce(
        stripe_ref(doc.customer_account), stripe_ref(stripe_object(doc.owner) -> 'customer_account')
    ) AS customer_account_id,
    coalesce(stripe_ref(doc.customer), stripe_ref(doc.owner -> 'customer')) AS customer_id,
    doc.livemode,
    stripe_ref(doc.owner -> 'account') AS owner_account_id,
    stripe_ref(doc.owner -> 'application') AS owner_application_id,
    coalesce(doc.owner ->> 'type', CASE WHEN stripe_ref(doc.customer) IS NULL THEN 'self' ELSE 'customer' END)
        AS owner_type,
    doc.type,
    doc.value,
    stripe_object(doc.verification) ->> 'status' AS verification_status,
    doc.verification ->> 'verified_address' AS verification_verified_address,
    doc.verification ->> 'verified_name' AS verification_verified_name
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        country text,
        created bigint,
        customer jsonb,
        customer_account jsonb,
        livemode boolean,
        owner jsonb,
        type text,
        value text,
        verification jsonb
    )
