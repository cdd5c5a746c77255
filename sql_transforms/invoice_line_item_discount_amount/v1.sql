-- One row per element of the `discount_amounts` of an invoice's `lines`; `batch` holds the invoices.
--
-- The id of a line is worked out as in its own transform.
SELECT
    of_line.id || '.' || element.position AS id,
    item.amount,
    held.currency,
    stripe_ref(item.discount) AS discount_id,
    landed.id AS invoice_id,
    of_line.id AS invoice_line_item_id,
    element.position
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (lines jsonb),
    jsonb_array_elements(stripe_array(doc.lines)) WITH ORDINALITY AS shown (value, position),
    jsonb_to_record(shown.value) AS held (id text, currency text, discount_amounts jsonb, unique_id text),
    jsonb_array_elements(stripe_array(held.discount_amounts))
    WITH ORDINALITY AS element (value, position),
    jsonb_to_record(element.value) AS item (
        amount bigint,
        discount jsonb
    ),
    LATERAL (
        SELECT
            CASE
                WHEN held.unique_id IS NOT NULL THEN held.unique_id
                WHEN starts_with(held.id, 'il_') THEN held.id
                ELSE landed.id || ':' || held.id || coalesce(':' || (
                    SELECT nullif(count(*), 0) + 1
                    FROM jsonb_array_elements(stripe_array(doc.lines)) WITH ORDINALITY AS other (value, position)
                    WHERE other.position < shown.position AND other.value ->> 'id' = held.id
                ), '')
            END AS id
    ) AS of_line
