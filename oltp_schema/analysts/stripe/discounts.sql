-- One row per discount; one that ended is deleted.
SELECT
    discounts.id,
    discounts.customer_id,
    discounts.checkout_session_id,
    discounts.coupon_id,
    discounts.customer_account_id,
    discounts."end",
    discounts.invoice_id,
    discounts.invoice_item_id,
    discounts.promotion_code_id,
    discounts.source_type,
    discounts.start,
    discounts.subscription_id,
    discounts.subscription_item_id,
    discounts.row_state = 'deleted' AS deleted
FROM oltp.discounts
WHERE discounts.row_state <> 'unresolved'
