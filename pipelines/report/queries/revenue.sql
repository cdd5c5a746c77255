-- One row per currency and product that was billed the most in the last 12 months, and one for the rest.
--
-- product_id: NULL of the rest, and of what no line tells.
-- different_products: Of how many products it is.
WITH of_products AS (
    SELECT
        billed.currency,
        billed.product_id,
        billed.product_name,
        sum(billed.discounts) AS discounts,
        sum(billed.revenue) AS revenue,
        sum(billed.tax) AS tax,
        least(
            11,
            row_number() OVER (PARTITION BY billed.currency ORDER BY sum(billed.revenue) DESC, billed.product_id)
        ) AS place
    FROM mart.revenue_by_product AS billed
    WHERE billed.month > now() AT TIME ZONE 'UTC' - interval '12 months'
    GROUP BY billed.currency, billed.product_id, billed.product_name
)

SELECT
    of_products.currency,
    max(of_products.product_id) FILTER (WHERE of_products.place < 11) AS product_id,
    max(of_products.product_name) FILTER (WHERE of_products.place < 11) AS product_name,
    of_products.place = 11 AS is_rest,
    count(*) AS different_products,
    sum(of_products.discounts) AS discounts,
    sum(of_products.revenue) AS revenue,
    sum(of_products.tax) AS tax
FROM of_products
GROUP BY of_products.currency, of_products.place
ORDER BY of_products.currency, of_products.place
