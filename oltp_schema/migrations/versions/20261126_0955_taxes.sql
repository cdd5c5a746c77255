CREATE VIEW oltp.invoice_taxes AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS invoice_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        element.value #>> '{tax_rate_details,tax_rate}' AS tax_rate_id,
        element.value ->> 'tax_behavior' AS tax_behavior,
        element.value ->> 'taxability_reason' AS taxability_reason,
        CASE WHEN jsonb_typeof(element.value -> 'taxable_amount') = 'number'
            THEN (element.value ->> 'taxable_amount')::numeric END AS taxable_amount
    FROM oltp.invoices AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.total_taxes) WITH ORDINALITY AS element (value, position);
CREATE VIEW oltp.invoice_discount_amounts AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS invoice_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        CASE jsonb_typeof(element.value -> 'discount') WHEN 'object' THEN element.value #>> '{discount,id}'
            ELSE element.value ->> 'discount' END AS discount_id
    FROM oltp.invoices AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.total_discount_amounts) WITH ORDINALITY AS element (value, position);
CREATE VIEW oltp.invoice_line_item_taxes AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS invoice_line_item_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        element.value #>> '{tax_rate_details,tax_rate}' AS tax_rate_id,
        element.value ->> 'tax_behavior' AS tax_behavior,
        element.value ->> 'taxability_reason' AS taxability_reason,
        CASE WHEN jsonb_typeof(element.value -> 'taxable_amount') = 'number'
            THEN (element.value ->> 'taxable_amount')::numeric END AS taxable_amount
    FROM oltp.invoice_line_items AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.taxes) WITH ORDINALITY AS element (value, position);
CREATE VIEW oltp.invoice_line_item_discount_amounts AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS invoice_line_item_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        CASE jsonb_typeof(element.value -> 'discount') WHEN 'object' THEN element.value #>> '{discount,id}'
            ELSE element.value ->> 'discount' END AS discount_id
    FROM oltp.invoice_line_items AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.discount_amounts) WITH ORDINALITY AS element (value, position);
CREATE VIEW oltp.credit_note_taxes AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS credit_note_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        element.value #>> '{tax_rate_details,tax_rate}' AS tax_rate_id,
        element.value ->> 'tax_behavior' AS tax_behavior,
        element.value ->> 'taxability_reason' AS taxability_reason,
        CASE WHEN jsonb_typeof(element.value -> 'taxable_amount') = 'number'
            THEN (element.value ->> 'taxable_amount')::numeric END AS taxable_amount
    FROM oltp.credit_notes AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.total_taxes) WITH ORDINALITY AS element (value, position);
CREATE VIEW oltp.credit_note_discount_amounts AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS credit_note_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        CASE jsonb_typeof(element.value -> 'discount') WHEN 'object' THEN element.value #>> '{discount,id}'
            ELSE element.value ->> 'discount' END AS discount_id
    FROM oltp.credit_notes AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.discount_amounts) WITH ORDINALITY AS element (value, position);
CREATE VIEW oltp.credit_note_line_item_taxes AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS credit_note_line_item_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        element.value #>> '{tax_rate_details,tax_rate}' AS tax_rate_id,
        element.value ->> 'tax_behavior' AS tax_behavior,
        element.value ->> 'taxability_reason' AS taxability_reason,
        CASE WHEN jsonb_typeof(element.value -> 'taxable_amount') = 'number'
            THEN (element.value ->> 'taxable_amount')::numeric END AS taxable_amount
    FROM oltp.credit_note_line_items AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.taxes) WITH ORDINALITY AS element (value, position);
CREATE VIEW oltp.credit_note_line_item_discount_amounts AS
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS credit_note_line_item_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        CASE jsonb_typeof(element.value -> 'discount') WHEN 'object' THEN element.value #>> '{discount,id}'
            ELSE element.value ->> 'discount' END AS discount_id
    FROM oltp.credit_note_line_items AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.discount_amounts) WITH ORDINALITY AS element (value, position);
CREATE VIEW oltp.money_invoice_credited_after_payment AS
WITH notes AS (
    SELECT
        note.invoice_id,
        array_agg(note.id ORDER BY note.id) AS ids,
        sum(
            coalesce(note.post_payment_amount, CASE note.type WHEN 'post_payment' THEN note.amount ELSE 0 END)
        ) AS amount
    FROM oltp.credit_notes AS note
    WHERE note.row_state = 'present' AND note.status = 'issued'
    GROUP BY note.invoice_id
)

SELECT
    whole.currency,
    whole.post_payment_credit_notes_amount::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[whole.id] || coalesce(notes.ids, '{}') AS ids,
    coalesce(notes.amount, 0) AS expected
FROM oltp.invoices AS whole
LEFT JOIN notes ON whole.id = notes.invoice_id
WHERE whole.row_state = 'present' AND whole.status <> 'draft' AND whole.post_payment_credit_notes_amount IS NOT NULL;
CREATE VIEW oltp.money_invoice_credited_before_payment AS
WITH notes AS (
    SELECT
        note.invoice_id,
        array_agg(note.id ORDER BY note.id) AS ids,
        sum(
            coalesce(note.pre_payment_amount, CASE note.type WHEN 'pre_payment' THEN note.amount ELSE 0 END)
        ) AS amount
    FROM oltp.credit_notes AS note
    WHERE note.row_state = 'present' AND note.status = 'issued'
    GROUP BY note.invoice_id
)

SELECT
    whole.currency,
    whole.pre_payment_credit_notes_amount::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[whole.id] || coalesce(notes.ids, '{}') AS ids,
    coalesce(notes.amount, 0) AS expected
FROM oltp.invoices AS whole
LEFT JOIN notes ON whole.id = notes.invoice_id
WHERE whole.row_state = 'present' AND whole.status <> 'draft' AND whole.pre_payment_credit_notes_amount IS NOT NULL;
