-- One row per currency and product with the most that recurs per month, and one for the rest; as of now.
--
-- product_id: NULL of the rest.
-- different_products: Of how many products it is.
-- items: How many items of subscriptions there are.
WITH of_products AS (
    SELECT
        recurring.currency,
        recurring.product_id,
        products.name AS product_name,
        count(*) AS items,
        coalesce(sum(recurring.mrr_before_discounts), 0) AS mrr,
        least(
            11,
            row_number() OVER (
                PARTITION BY recurring.currency
                ORDER BY sum(recurring.mrr_before_discounts) DESC, recurring.product_id
            )
        ) AS place
    FROM mart.mrr AS recurring
    LEFT JOIN oltp.products ON recurring.product_id = products.id
    GROUP BY recurring.currency, recurring.product_id, products.name
)

SELECT
    of_products.currency,
    max(of_products.product_id) FILTER (WHERE of_products.place < 11) AS product_id,
    max(of_products.product_name) FILTER (WHERE of_products.place < 11) AS product_name,
    of_products.place = 11 AS is_rest,
    count(*) AS different_products,
    sum(of_products.items) AS items,
    round(sum(of_products.mrr)) AS mrr
FROM of_products
GROUP BY of_products.currency, of_products.place
ORDER BY of_products.currency, of_products.place
