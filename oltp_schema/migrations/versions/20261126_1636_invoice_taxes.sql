CREATE VIEW oltp.money_invoice_subtotal AS
WITH lines AS (
    SELECT
        line.invoice_id,
        sum(line.amount) AS amount
    FROM oltp.invoice_line_items AS line
    WHERE line.row_state = 'present'
    GROUP BY line.invoice_id
),

own_discounts AS (
    SELECT
        taken.invoice_id,
        sum(taken.amount) AS amount
    FROM oltp.invoice_line_item_discount_amounts AS taken
    INNER JOIN oltp.invoices AS whole ON taken.invoice_id = whole.id
    WHERE
        taken.row_state = 'present'
        AND NOT coalesce(whole.discounts, '[]') @> jsonb_build_array(taken.discount_id)
        AND NOT coalesce(whole.discounts, '[]') @> jsonb_build_array(jsonb_build_object('id', taken.discount_id))
    GROUP BY taken.invoice_id
)

SELECT
    whole.currency,
    whole.subtotal::numeric AS figure,
    ARRAY[whole.id] AS ids,
    CASE
        WHEN whole.subtotal = coalesce(lines.amount, 0) THEN whole.subtotal
        ELSE coalesce(lines.amount, 0) - coalesce(own_discounts.amount, 0)
    END AS expected,
    whole.lines_complete IS NOT TRUE AS is_pending
FROM oltp.invoices AS whole
LEFT JOIN lines ON whole.id = lines.invoice_id
LEFT JOIN own_discounts ON whole.id = own_discounts.invoice_id
WHERE whole.row_state = 'present';
COMMENT ON VIEW oltp.money_invoice_subtotal IS 'Per invoice: subtotal = the sum of its lines, less what discounts of the lines themselves take off.';

CREATE VIEW oltp.money_invoice_total AS
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
WHERE whole.row_state = 'present';
COMMENT ON VIEW oltp.money_invoice_total IS 'Per invoice: total = lines + shipping - discounts - credits before tax + exclusive taxes.';

CREATE VIEW oltp.money_transaction_fee AS
WITH details AS (
    SELECT
        part.balance_transaction_id,
        sum(part.amount) AS amount
    FROM oltp.balance_transaction_fees AS part
    WHERE part.row_state = 'present'
    GROUP BY part.balance_transaction_id
)

SELECT
    entry.currency,
    entry.fee::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[entry.id] AS ids,
    coalesce(details.amount, 0) AS expected
FROM oltp.balance_transactions AS entry
LEFT JOIN details ON entry.id = details.balance_transaction_id
WHERE entry.row_state = 'present';
COMMENT ON VIEW oltp.money_transaction_fee IS 'Per balance transaction: fee = the sum of its fee_details.';
