-- One row per element of the `taxes` of an invoice's `lines`; `batch` holds the invoices.
--
-- Until 2025-02-24.acacia the list was `tax_amounts`, with `inclusive` and the rate itself; the id
-- of a line is worked out as in its own transform.
SELECT
    of_line.id || '.' || element.position AS id,
    item.amount,
    held.currency,
    landed.id AS invoice_id,
    of_line.id AS invoice_line_item_id,
    element.position,
    coalesce(
        item.tax_behavior, CASE item.inclusive WHEN TRUE THEN 'inclusive' WHEN FALSE THEN 'exclusive' END
    ) AS tax_behavior,
    coalesce(stripe_ref(item.tax_rate_details -> 'tax_rate'), stripe_ref(item.tax_rate)) AS tax_rate_id,
    item.taxability_reason,
    item.taxable_amount
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (lines jsonb),
    jsonb_array_elements(stripe_array(doc.lines)) WITH ORDINALITY AS shown (value, position),
    jsonb_to_record(shown.value) AS held (id text, currency text, tax_amounts jsonb, taxes jsonb, unique_id text),
    jsonb_array_elements(coalesce(stripe_array(held.taxes), stripe_array(held.tax_amounts)))
    WITH ORDINALITY AS element (value, position),
    jsonb_to_record(element.value) AS item (
        amount bigint,
        inclusive boolean,
        tax_behavior text,
        tax_rate jsonb,
        tax_rate_details jsonb,
        taxability_reason text,
        taxable_amount bigint
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
