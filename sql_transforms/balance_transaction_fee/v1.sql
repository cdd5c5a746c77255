-- One row per element of a balance transaction's `fee_details`; `batch` holds the transactions.
SELECT
    landed.id || '.' || element.position AS id,
    fee.amount,
    stripe_ref(fee.application) AS application_id,
    landed.id AS balance_transaction_id,
    fee.currency,
    fee.description,
    element.position,
    fee.type
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (fee_details jsonb),
    jsonb_array_elements(stripe_array(doc.fee_details)) WITH ORDINALITY AS element (value, position),
    jsonb_to_record(element.value) AS fee (
        amount bigint,
        application jsonb,
        currency text,
        description text,
        type text
    )
