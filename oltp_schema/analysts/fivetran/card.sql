-- One row per card of the API before payment methods with which charges were paid, as the last of them shows it.
SELECT DISTINCT ON (charge.source_id)
    charge.source_id AS id,
    charge.customer_id,
    charge.payment_method_details_card_brand AS brand,
    charge.payment_method_details_card_country AS country,
    charge.payment_method_details_card_funding AS funding,
    charge.billing_details_name AS name,
    charge.billing_details_address_country AS address_country,
    charge.billing_details_address_postal_code AS address_zip,
    charge.promoted_at AS _fivetran_synced,
    NULL::text AS account_id,
    NULL::timestamptz AS created,
    NULL::text AS metadata,
    NULL::text AS recipient,
    charge.billing_details #>> '{address,city}' AS address_city,
    charge.billing_details #>> '{address,line1}' AS address_line_1,
    charge.billing_details #>> '{address,line2}' AS address_line_2,
    charge.billing_details #>> '{address,state}' AS address_state,
    charge.payment_method_details #>> '{card,wallet,type}' AS wallet_type
FROM oltp.charges AS charge
WHERE starts_with(charge.source_id, 'card_') AND charge.row_state = 'present'
ORDER BY charge.source_id ASC, charge.created DESC, charge.id ASC
