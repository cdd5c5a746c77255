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

-- Sums of a line are bigint again: what follows is dearer in numerics.
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
        paid.month,
        paid.currency,
        line.product_id,
        line.amount AS gross,
        coalesce(discounts.amount, 0) AS discounts,
        coalesce(taxes.included, 0) AS tax_included,
        coalesce(taxes.amount, 0) AS tax
    FROM oltp.invoice_line_items AS line
    INNER JOIN paid ON line.invoice_id = paid.id
    LEFT JOIN discounts ON line.id = discounts.invoice_line_item_id
    LEFT JOIN taxes ON line.id = taxes.invoice_line_item_id
    WHERE line.row_state = 'present'
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
    FROM lines
    GROUP BY 1, 2, 3
),

-- What invoices say and no line tells, by month: to find it by invoice, all lines would have to be sorted once more.
said AS (
    SELECT
        month,
        currency,
        sum(revenue) AS revenue,
        sum(tax) AS tax
    FROM paid
    GROUP BY 1, 2
),

told AS (
    SELECT
        month,
        currency,
        sum(revenue) AS revenue,
        sum(tax) AS tax
    FROM billed
    GROUP BY 1, 2
),

without_product AS (
    SELECT
        month,
        currency,
        sum(gross) AS gross,
        sum(discounts) AS discounts,
        sum(tax_included) AS tax_included,
        sum(gross - discounts - tax_included) AS revenue,
        sum(tax) AS tax
    FROM (
        SELECT
            month,
            currency,
            gross,
            discounts,
            tax_included,
            tax
        FROM billed
        WHERE product_id IS NULL
        UNION ALL
        SELECT
            said.month,
            said.currency,
            said.revenue - coalesce(told.revenue, 0) AS gross,
            0 AS discounts,
            0 AS tax_included,
            coalesce(said.tax, 0) - coalesce(told.tax, 0) AS tax
        FROM said
        LEFT JOIN told ON said.month = told.month AND said.currency = told.currency
        WHERE
            said.revenue <> coalesce(told.revenue, 0)
            OR coalesce(said.tax, 0) <> coalesce(told.tax, 0)
    ) AS entry
    GROUP BY 1, 2
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
WHERE billed.product_id IS NOT NULL
UNION ALL
SELECT
    month,
    NULL AS product_id,
    NULL AS product_name,
    currency,
    gross,
    discounts,
    tax_included,
    revenue,
    tax
FROM without_product
