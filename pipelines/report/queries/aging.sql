-- One row per currency of open invoices and age, in order, also where none has it; as of now.
SELECT
    owing.currency,
    ages.age,
    coalesce(aging.invoices, 0) AS invoices,
    coalesce(aging.amount_remaining, 0) AS amount_remaining
FROM (SELECT DISTINCT every.currency FROM mart.ar_aging AS every) AS owing
CROSS JOIN unnest(ARRAY['not due', '0-30', '31-60', '61-90', 'over 90']) WITH ORDINALITY AS ages (age, place)
LEFT JOIN mart.ar_aging AS aging ON owing.currency = aging.currency AND ages.age = aging.age
ORDER BY owing.currency, ages.place
