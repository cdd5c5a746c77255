-- One row per payment method.
SELECT
    payment_method.id,
    payment_method.billing_details_address_city AS billing_detail_address_city,
    payment_method.billing_details_address_country AS billing_detail_address_country,
    payment_method.billing_details_address_line1 AS billing_detail_address_line_1,
    payment_method.billing_details_address_line2 AS billing_detail_address_line_2,
    payment_method.billing_details_address_postal_code AS billing_detail_address_postal_code,
    payment_method.billing_details_address_state AS billing_detail_address_state,
    payment_method.billing_details_email AS billing_detail_email,
    payment_method.billing_details_name AS billing_detail_name,
    payment_method.billing_details_phone AS billing_detail_phone,
    payment_method.created,
    payment_method.customer_id,
    payment_method.livemode,
    payment_method.type,
    payment_method.promoted_at AS _fivetran_synced,
    payment_method.metadata::text AS metadata
FROM stripe.payment_methods AS payment_method
