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
        whole.id,
        sum(taken.amount::numeric) AS amount
    FROM oltp.invoices AS whole
    CROSS JOIN
        jsonb_path_query(
            whole.total_discount_amounts, '$[*].amount ? (@.type() == "number")'
        ) AS taken (amount)
    GROUP BY whole.id
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
        whole.id,
        sum(tax.amount::numeric) AS amount
    FROM oltp.invoices AS whole
    CROSS JOIN
        jsonb_path_query(
            whole.total_taxes, '$[*] ? (@.tax_behavior == "exclusive").amount ? (@.type() == "number")'
        ) AS tax (amount)
    GROUP BY whole.id
)

SELECT
    whole.currency,
    whole.total::numeric AS figure,
    ARRAY[whole.id] AS ids,
    coalesce(lines.amount, 0) + coalesce(whole.amount_shipping, 0)
    - coalesce(discounts.amount, 0) - coalesce(credits.amount, 0)
    + coalesce(taxes.amount, 0) AS expected,
    whole.lines_complete IS NOT TRUE
    OR (whole.total_discount_amounts IS NULL AND whole.discount IS NOT NULL)
    OR (whole.total_taxes IS NULL AND coalesce(whole.tax, 0) <> 0) AS is_pending
FROM oltp.invoices AS whole
LEFT JOIN lines ON whole.id = lines.invoice_id
LEFT JOIN discounts ON whole.id = discounts.id
LEFT JOIN credits ON whole.id = credits.id
LEFT JOIN taxes ON whole.id = taxes.id
WHERE whole.row_state = 'present'
