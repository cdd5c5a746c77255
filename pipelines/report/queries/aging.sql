-- One row per currency and age of open invoices, in order; as of now.
SELECT
    aging.currency,
    aging.age,
    aging.invoices,
    aging.amount_remaining
FROM mart.ar_aging AS aging
ORDER BY aging.currency, array_position(ARRAY['not due', '0-30', '31-60', '61-90', 'over 90'], aging.age)
