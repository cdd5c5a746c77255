-- One row per month in which invoices were paid, product and currency: what was billed, without tax.
--
-- month: The first day of the month, in UTC.
-- product_id: The product; NULL for lines without one, and for what no line tells, as shipping.
-- product_name: What it is called.
-- currency: Of the amounts.
-- gross: The amounts of the lines, in minor units, tax included where the price includes it.
-- discounts: What coupons took off, in minor units.
-- tax_included: The tax that is in the amounts, in minor units.
-- revenue: Gross less discounts and included tax, in minor units.
-- tax: All tax on it, in minor units, included or on top.
WITH paid AS (
    SELECT
        invoices.id,
        invoices.currency,
        invoices.tax,
        coalesce(invoices.total_excluding_tax, invoices.total - coalesce(invoices.tax, 0)) AS revenue,
        date_trunc(
            'month',
            coalesce(invoices.status_transitions_paid_at, invoices.created) AT TIME ZONE 'UTC'
        )::date AS month
    FROM oltp.invoices
    WHERE invoices.row_state = 'present' AND invoices.status = 'paid'
),

-- Sums of a line or an invoice are bigint again: what follows is dearer in numerics.
discounts AS (
    SELECT
        invoice_line_item_id,
        sum(amount)::bigint AS amount
    FROM oltp.invoice_line_item_discount_amounts
    GROUP BY 1
),

taxes AS (
    SELECT
        invoice_line_item_id,
        sum(amount)::bigint AS amount,
        (sum(amount) FILTER (WHERE tax_behavior = 'inclusive'))::bigint AS included
    FROM oltp.invoice_line_item_taxes
    GROUP BY 1
),

lines AS (
    SELECT
        line.invoice_id,
        line.product_id,
        line.amount AS gross,
        coalesce(discounts.amount, 0) AS discounts,
        coalesce(taxes.included, 0) AS tax_included,
        coalesce(taxes.amount, 0) AS tax
    FROM oltp.invoice_line_items AS line
    LEFT JOIN discounts ON line.id = discounts.invoice_line_item_id
    LEFT JOIN taxes ON line.id = taxes.invoice_line_item_id
    WHERE line.row_state = 'present'
),

known AS (
    SELECT
        invoice_id,
        sum(gross - discounts - tax_included)::bigint AS revenue,
        sum(tax)::bigint AS tax
    FROM lines
    GROUP BY 1
),

entries AS (
    SELECT
        paid.month,
        paid.currency,
        lines.product_id,
        lines.gross,
        lines.discounts,
        lines.tax_included,
        lines.tax
    FROM paid
    INNER JOIN lines ON paid.id = lines.invoice_id
    UNION ALL
    SELECT
        paid.month,
        paid.currency,
        NULL AS product_id,
        paid.revenue - coalesce(known.revenue, 0) AS gross,
        0 AS discounts,
        0 AS tax_included,
        coalesce(paid.tax, 0) - coalesce(known.tax, 0) AS tax
    FROM paid
    LEFT JOIN known ON paid.id = known.invoice_id
    WHERE
        paid.revenue <> coalesce(known.revenue, 0)
        OR coalesce(paid.tax, 0) <> coalesce(known.tax, 0)
),

billed AS (
    SELECT
        month,
        product_id,
        currency,
        sum(gross) AS gross,
        sum(discounts) AS discounts,
        sum(tax_included) AS tax_included,
        sum(gross - discounts - tax_included) AS revenue,
        sum(tax) AS tax
    FROM entries
    GROUP BY 1, 2, 3
)

SELECT
    billed.month,
    billed.product_id,
    products.name AS product_name,
    billed.currency,
    billed.gross,
    billed.discounts,
    billed.tax_included,
    billed.revenue,
    billed.tax
FROM billed
LEFT JOIN oltp.products ON billed.product_id = products.id
