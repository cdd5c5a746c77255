-- One row per line of a credit note.
SELECT
    credit_note_line_item.id,
    credit_note_line_item.credit_note_id,
    credit_note_line_item.amount,
    credit_note_line_item.discount_amount,
    credit_note_line_item.description,
    credit_note_line_item.livemode,
    credit_note_line_item.quantity,
    credit_note_line_item.type,
    credit_note_line_item.unit_amount,
    credit_note_line_item.unit_amount_decimal,
    credit_note_line_item.promoted_at AS _fivetran_synced
FROM stripe.credit_note_line_items AS credit_note_line_item
