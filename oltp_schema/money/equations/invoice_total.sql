-- Per invoice: total = lines + shipping - discounts - credits before tax + exclusive taxes.
--
-- Versions before 2020-03-02 have a discount and do not say what it took off, and the oldest have a tax and do not say
-- whether it is part of the prices: such an invoice is pending.
WITH lines AS (
    SELECT
        line.invoice_id,
        sum(line.amount) AS amount
    FROM oltp.invoice_line_items AS line
    WHERE line.row_state = 'present'
    GROUP BY line.invoice_id
),

discounts AS (
    SELECT
        taken.invoice_id,
        sum(taken.amount) AS amount
    FROM oltp.invoice_discount_amounts AS taken
    WHERE taken.row_state = 'present'
    GROUP BY taken.invoice_id
),

credits AS (
    SELECT
        whole.id,
        sum(given.amount::numeric) AS amount
    FROM oltp.invoices AS whole
    CROSS JOIN
        jsonb_path_query(
            whole.total_pretax_credit_amounts,
            '$[*] ? (@.type == "credit_balance_transaction").amount ? (@.type() == "number")'
        ) AS given (amount)
    GROUP BY whole.id
),

taxes AS (
    SELECT
        tax.invoice_id,
        sum(tax.amount) FILTER (WHERE tax.tax_behavior = 'exclusive') AS amount
    FROM oltp.invoice_taxes AS tax
    WHERE tax.row_state = 'present'
    GROUP BY tax.invoice_id
)

SELECT
    whole.currency,
    whole.total::numeric AS figure,
    ARRAY[whole.id] AS ids,
    coalesce(lines.amount, 0) + coalesce(whole.amount_shipping, 0)
    - coalesce(discounts.amount, 0) - coalesce(credits.amount, 0)
    + coalesce(taxes.amount, 0) AS expected,
    whole.lines_complete IS NOT TRUE
    OR (discounts.invoice_id IS NULL AND whole.discounts IS NULL AND whole.discount IS NOT NULL)
    OR (taxes.invoice_id IS NULL AND coalesce(whole.tax, 0) <> 0) AS is_pending
FROM oltp.invoices AS whole
LEFT JOIN lines ON whole.id = lines.invoice_id
LEFT JOIN discounts ON whole.id = discounts.invoice_id
LEFT JOIN credits ON whole.id = credits.id
LEFT JOIN taxes ON whole.id = taxes.invoice_id
WHERE whole.row_state = 'present'
