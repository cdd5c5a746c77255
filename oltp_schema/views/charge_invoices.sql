-- One row per charge and invoice that it pays or paid for.
--
-- charge_id: The charge, a row of charges.
-- invoice_id: The invoice, a row of invoices.
SELECT
    charges.id AS charge_id,
    links.invoice_id
FROM oltp.charges
INNER JOIN oltp.payment_intent_invoices AS links ON links.payment_intent_id = charges.payment_intent_id  -- noqa: ST09
UNION
SELECT
    payments.charge_id,
    payments.invoice_id
FROM oltp.invoice_payments AS payments
WHERE payments.charge_id IS NOT NULL
UNION
SELECT
    charges.id,
    charges.invoice_id
FROM oltp.charges
WHERE charges.invoice_id IS NOT NULL
