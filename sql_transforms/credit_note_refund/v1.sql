-- One row per element of a credit note's `refunds`, known by its place; `batch` holds the credit notes.
SELECT
    landed.id || '.' || element.position AS id,
    refund.amount_refunded,
    landed.id AS credit_note_id,
    doc.currency,
    refund.payment_record_refund,
    element.position,
    stripe_ref(refund.refund) AS refund_id,
    refund.type
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        currency text,
        refunds jsonb
    ),
    jsonb_array_elements(stripe_array(doc.refunds)) WITH ORDINALITY AS element (value, position),
    jsonb_to_record(element.value) AS refund (
        amount_refunded bigint,
        payment_record_refund jsonb,
        refund jsonb,
        type text
    )
