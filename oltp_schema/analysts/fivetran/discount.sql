-- One row per discount and invoice that it cut; amount is what it took off all of the invoice.
--
-- type: invoice, which type_id is the id of.
SELECT
    cut.discount_id AS id,
    cut.invoice_id AS type_id,
    cut.amount,
    cut.invoice_id,
    cut.promoted_at AS _fivetran_synced,
    given.checkout_session_id,
    given.coupon_id,
    given.invoice_item_id,
    given.promotion_code_id AS promotion_code,
    invoice.customer_id,
    invoice.subscription_id,
    'invoice' AS type,  -- noqa: RF04
    NULL::text AS checkout_session_line_item_id,
    NULL::text AS credit_note_line_item_id,
    given."end"::text AS "end",  -- noqa: RF04
    given.start::text AS start  -- noqa: RF04
FROM oltp.invoice_discount_amounts AS cut
INNER JOIN oltp.invoices AS invoice ON cut.invoice_id = invoice.id
LEFT JOIN oltp.discounts AS given ON cut.discount_id = given.id
WHERE cut.row_state = 'present'
