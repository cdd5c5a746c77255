-- One row per line of a credit note.
SELECT
    credit_note_line_items.id,
    credit_note_line_items.credit_note_id,
    credit_note_line_items.amount,
    credit_note_line_items.amount_excluding_tax,
    credit_note_line_items.unit_amount,
    credit_note_line_items.currency,
    credit_note_line_items.description,
    credit_note_line_items.discount_amount,
    credit_note_line_items.discount_amounts,
    credit_note_line_items.invoice_line_item_id,
    credit_note_line_items.metadata,
    credit_note_line_items.pretax_credit_amounts,
    credit_note_line_items.quantity,
    credit_note_line_items.tax_rates,
    credit_note_line_items.taxes,
    credit_note_line_items.type,
    credit_note_line_items.unit_amount_decimal,
    credit_note_line_items.unit_amount_excluding_tax,
    coalesce(credit_note_line_items.livemode, account.livemode) AS livemode
FROM oltp.credit_note_line_items
LEFT JOIN meta.account AS account ON TRUE
WHERE credit_note_line_items.row_state = 'present'
