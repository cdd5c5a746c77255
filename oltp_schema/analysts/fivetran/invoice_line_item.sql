-- One row per line of an invoice.
SELECT
    line.id,
    line.amount,
    line.currency,
    line.description,
    line.discountable,
    line.invoice_id,
    line.invoice_item_id,
    line.livemode,
    line.period_end,
    line.period_start,
    line.plan_id,
    line.price_id,
    line.proration,
    line.quantity,
    line.subscription_id,
    line.subscription_item_id,
    line.type,
    line.id AS unique_id,
    line.promoted_at AS _fivetran_synced,
    line.metadata::text AS metadata,
    trim_scale(coalesce(line.unit_amount_excluding_tax, line.unit_amount_decimal))::text AS unit_amount_excluding_tax
FROM stripe.invoice_line_items AS line
