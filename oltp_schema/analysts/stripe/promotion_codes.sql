-- One row per promotion code.
SELECT
    promotion_codes.id,
    promotion_codes.created,
    promotion_codes.customer_id,
    promotion_codes.active,
    promotion_codes.code,
    promotion_codes.coupon_id,
    promotion_codes.customer_account_id,
    promotion_codes.expires_at,
    promotion_codes.max_redemptions,
    promotion_codes.metadata,
    promotion_codes.promotion_type,
    promotion_codes.restrictions_currency_options,
    promotion_codes.restrictions_first_time_transaction,
    promotion_codes.restrictions_minimum_amount,
    promotion_codes.restrictions_minimum_amount_currency,
    promotion_codes.times_redeemed,
    coalesce(promotion_codes.livemode, account.livemode) AS livemode,
    promotion_codes.row_state = 'deleted' AS deleted
FROM oltp.promotion_codes
LEFT JOIN meta.account AS account ON TRUE
WHERE promotion_codes.row_state <> 'unresolved'
