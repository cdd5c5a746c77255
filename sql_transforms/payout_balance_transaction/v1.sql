-- One row per payout and balance transaction that it pays out: the list that Stripe has per payout.
SELECT
    landed.id || ':' || paid_out.id AS id,
    paid_out.id AS balance_transaction_id,
    landed.id AS payout_id
FROM batch AS landed,
    jsonb_array_elements(stripe_array(landed.payload -> 'balance_transactions')) AS listed (element),
    LATERAL (SELECT stripe_ref(listed.element) AS id) AS paid_out
