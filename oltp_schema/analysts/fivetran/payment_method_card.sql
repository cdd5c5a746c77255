-- One row per payment method that is a card.
SELECT
    payment_method_card.card_brand AS brand,
    payment_method_card.card_generated_from_charge_id AS charge_id,
    payment_method_card.card_funding AS funding,
    payment_method_card.id AS payment_method_id,
    payment_method_card.type,
    payment_method_card.card_wallet_type AS wallet_type,
    payment_method_card.promoted_at AS _fivetran_synced,
    NULL::text AS three_d_secure_authentication_flow,
    NULL::text AS three_d_secure_result,
    NULL::text AS three_d_secure_result_reason,
    NULL::text AS three_d_secure_version
FROM stripe.payment_methods AS payment_method_card
WHERE payment_method_card.type = 'card'
