-- One row per element of an invoice's `total_discount_amounts`, known by its place; `batch` holds the invoices.
SELECT
    landed.id || '.' || element.position AS id,
    item.amount,
    doc.currency,
    stripe_ref(item.discount) AS discount_id,
    landed.id AS invoice_id,
    element.position
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (currency text, total_discount_amounts jsonb),
    jsonb_array_elements(stripe_array(doc.total_discount_amounts))
    WITH ORDINALITY AS element (value, position),
    jsonb_to_record(element.value) AS item (
        amount bigint,
        discount jsonb
    )
