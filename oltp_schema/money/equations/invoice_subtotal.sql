-- Per invoice: subtotal = the sum of its lines, less what discounts of the lines themselves take off.
--
-- Stripe says that these are incorporated; where they are not, the sum of the lines alone is right, too.
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
WHERE whole.row_state = 'present'
