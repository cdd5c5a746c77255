-- One row per country, currency and whether the tax is in the price, of invoices paid in the last 12 months.
SELECT
    taxes.currency,
    taxes.country,
    taxes.tax_behavior,
    sum(taxes.taxable) AS taxable,
    sum(taxes.amount) AS tax
FROM mart.tax_by_country_and_rate AS taxes
WHERE taxes.month > now() AT TIME ZONE 'UTC' - interval '12 months'
GROUP BY taxes.currency, taxes.country, taxes.tax_behavior
ORDER BY taxes.currency ASC, sum(taxes.amount) DESC, taxes.country ASC, taxes.tax_behavior ASC
