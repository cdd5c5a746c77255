-- No rows: what a platform transfers to connected accounts has no table.
SELECT
    NULL::text AS id,
    NULL::bigint AS amount,
    NULL::bigint AS amount_reversed,
    NULL::text AS balance_transaction_id,
    NULL::timestamptz AS created,
    NULL::text AS currency,
    NULL::text AS description,
    NULL::text AS destination,
    NULL::text AS destination_payment,
    NULL::text AS destination_payment_id,
    NULL::boolean AS livemode,
    NULL::text AS metadata,
    NULL::boolean AS reversed,
    NULL::text AS source_transaction,
    NULL::text AS source_transaction_id,
    NULL::text AS source_type,
    NULL::text AS transfer_group,
    NULL::timestamptz AS _fivetran_synced
WHERE FALSE
