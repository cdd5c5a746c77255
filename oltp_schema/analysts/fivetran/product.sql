-- One row per product, deleted ones included.
SELECT
    product.id,
    product.active,
    product.created,
    product.description,
    product.deleted AS is_deleted,
    product.livemode,
    product.name,
    product.shippable,
    product.statement_descriptor,
    product.type,
    product.unit_label,
    product.updated,
    product.url,
    product.promoted_at AS fivetran_synced,
    product.promoted_at AS _fivetran_synced,
    NULL::text AS attributes,
    NULL::text AS caption,
    NULL::timestamptz AS deactivate_on,
    product.images::text AS images
FROM stripe.products AS product
