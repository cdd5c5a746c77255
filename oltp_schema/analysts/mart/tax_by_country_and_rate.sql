-- One row per month in which invoices were paid, country, tax rate and currency.
--
-- month: The first day of the month, in UTC.
-- country: Of the customer's address, else of the tax rate.
-- tax_rate_id: The rate; NULL where Stripe names none.
-- tax: What the tax is called.
-- percentage: How much the rate is, of 100.
-- tax_behavior: Whether the tax is in the price (inclusive) or on top of it (exclusive).
-- currency: Of the amounts.
-- taxable: What was taxed, in minor units.
-- amount: The tax, in minor units.
SELECT
    taxes.tax_rate_id,
    rates.display_name AS tax,
    rates.percentage,
    taxes.tax_behavior,
    invoices.currency,
    date_trunc(
        'month',
        coalesce(invoices.status_transitions_paid_at, invoices.created) AT TIME ZONE 'UTC'
    )::date AS month,
    coalesce(invoices.customer_address_country, rates.country) AS country,
    sum(taxes.taxable_amount) AS taxable,
    sum(taxes.amount) AS amount
FROM oltp.invoices
INNER JOIN oltp.invoice_taxes AS taxes ON invoices.id = taxes.invoice_id
LEFT JOIN oltp.tax_rates AS rates ON taxes.tax_rate_id = rates.id
WHERE invoices.row_state = 'present' AND invoices.status = 'paid'
GROUP BY 1, 2, 3, 4, 5, 6, 7
