-- One row per element of an invoice's `total_taxes`, known by its place; `batch` holds the invoices.
--
-- Until 2025-02-24.acacia the list was `total_tax_amounts`, with `inclusive` and the rate itself.
SELECT
    landed.id || '.' || element.position AS id,
    item.amount,
    doc.currency,
    landed.id AS invoice_id,
    element.position,
    coalesce(
        item.tax_behavior, CASE item.inclusive WHEN TRUE THEN 'inclusive' WHEN FALSE THEN 'exclusive' END
    ) AS tax_behavior,
    coalesce(stripe_ref(item.tax_rate_details -> 'tax_rate'), stripe_ref(item.tax_rate)) AS tax_rate_id,
    item.taxability_reason,
    item.taxable_amount
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (currency text, total_tax_amounts jsonb, total_taxes jsonb),
    jsonb_array_elements(coalesce(stripe_array(doc.total_taxes), stripe_array(doc.total_tax_amounts)))
    WITH ORDINALITY AS element (value, position),
    jsonb_to_record(element.value) AS item (
        amount bigint,
        inclusive boolean,
        tax_behavior text,
        tax_rate jsonb,
        tax_rate_details jsonb,
        taxability_reason text,
        taxable_amount bigint
    )
