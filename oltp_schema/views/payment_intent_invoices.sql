-- One row per payment intent and invoice that it pays or paid for.
--
-- payment_intent_id: The payment intent, a row of payment_intents.
-- invoice_id: The invoice, a row of invoices.
SELECT
    payments.payment_intent_id,
    payments.invoice_id
FROM oltp.invoice_payments AS payments
WHERE payments.payment_intent_id IS NOT NULL
UNION
SELECT
    payment_intents.id,
    payment_intents.invoice_id
FROM oltp.payment_intents
WHERE payment_intents.invoice_id IS NOT NULL
