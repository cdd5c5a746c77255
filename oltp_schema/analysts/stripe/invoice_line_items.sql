-- One row per line of an invoice; source is the subscription or the invoice item that made it.
SELECT
    invoice_line_items.id,
    invoice_line_items.invoice_id,
    invoice_line_items.amount,
    invoice_line_items.amount_excluding_tax,
    invoice_line_items.subtotal,
    invoice_line_items.currency,
    invoice_line_items.description,
    invoice_line_items.discountable,
    invoice_line_items.discounts,
    invoice_line_items.invoice_item_id,
    invoice_line_items.metadata,
    invoice_line_items.period_end,
    invoice_line_items.period_start,
    invoice_line_items.pretax_credit_amounts,
    invoice_line_items.price_id,
    invoice_line_items.product_id,
    invoice_line_items.proration,
    invoice_line_items.proration_details,
    invoice_line_items.quantity,
    invoice_line_items.quantity_decimal,
    invoice_line_items.subscription_id,
    invoice_line_items.subscription_item_id,
    invoice_line_items.tax_rates,
    invoice_line_items.type,
    invoice_line_items.unit_amount_decimal,
    invoice_line_items.unit_amount_excluding_tax,
    invoice_line_items.type AS source_type,
    invoice_line_items.price_id AS plan_id,
    invoice_line_items.subscription_id AS subscription,  -- noqa: RF04
    invoice.customer_id,
    invoice.created AS date,  -- noqa: RF04
    coalesce(invoice_line_items.livemode, account.livemode) AS livemode,
    CASE invoice_line_items.type
        WHEN 'subscription' THEN invoice_line_items.subscription_id
        ELSE invoice_line_items.invoice_item_id
    END AS source_id
FROM oltp.invoice_line_items
LEFT JOIN meta.account AS account ON TRUE
INNER JOIN oltp.invoices AS invoice ON invoice_line_items.invoice_id = invoice.id AND invoice.row_state = 'present'
WHERE invoice_line_items.row_state = 'present'
