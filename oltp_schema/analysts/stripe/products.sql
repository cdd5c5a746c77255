-- One row per product, deleted ones included.
SELECT
    products.id,
    products.created,
    products.active,
    products.default_price_id,
    products.description,
    products.images,
    products.marketing_features,
    products.metadata,
    products.name,
    products.package_dimensions,
    products.shippable,
    products.statement_descriptor,
    products.tax_code_id,
    products.tax_details_performance_location,
    products.type,
    products.unit_label,
    products.updated,
    products.url,
    coalesce(products.livemode, account.livemode) AS livemode,
    products.row_state = 'deleted' AS deleted
FROM oltp.products
LEFT JOIN meta.account AS account ON TRUE
WHERE products.row_state <> 'unresolved'
