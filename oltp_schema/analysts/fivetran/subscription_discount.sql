-- One row per discount of a subscription, past ones included.
SELECT
    subscription_discount.id,
    subscription_discount.checkout_session_id AS checkout_session,
    subscription_discount.coupon_id,
    subscription_discount.customer_id,
    subscription_discount.invoice_id,
    subscription_discount.invoice_item_id,
    subscription_discount.subscription_id,
    subscription_discount.promoted_at AS _fivetran_synced,
    subscription_discount."end"::text AS "end",  -- noqa: RF04
    subscription_discount.start::text AS start  -- noqa: RF04
FROM stripe.discounts AS subscription_discount
WHERE subscription_discount.subscription_id IS NOT NULL
